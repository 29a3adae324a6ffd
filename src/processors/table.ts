// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every processor, in the order of the reference. The table is the registry.

import type { Processor } from './core/processor.js';
import { append } from './append.js';
import { convert } from './convert.js';
import { drop } from './drop.js';
import { fail } from './fail.js';
import { foreach } from './foreach.js';
import { gsub } from './gsub.js';
import { inference } from './inference.js';
import { join } from './join.js';
import { json } from './json.js';
import { lowercase } from './lowercase.js';
import { pipeline } from './pipeline.js';
import { remove } from './remove.js';
import { rename } from './rename.js';
import { script } from './script.js';
import { set } from './set.js';
import { split } from './split.js';
import { terminate } from './terminate.js';
import { trim } from './trim.js';
import { uppercase } from './uppercase.js';

const table: readonly Processor[] = [
  append,
  convert,
  drop,
  fail,
  foreach,
  gsub,
  inference,
  join,
  json,
  lowercase,
  pipeline,
  remove,
  rename,
  script,
  set,
  split,
  terminate,
  trim,
  uppercase,
];

/** Processors by type. */
export const processors: ReadonlyMap<string, Processor> = new Map(table.map((entry) => [entry.type, entry]));
