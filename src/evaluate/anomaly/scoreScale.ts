// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Scores of any detector on one scale: the share of normal events that are less strange.

/** Places of scores among those of normal texts that were not learned from. */
export class ScoreScale {
  /** In rising order. */
  readonly normal: Float64Array;

  constructor(normal: Float64Array) {
    this.normal = normal.slice().sort();
  }

  /**
   * The share, between 0 and 1: 0.99 means stranger than 99 of 100 normal texts. Rises with the score everywhere, also
   * beyond the strangest normal text, so that no two strange texts become alike.
   */
  share(score: number): number {
    const { normal } = this;
    const count = normal.length;
    const step = 1 / (count + 1);
    const first = normal[0]!;
    const last = normal[count - 1]!;
    // Beyond the ends the rest falls off over the distance from the middle of the normal to their end.
    const width = Math.max(last - normal[count >> 1]!, Math.abs(last) * 1e-6, Number.MIN_VALUE);
    if (score > last) return 1 - (step * width) / (width + score - last);
    if (score < first) return (step * width) / (width + first - score);
    const at = lastAtMost(normal, score);
    const next = normal[at + 1];
    const within = next === undefined ? 0 : (score - normal[at]!) / (next - normal[at]!);
    return (at + 1 + within) * step;
  }
}

/** The last place whose value is not above another one. */
function lastAtMost(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sorted[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
