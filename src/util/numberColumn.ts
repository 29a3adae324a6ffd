// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A column of numbers that grows by pieces: what is there is never copied, and hardly anything is claimed in advance.

/** The typed arrays that a column can be made of. */
type Values = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** Length of a piece, a power of two; the first one grows up to it. */
const pieceLength = 1 << 16;
const firstLength = 1 << 10;

/** Numbers appended one after the other: doubles, or with `Int32Array` whole numbers in half the memory. */
export class NumberColumn<Kind extends Values = Float64Array<ArrayBuffer>> {
  private readonly kind: new (length: number) => Kind;
  private readonly pieces: Kind[];
  private count = 0;

  constructor(kind: new (length: number) => Kind = Float64Array as unknown as new (length: number) => Kind) {
    this.kind = kind;
    this.pieces = [new kind(firstLength)];
  }

  get length(): number {
    return this.count;
  }

  push(value: number): void {
    const place = this.count % pieceLength;
    let piece = this.pieces[this.pieces.length - 1]!;
    if (this.count > 0 && place === 0) {
      this.pieces.push((piece = new this.kind(pieceLength)));
    } else if (place === piece.length) {
      const grown = new this.kind(piece.length * 2);
      grown.set(piece);
      this.pieces[0] = piece = grown;
    }
    piece[place] = value;
    this.count++;
  }

  /** The value at a place below the length. */
  at(place: number): number {
    return this.pieces[Math.floor(place / pieceLength)]![place % pieceLength]!;
  }

  /** A copy of what was appended. */
  toArray(): Kind {
    const all = new this.kind(this.count);
    this.pieces.forEach((piece, index) => {
      const start = index * pieceLength;
      all.set(piece.subarray(0, Math.min(piece.length, this.count - start)), start);
    });
    return all;
  }
}
