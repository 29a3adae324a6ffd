// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A text that diagnostics point into, and places in it.

/** Half-open range of UTF-16 offsets into a Source. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a text that is embedded in a file begins: the file and the JSON pointer of the string that holds it. */
export interface Origin {
  readonly file: string;
  readonly pointer: string;
}

/** One-based line and column (in UTF-16 units). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A named text. */
export class Source {
  readonly name: string;
  readonly text: string;
  readonly origin: Origin | undefined;
  private lineStarts: number[] | undefined;

  constructor(name: string, text: string, origin?: Origin) {
    this.name = name;
    this.text = text;
    this.origin = origin;
  }

  /** Line and column of an offset. */
  position(offset: number): Position {
    this.lineStarts ??= lineStartsOf(this.text);
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.lineStarts[low]! + 1 };
  }

  /** Text of a one-based line, without its terminator. */
  line(number: number): string {
    this.lineStarts ??= lineStartsOf(this.text);
    const start = this.lineStarts[number - 1] ?? this.text.length;
    const end = this.lineStarts[number] ?? this.text.length + 1;
    return this.text.slice(start, end - 1).replace(/\r$/, '');
  }

  /** `name:line:column`, or `file > /json/pointer:line:column` for an embedded text. */
  describe(offset: number): string {
    const { line, column } = this.position(offset);
    const place = this.origin ? `${this.origin.file} > ${this.origin.pointer}` : this.name;
    return `${place}:${line}:${column}`;
  }
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
