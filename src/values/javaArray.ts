// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Java arrays, which unlike lists have a component type, a fixed length and identity equality.

import { identityHash } from './identity.js';
import { Byte, Char, Double, Float, Short } from './numbers.js';

/** Classes that box primitives which are plain numbers in arrays; int and long need none. */
const boxes: Readonly<Record<string, new (value: number) => object>> = {
  byte: Byte,
  short: Short,
  char: Char,
  float: Float,
  double: Double,
};

/** A Java array: `int[]` has component type `int`, and its items are in that type's representation (long: bigint, double: number). */
export class JavaArray {
  /** Canonical name of the component type: `int`, `java.lang.String`, `def[]`. */
  readonly component: string;
  /** The elements; the length never changes. */
  readonly items: unknown[];

  constructor(component: string, items: unknown[]) {
    this.component = component;
    this.items = items;
  }

  get length(): number {
    return this.items.length;
  }

  /** The elements as objects. */
  get boxed(): readonly unknown[] {
    const Box = boxes[this.component];
    return Box ? this.items.map((item) => new Box(item as number)) : this.items;
  }

  *[Symbol.iterator](): Iterator<unknown> {
    yield* this.items;
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }

  /** The name that Java's class of such arrays has: `[Ljava.lang.String;`. */
  get binaryName(): string {
    const letters: Record<string, string> = {
      int: 'I',
      long: 'J',
      double: 'D',
      float: 'F',
      byte: 'B',
      short: 'S',
      char: 'C',
      boolean: 'Z',
    };
    const dimensions = this.component.split('[]').length;
    const base = this.component.replaceAll('[]', '');
    const name = letters[base] ?? `L${base === 'def' ? 'java.lang.Object' : base};`;
    return '['.repeat(dimensions) + name;
  }

  toString(): string {
    return `${this.binaryName}@${this.hashCode().toString(16)}`;
  }
}
