// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Text that is collected as UTF-8 bytes, in memory that can be handed to another thread.

/** A growing buffer. */
export class OutputBuffer {
  private bytes: Buffer;
  private length = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(Math.max(capacity, 1024));
  }

  /** Appends a text. */
  write(text: string): void {
    // A UTF-16 unit makes three bytes of UTF-8 at most.
    const needed = this.length + text.length * 3;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    this.length += this.bytes.write(text, this.length, 'utf8');
  }

  /** What was written, without a copy. */
  taken(): Buffer {
    return this.bytes.subarray(0, this.length);
  }
}
