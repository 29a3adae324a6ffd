// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs script cases on our compiler and brings what comes out into the form of case files.

import { Failure, illegalArgument } from '../../../src/diagnostics/failure.js';
import { compilePainless, PainlessCompileError } from '../../../src/painless/index.js';
import { JavaCollection } from '../../../src/values/collections.js';
import { JavaArray } from '../../../src/values/javaArray.js';
import { HashMap } from '../../../src/values/maps.js';
import { errorOf, steadyTyped } from '../format/outcome.js';
import type { Outcome, ScriptInput } from '../format/suite.js';
import { typedOf, valueOf, type TypedValue } from '../format/typedValue.js';

type Plain = Record<string, TypedValue>;

/** What our compiler makes of a script case. */
export function runScriptOffline(input: ScriptInput): Outcome {
  const ctx = valueOf(input.ctx) as HashMap;
  try {
    const result = compilePainless(input.source, input.context).run(valueOf(input.params) as HashMap, ctx);
    if (input.context === 'processor_conditional') return { value: typedOf(result) };
    checkSelfReferences(ctx);
    const typed = steadyTyped(typedOf(ctx)) as Plain;
    return input.expression ? { value: typed['value'] ?? null } : { ctx: typed };
  } catch (error) {
    if (error instanceof PainlessCompileError) return { error: errorOf(apiError(error.failure)) };
    if (error instanceof Failure) return { error: errorOf(apiError(error)) };
    throw error;
  }
}

/** The check of the script processor alone; what no document can hold the server refuses only when it prints one. */
function checkSelfReferences(value: unknown, ancestors: readonly unknown[] = []): void {
  if (typeof value !== 'object' || value === null) return;
  const isMap = value instanceof HashMap;
  if (!isMap && !Array.isArray(value) && !(value instanceof JavaCollection) && !(value instanceof JavaArray)) return;
  if (ancestors.includes(value)) throw illegalArgument('Iterable object is self-referencing itself (ingest script)');
  for (const item of isMap ? value.javaEntries().flat() : value) checkSelfReferences(item, [...ancestors, value]);
}

/** A failure as the API describes it. */
function apiError({ type, reason, details }: Failure): TypedValue {
  const { cause, scriptError } = details;
  return {
    type,
    reason,
    ...(scriptError?.position && { position: { ...scriptError.position } }),
    ...(cause && { caused_by: apiError(cause) }),
  };
}
