// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Special tokens, truncation and windows, as the server's NlpTokenizer (9.x) applies them, with its messages.

import { Failure, illegalArgument } from '../../diagnostics/failure.js';
import type { SpecialTokens, TokenSequence } from './tokenizer.js';

export type Truncate = 'first' | 'second' | 'none' | 'balanced';

/** The part of a tokenization that limits lengths. */
export interface LengthLimits {
  readonly withSpecialTokens: boolean;
  readonly maxSequenceLength: number;
  readonly truncate: Truncate;
  /** Overlap of windows in tokens; -1: no windows. */
  readonly span: number;
}

/** What goes between the two sequences of a pair: one separator or two. */
export interface PairLayout {
  readonly separators: 1 | 2;
}

/** One row for the model: token ids with special tokens, and the word of each (special tokens: -1). */
export interface Encoding {
  readonly ids: Int32Array;
  readonly positions: Int32Array;
  readonly truncated: boolean;
}

/**
 * One text as one row, or as windows when it is too long and a span is given.
 *
 * @throws Failure as the server does, when it is too long and neither truncation nor windows are allowed.
 */
export function encodeText(sequence: TokenSequence, special: SpecialTokens, limits: LengthLimits): Encoding[] {
  const extra = limits.withSpecialTokens ? 2 : 0;
  const count = sequence.ids.length;
  const room = limits.maxSequenceLength - extra;
  const row = (start: number, end: number, truncated: boolean): Encoding => {
    const ids = sequence.ids.subarray(start, end);
    const positions = sequence.positions.subarray(start, end);
    if (extra === 0) return { ids: ids.slice(), positions: positions.slice(), truncated };
    return { ids: joined([special.cls], ids, [special.sep]), positions: joined([-1], positions, [-1]), truncated };
  };
  if (count <= room) return [row(0, count, false)];
  if (limits.truncate !== 'none') return [row(0, Math.max(room, 0), true)];
  if (limits.span < 0) throw tooLarge(count + extra, limits.maxSequenceLength);
  return windows(sequence.positions, room, limits.span).map(([start, end]) => row(start, end, false));
}

/**
 * Two texts as one row, or the second one in windows when they are too long and a span is given.
 *
 * @throws Failure as the server does.
 */
export function encodePair(
  first: TokenSequence,
  second: TokenSequence,
  special: SpecialTokens,
  limits: LengthLimits,
  layout: PairLayout,
): Encoding[] {
  if (!limits.withSpecialTokens) {
    throw illegalArgument('Unable to do sequence pair tokenization without special tokens');
  }
  if (first.ids.length === 0) throw illegalArgument('Both sequences must have at least one token');
  const extra = 2 + layout.separators;
  const most = limits.maxSequenceLength;
  const a = first.ids.length;
  const b = second.ids.length;
  const row = (firstEnd: number, start: number, end: number, truncated: boolean): Encoding => {
    const firstIds = first.ids.subarray(0, firstEnd);
    const firstPositions = first.positions.subarray(0, firstEnd);
    // The second sequence goes on with the last position of the first, not with the one after it.
    const offset = firstPositions.at(-1) ?? 0;
    const secondPositions = second.positions.subarray(start, end).map((position) => position + offset);
    const between = Array.from({ length: layout.separators }, () => special.sep);
    return {
      ids: joined([special.cls], firstIds, between, second.ids.subarray(start, end), [special.sep]),
      positions: joined(
        [-1],
        firstPositions,
        between.map(() => -1),
        secondPositions,
        [-1],
      ),
      truncated,
    };
  };
  if (limits.span >= 0 && a + b + extra >= most) {
    return pairWindows(a, second, limits, extra).map(([start, end]) => row(a, start, end, false));
  }
  if (a + b + extra <= most) return [row(a, 0, b, false)];
  if (limits.truncate === 'none') throw tooLarge(a + b + extra, most);
  if (limits.truncate === 'first') {
    if (b > most - extra) throw otherTooLarge('first', 'second', b, most - extra);
    return [row(most - extra - b, 0, b, true)];
  }
  if (limits.truncate === 'second') {
    if (a > most - extra) throw otherTooLarge('second', 'first', a, most - extra);
    return [row(a, 0, most - extra - a, true)];
  }
  const half = Math.floor((most - extra) / 2);
  const firstLength = Math.min(a, b > half ? half : most - b - extra);
  return [row(firstLength, 0, Math.min(b, most - firstLength - extra), true)];
}

function pairWindows(a: number, second: TokenSequence, limits: LengthLimits, extra: number): [number, number][] {
  const most = limits.maxSequenceLength;
  const room = most - extra - a;
  if (room <= 0) {
    throw illegalArgument(
      `Unable to do sequence pair tokenization: the first sequence [${a + extra} tokens] is longer than the max sequence length [${most} tokens]`,
    );
  }
  if (limits.span > room) {
    throw illegalArgument(
      `Unable to do sequence pair tokenization: the combined first sequence, span length and delimiting tokens ` +
        `[${a} + ${limits.span} + ${extra} = ${a + limits.span + extra} tokens] is longer than the max sequence length ` +
        `[${most} tokens]. Reduce the size of the [span] window.`,
    );
  }
  return windows(second.positions, room, limits.span);
}

/** Half-open ranges of at most `room` tokens that overlap by `span` and begin and end on whole words where they can. */
function windows(positions: Int32Array, room: number, span: number): [number, number][] {
  const ranges: [number, number][] = [];
  let start = 0;
  for (;;) {
    let end = Math.min(start + room, positions.length);
    if (end < positions.length) {
      while (end > start + 1 && positions[end] === positions[end - 1]) end--;
    }
    ranges.push([start, end]);
    if (end === positions.length) return ranges;
    let next = end - span;
    // The server checks this for pairs only and loops for ever on a single text.
    if (next <= start) {
      throw illegalArgument(
        'Tokenization cannot be satisfied with the current span setting. Consider decreasing the span setting',
      );
    }
    while (next > start + 1 && positions[next] === positions[next - 1]) next--;
    start = next;
  }
}

function joined(...parts: (ArrayLike<number> & Iterable<number>)[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function tooLarge(count: number, most: number): Failure {
  return new Failure(
    'status_exception',
    `Input too large. The tokenized input length [${count}] exceeds the maximum sequence length [${most}]`,
    { status: 400 },
  );
}

function otherTooLarge(truncated: string, other: string, length: number, most: number): Failure {
  return new Failure(
    'status_exception',
    `Attempting truncation [${truncated}] but input is too large for the ${other} sequence. The tokenized input length ` +
      `[${length}] exceeds the maximum sequence length [${most}], when taking special tokens into account`,
    { status: 400 },
  );
}
