// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the server's JSON parser (Jackson 2.18 with comments allowed, Elasticsearch 9.5) says of a text that is no JSON.
// The text is read as bytes: columns count bytes, and the order of the checks decides which of them speaks.

/** The first mistake in a text: something wrong, a text that ended too soon, or a value beyond a limit, of which no place is told. */
export type JsonMistake =
  | { readonly kind: 'wrong' | 'end'; readonly message: string; readonly line: number; readonly column: number }
  | { readonly kind: 'limit'; readonly message: string };

const longestNumber = 1000;
const deepestNesting = 1000;
const longestString = 50_000_000;

/** Where the server reads the text from. */
const source = 'org.elasticsearch.common.io.stream.ByteBufferStreamInput';

/** A place as the parser prints it. */
function printPlace(line: number, column: number): string {
  return `[Source: (${source}); line: ${line}, column: ${column}]`;
}

/** Finds the mistake in the value that a text begins with; undefined where the parser finds none. */
export function findMistake(text: string, duplicateKeys: boolean): JsonMistake | undefined {
  return mistakeOf(new Reader(text, duplicateKeys), (reader) => reader.readValue());
}

/** Finds the mistake in what follows that value; undefined where another value begins. */
export function findMistakeBehind(text: string): JsonMistake | undefined {
  return mistakeOf(new Reader(text, true), (reader) => {
    reader.readValue();
    reader.next();
  });
}

function mistakeOf(reader: Reader, read: (reader: Reader) => void): JsonMistake | undefined {
  try {
    read(reader);
    return undefined;
  } catch (error) {
    if (reader.mistake) return reader.mistake;
    throw error;
  }
}

interface Scope {
  readonly kind: 'root' | 'Array' | 'Object';
  readonly line: number;
  readonly column: number;
  readonly keys: Set<string>;
  values: number;
}

const tokens = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
// eslint-disable-next-line no-control-regex -- Java passes over control characters in identifiers
const identifierPart = /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mc}\p{Mn}\p{Cf}\0-\x08\x0e-\x1b\x7f-\x9f]/u;
const identifierStart = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;
const longestToken = 256;
const end = -1;

const code = (char: string): number => char.charCodeAt(0);
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

function described(char: number): string {
  if (char < 0x20 || (char >= 0x7f && char < 0xa0)) return `(CTRL-CHAR, code ${char})`;
  const hex = char > 255 ? ` / 0x${char.toString(16)}` : '';
  return `'${String.fromCharCode(char)}' (code ${char}${hex})`;
}

/** Reads tokens as the parser does, until one is wrong. */
class Reader {
  mistake: JsonMistake | undefined;
  private readonly bytes: Buffer;
  private readonly duplicateKeys: boolean;
  private readonly scopes: Scope[] = [{ kind: 'root', line: 1, column: 0, keys: new Set(), values: 0 }];
  private hasValue = false;
  /** The token before, as Java prints it. */
  private last = 'null';
  private at = 0;
  private line = 1;
  private lineStart = 0;

  constructor(text: string, duplicateKeys: boolean) {
    this.bytes = Buffer.from(text, 'utf8');
    this.duplicateKeys = duplicateKeys;
  }

  /** Reads the first value whole. */
  readValue(): void {
    do this.next();
    while (this.scopes.length > 1);
    this.hasValue = true;
  }

  /** Reads a token; false at the end of the text. */
  next(): boolean {
    const scope = this.scopes.at(-1)!;
    let byte = this.skipBlank();
    if (byte === end) {
      if (scope.kind === 'root') return false;
      const start = printPlace(scope.line, scope.column);
      this.fail(`Unexpected end-of-input: expected close marker for ${scope.kind} (start marker at ${start})`, true);
    }
    if (byte === code(']') || byte === code('}')) return this.close(byte);
    if (scope.kind !== 'root' && scope.values++ > 0) {
      if (byte !== code(',')) this.unexpected(byte, `was expecting comma to separate ${scope.kind} entries`);
      byte = this.skipBlank();
      if (byte === end) this.fail(`Unexpected end-of-input within/between ${scope.kind} entries`);
    }
    if (scope.kind === 'Object') byte = this.key(byte, scope);
    this.value(byte);
    return true;
  }

  private close(byte: number): boolean {
    const { kind, line, column } = this.scopes.at(-1)!;
    const mark = String.fromCharCode(byte);
    if (kind === (mark === ']' ? 'Array' : 'Object')) {
      this.scopes.pop();
      this.last = `END_${kind.toUpperCase()}`;
      return true;
    }
    const wanted = mark === ']' ? '}' : ']';
    const place = `(for ${kind} starting at ${printPlace(line, column)})`;
    return this.fail(`Unexpected close marker '${mark}': expected '${wanted}' ${place}`, false, this.at - 1);
  }

  /** Reads a key and the colon behind it; returns the first byte of the value. */
  private key(byte: number, scope: Scope): number {
    if (byte !== code('"')) this.unexpected(this.decoded(byte), 'was expecting double-quote to start field name');
    const start = this.at;
    if (start === this.bytes.length) this.fail(`Unexpected end-of-input: was expecting closing '"' for name`, true);
    this.text('name', 'field name');
    const key = this.bytes.toString('utf8', start, this.at - 1);
    const name = key.includes('\\') ? String(JSON.parse(`"${key}"`)) : key;
    if (!this.duplicateKeys && scope.keys.has(name)) this.fail(`Duplicate field '${name}'`);
    scope.keys.add(name);
    this.last = 'FIELD_NAME';
    const colon = this.skipBlank();
    if (colon !== end && colon !== code(':')) {
      this.unexpected(colon, 'was expecting a colon to separate field name and value');
    }
    const value = colon === end ? end : this.skipBlank();
    return value === end ? this.fail('Unexpected end-of-input within/between Object entries', true) : value;
  }

  private value(byte: number): void {
    const char = String.fromCharCode(byte);
    if (char === '{' || char === '[') {
      const kind = char === '{' ? 'Object' : 'Array';
      const column = this.at - this.lineStart;
      this.scopes.push({ kind, line: this.line, column, keys: new Set(), values: 0 });
      this.limit('Document nesting depth', this.scopes.length - 1, deepestNesting, 'getMaxNestingDepth');
      this.last = `START_${kind.toUpperCase()}`;
    } else if (char === '"') {
      // A text behind the value counts as soon as it begins.
      const start = this.at;
      if (!this.hasValue) this.text('string value', 'VALUE_STRING');
      this.limit('String value length', this.at - start - 1, longestString, 'getMaxStringLength');
      this.last = 'VALUE_STRING';
    } else if (char === '-' || isDigit(byte)) {
      this.last = this.number(byte);
    } else {
      const word = ['true', 'false', 'null'].find((known) => known.startsWith(char));
      if (word === undefined) this.oddValue(byte, char);
      this.word(word);
      this.last = `VALUE_${word.toUpperCase()}`;
    }
  }

  private oddValue(byte: number, char: string): never {
    const scope = this.scopes.at(-1)!.kind;
    if (char === ',' || char === '}' || (char === ']' && scope === 'Array')) this.unexpected(byte, 'expected a value');
    if (char === 'N') this.nonStandard('NaN');
    if (char === 'I') this.nonStandard('Infinity');
    if (char === '+') {
      if (++this.at > this.bytes.length) this.fail('Unexpected end-of-input in a Number value', true, this.at - 1);
      const hint = 'enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow';
      this.unexpectedInNumber(byte, `JSON spec does not allow numbers to have plus signs: ${hint}`, this.at - 1);
    }
    if (identifierStart.test(char)) this.unrecognized(char);
    this.unexpected(byte, `expected a valid value ${tokens}`);
  }

  private nonStandard(word: string, shown = word): never {
    this.word(word);
    this.fail(`Non-standard token '${shown}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`);
  }

  /** Reads the rest of a word whose first byte is read already. */
  private word(word: string): void {
    for (let index = 1; index < word.length; index++) {
      if (this.bytes[this.at] !== word.charCodeAt(index)) this.unrecognized(word.slice(0, index));
      this.at++;
    }
    const next = this.bytes[this.at];
    // Below the digits the parser does not look.
    if (next !== undefined && next >= code('0') && identifierPart.test(String.fromCharCode(next)))
      this.unrecognized(word);
  }

  private unrecognized(matched: string): never {
    let word = matched;
    while (this.at < this.bytes.length) {
      const char = String.fromCharCode(this.decoded(this.bytes[this.at++]!));
      if (!identifierPart.test(char)) break;
      word += char;
      if (word.length >= longestToken) {
        word += '...';
        break;
      }
    }
    this.fail(`Unrecognized token '${word}': was expecting ${tokens}`);
  }

  /** Reads the rest of a number; returns its kind. */
  private number(first: number): string {
    const begin = this.at - 1;
    let byte = first;
    if (byte === code('-')) {
      byte = this.read();
      if (byte === end) this.fail(`Unexpected end-of-input in ${this.last}`, true);
      if (byte === code('I') && this.bytes[this.at] === code('n')) this.nonStandard('Infinity', '-Infinity');
      if (byte === code('.')) this.unexpected(byte, `expected a valid value ${tokens}`);
      if (!isDigit(byte)) {
        this.unexpectedInNumber(byte, 'expected digit (0-9) to follow minus sign, for valid numeric value');
      }
    }
    if (byte === code('0')) {
      const next = this.bytes[this.at];
      if (next !== undefined && isDigit(next)) this.fail('Invalid numeric value: Leading zeroes not allowed');
    }
    this.digits();
    const start = this.at;
    if (this.bytes[this.at] === code('.')) {
      this.at++;
      if (this.digits() === 0) this.notDigit('Decimal point not followed by a digit');
    }
    if (this.bytes[this.at] === code('e') || this.bytes[this.at] === code('E')) {
      this.at++;
      const sign = this.bytes[this.at];
      if (sign === code('+') || sign === code('-')) this.at++;
      if (this.at === this.bytes.length) this.fail(`Unexpected end-of-input in ${this.last}`, true);
      if (this.digits() === 0) this.notDigit('Exponent indicator not followed by a digit');
    }
    const next = this.bytes[this.at];
    if (this.scopes.length === 1 && next !== undefined && ![0x20, 0x09, 0x0a, 0x0d].includes(next)) {
      this.at++;
      this.unexpected(next, 'Expected space separating root-level values');
    }
    // Signs and points do not count, nor does a number that only follows the value.
    const length = this.hasValue ? 0 : this.bytes.subarray(begin, this.at).filter(isDigit).length;
    this.limit('Number value length', length, longestNumber, 'getMaxNumberLength');
    return this.at > start ? 'VALUE_NUMBER_FLOAT' : 'VALUE_NUMBER_INT';
  }

  private digits(): number {
    const start = this.at;
    while (this.at < this.bytes.length && isDigit(this.bytes[this.at]!)) this.at++;
    return this.at - start;
  }

  /** At the end of the text it is the last character that is no digit. */
  private notDigit(comment: string): never {
    if (this.at < this.bytes.length) this.at++;
    this.unexpectedInNumber(this.bytes[this.at - 1]!, comment);
  }

  /** Reads a text up to its closing quote. */
  private text(place: string, name: string): void {
    for (;;) {
      const byte = this.read();
      if (byte === end) this.fail(`Unexpected end-of-input in ${name}`, true);
      if (byte === code('"')) return;
      if (byte === code('\\')) this.escape();
      else if (byte < 0x20) {
        const rule = `has to be escaped using backslash to be included in ${place}`;
        this.fail(`Illegal unquoted character (${described(byte)}): ${rule}`, false, this.at - 1);
      }
    }
  }

  private escape(): void {
    const byte = this.read();
    if (byte === end) this.fail('Unexpected end-of-input in character escape sequence', true);
    const char = String.fromCharCode(byte);
    if (char !== 'u') {
      if ('btnfr"\\/'.includes(char)) return;
      this.fail(`Unrecognized character escape ${described(this.decoded(byte))}`, false, this.at - 1);
    }
    for (let index = 0; index < 4; index++) {
      const digit = this.read();
      if (digit === end) this.fail('Unexpected end-of-input in character escape sequence', true);
      if (!/[0-9a-fA-F]/.test(String.fromCharCode(digit))) {
        this.unexpected(digit, 'expected a hex-digit for character escape sequence');
      }
    }
  }

  /** The first byte behind blanks and comments. */
  private skipBlank(): number {
    for (;;) {
      const byte = this.read();
      if (byte === code('\n')) this.newLine();
      else if (byte === code('/')) this.comment();
      else if (byte !== end && byte < 0x20 && byte !== 0x09 && byte !== 0x0d) {
        const rule = 'only regular white space (\\r, \\n, \\t) is allowed between tokens';
        this.fail(`Illegal character (${described(byte)}): ${rule}`, false, this.at - 1);
      } else if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return byte;
    }
  }

  private comment(): void {
    const kind = this.read();
    if (kind === end) this.fail('Unexpected end-of-input in a comment', true);
    if (kind !== code('/') && kind !== code('*')) {
      this.unexpected(kind, "was expecting either '*' or '/' for a comment");
    }
    for (;;) {
      const byte = this.read();
      if (byte === code('\n')) this.newLine();
      if (kind === code('/') && (byte === code('\n') || byte === end)) return;
      if (byte === end) this.fail('Unexpected end-of-input in a comment', true);
      if (kind === code('*') && byte === code('*') && this.bytes[this.at] === code('/')) {
        this.at++;
        return;
      }
    }
  }

  private newLine(): void {
    this.line++;
    this.lineStart = this.at;
  }

  private read(): number {
    return this.bytes[this.at++] ?? ((this.at = this.bytes.length), end);
  }

  /** The character that a byte begins, whose first byte is read already. */
  private decoded(byte: number): number {
    if (byte < 0x80) return byte;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (length === 0) this.fail(`Invalid UTF-8 start byte 0x${byte.toString(16)}`);
    const char = this.bytes.toString('utf8', this.at - 1, this.at - 1 + length);
    this.at += length - 1;
    return char.charCodeAt(0);
  }

  private unexpected(char: number, comment: string): never {
    this.fail(`Unexpected character (${described(char)}): ${comment}`, false, this.at - 1);
  }

  private unexpectedInNumber(char: number, comment: string, at = this.at - 1): never {
    this.fail(`Unexpected character (${described(char)}) in numeric value: ${comment}`, false, at);
  }

  private fail(message: string, atEnd = false, at = this.at): never {
    const column = at - this.lineStart + 1;
    const kind = atEnd ? 'end' : 'wrong';
    this.mistake = { kind, message: `${message}\n at ${printPlace(this.line, column)}`, line: this.line, column };
    throw new Error(message);
  }

  private limit(what: string, found: number, most: number, name: string): void {
    if (found <= most) return;
    const message = `${what} (${found}) exceeds the maximum allowed (${most}, from \`StreamReadConstraints.${name}()\`)`;
    this.mistake = { kind: 'limit', message };
    throw new Error(message);
  }
}
