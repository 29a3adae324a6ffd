// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How Java adds doubles in streams: with compensation for what rounding loses (Kahan).

/** A sum of doubles. */
export class DoubleSum {
  count = 0n;
  private sum = 0;
  private compensation = 0;
  /** The plain sum, which tells infinities from NaN. */
  private simple = 0;

  add(value: number): void {
    this.count++;
    this.simple += value;
    this.compensate(value);
  }

  /** Adds another sum. */
  combine(other: DoubleSum): void {
    this.count += other.count;
    this.simple += other.simple;
    this.compensate(other.sum);
    this.compensate(-other.compensation);
  }

  get total(): number {
    const total = this.sum - this.compensation;
    return Number.isNaN(total) && !Number.isFinite(this.simple) ? this.simple : total;
  }

  get average(): number {
    return this.count > 0n ? this.total / Number(this.count) : 0;
  }

  private compensate(value: number): void {
    const corrected = value - this.compensation;
    const next = this.sum + corrected;
    this.compensation = next - this.sum - corrected;
    this.sum = next;
  }
}
