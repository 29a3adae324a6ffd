// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The flags of java.util.regex.Pattern, with Java's numbers, and their inline letters.

export const javaFlags = {
  UNIX_LINES: 1,
  CASE_INSENSITIVE: 2,
  COMMENTS: 4,
  MULTILINE: 8,
  LITERAL: 16,
  DOTALL: 32,
  UNICODE_CASE: 64,
  CANON_EQ: 128,
  UNICODE_CHARACTER_CLASS: 256,
} as const;

/** Every flag that Java knows, or-ed. */
export const allJavaFlags = 511;

/** Flag of an inline letter as in `(?ims)`; `U` also turns on UNICODE_CASE, as Java does. */
export const inlineFlags: Readonly<Record<string, number>> = {
  i: javaFlags.CASE_INSENSITIVE,
  m: javaFlags.MULTILINE,
  s: javaFlags.DOTALL,
  d: javaFlags.UNIX_LINES,
  u: javaFlags.UNICODE_CASE,
  c: javaFlags.CANON_EQ,
  x: javaFlags.COMMENTS,
  U: javaFlags.UNICODE_CHARACTER_CLASS | javaFlags.UNICODE_CASE,
};
