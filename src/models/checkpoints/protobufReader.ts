// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Walks the fields of a protobuf message in a file without loading it: every length is checked against the message around
// it, and what is not asked for stays in the file.

import { refuse } from '../../diagnostics/diagnostic.js';
import type { FileReader } from './fileReader.js';

/** A field of a message: a number, or a range of bytes. */
export interface ProtobufField {
  readonly number: number;
  readonly isRange: boolean;
  /** The number, or how many bytes the range has; 0 for numbers of fixed width. */
  readonly value: number;
  /** Where the field begins, with its tag. */
  readonly at: number;
  /** Where its content begins and ends. */
  readonly start: number;
  readonly end: number;
}

/** Names and attributes are short; nothing longer is read into memory. */
const longestText = 1 << 20;
const deepestMessage = 16;
const windowBytes = 1 << 16;
const utf8 = new TextDecoder();

/** The messages of one file. */
export class ProtobufReader {
  readonly #reader: FileReader;
  readonly #kind: string;
  #window = new Uint8Array(0);
  #windowStart = 0;

  /** @param kind - what the file should be, for the refusal of one that is not */
  constructor(reader: FileReader, kind: string) {
    this.#reader = reader;
    this.#kind = kind;
  }

  /** Refuses the file. @throws DiagnosticError MD1001. */
  broken(reason: string): never {
    return refuse('MD1001', `${this.#reader.path} is not a sound ${this.#kind}: ${reason}`);
  }

  /** The fields of the message in a range of the file. @throws DiagnosticError MD1001 where there is none. */
  *fields(start: number, end: number, depth = 0): Generator<ProtobufField> {
    if (depth > deepestMessage) this.broken('its messages nest too deep');
    let at = start;
    while (at < end) {
      const [tag, afterTag] = this.varint(at);
      const number = Math.trunc(tag / 8);
      const wireType = tag % 8;
      if (wireType === 0) {
        const [value, next] = this.varint(afterTag);
        yield { number, isRange: false, value, at, start: afterTag, end: next };
        at = next;
      } else if (wireType === 2) {
        const [length, from] = this.varint(afterTag);
        if (from + length > end) this.broken(`field ${number} at byte ${at} goes beyond its message`);
        yield { number, isRange: true, value: length, at, start: from, end: from + length };
        at = from + length;
      } else if (wireType === 1 || wireType === 5) {
        const next = afterTag + (wireType === 1 ? 8 : 4);
        if (next > end) this.broken(`field ${number} at byte ${at} goes beyond its message`);
        yield { number, isRange: false, value: 0, at, start: afterTag, end: next };
        at = next;
      } else {
        this.broken(`byte ${at} is not the beginning of a field`);
      }
    }
  }

  /** A variable-length number and where it ends; numbers beyond 2^53 lose digits, which no size may have. */
  varint(position: number): [value: number, next: number] {
    let value = 0;
    for (let index = 0; index < 10; index++) {
      const byte = this.#byte(position + index);
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return [value, position + index + 1];
    }
    return this.broken(`the number at byte ${position} does not end`);
  }

  /** A text. */
  text({ start, end }: ProtobufField): string {
    if (end - start > longestText) this.broken(`a name of ${end - start} bytes`);
    return utf8.decode(this.#bytes(start, end - start));
  }

  /** A 32-bit float. */
  float({ start, end }: ProtobufField): number {
    if (end - start !== 4) this.broken(`byte ${start} is not the beginning of a 32-bit number`);
    const { buffer, byteOffset } = this.#bytes(start, 4);
    return new DataView(buffer, byteOffset).getFloat32(0, true);
  }

  #byte(position: number): number {
    const inWindow = position - this.#windowStart;
    const byte = inWindow >= 0 ? this.#window[inWindow] : undefined;
    return byte ?? (this.#bytes(position, 1)[0] as number);
  }

  /** Bytes out of a window on the file, which moves along. */
  #bytes(start: number, length: number): Uint8Array<ArrayBuffer> {
    if (start + length > this.#reader.size) this.broken('it ends too early');
    if (length > windowBytes) return this.#reader.read(start, length);
    if (start < this.#windowStart || start + length > this.#windowStart + this.#window.length) {
      this.#windowStart = start;
      this.#window = this.#reader.read(start, Math.min(windowBytes, this.#reader.size - start));
    }
    return this.#window.subarray(start - this.#windowStart, start - this.#windowStart + length);
  }
}
