// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A mistake in a Java regular expression, as java.util.regex.PatternSyntaxException words it.

import { Failure } from '../diagnostics/failure.js';

/** The failure for a mistake at an index of the pattern; a negative index means that no place is known. */
export function patternSyntaxException(description: string, pattern: string, index: number): Failure {
  const place = index >= 0 ? ` near index ${index}` : '';
  const caret = index >= 0 && index < pattern.length ? `\n${' '.repeat(index)}^` : '';
  return new Failure('pattern_syntax_exception', `${description}${place}\n${pattern}${caret}`, { status: 400 });
}
