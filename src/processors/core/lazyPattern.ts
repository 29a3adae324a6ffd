// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Regular expressions that the server compiles only when a document needs them (String.split): a broken one fails the
// document, not the pipeline.

import { compileJavaRegex, type JavaPattern } from '../../javaRegex/javaPattern.js';

/** The pattern of a text, compiled at the first call. */
export function lazyPattern(text: string): () => JavaPattern {
  let pattern: JavaPattern | undefined;
  return () => (pattern ??= compileJavaRegex(text));
}
