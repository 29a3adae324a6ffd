// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Scripts of the script processor.

import { mapType } from '../analysis/types.js';
import { ingestAugmentations } from '../stdlib/ingest.js';
import {
  fieldClasses,
  fieldFunction,
  metadataClass,
  metadataFunction,
} from '../stdlib/org.elasticsearch.script/index.js';
import { processorsClass } from '../stdlib/processors.js';
import type { ScriptContext } from './scriptContext.js';

/** The context of the script processor: changes `ctx`, gives nothing back. */
export const ingestContext: ScriptContext = {
  name: 'ingest',
  doc: 'Scripts of the script processor, which change the document.',
  variables: [
    { name: 'params', type: mapType },
    { name: 'ctx', type: mapType },
  ],
  executeArity: 1,
  returns: 'void',
  functions: [fieldFunction, metadataFunction],
  classes: [processorsClass, metadataClass, ...fieldClasses],
  augmentations: ingestAugmentations,
};
