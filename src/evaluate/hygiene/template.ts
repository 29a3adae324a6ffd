// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The template of a log line: what is left when everything that varies is masked. Lines of one template are nearly the
// same example, so a template on both sides of a split makes a test too easy.

/** Words that hold a digit, and quoted strings that are no keys of an object, become `*`; blanks become one. */
export function templateOf(text: string): string {
  return text
    .replace(/"[^"]*"(?!\s*:)|'[^']*'(?!\s*:)/g, '*')
    .replace(/[\p{L}\p{N}_.:%/\\@-]*\p{N}[\p{L}\p{N}_.:%/\\@-]*/gu, '*')
    .replace(/\*(?:[\s,;]*\*)+/g, '*')
    .replace(/\s+/g, ' ')
    .trim();
}
