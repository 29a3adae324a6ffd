// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Conditions of processors (`if`).

import { mapType } from '../analysis/types.js';
import { fieldClasses, fieldFunction } from '../stdlib/org.elasticsearch.script/index.js';
import type { ScriptContext } from './scriptContext.js';

/** The context of a processor's condition: looks at `ctx` and answers with a boolean. */
export const processorConditionalContext: ScriptContext = {
  name: 'processor_conditional',
  doc: 'Conditions (`if`) of processors.',
  variables: [
    { name: 'params', type: mapType },
    { name: 'ctx', type: mapType },
  ],
  executeArity: 1,
  returns: 'boolean',
  functions: [fieldFunction],
  classes: fieldClasses,
  augmentations: [],
};
