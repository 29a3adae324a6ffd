// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A column of numbers that grows: eight bytes a value instead of a boxed array.

/** Numbers appended one after the other. */
export class NumberColumn {
  private values: Float64Array<ArrayBuffer> = new Float64Array(1024);
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(value: number): void {
    if (this.count === this.values.length) {
      const grown = new Float64Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.count++] = value;
  }

  /** The value at a place below the length. */
  at(place: number): number {
    return this.values[place]!;
  }

  /** A copy of what was appended. */
  toArray(): Float64Array {
    return this.values.slice(0, this.count);
  }
}
