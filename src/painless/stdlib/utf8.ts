// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// UTF-8 as Java's String reads it. On what is no UTF-8 it differs from the Web's decoders in how many bytes one replacement stands for.

const replacement = '\ufffd';

/** The text of bytes; each broken sequence gives one replacement character (java.lang.String of JDK 25). */
export function utf8Text(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return text.includes(replacement) ? decoded(bytes) : text;
}

/** The bytes of a text; half a surrogate pair becomes a question mark. */
export function utf8Bytes(text: string): Uint8Array {
  return Buffer.from(text.replace(/\p{Surrogate}/gu, '?'), 'utf8');
}

function decoded(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const [part, length] = next(bytes, at);
    parts.push(part);
    at += length;
  }
  return parts.join('');
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** The character at a place and how many bytes it takes, or a replacement and how many bytes are broken. */
function next(bytes: Uint8Array, at: number): [text: string, length: number] {
  const [first, second, third, fourth] = [bytes[at]!, bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  if (first < 0x80) return [String.fromCharCode(first), 1];
  if (first >= 0xc2 && first < 0xe0)
    return isContinuation(second)
      ? [String.fromCharCode(((first & 0x1f) << 6) | (second! & 0x3f)), 2]
      : [replacement, 1];
  if (first >= 0xe0 && first < 0xf0) {
    const isSecond = isContinuation(second) && !(first === 0xe0 && second! < 0xa0);
    if (!isSecond) return [replacement, 1];
    if (!isContinuation(third)) return [replacement, 2];
    const unit = ((first & 0x0f) << 12) | ((second! & 0x3f) << 6) | (third! & 0x3f);
    return [unit >= 0xd800 && unit < 0xe000 ? replacement : String.fromCharCode(unit), 3];
  }
  if (first >= 0xf0 && first < 0xf5) {
    const isSecond =
      isContinuation(second) && !(first === 0xf0 && second! < 0x90) && !(first === 0xf4 && second! >= 0x90);
    if (!isSecond) return [replacement, 1];
    if (!isContinuation(third)) return [replacement, 2];
    if (!isContinuation(fourth)) return [replacement, 3];
    const point = ((first & 0x07) << 18) | ((second! & 0x3f) << 12) | ((third! & 0x3f) << 6) | (fourth! & 0x3f);
    return [String.fromCodePoint(point), 4];
  }
  return [replacement, 1];
}
