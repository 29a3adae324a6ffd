// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// JSON text to and from the value model, typed as the server's strict parser types it and printed as its
// generator prints it; and the way between the value model and ordinary JavaScript values.

import type { Code } from '../diagnostics/codes.js';
import { DiagnosticError } from '../diagnostics/diagnostic.js';
import { Source } from '../diagnostics/source.js';
import { invariant } from '../util/invariant.js';
import { StacklessError } from '../util/stacklessError.js';
import { bigDecimalText, floatText, textOf } from './javaText.js';
import { JsonPrinter } from './jsonPrinter.js';
import { HashMap } from './maps.js';
import { BigDecimal, BigInteger, Byte, Double, Float, maxInt, maxLong, minInt, minLong, Short } from './numbers.js';
import { writtenForm } from './writtenForm.js';

/** What is accepted; the defaults are the server's. */
export interface JsonOptions {
  /** Name of the text in errors; `json` by default. */
  readonly name?: string;
  /** What a key that stands twice in one object means: an error (the server's strict detection), or the last value wins. */
  readonly duplicateKeys?: 'error' | 'last';
  /** Deepest nesting of objects and arrays; 1,000 by default, as Jackson's StreamReadConstraints. */
  readonly maxDepth?: number;
  /** Longest string in UTF-16 units; 50,000,000 by default, as the server sets it. */
  readonly maxStringLength?: number;
}

/** Longest number in characters (Jackson's StreamReadConstraints). */
const maxNumberLength = 1000;

/**
 * Reads one JSON text into the value model: objects become HashMaps, integers int, long or BigInteger by size,
 * numbers with a fraction or an exponent Double.
 *
 * @throws DiagnosticError IN3001 for broken JSON, IN3002 for a key that stands twice, IN3003 for a value beyond a limit.
 */
export function parseJson(text: string, options: JsonOptions = {}): unknown {
  const parser = new JsonParser(options);
  try {
    parser.reset(text, 0);
    const value = parser.value();
    parser.end();
    return value;
  } catch (error) {
    if (!isJsonError(error)) throw error;
    const label = { span: { start: error.start, end: error.end }, text: '' };
    throw new DiagnosticError(
      [{ code: error.code, severity: 'error', message: error.message, labels: [label], hints: [] }],
      new Source(options.name ?? 'json', text),
    );
  }
}

/** Where and why a text is not JSON. Readers of streams turn it into their own place; parseJson into a DiagnosticError. */
export class JsonError extends StacklessError {
  override readonly name = 'JsonError';
  readonly code: Code;
  /** Offsets into the text. */
  readonly start: number;
  readonly end: number;

  constructor(code: Code, message: string, start: number, end: number) {
    super(message);
    this.code = code;
    this.start = start;
    this.end = end;
  }
}

/** Whether an error is a JsonError. */
export function isJsonError(error: unknown): error is JsonError {
  return error instanceof JsonError;
}

const quote = 0x22;
const backslash = 0x5c;
const anyControl = /[\u0000-\u001f]/g; // eslint-disable-line no-control-regex -- raw control characters are what it looks for

/** A reusable parser: one value at a time out of a text that may hold many. */
export class JsonParser {
  /** Offset of the next character. */
  at = 0;
  protected text = '';
  protected depth = 0;
  // The next backslash and the next control character at or after `at`, found by native search, once each: a string
  // that ends before both needs no look at its characters.
  private nextBackslash = -1;
  private nextControl = -1;
  private readonly strict: boolean;
  private readonly maxDepth: number;
  private readonly maxStringLength: number;

  constructor(options: JsonOptions = {}) {
    this.strict = options.duplicateKeys !== 'last';
    this.maxDepth = options.maxDepth ?? 1000;
    this.maxStringLength = options.maxStringLength ?? 50_000_000;
  }

  /** Starts at an offset of a text. */
  reset(text: string, at: number): void {
    this.text = text;
    this.at = at;
    this.depth = 0;
    this.nextBackslash = -1;
    this.nextControl = -1;
  }

  /** Reads the value that comes next, and leaves `at` behind it. */
  value(): unknown {
    const code = this.skipBlank();
    switch (code) {
      case quote:
        return this.string();
      case 0x7b:
        return this.object();
      case 0x5b:
        return this.array();
      case 0x74:
        return this.word('true', true);
      case 0x66:
        return this.word('false', false);
      case 0x6e:
        return this.word('null', null);
      default:
        if (code === 0x2d || (code >= 0x30 && code <= 0x39)) return this.number(code);
        return this.fail('expected a value');
    }
  }

  /** Requires that nothing but blanks follows. */
  end(): void {
    if (!Number.isNaN(this.skipBlank())) this.fail('text after the value');
  }

  /** Passes blanks and returns the code of the next character (NaN at the end), which it does not consume. */
  skipBlank(): number {
    const { text } = this;
    let code = text.charCodeAt(this.at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt(++this.at);
    return code;
  }

  private object(): HashMap {
    const open = this.at++;
    this.enter(open);
    const entries = new Map<unknown, unknown>();
    let code = this.skipBlank();
    if (code === 0x7d) {
      this.at++;
    } else {
      for (let size = 1; ; size++) {
        if (code !== quote) this.fail('expected a key in double quotes');
        const start = this.at;
        const key = this.string();
        if (this.skipBlank() !== 0x3a) this.fail("expected ':' after the key");
        this.at++;
        entries.set(key, this.member(key));
        if (entries.size !== size) {
          this.failTwice(key, start);
          size--;
        }
        code = this.skipBlank();
        this.at++;
        if (code === 0x7d) break;
        if (code !== 0x2c) this.failBefore("expected ',' or '}'");
        code = this.skipBlank();
      }
    }
    this.depth--;
    return new HashMap(entries);
  }

  /** Reads the value of a key; a parser for special texts may read some in its own way. */
  protected member(_key: string): unknown {
    return this.value();
  }

  private array(): unknown[] {
    const open = this.at++;
    this.enter(open);
    if (this.skipBlank() === 0x5d) {
      this.at++;
      this.depth--;
      return [];
    }
    // Most lists hold one item, for which this takes less memory than a push does.
    const items = [this.value()];
    for (;;) {
      const code = this.skipBlank();
      this.at++;
      if (code === 0x5d) break;
      if (code !== 0x2c) this.failBefore("expected ',' or ']'");
      items.push(this.value());
    }
    this.depth--;
    return items;
  }

  protected enter(open: number): void {
    if (++this.depth > this.maxDepth) {
      throw new JsonError('IN3003', `nested deeper than ${this.maxDepth} levels`, open, open + 1);
    }
  }

  /** Reads a string; `at` is at its opening quote. */
  protected string(): string {
    const { text } = this;
    const start = this.at + 1;
    const end = text.indexOf('"', start);
    if (end < 0) this.failAt('the string does not end', this.at, text.length);
    if (this.nextBackslash < start) this.nextBackslash = orEnd(text.indexOf('\\', start), text);
    if (this.nextControl < start) this.nextControl = controlFrom(text, start);
    if (end < this.nextBackslash && end < this.nextControl) {
      this.at = end + 1;
      if (end - start > this.maxStringLength) this.failLength(start, end);
      return text.substring(start, end);
    }
    return this.stringWithEscapes(start);
  }

  private stringWithEscapes(start: number): string {
    const { text } = this;
    let result = '';
    let from = start;
    for (;;) {
      if (this.nextBackslash < from) this.nextBackslash = orEnd(text.indexOf('\\', from), text);
      const end = text.indexOf('"', from);
      if (end < 0) this.failAt('the string does not end', start - 1, text.length);
      const stop = Math.min(end, this.nextBackslash);
      if (this.nextControl < from) this.nextControl = controlFrom(text, from);
      if (this.nextControl < stop) {
        const code = text.charCodeAt(this.nextControl).toString(16).padStart(4, '0');
        this.failAt(`a raw control character (\\u${code}) in a string`, this.nextControl, this.nextControl + 1);
      }
      result += text.substring(from, stop);
      if (stop === end) {
        this.at = end + 1;
        if (result.length > this.maxStringLength) this.failLength(start, end);
        return result;
      }
      from = stop + 2;
      switch (text.charCodeAt(stop + 1)) {
        case quote:
          result += '"';
          break;
        case backslash:
          result += '\\';
          break;
        case 0x2f:
          result += '/';
          break;
        case 0x62:
          result += '\b';
          break;
        case 0x66:
          result += '\f';
          break;
        case 0x6e:
          result += '\n';
          break;
        case 0x72:
          result += '\r';
          break;
        case 0x74:
          result += '\t';
          break;
        case 0x75: {
          const digits = text.substring(stop + 2, stop + 6);
          if (!/^[0-9a-fA-F]{4}$/.test(digits))
            this.failAt('expected four hexadecimal digits after \\u', stop, stop + 6);
          result += String.fromCharCode(parseInt(digits, 16));
          from = stop + 6;
          break;
        }
        default:
          this.failAt('an unknown escape', stop, stop + 2);
      }
    }
  }

  /** Reads a number; `at` is at its sign or first digit. */
  private number(first: number): unknown {
    const { text } = this;
    const start = this.at;
    let at = start;
    let code = first;
    if (code === 0x2d) code = text.charCodeAt(++at);
    const digits = at;
    let value = 0;
    while (code >= 0x30 && code <= 0x39) {
      value = value * 10 + (code - 0x30);
      code = text.charCodeAt(++at);
    }
    this.at = at;
    if (at === digits) this.fail('expected a digit');
    if (at - digits > 1 && text.charCodeAt(digits) === 0x30) this.failAt('a number with a leading zero', start, at);
    if (code === 0x2e || code === 0x65 || code === 0x45) return this.fraction(start, code);
    this.endOfNumber(start, code);
    if (digits !== start) value = -value;
    // Minus zero is the int zero.
    if (value <= maxInt && value >= minInt) return value === 0 ? 0 : value;
    const exact = BigInt(text.substring(start, at));
    return exact <= maxLong && exact >= minLong ? exact : new BigInteger(exact);
  }

  private fraction(start: number, first: number): Double {
    let code = first;
    if (code === 0x2e) {
      this.at++;
      code = this.skipDigits();
    }
    if (code === 0x65 || code === 0x45) {
      code = this.text.charCodeAt(++this.at);
      if (code === 0x2b || code === 0x2d) this.at++;
      code = this.skipDigits();
    }
    this.endOfNumber(start, code);
    return new Double(Number(this.text.substring(start, this.at)));
  }

  private skipDigits(): number {
    const start = this.at;
    let code = this.text.charCodeAt(start);
    while (code >= 0x30 && code <= 0x39) code = this.text.charCodeAt(++this.at);
    if (this.at === start) this.fail('expected a digit');
    return code;
  }

  /** What follows a number must be a separator, a blank or the end. */
  private endOfNumber(start: number, code: number): void {
    // Signs, points and the letter of an exponent do not count.
    if (
      this.at - start > maxNumberLength &&
      this.text.substring(start, this.at).replace(/\D/g, '').length > maxNumberLength
    ) {
      throw new JsonError('IN3003', `a number of more than ${maxNumberLength} digits`, start, this.at);
    }
    // ',' ']' '}' blanks and the end; anything else is part of a broken number such as 1.2.3 or 0x10.
    if (code === 0x2c || code === 0x5d || code === 0x7d || code <= 0x20 || Number.isNaN(code)) return;
    this.fail('unexpected character in a number');
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('expected a value');
    this.at += word.length;
    return value;
  }

  protected fail(message: string): never {
    if (this.at >= this.text.length)
      this.failAt(`${message}, found the end of the text`, this.text.length, this.text.length);
    const found = String.fromCodePoint(this.text.codePointAt(this.at)!);
    this.failAt(`${message}, found ${JSON.stringify(found)}`, this.at, this.at + found.length);
  }

  /** Fails at the character that was consumed last. */
  protected failBefore(message: string): never {
    this.at--;
    this.fail(message);
  }

  /** Fails at a key that its object has already. */
  protected failTwice(key: string, start: number): void {
    const name = JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}...` : key);
    if (this.strict) {
      throw new JsonError('IN3002', `the key ${name} stands twice in one object`, start, start + key.length + 2);
    }
  }

  private failAt(message: string, start: number, end: number): never {
    throw new JsonError('IN3001', `broken JSON: ${message}`, start, end);
  }

  private failLength(start: number, end: number): never {
    throw new JsonError('IN3003', `a string longer than ${this.maxStringLength} characters`, start - 1, end + 1);
  }
}

function orEnd(found: number, text: string): number {
  return found < 0 ? text.length : found;
}

function controlFrom(text: string, from: number): number {
  anyControl.lastIndex = from;
  return anyControl.test(text) ? anyControl.lastIndex - 1 : text.length;
}

const printer = new JsonPrinter();

/**
 * Prints a value as the server's JSON generator does: no blanks, doubles as Java prints them, NaN and the infinities
 * in quotes. Keys keep their order of insertion.
 *
 * @throws Failure illegal_argument_exception for a value that contains itself or that no document can hold.
 */
export function printJson(value: unknown): string {
  return printer.value(value).takeText();
}

/** A string that shares no memory with the text that it was cut out of. */
export function copyOf(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/**
 * The ordinary JavaScript value of a value of the model: HashMaps become objects without a prototype, numbers plain
 * numbers (1.0 becomes 1). A long or a BigInteger that a number cannot hold exactly stays a bigint.
 *
 * @throws Failure illegal_argument_exception for a value that no document can hold.
 */
export function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof HashMap) {
    const plain = Object.create(null) as Record<string, unknown>;
    for (const [key, item] of value.entries) plain[typeof key === 'string' ? key : textOf(key)] = toPlain(item);
    return plain;
  }
  // A float is what its shortest text says, as a reader of printed JSON sees it.
  if (value instanceof Float) return Number(floatText(value.value));
  if (value instanceof Double || value instanceof Short || value instanceof Byte) return value.value;
  if (value instanceof BigInteger) return toPlain(value.value);
  if (value instanceof BigDecimal) return Number(bigDecimalText(value));
  const form = writtenForm(value);
  return typeof form === 'string' ? form : form.map(toPlain);
}

/**
 * The value of the model for an ordinary JavaScript value such as JSON.parse gives: objects become HashMaps, integers
 * int or long, other numbers Double. Values of the model stay as they are.
 */
export function fromPlain(plain: Readonly<Record<string, unknown>>): HashMap;
export function fromPlain(plain: unknown): unknown;
export function fromPlain(plain: unknown): unknown {
  if (typeof plain === 'number') {
    if (!Number.isInteger(plain) || Object.is(plain, -0)) return new Double(plain);
    if (plain <= maxInt && plain >= minInt) return plain;
    return fromPlain(BigInt(plain));
  }
  if (typeof plain === 'bigint') return plain <= maxLong && plain >= minLong ? plain : new BigInteger(plain);
  if (plain === undefined) return null;
  if (typeof plain !== 'object' || plain === null) {
    invariant(
      typeof plain !== 'function' && typeof plain !== 'symbol',
      'a function or symbol is no value of a document',
    );
    return plain;
  }
  if (Array.isArray(plain)) return plain.map(fromPlain);
  const prototype = Object.getPrototypeOf(plain) as object | null;
  // A literal of another realm has that realm's Object.prototype, whose own prototype is null.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return plain;
  return new HashMap(new Map(Object.entries(plain).map(([key, item]) => [key, fromPlain(item)])));
}

/** Lays compact JSON out over lines, two blanks a level, without touching its values. */
export function indentJson(compact: string): string {
  let depth = 0;
  const margin = (): string => `\n${'  '.repeat(depth)}`;
  // Strings are matched whole, so that no bracket in them counts.
  return compact.replace(/"(?:[^"\\]|\\.)*"|\[\]|\{\}|[[{\]},:]/g, (token) => {
    switch (token) {
      case '{':
      case '[':
        depth++;
        return token + margin();
      case '}':
      case ']':
        depth--;
        return margin() + token;
      case ',':
        return token + margin();
      case ':':
        return ': ';
      default:
        return token;
    }
  });
}
