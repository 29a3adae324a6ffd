// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The table of script contexts.

import { ingestContext } from './ingest.js';
import { processorConditionalContext } from './processorConditional.js';
import type { ScriptContext } from './scriptContext.js';

const contexts = {
  ingest: ingestContext,
  processor_conditional: processorConditionalContext,
} as const satisfies Record<string, ScriptContext>;

/** Names of script contexts, as the server names them. */
export type ScriptContextName = keyof typeof contexts;

/** All contexts, in the order of the reference. */
export const contextNames = Object.keys(contexts) as readonly ScriptContextName[];

export function contextNamed(name: ScriptContextName): ScriptContext {
  return contexts[name];
}
