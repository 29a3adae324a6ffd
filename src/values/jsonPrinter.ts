// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Values of the model to JSON as bytes of UTF-8, as the server's JSON generator prints them. Pieces of text joined into one would be
// a tree of strings that is flattened at its first use; bytes are in place at once.

import { illegalArgument } from '../diagnostics/failure.js';
import { bigDecimalText, doubleText, floatText, textOf } from './javaText.js';
import { HashMap } from './maps.js';
import { BigDecimal, BigInteger, Byte, Double, Float, Short } from './numbers.js';
import { writtenForm } from './writtenForm.js';

/** Nesting at which a printed value is taken to contain itself. */
const maxPrintDepth = 3000;
/** Strings up to this length are written character by character, which takes less than a call of a native function does. */
const shortLength = 64;
const startSize = 1 << 16;
/** A buffer that grew beyond this is given back after its use. */
const keptSize = 1 << 24;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Characters that a JSON string escapes; a lone surrogate has no UTF-8 form and is escaped too. */
const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/; // eslint-disable-line no-control-regex -- control characters are what it looks for

/** A string as a JSON string. */
export function quoteJson(text: string): string {
  return needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** Prints one value after the other into bytes that grow. */
export class JsonPrinter {
  private buffer = Buffer.allocUnsafeSlow(startSize);
  private at = 0;
  /** Whether every byte so far is US-ASCII, which becomes text again without decoding. */
  private ascii = true;

  /**
   * Prints a value: no blanks, doubles as Java prints them, NaN and the infinities in quotes. Keys keep their order of insertion.
   *
   * @throws Failure illegal_argument_exception for a value that contains itself or that no document can hold; what was printed of it is
   *   taken back.
   */
  value(value: unknown): this {
    const start = this.at;
    try {
      this.print(value, 0);
    } catch (error) {
      this.at = start;
      throw error;
    }
    return this;
  }

  /** Writes a text of US-ASCII as it stands. */
  raw(text: string): this {
    this.reserve(text.length);
    const { buffer } = this;
    let { at } = this;
    for (let index = 0; index < text.length; index++) buffer[at++] = text.charCodeAt(index);
    this.at = at;
    return this;
  }

  /** What was printed, as text; the printer is empty afterwards. */
  takeText(): string {
    const text = this.buffer.toString(this.ascii ? 'latin1' : 'utf8', 0, this.at);
    this.clear();
    return text;
  }

  /** What was printed, as bytes of their own; the printer is empty afterwards. */
  takeBytes(): Uint8Array {
    const bytes = new Uint8Array(this.at);
    bytes.set(this.buffer.subarray(0, this.at));
    this.clear();
    return bytes;
  }

  private clear(): void {
    this.at = 0;
    this.ascii = true;
    if (this.buffer.length > keptSize) this.buffer = Buffer.allocUnsafeSlow(startSize);
  }

  private reserve(more: number): void {
    if (this.at + more <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.at + more));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }

  private byte(code: number): void {
    if (this.at === this.buffer.length) this.reserve(1);
    this.buffer[this.at++] = code;
  }

  /** One frame of the stack a level: what is nested deep must reach the limit of depth before that of the stack. */
  private print(value: unknown, depth: number): void {
    if (typeof value === 'string') this.string(value);
    else if (typeof value === 'number') this.integer(value);
    else if (value == null) this.raw('null');
    else if (typeof value === 'boolean' || typeof value === 'bigint') this.raw(value.toString());
    else if (value instanceof HashMap) {
      if (depth > maxPrintDepth) throw selfReference();
      let separator = openBrace;
      for (const [key, item] of value.entries) {
        this.byte(separator);
        separator = comma;
        this.string(typeof key === 'string' ? key : textOf(key));
        this.byte(colon);
        this.print(item, depth + 1);
      }
      if (separator === openBrace) this.byte(openBrace);
      this.byte(closeBrace);
    } else if (Array.isArray(value)) {
      if (depth > maxPrintDepth) throw selfReference();
      this.byte(openBracket);
      for (let index = 0; index < value.length; index++) {
        if (index > 0) this.byte(comma);
        this.print(value[index], depth + 1);
      }
      this.byte(closeBracket);
    } else this.object(value, depth);
  }

  private object(value: object, depth: number): void {
    if (value instanceof Double) this.decimal(doubleText(value.value), value.value);
    else if (value instanceof Float) this.decimal(floatText(value.value), value.value);
    else if (value instanceof Short || value instanceof Byte || value instanceof BigInteger)
      this.raw(value.value.toString());
    else if (value instanceof BigDecimal) this.raw(bigDecimalText(value));
    else {
      const form = writtenForm(value);
      if (typeof form === 'string') this.string(form);
      else this.print(form, depth);
    }
  }

  private decimal(text: string, value: number): void {
    this.raw(Number.isFinite(value) ? text : `"${text}"`);
  }

  private integer(value: number): void {
    if (value < 0 || value > 0x7fffffff) {
      this.raw(String(value));
      return;
    }
    this.reserve(10);
    const { buffer } = this;
    let end = this.at + 1;
    for (let bound = 10; value >= bound; bound *= 10) end++;
    let rest = value | 0;
    for (let at = end; at > this.at;) {
      const tens = (rest / 10) | 0;
      buffer[--at] = 0x30 + rest - tens * 10;
      rest = tens;
    }
    this.at = end;
  }

  private string(text: string): void {
    const { length } = text;
    if (length > shortLength) return this.anyString(text);
    this.reserve(length + 2);
    const { buffer } = this;
    let { at } = this;
    buffer[at++] = quote;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code > 0x7f || code === quote || code === backslash) return this.anyString(text);
      buffer[at++] = code;
    }
    buffer[at++] = quote;
    this.at = at;
  }

  /** A string that is long, holds what has to be escaped, or is no US-ASCII. */
  private anyString(text: string): void {
    const escaped = needsEscape.test(text) ? JSON.stringify(text).slice(1, -1) : text;
    this.reserve(escaped.length * 3 + 2);
    this.buffer[this.at++] = quote;
    const written = this.buffer.write(escaped, this.at, 'utf8');
    if (written !== escaped.length) this.ascii = false;
    this.at += written;
    this.buffer[this.at++] = quote;
  }
}

function selfReference(): Error {
  return illegalArgument('Iterable object is self-referencing itself');
}
