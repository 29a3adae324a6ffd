// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Texts as implementations need them: CharSequences as strings, bounds as Java checks them.

import { textOf } from '../../values/javaText.js';
import { javaException, nullPointer } from '../runtime/exceptions.js';

/** The text of a CharSequence (a string or a StringBuilder); null is Java's NullPointerException. */
export function charsOf(value: unknown, message: string | null = null): string {
  if (typeof value === 'string') return value;
  if (value == null) throw nullPointer(message);
  return textOf(value);
}

/** Java's exception for a range of a text. */
export function textBounds(begin: number, end: number, length: number) {
  return javaException(
    'java.lang.StringIndexOutOfBoundsException',
    `Range [${begin}, ${end}) out of bounds for length ${length}`,
  );
}

/** Java's exception for an index of a text. */
export function textIndex(index: number, length: number) {
  return javaException(
    'java.lang.StringIndexOutOfBoundsException',
    `Index ${index} out of bounds for length ${length}`,
  );
}

/** String.substring. */
export function substring(text: string, begin: number, end: number): string {
  if (begin < 0 || begin > end || end > text.length) throw textBounds(begin, end, text.length);
  return text.slice(begin, end);
}

/** String.charAt, as a code. */
export function charAt(text: string, index: number): number {
  if (index < 0 || index >= text.length) throw textIndex(index, text.length);
  return text.charCodeAt(index);
}

/** String.compareTo: by UTF-16 units, then by length. */
export function compareTexts(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) {
    const difference = a.charCodeAt(index) - b.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The code point at an index, which must be inside the text. */
export function codePointAt(text: string, index: number): number {
  if (index < 0 || index >= text.length) throw textIndex(index, text.length);
  return text.codePointAt(index)!;
}

/** The code point before an index. */
export function codePointBefore(text: string, index: number): number {
  if (index < 1 || index > text.length) throw textIndex(index - 1, text.length);
  const low = text.charCodeAt(index - 1);
  if (low >= 0xdc00 && low <= 0xdfff && index >= 2) {
    const high = text.charCodeAt(index - 2);
    if (high >= 0xd800 && high <= 0xdbff) return text.codePointAt(index - 2)!;
  }
  return low;
}

/** The number of code points between two indexes. */
export function codePointCount(text: string, begin: number, end: number): number {
  if (begin < 0 || begin > end || end > text.length) throw javaException('java.lang.IndexOutOfBoundsException', null);
  return [...text.slice(begin, end)].length;
}

/** The index that is a number of code points away. */
export function offsetByCodePoints(text: string, index: number, offset: number): number {
  if (index < 0 || index > text.length) throw javaException('java.lang.IndexOutOfBoundsException', null);
  let at = index;
  for (let step = 0; step < Math.abs(offset); step++) {
    if (offset > 0) {
      if (at >= text.length) throw javaException('java.lang.IndexOutOfBoundsException', null);
      at += text.codePointAt(at)! > 0xffff ? 2 : 1;
    } else {
      if (at <= 0) throw javaException('java.lang.IndexOutOfBoundsException', null);
      at -= codePointBefore(text, at) > 0xffff ? 2 : 1;
    }
  }
  return at;
}
