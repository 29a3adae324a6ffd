// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Grok expressions of the grok and redact processors.

import { Failure } from '../../diagnostics/failure.js';
import { compileGrok, type Grok } from '../../grok/grok.js';
import { builtinPatterns, extendBank, type PatternBank } from '../../grok/patternBank.js';
import { textOf } from '../../values/javaText.js';
import type { HashMap } from '../../values/maps.js';
import { noInstance } from './fieldErrors.js';
import type { Context } from './processor.js';

/** A value that the server takes for a text unseen; of null the JVM says what it was asked for. */
function asString(value: unknown, becauseNull: string): string {
  if (typeof value === 'string') return value;
  if (value === null) throw new Failure('null_pointer_exception', becauseNull);
  throw noInstance(value, 'java.lang.String');
}

/** The patterns that expressions may refer to. */
export function patternBank(definitions: HashMap | null, ecsCompatibility: string, context: Context): PatternBank {
  if (ecsCompatibility !== 'disabled' && ecsCompatibility !== 'v1') {
    throw context.error('ecs_compatibility', `unsupported mode '${ecsCompatibility}'`);
  }
  const builtin = builtinPatterns(ecsCompatibility);
  if (!definitions) return builtin;
  const entries = definitions
    .javaEntries()
    .map(([name, definition]) => [
      textOf(name),
      asString(definition, 'Cannot invoke "String.length()" because "pattern" is null'),
    ]);
  return extendBank(builtin, Object.fromEntries(entries) as Record<string, string>);
}

/**
 * Compiles expressions.
 *
 * @throws ConfigError with the server's words for expressions that it refuses.
 */
export function compilePatterns(patterns: readonly unknown[], bank: () => PatternBank, context: Context): Grok {
  if (patterns.length === 0) throw context.error('patterns', 'List of patterns must not be empty');
  try {
    const expressions = patterns.map((pattern) =>
      asString(pattern, 'Cannot invoke "String.getBytes(java.nio.charset.Charset)" because "grokPattern" is null'),
    );
    return compileGrok(expressions, bank());
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw context.error('patterns', `Invalid regex pattern found in: ${textOf(patterns)}. ${error.reason}`);
  }
}
