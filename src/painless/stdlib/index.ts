// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The whole library, and the lookup of each script context.

import type { ScriptContext } from '../contexts/scriptContext.js';
import { javaLang } from './java.lang/index.js';
import { javaMath } from './java.math/index.js';
import { javaText } from './java.text/index.js';
import { javaTime } from './java.time/index.js';
import { javaTimeChrono } from './java.time.chrono/index.js';
import { javaTimeFormat } from './java.time.format/index.js';
import { javaTimeTemporal } from './java.time.temporal/index.js';
import { javaTimeZone } from './java.time.zone/index.js';
import { javaUtil } from './java.util/index.js';
import { javaUtilFunction } from './java.util.function/index.js';
import { javaUtilRegex } from './java.util.regex/index.js';
import { javaUtilStream } from './java.util.stream/index.js';
import { Lookup } from './lookup.js';
import { refusedClasses, refusedMembers } from './refused.js';
import { serverClasses } from './server.js';
import type { ClassDeclaration } from './table.js';

/** Classes of every context, package by package. */
export const baseClasses: readonly ClassDeclaration[] = [
  ...javaLang,
  ...javaMath,
  ...javaText,
  ...javaTime,
  ...javaTimeChrono,
  ...javaTimeFormat,
  ...javaTimeTemporal,
  ...javaTimeZone,
  ...javaUtil,
  ...javaUtilFunction,
  ...javaUtilRegex,
  ...javaUtilStream,
  ...serverClasses,
  ...refusedClasses,
];

const lookups = new Map<string, Lookup>();

/** The classes that a context's scripts may use. */
export function lookupFor(context: ScriptContext): Lookup {
  let lookup = lookups.get(context.name);
  if (!lookup) {
    lookup = new Lookup([...baseClasses, ...context.classes], [...refusedMembers, ...context.augmentations]);
    lookups.set(context.name, lookup);
  }
  return lookup;
}
