// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Base64: alphabets, padding and the exceptions for broken input.

import { utf8Bytes, utf8Text } from './utf8.js';
import { illegalArgument } from '../runtime/exceptions.js';

/** Which alphabet, and whether other characters are skipped. */
export type Base64Kind = 'basic' | 'url' | 'mime';

/** The letters of a text as bytes. */
export function decodeBase64(text: string, kind: Base64Kind): Uint8Array {
  const alphabet = kind === 'url' ? /[A-Za-z0-9_-]/ : /[A-Za-z0-9+/]/;
  let digits = '';
  let padding = 0;
  for (const char of text) {
    if (char === '=') padding++;
    else if (alphabet.test(char)) {
      if (padding > 0) {
        if (kind === 'mime') continue;
        throw illegalArgument(`Input byte array has incorrect ending byte at ${digits.length + padding}`);
      }
      digits += char;
    } else if (kind !== 'mime') throw illegalArgument(`Illegal base64 character ${char.codePointAt(0)!.toString(16)}`);
  }
  const rest = digits.length % 4;
  if (rest === 1)
    throw illegalArgument(
      padding > 0 ? 'Input byte array has wrong 4-byte ending unit' : 'Last unit does not have enough valid bits',
    );
  if (padding > 0 && (rest + padding) % 4 !== 0) {
    throw illegalArgument('Input byte array has wrong 4-byte ending unit');
  }
  return Buffer.from(digits.replaceAll('-', '+').replaceAll('_', '/'), 'base64');
}

/** Bytes as letters. */
export function encodeBase64(bytes: Uint8Array, kind: Base64Kind, padded = true): string {
  const plain = Buffer.from(bytes).toString(kind === 'url' ? 'base64url' : 'base64');
  if (kind === 'url') return padded ? plain.padEnd(Math.ceil(plain.length / 4) * 4, '=') : plain;
  const text = padded ? plain : plain.replace(/=+$/, '');
  return kind === 'mime' ? text.replace(/.{76}(?=.)/g, '$&\r\n') : text;
}

/** String.encodeBase64 of the server. */
export const encodeBase64Text = (text: string): string => encodeBase64(utf8Bytes(text), 'basic');

/** String.decodeBase64 of the server. */
export const decodeBase64Text = (text: string): string => utf8Text(decodeBase64(text, 'basic'));
