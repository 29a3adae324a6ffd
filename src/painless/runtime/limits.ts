// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Sizes that no script may exceed: beyond them the server's node would run out of memory.

import { javaException } from './exceptions.js';

/** Longest text that a script may make, in UTF-16 units. */
export const maxTextLength = 1 << 26;
/** Longest list or array that a script may make. */
export const maxListLength = 1 << 23;

export const outOfMemory = () => javaException('java.lang.OutOfMemoryError', 'Java heap space');

/** A text that a script made, unless it is too long. */
export function checkedText(text: string): string {
  if (text.length > maxTextLength) throw outOfMemory();
  return text;
}

/** Fails when a list would grow beyond the limit. */
export function checkListLength(length: number): void {
  if (length > maxListLength) throw outOfMemory();
}
