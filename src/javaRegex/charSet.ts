// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Sets of code points: what one position of a pattern accepts.
// A set is explicit (sorted ranges) or, once a Unicode property takes part, symbolic (a JavaScript v-mode class).

const lastCodePoint = 0x10ffff;

/** An immutable set of code points. */
export class CharSet {
  /** Sorted, disjoint, inclusive pairs [low, high, low, high...]; undefined for a symbolic set. */
  readonly ranges: readonly number[] | undefined;
  /**
   * Whether java.util.regex tests single UTF-16 units against this set rather than code points. It decides how
   * many characters a match reads, which the server limits.
   */
  readonly bmp: boolean;
  private written: string | undefined;
  private table: Uint8Array | undefined;
  private test: RegExp | undefined;

  private constructor(ranges: readonly number[] | undefined, written: string | undefined, bmp: boolean) {
    this.ranges = ranges;
    this.written = written;
    this.bmp = bmp;
  }

  /** The set as a class of JavaScript's v mode. */
  get source(): string {
    return (this.written ??= rangesSource(this.ranges!));
  }

  /** A set of inclusive pairs in any order. */
  static ofRanges(pairs: readonly number[], bmp: boolean): CharSet {
    return new CharSet(normalize(pairs), undefined, bmp);
  }

  /** A set of one code point. */
  static of(codePoint: number): CharSet {
    const known = singles[codePoint];
    if (known) return known;
    const set = new CharSet([codePoint, codePoint], undefined, codePoint < 0x10000);
    if (codePoint < 128) singles[codePoint] = set;
    return set;
  }

  /** A set written as a v-mode class, brackets included. */
  static symbolic(source: string): CharSet {
    return new CharSet(undefined, source, false);
  }

  /** The only member of the set, or -1. */
  get single(): number {
    return this.ranges?.length === 2 && this.ranges[0] === this.ranges[1] ? this.ranges[0]! : -1;
  }

  union(other: CharSet): CharSet {
    const bmp = this.bmp && other.bmp;
    if (this.ranges && other.ranges) return CharSet.ofRanges([...this.ranges, ...other.ranges], bmp);
    return new CharSet(undefined, `[${this.source}${other.source}]`, bmp);
  }

  intersect(other: CharSet): CharSet {
    const bmp = this.bmp && other.bmp;
    if (this.ranges && other.ranges) {
      const ranges = complement(normalize([...complement(this.ranges), ...complement(other.ranges)]));
      return new CharSet(ranges, undefined, bmp);
    }
    return new CharSet(undefined, `[${this.source}&&${other.source}]`, bmp);
  }

  negate(): CharSet {
    if (!this.ranges) return new CharSet(undefined, `[^${this.source}]`, false);
    return new CharSet(complement(this.ranges), undefined, false);
  }

  has(codePoint: number): boolean {
    if (codePoint < 256) return (this.table ??= this.tabulate())[codePoint] === 1;
    return this.find(codePoint);
  }

  private tabulate(): Uint8Array {
    const table = new Uint8Array(256);
    for (let codePoint = 0; codePoint < 256; codePoint++) table[codePoint] = this.find(codePoint) ? 1 : 0;
    return table;
  }

  private find(codePoint: number): boolean {
    const { ranges } = this;
    if (!ranges) return (this.test ??= new RegExp(`^${this.source}$`, 'v')).test(String.fromCodePoint(codePoint));
    let low = 0;
    let high = ranges.length / 2 - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (codePoint < ranges[2 * middle]!) high = middle - 1;
      else if (codePoint > ranges[2 * middle + 1]!) low = middle + 1;
      else return true;
    }
    return false;
  }
}

/** Sets of one ASCII character, of which patterns are full. */
const singles: CharSet[] = [];

/** Every code point. */
export const anyCodePoint = CharSet.ofRanges([0, lastCodePoint], false);

function normalize(pairs: readonly number[]): number[] {
  const sorted: [number, number][] = [];
  for (let index = 0; index < pairs.length; index += 2) sorted.push([pairs[index]!, pairs[index + 1]!]);
  sorted.sort((a, b) => a[0] - b[0]);
  const ranges: number[] = [];
  for (const [low, high] of sorted) {
    const last = ranges.length - 1;
    if (last > 0 && low <= ranges[last]! + 1) ranges[last] = Math.max(ranges[last]!, high);
    else ranges.push(low, high);
  }
  return ranges;
}

function complement(ranges: readonly number[]): number[] {
  const result: number[] = [];
  let next = 0;
  for (let index = 0; index < ranges.length; index += 2) {
    if (ranges[index]! > next) result.push(next, ranges[index]! - 1);
    next = ranges[index + 1]! + 1;
  }
  if (next <= lastCodePoint) result.push(next, lastCodePoint);
  return result;
}

function rangesSource(ranges: readonly number[]): string {
  let source = '[';
  for (let index = 0; index < ranges.length; index += 2) {
    const low = ranges[index]!;
    const high = ranges[index + 1]!;
    source += low === high ? `\\u{${low.toString(16)}}` : `\\u{${low.toString(16)}}-\\u{${high.toString(16)}}`;
  }
  return `${source}]`;
}
