// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Base64: alphabets, padding and the exceptions for broken input.

import { utf8Bytes, utf8Text } from './utf8.js';
import { illegalArgument } from '../runtime/exceptions.js';

/** Which alphabet, and whether other characters are skipped. */
export type Base64Kind = 'basic' | 'url' | 'mime';

/** What the decoders make of a byte: a digit, -2 for the padding, -1 for what is no digit. */
const digitsOf = (letters: string) => {
  const digits = new Int8Array(256).fill(-1);
  for (const [digit, letter] of [...letters].entries()) digits[letter.charCodeAt(0)] = digit;
  digits[61] = -2;
  return digits;
};
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const basicDigits = digitsOf(`${letters}+/`);
const urlDigits = digitsOf(`${letters}-_`);

/**
 * Letters as bytes (Base64.Decoder.decode).
 *
 * @throws illegal_argument_exception in the order in which Java finds mistakes.
 */
export function decodeBase64(source: Uint8Array, kind: Base64Kind): Uint8Array {
  const isMime = kind === 'mime';
  const digits = kind === 'url' ? urlDigits : basicDigits;
  if (source.length === 1 && !isMime) {
    throw illegalArgument('Input byte[] should at least have 2 bytes for base64 bytes');
  }
  const bytes: number[] = [];
  let at = 0;
  let bits = 0;
  let shift = 18;
  while (at < source.length) {
    const byte = source[at++]!;
    const digit = digits[byte]!;
    if (digit === -2) {
      // Two digits need two paddings, none needs none.
      if ((shift === 6 && (at === source.length || source[at++] !== 61)) || shift === 18) {
        throw illegalArgument('Input byte array has wrong 4-byte ending unit');
      }
      break;
    }
    if (digit < 0) {
      if (isMime) continue;
      throw illegalArgument(`Illegal base64 character ${((byte << 24) >> 24).toString(16)}`);
    }
    bits |= digit << shift;
    shift -= 6;
    if (shift < 0) {
      bytes.push(bits >>> 16, (bits >>> 8) & 0xff, bits & 0xff);
      shift = 18;
      bits = 0;
    }
  }
  if (shift === 12) throw illegalArgument('Last unit does not have enough valid bits');
  if (shift <= 6) bytes.push((bits >>> 16) & 0xff);
  if (shift === 0) bytes.push((bits >>> 8) & 0xff);
  while (at < source.length) {
    if (isMime && digits[source[at++]!]! < 0) continue;
    throw illegalArgument(`Input byte array has incorrect ending byte at ${at}`);
  }
  return Uint8Array.from(bytes);
}

/** Bytes as letters. */
export function encodeBase64(bytes: Uint8Array, kind: Base64Kind, padded = true): string {
  const plain = Buffer.from(bytes).toString(kind === 'url' ? 'base64url' : 'base64');
  if (kind === 'url') return padded ? plain.padEnd(Math.ceil(plain.length / 4) * 4, '=') : plain;
  const text = padded ? plain : plain.replace(/=+$/, '');
  return kind === 'mime' ? text.replace(/.{76}(?=.)/g, '$&\r\n') : text;
}

/** The bytes of a text in ISO 8859-1; other letters become question marks. */
export const latin1Bytes = (text: string): Uint8Array => Buffer.from(text.replace(/[^\0-\xff]/gu, '?'), 'latin1');

/** String.encodeBase64 of the server. */
export const encodeBase64Text = (text: string): string => encodeBase64(utf8Bytes(text), 'basic');

/** String.decodeBase64 of the server. */
export const decodeBase64Text = (text: string): string => utf8Text(decodeBase64(utf8Bytes(text), 'basic'));
