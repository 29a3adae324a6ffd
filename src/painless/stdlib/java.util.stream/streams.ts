// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.stream.BaseStream, Stream, IntStream, LongStream, DoubleStream and their builders.

import { keyOf } from '../../../values/identity.js';
import { JavaArray } from '../../../values/javaArray.js';
import { Double } from '../../../values/numbers.js';
import { identityHash } from '../../../values/identity.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import { classCast, illegalArgument, illegalState, javaException, nonNull } from '../../runtime/exceptions.js';
import { checkListLength } from '../../runtime/limits.js';
import { compareDoubles, compareNumbers, compareNaturally, type Comparing } from '../comparing.js';
import { isPrimitive } from '../../analysis/types.js';
import { storeInto } from '../../runtime/arrayStore.js';
import { DoubleIteration, IntIteration, LongIteration, StreamIteration } from '../java.util/lists.js';
import { DoubleSum } from '../java.util/DoubleSum.js';
import {
  type Maybe,
  type Optional,
  optionalOf,
  OptionalDouble,
  OptionalInt,
  OptionalLong,
} from '../java.util/Optional.js';
import {
  DoubleSummaryStatistics,
  IntSummaryStatistics,
  LongSummaryStatistics,
} from '../java.util/SummaryStatistics.js';
import { type ClassDeclaration, javaInterface, type Member, method, refused, staticMethod } from '../table.js';
import type { JavaCollector } from './Collectors.js';
import type { BaseStream } from './JavaStream.js';
import {
  counted,
  countOf,
  distinct,
  DoubleStream,
  filtered,
  flattened,
  IntStream,
  JavaStream,
  joined,
  limited,
  LongStream,
  mapped,
  peeked,
  skipped,
  sorted,
  SortedItems,
} from './JavaStream.js';

type Anything = BaseStream<unknown>;
type StreamClass = new (items: Iterable<never>) => Anything;
type Function = (...args: unknown[]) => unknown;

function listOf<T>(stream: BaseStream<T>): T[] {
  const list: T[] = [];
  for (const item of stream.consume()) {
    list.push(item);
    if ((list.length & 0xffff) === 0) checkListLength(list.length);
  }
  return list;
}

/** A stream as an iterator; values are computed when they are asked for. */
function iteratorOfStream(self: Anything): unknown {
  const items = self.consume();
  if (self instanceof IntStream) return new IntIteration(items);
  if (self instanceof LongStream) return new LongIteration(items);
  return self instanceof DoubleStream ? new DoubleIteration(items) : new StreamIteration(items);
}

const baseStreamClass = javaInterface('java.util.stream.BaseStream', 'What all streams have.', [
  method('void close()', 'Closes the stream.', (self: Anything) => self.close()),
  method('boolean isParallel()', 'Always false.', () => false),
  method('Iterator iterator()', 'An iterator over the values.', iteratorOfStream),
  method('BaseStream sequential()', 'The stream itself.', (self: Anything) => self),
  refused('method', 'Spliterator spliterator()', 'spliterators are not supported; use iterator()'),
  method('BaseStream unordered()', 'The stream itself.', (self: Anything) => self),
]);

function checkCount(count: bigint): bigint {
  if (count < 0n) throw illegalArgument(count.toString());
  return count;
}

/** Members that the four kinds of stream share, but for the names of types. */
function commonMembers(type: string, make: StreamClass, functionName: string): Member[] {
  const stream = (items: Iterable<unknown>): Anything => new make(items as Iterable<never>);
  return [
    method(
      `boolean allMatch(${functionName}Predicate)`,
      'Whether every value fulfils a condition.',
      (self: Anything, test: Function) => {
        for (const item of self.consume()) if (test(item) !== true) return false;
        return true;
      },
    ),
    method(
      `boolean anyMatch(${functionName}Predicate)`,
      'Whether a value fulfils a condition.',
      (self: Anything, test: Function) => {
        for (const item of self.consume()) if (test(item) === true) return true;
        return false;
      },
    ),
    method(
      `boolean noneMatch(${functionName}Predicate)`,
      'Whether no value fulfils a condition.',
      (self: Anything, test: Function) => {
        for (const item of self.consume()) if (test(item) === true) return false;
        return true;
      },
    ),
    method('long count()', 'How many values.', (self: Anything) => {
      const items = self.consume();
      // Java computes no value where it knows their number.
      const known = countOf(items);
      if (known !== undefined) return BigInt(known);
      let count = 0n;
      for (const _ of items) count++;
      return count;
    }),
    method(
      `${type} filter(${functionName}Predicate)`,
      'Values that fulfil a condition.',
      (self: Anything, test: Function) => stream(filtered(self.consume(), (item) => nonNull(test)(item) === true)),
    ),
    method(
      `${type} flatMap(${functionName}Function)`,
      'The values of the streams that a function makes of each value.',
      (self: Anything, mapper: (item: unknown) => Anything | null) =>
        stream(flattened(self.consume(), mapper, { name: type, stream: make })),
    ),
    method(
      `void forEach(${functionName}Consumer)`,
      'Calls a function with every value.',
      (self: Anything, action: Function) => {
        for (const item of self.consume()) action(item);
      },
    ),
    method(
      `void forEachOrdered(${functionName}Consumer)`,
      'Calls a function with every value in order.',
      (self: Anything, action: Function) => {
        for (const item of self.consume()) action(item);
      },
    ),
    method(`${type} limit(long)`, 'The first values.', (self: Anything, count: bigint) =>
      stream(limited(self.consume(), checkCount(count))),
    ),
    method(
      `${type} peek(${functionName}Consumer)`,
      'The same values, each shown to a function when it passes.',
      (self: Anything, action: Function) => stream(peeked(self.consume(), action)),
    ),
    method(`${type} skip(long)`, 'The values behind the first ones.', (self: Anything, count: bigint) =>
      stream(skipped(self.consume(), checkCount(count))),
    ),
    staticMethod(`${type} concat(${type},${type})`, 'The values of both.', (a: Anything, b: Anything) =>
      stream(joined(a.consume(), b.consume())),
    ),
    staticMethod(`${type} empty()`, 'No values.', () => stream([])),
    staticMethod(
      `${type}$Builder builder()`.replace('$', '.'),
      'Collects values for a stream.',
      () => new StreamBuilder(make),
    ),
  ];
}

/** A stream under construction. */
class StreamBuilder {
  private readonly make: StreamClass;
  private items: unknown[] | undefined = [];

  constructor(make: StreamClass) {
    this.make = make;
  }

  add(item: unknown): this {
    if (!this.items) throw javaException('java.lang.IllegalStateException', null);
    this.items.push(item);
    return this;
  }

  build(): Anything {
    if (!this.items) throw javaException('java.lang.IllegalStateException', null);
    const { items } = this;
    this.items = undefined;
    return new this.make(items as never[]);
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }
}

function builderClass(
  type: string,
  valueType: string,
  consumer: string,
  represents: readonly (abstract new (...args: never[]) => unknown)[],
): ClassDeclaration {
  return javaInterface(
    `java.util.stream.${type}$Builder`,
    `Collects values for a ${type}.`,
    [
      method(`void accept(${valueType})`, 'Adds a value.', (self: StreamBuilder, item: unknown) => {
        self.add(item);
      }),
      method(`${type}.Builder add(${valueType})`, 'Adds a value.', (self: StreamBuilder, item: unknown) =>
        self.add(item),
      ),
      method(`${type} build()`, 'The stream.', (self: StreamBuilder) => self.build()),
    ],
    { supertypes: [`java.util.function.${consumer}`], represents },
  );
}

/** Stream.toArray into an array that a function makes, which is asked first where the number of values is known. */
function toArrayOf(self: JavaStream, generator: ((length: number) => unknown) | null): JavaArray {
  const items = self.consume();
  const make = (length: number): JavaArray => {
    const array = nonNull(generator)(length);
    if (array instanceof JavaArray && !isPrimitive(array.component)) return array;
    throw classCast(castMessage(classNameOf(nonNull(array)), '[Ljava.lang.Object;'));
  };
  const count = countOf(items);
  if (count === undefined) {
    const list = [...items];
    const array = make(list.length);
    if (list.length > array.length) throw javaException('java.lang.IndexOutOfBoundsException', 'does not fit');
    for (const [index, item] of list.entries()) storeInto(array, index, item);
    return array;
  }
  const array = make(count);
  if (array.length !== count) throw illegalState(`Begin size ${count} is not equal to fixed size ${array.length}`);
  let index = 0;
  for (const item of items) storeInto(array, index++, item);
  return array;
}

/** The first value that a stream gives. */
function first<T>(self: BaseStream<T>): T | undefined {
  for (const item of self.consume()) return nonNull(item);
  return undefined;
}

/** The values joined by an operator, or undefined where there are none. */
function reduced<T>(self: BaseStream<T>, operator: (a: T, b: T) => T): T | undefined {
  let result: T | undefined;
  for (const item of self.consume()) result = result === undefined ? item : operator(result, item);
  return result;
}

function folded<T>(self: BaseStream<T>, identity: T, operator: (a: T, b: T) => T): T {
  let result = identity;
  for (const item of self.consume()) result = operator(result, item);
  return result;
}

function accumulated(
  self: Anything,
  supplier: () => unknown,
  accumulator: (container: unknown, item: unknown) => void,
): unknown {
  const items = self.consume();
  // What is to be sorted is sorted before there is a container.
  const ready = items instanceof SortedItems ? items.sorted() : items;
  const container = supplier();
  for (const item of ready) accumulator(container, item);
  return container;
}

/** The Optional of a value, which is not null; undefined gives an empty one. */
const optional = (value: unknown): Optional => optionalOf(value === undefined ? null : nonNull(value));

function best(self: JavaStream, comparator: Comparing | null, sign: 1 | -1): Optional {
  const compare = nonNull(comparator);
  return optional(reduced(self, (a, b) => (sign * compare(a, b) >= 0 ? a : b)));
}

const streamClass = javaInterface(
  'java.util.stream.Stream',
  'A sequence of values, computed when it is consumed.',
  [
    ...commonMembers('Stream', JavaStream, ''),
    method(
      'def collect(Collector)',
      'What a collector makes of the values.',
      (self: JavaStream, collector: JavaCollector) => collector.collect(self.consume()),
      [['[3, 1].stream().collect(Collectors.toList())', '[3, 1]']],
    ),
    method('def collect(Supplier,BiConsumer,BiConsumer)', 'Adds the values to a container.', accumulated),
    method(
      'Stream distinct()',
      'Each value once.',
      (self: JavaStream) => new JavaStream(distinct(self.consume(), keyOf)),
      [['[1, 1, 2].stream().distinct().count()', '2L']],
    ),
    method('Optional findAny()', 'The first value.', (self: JavaStream) => optional(first(self))),
    method('Optional findFirst()', 'The first value.', (self: JavaStream) => optional(first(self)), [
      ["['a', 'b'].stream().findFirst().get()", "'a'"],
    ]),
    method(
      'DoubleStream flatMapToDouble(Function)',
      'The doubles of the streams that a function makes.',
      (self: JavaStream, mapper: (item: unknown) => DoubleStream) =>
        new DoubleStream(flattened(self.consume(), mapper, { name: 'DoubleStream', stream: DoubleStream })),
    ),
    method(
      'IntStream flatMapToInt(Function)',
      'The ints of the streams that a function makes.',
      (self: JavaStream, mapper: (item: unknown) => IntStream) =>
        new IntStream(flattened(self.consume(), mapper, { name: 'IntStream', stream: IntStream })),
    ),
    method(
      'LongStream flatMapToLong(Function)',
      'The longs of the streams that a function makes.',
      (self: JavaStream, mapper: (item: unknown) => LongStream) =>
        new LongStream(flattened(self.consume(), mapper, { name: 'LongStream', stream: LongStream })),
    ),
    method(
      'Stream map(Function)',
      'What a function makes of each value.',
      (self: JavaStream, mapper: Function) => new JavaStream(mapped(self.consume(), mapper)),
      [['[1, 2].stream().map(x -> x * 2).collect(Collectors.toList())', '[2, 4]']],
    ),
    method(
      'DoubleStream mapToDouble(ToDoubleFunction)',
      'Doubles that a function makes.',
      (self: JavaStream, mapper: (item: unknown) => number) => new DoubleStream(mapped(self.consume(), mapper)),
    ),
    method(
      'IntStream mapToInt(ToIntFunction)',
      'Ints that a function makes.',
      (self: JavaStream, mapper: (item: unknown) => number) => new IntStream(mapped(self.consume(), mapper)),
      [["['a', 'bc'].stream().mapToInt(x -> x.length()).sum()", '3']],
    ),
    method(
      'LongStream mapToLong(ToLongFunction)',
      'Longs that a function makes.',
      (self: JavaStream, mapper: (item: unknown) => bigint) => new LongStream(mapped(self.consume(), mapper)),
    ),
    method(
      'Optional max(Comparator)',
      'The largest value, the last of equal ones.',
      (self: JavaStream, compare: Comparing) => best(self, compare, 1),
    ),
    method(
      'Optional min(Comparator)',
      'The least value, the first of equal ones.',
      (self: JavaStream, compare: Comparing) => best(self, compare, -1),
    ),
    staticMethod(
      'Stream of(def[])',
      'The elements of an array.',
      (array: JavaArray) => new JavaStream(nonNull(array).items),
    ),
    method(
      'Optional reduce(BinaryOperator)',
      'All values joined by a function.',
      (self: JavaStream, operator: (a: unknown, b: unknown) => unknown) => optional(reduced(self, operator)),
    ),
    method(
      'def reduce(def,BinaryOperator)',
      'A first value and all others joined by a function.',
      (self: JavaStream, identity: unknown, operator: (a: unknown, b: unknown) => unknown) =>
        folded(self, identity, operator),
      [['[1, 2, 3].stream().reduce(0, (a, b) -> a + b)', '6']],
    ),
    method(
      'def reduce(def,BiFunction,BinaryOperator)',
      'A first value and all others joined by a function.',
      (self: JavaStream, identity: unknown, operator: (a: unknown, b: unknown) => unknown) =>
        folded(self, identity, operator),
    ),
    method(
      'Stream sorted()',
      'The values in their natural order.',
      (self: JavaStream) => new JavaStream(sorted(self.consume(), compareNaturally)),
      [['[3, 1].stream().sorted().collect(Collectors.toList())', '[1, 3]']],
    ),
    method(
      'Stream sorted(Comparator)',
      'The values in the order of a comparator.',
      (self: JavaStream, compare: Comparing | null) => new JavaStream(sorted(self.consume(), nonNull(compare))),
    ),
    method('def[] toArray()', 'The values in an array.', (self: JavaStream) => new JavaArray('def', listOf(self))),
    method('def[] toArray(IntFunction)', 'The values in an array that a function makes.', toArrayOf),
  ],
  { supertypes: ['java.util.stream.BaseStream'], represents: [JavaStream] },
);

interface Primitive {
  readonly name: 'Int' | 'Long' | 'Double';
  readonly make: StreamClass;
  readonly optional: (value: never) => Maybe<unknown>;
  readonly statistics: () => { add(value: never): void };
  readonly compare: (a: never, b: never) => number;
  /** A value as a def, for `boxed` and equality. */
  readonly box: (value: never) => unknown;
}

function primitiveStream({ name, make, optional, statistics, compare, box }: Primitive): ClassDeclaration {
  const type = name.toLowerCase();
  const streamType = `${name}Stream`;
  type Value = number | bigint;
  type Self = BaseStream<Value>;
  const stream = (items: Iterable<unknown>): Anything => new make(items as Iterable<never>);
  const order = compare as (a: Value, b: Value) => number;
  const some = (value: Value | undefined): Maybe<unknown> => optional((value ?? null) as never);
  return javaInterface(
    `java.util.stream.${streamType}`,
    `A sequence of ${type} values, computed when it is consumed.`,
    [
      ...commonMembers(streamType, make, name),
      method('OptionalDouble average()', 'The mean.', (self: Self) => {
        let sum = 0n;
        const doubles = new DoubleSum();
        for (const value of self.consume()) {
          doubles.add(Number(value));
          if (name !== 'Double') sum = BigInt.asIntN(64, sum + BigInt(value));
        }
        if (doubles.count === 0n) return new OptionalDouble(null);
        return new OptionalDouble(name === 'Double' ? doubles.average : Number(sum) / Number(doubles.count));
      }),
      method(
        'Stream boxed()',
        'The values as objects.',
        (self: Self) => new JavaStream(mapped(self.consume(), box as (value: Value) => unknown)),
      ),
      method(`def collect(Supplier,Obj${name}Consumer,BiConsumer)`, 'Adds the values to a container.', accumulated),
      method(`${streamType} distinct()`, 'Each value once.', (self: Self) =>
        stream(distinct(self.consume(), (value) => keyOf((box as (value: Value) => unknown)(value)))),
      ),
      method(`Optional${name} findAny()`, 'The first value.', (self: Self) => some(first(self))),
      method(`Optional${name} findFirst()`, 'The first value.', (self: Self) => some(first(self))),
      name === 'Double'
        ? method('PrimitiveIterator.OfDouble iterator()', 'An iterator over the values.', iteratorOfStream)
        : method(`PrimitiveIterator.Of${name} iterator()`, 'An iterator over the values.', iteratorOfStream),
      method(
        `${streamType} map(${name}UnaryOperator)`,
        'What a function makes of each value.',
        (self: Self, mapper: Function) => stream(mapped(self.consume(), mapper)),
      ),
      ...(['Int', 'Long', 'Double'] as const)
        .filter((other) => other !== name)
        .map((other) =>
          method(
            `${other}Stream mapTo${other}(${name}To${other}Function)`,
            `What a function makes of each value, as ${other.toLowerCase()}.`,
            (self: Self, mapper: Function) =>
              new primitives[other].make(mapped(self.consume(), mapper) as Iterable<never>),
          ),
        ),
      method(
        `Stream mapToObj(${name}Function)`,
        'Objects that a function makes.',
        (self: Self, mapper: Function) => new JavaStream(mapped(self.consume(), mapper)),
      ),
      method(`Optional${name} max()`, 'The largest value.', (self: Self) =>
        some(reduced(self, (a, b) => (order(a, b) >= 0 ? a : b))),
      ),
      method(`Optional${name} min()`, 'The least value.', (self: Self) =>
        some(reduced(self, (a, b) => (order(a, b) <= 0 ? a : b))),
      ),
      staticMethod(`${streamType} of(${type}[])`, 'The elements of an array.', (array: JavaArray) =>
        stream(nonNull(array).items),
      ),
      method(
        `Optional${name} reduce(${name}BinaryOperator)`,
        'All values joined by a function.',
        (self: Self, operator: (a: Value, b: Value) => Value) => some(reduced(self, operator)),
      ),
      method(
        `${type} reduce(${type},${name}BinaryOperator)`,
        'A first value and all others joined by a function.',
        (self: Self, identity: Value, operator: (a: Value, b: Value) => Value) => folded(self, identity, operator),
      ),
      method(`${streamType} sequential()`, 'The stream itself.', (self: Self) => self),
      method(`${streamType} sorted()`, 'The values in order.', (self: Self) => stream(sorted(self.consume(), order))),
      refused('method', `Spliterator.Of${name} spliterator()`, 'spliterators are not supported; use iterator()'),
      method(`${type} sum()`, 'The sum.', (self: Self) => {
        if (name === 'Double') {
          const sum = new DoubleSum();
          for (const value of self.consume()) sum.add(Number(value));
          return sum.total;
        }
        let sum = 0n;
        for (const value of self.consume()) sum += BigInt(value);
        return name === 'Int' ? Number(BigInt.asIntN(32, sum)) : BigInt.asIntN(64, sum);
      }),
      method(`${name}SummaryStatistics summaryStatistics()`, 'Count, sum, least, largest and mean.', (self: Self) => {
        const result = statistics();
        for (const value of self.consume()) result.add(value as never);
        return result;
      }),
      method(`${type}[] toArray()`, 'The values in an array.', (self: Self) => new JavaArray(type, listOf(self))),
      ...extraMembers(name),
    ],
    { supertypes: ['java.util.stream.BaseStream'], represents: [make] },
  );
}

function extraMembers(name: Primitive['name']): Member[] {
  const ranges = (type: 'Int' | 'Long', one: number | bigint, make: StreamClass): Member[] => {
    const next = (value: number | bigint): number | bigint => (value as number) + (one as number);
    return [
      staticMethod(
        `${type}Stream range(${type.toLowerCase()},${type.toLowerCase()})`,
        'The numbers from one up to another, which is left out.',
        (start: number | bigint, end: number | bigint) => new make(counted(start, end, one) as Iterable<never>),
        [[`${type}Stream.range(0, 3).sum()`, type === 'Int' ? '3' : '3L']],
      ),
      staticMethod(
        `${type}Stream rangeClosed(${type.toLowerCase()},${type.toLowerCase()})`,
        'The numbers from one up to another.',
        (start: number | bigint, end: number | bigint) => new make(counted(start, next(end), one) as Iterable<never>),
      ),
      method(
        'DoubleStream asDoubleStream()',
        'The values as doubles.',
        (self: BaseStream<number | bigint>) => new DoubleStream(mapped(self.consume(), Number)),
      ),
    ];
  };
  if (name === 'Double') return [];
  if (name === 'Long') return ranges('Long', 1n, LongStream);
  return [
    ...ranges('Int', 1, IntStream),
    method(
      'LongStream asLongStream()',
      'The values as longs.',
      (self: IntStream) => new LongStream(mapped(self.consume(), BigInt)),
    ),
  ];
}

const primitives: Readonly<Record<Primitive['name'], Primitive>> = {
  Int: {
    name: 'Int',
    make: IntStream,
    optional: (value: number | null) => new OptionalInt(value),
    statistics: () => new IntSummaryStatistics(),
    compare: compareNumbers,
    box: (value: number) => value,
  },
  Long: {
    name: 'Long',
    make: LongStream,
    optional: (value: bigint | null) => new OptionalLong(value),
    statistics: () => new LongSummaryStatistics(),
    compare: compareNumbers,
    box: (value: bigint) => value,
  },
  Double: {
    name: 'Double',
    make: DoubleStream,
    optional: (value: number | null) => new OptionalDouble(value),
    statistics: () => new DoubleSummaryStatistics(),
    compare: compareDoubles,
    box: (value: number) => new Double(value),
  },
};

export const streamClasses: readonly ClassDeclaration[] = [
  baseStreamClass,
  streamClass,
  builderClass('Stream', 'def', 'Consumer', [StreamBuilder]),
  ...Object.values(primitives).map(primitiveStream),
  builderClass('IntStream', 'int', 'IntConsumer', []),
  builderClass('LongStream', 'long', 'LongConsumer', []),
  builderClass('DoubleStream', 'double', 'DoubleConsumer', []),
];
