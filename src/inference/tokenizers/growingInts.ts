// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A list of 32-bit integers that grows without boxing.

/** An Int32Array with a length of its own. Reused from text to text. */
export class GrowingInts {
  private values = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  /** A copy of what was pushed since the last take. */
  take(): Int32Array {
    const taken = this.values.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}
