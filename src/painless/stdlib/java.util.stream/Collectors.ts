// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.stream.Collector and Collectors.

import { castMessage, classNameOf } from '../../../values/className.js';
import { HashSet, JavaCollection } from '../../../values/collections.js';
import { identityHash } from '../../../values/identity.js';
import { textOf } from '../../../values/javaText.js';
import { HashMap, LinkedHashMap } from '../../../values/maps.js';
import { Double } from '../../../values/numbers.js';
import { classCast, illegalState, nonNull } from '../../runtime/exceptions.js';
import { checkedText } from '../../runtime/limits.js';
import type { Comparing } from '../comparing.js';
import { JavaEnum } from '../java.lang/basics.js';
import { StringBuilder } from '../java.lang/StringBuilder.js';
import { DoubleSum } from '../java.util/DoubleSum.js';
import { addItem } from '../java.util/lists.js';
import { optionalOf } from '../java.util/Optional.js';
import {
  DoubleSummaryStatistics,
  IntSummaryStatistics,
  LongSummaryStatistics,
} from '../java.util/SummaryStatistics.js';
import { type ClassDeclaration, constant, javaClass, javaInterface, method, refused, staticMethod } from '../table.js';
import { charsOf } from '../text.js';

type Mapper = (item: unknown) => unknown;
type Merger = (a: unknown, b: unknown) => unknown;

/** The finisher of containers that are results as they are. */
const asItIs = <T>(container: T): T => container;

/** A way to make one result of many values: a container, how to add to it, what comes of it. */
export class JavaCollector {
  readonly supplier: () => unknown;
  readonly accumulator: (container: unknown, item: unknown) => void;
  readonly combiner: Merger;
  readonly finisher: Mapper;

  constructor(
    supplier: () => unknown,
    accumulator: (container: unknown, item: unknown) => void,
    finisher: Mapper = asItIs,
    combiner: Merger = (a) => a,
  ) {
    this.supplier = supplier;
    this.accumulator = accumulator;
    this.finisher = finisher;
    this.combiner = combiner;
  }

  /** The result of all values. */
  collect(items: Iterable<unknown>): unknown {
    const container = this.supplier();
    for (const item of items) this.accumulator(container, item);
    return this.finisher(container);
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }
}

/** A collector over one variable. */
function folding<T>(
  initial: () => T,
  add: (state: T, item: unknown) => T,
  finish: (state: T) => unknown,
): JavaCollector {
  return new JavaCollector(
    () => ({ state: initial() }),
    (container, item) => {
      const cell = container as { state: T };
      cell.state = add(cell.state, item);
    },
    (container) => finish((container as { state: T }).state),
  );
}

/** A collector into a container with an `add`. */
function into<T>(
  make: () => T,
  add: (container: T, item: unknown) => void,
  finish: (container: T) => unknown = asItIs,
): JavaCollector {
  return new JavaCollector(make, (container, item) => add(container as T, item), finish as Mapper);
}

const toList = (): JavaCollector =>
  into<unknown[]>(
    () => [],
    (list, item) => list.push(item),
  );

function addTo(collection: unknown, item: unknown): void {
  if (!Array.isArray(collection) && !(collection instanceof JavaCollection))
    throw classCast(castMessage(classNameOf(nonNull(collection)), 'java.util.Collection'));
  addItem(collection, item);
}

function groupingBy(classifier: Mapper, makeMap: () => unknown, downstream: JavaCollector): JavaCollector {
  return into<unknown>(
    makeMap,
    (made, item) => {
      const map = mapOf(made);
      const key = nonNull(classifier(item), 'element cannot be mapped to a null key');
      let container = map.get(key);
      if (container === null) {
        container = downstream.supplier();
        map.put(key, container);
      }
      downstream.accumulator(container, item);
    },
    // Containers that are results as they are leave what was made for a map unseen.
    downstream.finisher === asItIs
      ? asItIs
      : (made) => {
          const map = mapOf(made);
          map.replaceValues((_key, container) => downstream.finisher(container));
          return map;
        },
  );
}

/** What a function of the script has made for a map. */
function mapOf(made: unknown): HashMap {
  if (nonNull(made) instanceof HashMap) return made as HashMap;
  throw classCast(castMessage(classNameOf(made), 'java.util.Map'));
}

function partitioningBy(test: (item: unknown) => boolean, downstream: JavaCollector): JavaCollector {
  return into<LinkedHashMap>(
    () => {
      const map = new LinkedHashMap();
      map.put(false, downstream.supplier());
      map.put(true, downstream.supplier());
      return map;
    },
    (map, item) => downstream.accumulator(map.get(test(item)), item),
    (map) => {
      for (const key of [false, true]) map.put(key, downstream.finisher(map.get(key)));
      return map;
    },
  );
}

function sequence(item: unknown): unknown {
  if (typeof item === 'string' || item instanceof StringBuilder) return item;
  throw classCast(castMessage(classNameOf(item), 'java.lang.CharSequence'));
}

function joining(separator: string, prefix: string, suffix: string): JavaCollector {
  return into<string[]>(
    () => [],
    (parts, item) => parts.push(item === null ? 'null' : charsOf(sequence(item))),
    (parts) => checkedText(prefix + parts.join(separator) + suffix),
  );
}

function toMap(keyOf: Mapper, valueOf: Mapper, merge: Merger | undefined, makeMap: () => unknown): JavaCollector {
  return into<unknown>(makeMap, (made, item) => {
    const map = mapOf(made);
    const key = keyOf(item);
    const value = nonNull(valueOf(item));
    const former = map.get(key);
    if (former === null) {
      map.put(key, value);
    } else if (!merge) {
      throw illegalState(
        `Duplicate key ${textOf(key)} (attempted merging values ${textOf(former)} and ${textOf(value)})`,
      );
    } else {
      const merged = merge(former, value);
      if (merged === null) map.remove(key);
      else map.put(key, merged);
    }
  });
}

const averaging = (numberOf: (item: unknown) => number | bigint): JavaCollector =>
  into<{ sum: bigint; count: number }>(
    () => ({ sum: 0n, count: 0 }),
    (state, item) => {
      state.sum += BigInt(numberOf(item));
      state.count++;
    },
    ({ sum, count }) => new Double(count === 0 ? 0 : Number(BigInt.asIntN(64, sum)) / count),
  );

const reducingBy = (operator: Merger): JavaCollector =>
  folding<{ value: unknown } | undefined>(
    () => undefined,
    (state, item) => ({ value: state ? operator(state.value, item) : item }),
    (state) => optionalOf(state?.value ?? null),
  );

const collectorsClass = javaClass('java.util.stream.Collectors', 'Collectors for the end of a stream.', [
  staticMethod(
    'Collector averagingDouble(ToDoubleFunction)',
    'The mean as Double.',
    (numberOf: (item: unknown) => number) =>
      into(
        () => new DoubleSum(),
        (sum, item) => sum.add(numberOf(item)),
        (sum) => new Double(sum.average),
      ),
  ),
  staticMethod('Collector averagingInt(ToIntFunction)', 'The mean as Double.', averaging, [
    ['[1, 2].stream().collect(Collectors.averagingInt(x -> x))', '1.5'],
  ]),
  staticMethod('Collector averagingLong(ToLongFunction)', 'The mean as Double.', averaging),
  staticMethod(
    'Collector collectingAndThen(Collector,Function)',
    'What a function makes of the result of a collector.',
    (collector: JavaCollector, finisher: Mapper) =>
      new JavaCollector(collector.supplier, collector.accumulator, (container) =>
        finisher(collector.finisher(container)),
      ),
  ),
  staticMethod(
    'Collector counting()',
    'How many values, as Long.',
    () =>
      folding(
        () => 0n,
        (count) => count + 1n,
        (count) => count,
      ),
    [["['a', 'b'].stream().collect(Collectors.counting())", '2L']],
  ),
  staticMethod(
    'Collector groupingBy(Function)',
    'Lists of values by what a function says of them.',
    (classifier: Mapper) => groupingBy(classifier, () => new HashMap(), toList()),
    [["['a', 'bc', 'd'].stream().collect(Collectors.groupingBy(x -> x.length()))", "[1: ['a', 'd'], 2: ['bc']]"]],
  ),
  staticMethod(
    'Collector groupingBy(Function,Collector)',
    'Results of a collector by what a function says of the values.',
    (classifier: Mapper, downstream: JavaCollector) => groupingBy(classifier, () => new HashMap(), downstream),
  ),
  staticMethod(
    'Collector groupingBy(Function,Supplier,Collector)',
    'The same into a map that a function makes.',
    groupingBy,
  ),
  staticMethod('Collector joining()', 'The texts one after the other.', () => joining('', '', '')),
  staticMethod(
    'Collector joining(CharSequence)',
    'The texts with a separator between.',
    (separator: unknown) => joining(charsOf(separator), '', ''),
    [["['a', 'b'].stream().collect(Collectors.joining('-'))", "'a-b'"]],
  ),
  staticMethod(
    'Collector joining(CharSequence,CharSequence,CharSequence)',
    'The same between a prefix and a suffix.',
    (separator: unknown, prefix: unknown, suffix: unknown) =>
      joining(charsOf(separator), charsOf(prefix), charsOf(suffix)),
  ),
  staticMethod(
    'Collector mapping(Function,Collector)',
    'The result of a collector over what a function makes of the values.',
    (mapper: Mapper, downstream: JavaCollector) =>
      new JavaCollector(
        downstream.supplier,
        (container, item) => downstream.accumulator(container, mapper(item)),
        downstream.finisher,
      ),
  ),
  staticMethod('Collector maxBy(Comparator)', 'The largest value, the first of equal ones.', (compare: Comparing) =>
    reducingBy((a, b) => (compare(a, b) >= 0 ? a : b)),
  ),
  staticMethod('Collector minBy(Comparator)', 'The least value, the first of equal ones.', (compare: Comparing) =>
    reducingBy((a, b) => (compare(a, b) <= 0 ? a : b)),
  ),
  staticMethod(
    'Collector partitioningBy(Predicate)',
    'Lists of the values that do and that do not fulfil a condition.',
    (test: (item: unknown) => boolean) => partitioningBy(test, toList()),
  ),
  staticMethod(
    'Collector partitioningBy(Predicate,Collector)',
    'The same with results of a collector.',
    partitioningBy,
  ),
  staticMethod('Collector reducing(BinaryOperator)', 'The values joined by a function.', reducingBy),
  staticMethod(
    'Collector reducing(def,BinaryOperator)',
    'A first value and the others joined by a function.',
    (identity: unknown, operator: Merger) =>
      folding(
        () => identity,
        operator,
        (state) => state,
      ),
  ),
  staticMethod(
    'Collector reducing(def,Function,BinaryOperator)',
    'The same over what a function makes of the values.',
    (identity: unknown, mapper: Mapper, operator: Merger) =>
      folding(
        () => identity,
        (state, item) => operator(state, mapper(item)),
        (state) => state,
      ),
  ),
  staticMethod(
    'Collector summarizingDouble(ToDoubleFunction)',
    'Statistics of doubles.',
    (numberOf: (item: unknown) => number) =>
      into(
        () => new DoubleSummaryStatistics(),
        (all, item) => all.add(numberOf(item)),
      ),
  ),
  staticMethod(
    'Collector summarizingInt(ToIntFunction)',
    'Statistics of ints.',
    (numberOf: (item: unknown) => number) =>
      into(
        () => new IntSummaryStatistics(),
        (all, item) => all.add(numberOf(item)),
      ),
  ),
  staticMethod(
    'Collector summarizingLong(ToLongFunction)',
    'Statistics of longs.',
    (numberOf: (item: unknown) => bigint) =>
      into(
        () => new LongSummaryStatistics(),
        (all, item) => all.add(numberOf(item)),
      ),
  ),
  staticMethod(
    'Collector summingDouble(ToDoubleFunction)',
    'The sum as Double.',
    (numberOf: (item: unknown) => number) =>
      into(
        () => new DoubleSum(),
        (sum, item) => sum.add(numberOf(item)),
        (sum) => new Double(sum.total),
      ),
  ),
  staticMethod(
    'Collector summingInt(ToIntFunction)',
    'The sum as Integer.',
    (numberOf: (item: unknown) => number) =>
      folding(
        () => 0,
        (sum, item) => (sum + numberOf(item)) | 0,
        (sum) => sum,
      ),
    [['[1, 2].stream().collect(Collectors.summingInt(x -> x))', '3']],
  ),
  staticMethod('Collector summingLong(ToLongFunction)', 'The sum as Long.', (numberOf: (item: unknown) => bigint) =>
    folding(
      () => 0n,
      (sum, item) => BigInt.asIntN(64, sum + numberOf(item)),
      (sum) => sum,
    ),
  ),
  staticMethod('Collector toCollection(Supplier)', 'A collection that a function makes.', (make: () => unknown) =>
    into(make, addTo),
  ),
  staticMethod('Collector toList()', 'A list.', toList, [["['a'].stream().collect(Collectors.toList())", "['a']"]]),
  staticMethod(
    'Collector toMap(Function,Function)',
    'A map; equal keys are a mistake.',
    (keyOf: Mapper, valueOf: Mapper) => toMap(keyOf, valueOf, undefined, () => new HashMap()),
    [["['a', 'bc'].stream().collect(Collectors.toMap(x -> x, x -> x.length()))", "['a': 1, 'bc': 2]"]],
  ),
  staticMethod(
    'Collector toMap(Function,Function,BinaryOperator)',
    'A map; values of equal keys are joined by a function.',
    (keyOf: Mapper, valueOf: Mapper, merge: Merger) => toMap(keyOf, valueOf, merge, () => new HashMap()),
  ),
  staticMethod(
    'Collector toMap(Function,Function,BinaryOperator,Supplier)',
    'The same into a map that a function makes.',
    toMap,
  ),
  staticMethod(
    'Collector toSet()',
    'A HashSet.',
    () =>
      into(
        () => new HashSet(),
        (set, item) => set.add(item),
      ),
    [['[1, 1].stream().collect(Collectors.toSet()).size()', '1']],
  ),
]);

const noCharacteristics = 'characteristics of collectors have no meaning here; leave them out';

const collectorClass = javaInterface(
  'java.util.stream.Collector',
  'A way to make one result of many values.',
  [
    method('BiConsumer accumulator()', 'Adds a value to a container.', (self: JavaCollector) => self.accumulator),
    method('Set characteristics()', 'None.', () => new HashSet()),
    method('BinaryOperator combiner()', 'Joins two containers.', (self: JavaCollector) => self.combiner),
    method('Function finisher()', 'Makes the result of a container.', (self: JavaCollector) => self.finisher),
    staticMethod(
      'Collector of(Supplier,BiConsumer,BinaryOperator,Collector.Characteristics[])',
      'A collector of these functions.',
      (supplier: () => unknown, accumulator: (container: unknown, item: unknown) => void, combiner: Merger) =>
        new JavaCollector(supplier, accumulator, undefined, combiner),
    ),
    staticMethod(
      'Collector of(Supplier,BiConsumer,BinaryOperator,Function,Collector.Characteristics[])',
      'A collector of these functions.',
      (
        supplier: () => unknown,
        accumulator: (container: unknown, item: unknown) => void,
        combiner: Merger,
        finisher: Mapper,
      ) => new JavaCollector(supplier, accumulator, finisher, combiner),
    ),
    method('Supplier supplier()', 'Makes a container.', (self: JavaCollector) => self.supplier),
  ],
  { represents: [JavaCollector] },
);

class Characteristics extends JavaEnum {}

const characteristicsClass = javaClass(
  'java.util.stream.Collector$Characteristics',
  'Properties of a collector.',
  [
    constant('Collector.Characteristics CONCURRENT', 'Not used.', new Characteristics('CONCURRENT', 0)),
    constant('Collector.Characteristics UNORDERED', 'Not used.', new Characteristics('UNORDERED', 1)),
    constant('Collector.Characteristics IDENTITY_FINISH', 'Not used.', new Characteristics('IDENTITY_FINISH', 2)),
    refused('static', 'Collector.Characteristics valueOf(String)', noCharacteristics),
    refused('static', 'Collector.Characteristics[] values()', noCharacteristics),
  ],
  { supertypes: ['java.lang.Enum'], represents: [Characteristics] },
);

export const collectorClasses: readonly ClassDeclaration[] = [collectorsClass, collectorClass, characteristicsClass];
