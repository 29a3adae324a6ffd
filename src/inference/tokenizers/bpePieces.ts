// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The words of byte-level BPE: the server's BpeTokenReader (9.x), a hand-written stand-in for the GPT-2 expression that
// works on UTF-16 units and differs from it around apostrophes, white space and symbols.

import { isJavaDigit, isJavaLetter, isJavaWhitespace } from './javaCharacters.js';

const letter = 1;
const digit = 2;
const space = 3;
const symbol = 4;
const classes = new Uint8Array(0x10000);

function classOf(unit: number): number {
  return classes[unit] || (classes[unit] = computeClass(unit));
}

function computeClass(unit: number): number {
  if (isJavaLetter(unit)) return letter;
  if (isJavaDigit(unit)) return digit;
  return isJavaWhitespace(unit) ? space : symbol;
}

const blank = 0x20;
const apostrophe = 0x27;

/** Where the piece that begins at `start` ends. */
export function bpePieceEnd(text: string, start: number, end: number): number {
  let at = start;
  let unit = text.charCodeAt(at);
  if (unit === apostrophe) return contractionEnd(text, start, end);
  if (unit === blank && at + 1 < end && classOf(text.charCodeAt(at + 1)) !== space) unit = text.charCodeAt(++at);
  const kind = classOf(unit);
  for (at++; at < end; at++) {
    const next = text.charCodeAt(at);
    if (classOf(next) !== kind) return at;
    // A run of white space leaves its last blank to the word that follows.
    if (next === blank && at + 1 < end && classOf(text.charCodeAt(at + 1)) !== space) return at;
  }
  return end;
}

function contractionEnd(text: string, start: number, end: number): number {
  const next = start + 1 < end ? text[start + 1]! : '';
  if (next === 's' || next === 't' || next === 'm' || next === 'd') return start + 2;
  // The server takes any of 're 've 'll 'le 'rl 'vl for a contraction.
  const afterNext = start + 2 < end ? text[start + 2]! : '';
  const twoLetters = (next === 'r' || next === 'v' || next === 'l') && (afterNext === 'e' || afterNext === 'l');
  return twoLetters ? start + 3 : start + 1;
}
