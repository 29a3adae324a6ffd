// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Finds where JSON values end in a stream of bytes, chunk after chunk, without building anything. It checks the
// structure (keys, colons, commas, brackets) so that it notices at once when a broken value throws it out of step;
// escapes, numbers and words are left to the parser.

/** What made scan() return. */
export type ScanResult = 'value' | 'array' | 'more' | 'error';

const expectValue = 0;
const expectValueOrClose = 1;
const expectKey = 2;
const expectKeyOrClose = 3;
const expectColon = 4;
const expectCommaOrClose = 5;
const inString = 6;
const inKey = 7;
const inWord = 8;

const array = 1;
const object = 2;

/** Places of the list of documents in an object, as the keys on the way to it: responses of search, async search and Kibana. */
const listPaths = ['hits.hits', 'response.hits.hits', 'rawResponse.hits.hits'];
const listKeys = new Set(listPaths.flatMap((path) => path.split('.')));
const longestListKey = Math.max(...[...listKeys].map((key) => key.length));

/** Scans one value at a time. The caller keeps the bytes and moves `at` when it drops the front of its buffer. */
export class StructureScanner {
  /** Offset of the next byte in the buffer that the caller passes. */
  at = 0;
  /** One-based line of the next byte. */
  line = 1;
  /** Offset in the buffer of the first byte of that line; negative when that byte is gone. */
  lineStart = 0;
  /** Offset of the last opening quote; where to look for the next good value after an error. */
  lastQuote = 0;
  /** Whether the top-level value, an object, is searched for the list of documents that a search response holds. */
  probe = false;
  /** Depth at which scan() reported 'array'. */
  arrayDepth = 0;
  private state = expectValue;
  private depth = 0;
  private stack = new Uint8Array(64);
  private escaped = false;
  /** Keys on the way to the current place while probing; shorter than the depth once it left every listPath. */
  private path: string[] = [];

  /** Starts a new value. */
  start(probe: boolean): void {
    this.state = expectValue;
    this.depth = 0;
    this.escaped = false;
    this.probe = probe;
    this.path = [];
  }

  /** Goes on behind the array that scan() reported as 'array', to the end of the objects around it. */
  leaveArray(): void {
    this.start(false);
    this.depth = this.arrayDepth;
    this.stack.fill(object, 1, this.depth + 1);
    this.state = expectCommaOrClose;
  }

  /** Moves the offsets when the caller dropped bytes from the front. */
  shift(dropped: number): void {
    this.at -= dropped;
    this.lineStart -= dropped;
    this.lastQuote -= dropped;
  }

  /** One-based column of an offset in the current line. */
  column(offset: number): number {
    return offset - this.lineStart + 1;
  }

  /** Passes bytes without looking at them, but for their line ends. */
  advance(bytes: Uint8Array, to: number): void {
    for (let found = bytes.indexOf(0x0a, this.at); found >= 0 && found < to; found = bytes.indexOf(0x0a, found + 1)) {
      this.line++;
      this.lineStart = found + 1;
    }
    this.at = to;
  }

  /** Passes blanks and returns the next byte, or -1 at the end of the buffer. */
  skipBlank(bytes: Uint8Array): number {
    const end = bytes.length;
    let { at } = this;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === 0x0a) {
        this.line++;
        this.lineStart = at + 1;
      } else if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) {
        this.at = at;
        return byte;
      }
    }
    this.at = at;
    return -1;
  }

  /**
   * Goes on until the value is complete ('value', `at` behind it), the list of a search response begins ('array',
   * `at` behind the bracket), the structure is broken ('error', `at` at the offending byte) or the buffer ends ('more').
   */
  scan(bytes: Uint8Array): ScanResult {
    const end = bytes.length;
    let { at, state, depth } = this;
    let result: ScanResult = 'more';
    scanning: while (at < end) {
      let byte = bytes[at]!;
      if (state === inString || state === inKey) {
        if (this.escaped) {
          this.escaped = false;
          if (++at === end) break;
          byte = bytes[at]!;
        }
        while (byte !== 0x22) {
          // The byte behind a backslash is part of the string whatever it is.
          if (byte === 0x5c && ++at === end) {
            this.escaped = true;
            break scanning;
          }
          if (++at === end) break scanning;
          byte = bytes[at]!;
        }
        if (state === inKey) {
          if (this.probe) this.noteKey(bytes, at, depth);
          state = expectColon;
        } else {
          state = expectCommaOrClose;
        }
        at++;
        if (depth === 0) {
          result = 'value';
          break;
        }
        continue;
      }
      if (state === inWord) {
        while (isWord(byte)) {
          if (++at === end) break scanning;
          byte = bytes[at]!;
        }
        state = expectCommaOrClose;
        if (depth === 0) {
          result = 'value';
          break;
        }
      }
      if (byte <= 0x20) {
        if (byte === 0x0a) {
          this.line++;
          this.lineStart = at + 1;
        } else if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) {
          result = 'error';
          break;
        }
        at++;
        continue;
      }
      switch (byte) {
        case 0x22:
          if (state === expectKey || state === expectKeyOrClose) state = inKey;
          else if (state <= expectValueOrClose) state = inString;
          else {
            result = 'error';
            break scanning;
          }
          this.lastQuote = at;
          break;
        case 0x3a:
          if (state !== expectColon) {
            result = 'error';
            break scanning;
          }
          state = expectValue;
          break;
        case 0x2c:
          if (state !== expectCommaOrClose) {
            result = 'error';
            break scanning;
          }
          state = this.stack[depth] === object ? expectKey : expectValue;
          break;
        case 0x7b:
        case 0x5b:
          if (state > expectValueOrClose) {
            result = 'error';
            break scanning;
          }
          if (byte === 0x5b && this.probe && this.path.length === depth && listPaths.includes(this.path.join('.'))) {
            result = 'array';
            this.arrayDepth = depth;
            at++;
            break scanning;
          }
          if (++depth === this.stack.length) this.growStack();
          this.stack[depth] = byte === 0x7b ? object : array;
          state = byte === 0x7b ? expectKeyOrClose : expectValueOrClose;
          break;
        case 0x7d:
        case 0x5d: {
          const isObject = byte === 0x7d;
          const closes =
            this.stack[depth] === (isObject ? object : array) &&
            depth > 0 &&
            (state === expectCommaOrClose || state === (isObject ? expectKeyOrClose : expectValueOrClose));
          if (!closes) {
            result = 'error';
            break scanning;
          }
          depth--;
          state = expectCommaOrClose;
          if (this.path.length > depth) this.path.length = depth;
          if (depth === 0) {
            result = 'value';
            at++;
            break scanning;
          }
          break;
        }
        default:
          if (state > expectValueOrClose || !isWord(byte)) {
            result = 'error';
            break scanning;
          }
          state = inWord;
      }
      at++;
    }
    this.at = at;
    this.state = state;
    this.depth = depth;
    return result;
  }

  /** Remembers the key that ends before `at` when every key above it may lead to the list. */
  private noteKey(bytes: Uint8Array, at: number, depth: number): void {
    this.path.length = Math.min(this.path.length, depth - 1);
    // A key behind the front of the buffer is longer than any that is looked for.
    if (this.path.length !== depth - 1 || this.lastQuote < 0 || at - this.lastQuote - 1 > longestListKey) return;
    const key = String.fromCharCode(...bytes.subarray(this.lastQuote + 1, at));
    if (listKeys.has(key)) this.path.push(key);
  }

  private growStack(): void {
    const stack = new Uint8Array(this.stack.length * 2);
    stack.set(this.stack);
    this.stack = stack;
  }
}

/** Bytes of numbers and words; whether they make a number or a word is for the parser to say. */
function isWord(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x2b ||
    (byte >= 0x41 && byte <= 0x5a)
  );
}
