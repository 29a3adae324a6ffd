// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.IntSummaryStatistics, LongSummaryStatistics and DoubleSummaryStatistics.

import { identityHash } from '../../../values/identity.js';
import { maxInt, maxLong, minInt, minLong } from '../../../values/numbers.js';
import { type ClassDeclaration, constructs, javaClass, type Member, method } from '../table.js';
import { DoubleSum } from './DoubleSum.js';

/** Count, sum, least and largest of numbers. */
export abstract class SummaryStatistics<T extends number | bigint> {
  abstract readonly count: bigint;
  abstract readonly average: number;
  abstract add(value: T): void;

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }
}

export class IntSummaryStatistics extends SummaryStatistics<number> {
  count = 0n;
  sum = 0n;
  min = maxInt;
  max = minInt;

  add(value: number): void {
    this.count++;
    this.sum = BigInt.asIntN(64, this.sum + BigInt(value));
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  combine(other: IntSummaryStatistics): void {
    this.count += other.count;
    this.sum = BigInt.asIntN(64, this.sum + other.sum);
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  get average(): number {
    return this.count > 0n ? Number(this.sum) / Number(this.count) : 0;
  }

  override toString(): string {
    const { count, sum, min, average, max } = this;
    return `IntSummaryStatistics{count=${count}, sum=${sum}, min=${min}, average=${average.toFixed(6)}, max=${max}}`;
  }
}

export class LongSummaryStatistics extends SummaryStatistics<bigint> {
  count = 0n;
  sum = 0n;
  min = maxLong;
  max = minLong;

  add(value: bigint): void {
    this.count++;
    this.sum = BigInt.asIntN(64, this.sum + value);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  combine(other: LongSummaryStatistics): void {
    this.count += other.count;
    this.sum = BigInt.asIntN(64, this.sum + other.sum);
    if (other.min < this.min) this.min = other.min;
    if (other.max > this.max) this.max = other.max;
  }

  get average(): number {
    return this.count > 0n ? Number(this.sum) / Number(this.count) : 0;
  }

  override toString(): string {
    const { count, sum, min, average, max } = this;
    return `LongSummaryStatistics{count=${count}, sum=${sum}, min=${min}, average=${average.toFixed(6)}, max=${max}}`;
  }
}

export class DoubleSummaryStatistics extends SummaryStatistics<number> {
  min = Infinity;
  max = -Infinity;
  private readonly total = new DoubleSum();

  add(value: number): void {
    this.total.add(value);
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  combine(other: DoubleSummaryStatistics): void {
    this.total.combine(other.total);
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  get count(): bigint {
    return this.total.count;
  }

  get sum(): number {
    return this.total.total;
  }

  get average(): number {
    return this.total.average;
  }

  override toString(): string {
    const { count, sum, min, average, max } = this;
    const [s, least, a, most] = [sum, min, average, max].map((value) => value.toFixed(6));
    return `DoubleSummaryStatistics{count=${count}, sum=${s}, min=${least}, average=${a}, max=${most}}`;
  }
}

type Statistics = IntSummaryStatistics | LongSummaryStatistics | DoubleSummaryStatistics;

function members(name: 'Int' | 'Long' | 'Double', make: () => Statistics): Member[] {
  const type = name.toLowerCase();
  return [
    constructs('()', 'Statistics of nothing yet.', make),
    method(`void accept(${type})`, 'Adds a number.', (self: Statistics, value: number | bigint) =>
      self.add(value as never),
    ),
    method(`void combine(${name}SummaryStatistics)`, 'Adds other statistics.', (self: Statistics, other: Statistics) =>
      self.combine(other as never),
    ),
    method('double getAverage()', 'The mean, 0 without numbers.', (self: Statistics) => self.average),
    method('long getCount()', 'How many numbers.', (self: Statistics) => self.count),
    method(`${type} getMax()`, 'The largest number.', (self: Statistics) => self.max),
    method(`${type} getMin()`, 'The least number.', (self: Statistics) => self.min),
    method(`${name === 'Double' ? 'double' : 'long'} getSum()`, 'The sum.', (self: Statistics) => self.sum),
  ];
}

const declare = (name: 'Int' | 'Long' | 'Double', represents: new () => Statistics): ClassDeclaration =>
  javaClass(
    `java.util.${name}SummaryStatistics`,
    `Count, sum, least, largest and mean of ${name.toLowerCase()} numbers.`,
    members(name, () => new represents()),
    {
      supertypes: [`java.util.function.${name}Consumer`],
      represents: [represents],
    },
  );

export const summaryStatisticsClasses: readonly ClassDeclaration[] = [
  declare('Int', IntSummaryStatistics),
  declare('Long', LongSummaryStatistics),
  declare('Double', DoubleSummaryStatistics),
];
