// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.TreeMap and the views of parts of it.

import { keyOf } from '../../../values/identity.js';
import { HashMap } from '../../../values/maps.js';
import { illegalArgument, unsupportedOperation } from '../../runtime/exceptions.js';
import { compareNaturally, ordering, type Comparing } from '../comparing.js';

/** One end of a part of a map. */
export interface Bound {
  readonly key: unknown;
  readonly inclusive: boolean;
}

/** A part of a map: from its first key or a bound to its last key or a bound, in ascending order. */
interface Range {
  readonly low?: Bound;
  readonly high?: Bound;
}

type Direction = 'up' | 'down';

/** A java.util.TreeMap: keys in order. */
export class TreeMap extends HashMap {
  readonly comparator: Comparing | null;
  private readonly compare: Comparing;
  private readonly sortedKeys: unknown[] = [];

  constructor(comparator: Comparing | null = null, entries?: Map<unknown, unknown>) {
    super(entries);
    this.comparator = comparator;
    this.compare = ordering(comparator);
  }

  /** TreeMap.compare. */
  order(a: unknown, b: unknown): number {
    return this.compare(a, b);
  }

  /** Index of the first key that is not less than the given one, and whether it is equal. */
  private locate(key: unknown): { index: number; found: boolean } {
    let low = 0;
    let high = this.sortedKeys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = this.compare(key, this.sortedKeys[middle]);
      if (order === 0) return { index: middle, found: true };
      if (order > 0) low = middle + 1;
      else high = middle;
    }
    return { index: low, found: false };
  }

  /** The key in this map that the order takes for equal; the natural order refuses keys that have none. */
  private own(key: unknown): { readonly index: number; readonly key: unknown } | undefined {
    if (this.comparator === null && this.sortedKeys.length === 0) compareNaturally(key, key);
    const { index, found } = this.locate(key);
    return found ? { index, key: this.sortedKeys[index] } : undefined;
  }

  override get(key: unknown): unknown {
    const own = this.own(key);
    return own ? super.get(own.key) : null;
  }

  override has(key: unknown): boolean {
    return this.own(key) !== undefined;
  }

  override put(key: unknown, value: unknown): unknown {
    if (this.sortedKeys.length === 0) this.compare(key, key);
    const { index, found } = this.locate(key);
    if (found) return super.put(this.sortedKeys[index], value);
    this.sortedKeys.splice(index, 0, key);
    return super.put(key, value);
  }

  override remove(key: unknown): unknown {
    const own = this.own(key);
    if (!own) return null;
    this.sortedKeys.splice(own.index, 1);
    return super.remove(own.key);
  }

  override clear(): void {
    this.sortedKeys.length = 0;
    super.clear();
  }

  override javaEntries(): [unknown, unknown][] {
    return this.sortedKeys.map((key) => [key, super.get(key)]);
  }

  override copy(): TreeMap {
    const copy = new TreeMap(this.comparator);
    for (const [key, value] of this.javaEntries()) copy.put(key, value);
    return copy;
  }

  /** The nearest key in a direction, or undefined; `same` tells whether an equal key counts. */
  near(key: unknown, direction: Direction, same: boolean): unknown {
    const { index, found } = this.locate(key);
    if (found && same) return this.sortedKeys[index];
    const at = direction === 'up' ? (found ? index + 1 : index) : index - 1;
    return this.sortedKeys[at];
  }

  /** The first or last key, or undefined. */
  edge(which: 'first' | 'last'): unknown {
    return this.sortedKeys[which === 'first' ? 0 : this.sortedKeys.length - 1];
  }

  /** The keys from one to another one, both in the map. */
  between(first: unknown, last: unknown): unknown[] {
    return this.sortedKeys.slice(this.locate(first).index, this.locate(last).index + 1);
  }

  /** A view from a key (or the start) to another one (or the end), in the order of this map. */
  part(from: Bound | undefined, to: Bound | undefined): TreeMap {
    return new SubMap(this, { ...(from && { low: from }), ...(to && { high: to }) }, false);
  }

  /** A view in the opposite order. */
  reversed(): TreeMap {
    return new SubMap(this, {}, true);
  }

  /** A view that cannot be changed. */
  sealed(): SealedTreeMap {
    return new SealedTreeMap(this, {}, false);
  }
}

/** The entries of a view, read from the map that it is a part of. */
class LiveEntries extends Map<unknown, unknown> {
  private readonly read: () => [unknown, unknown][];

  constructor(read: () => [unknown, unknown][]) {
    super();
    this.read = read;
  }

  private get live(): Map<unknown, unknown> {
    return new Map(this.read().map(([key, value]) => [keyOf(key), value]));
  }

  override get size(): number {
    return this.live.size;
  }

  override get(key: unknown): unknown {
    return this.live.get(key);
  }

  override has(key: unknown): boolean {
    return this.live.has(key);
  }

  override keys(): MapIterator<unknown> {
    return this.live.keys();
  }

  override values(): MapIterator<unknown> {
    return this.live.values();
  }

  override entries(): MapIterator<[unknown, unknown]> {
    return this.live.entries();
  }

  override [Symbol.iterator](): MapIterator<[unknown, unknown]> {
    return this.live[Symbol.iterator]();
  }

  override forEach(use: (value: unknown, key: unknown, map: Map<unknown, unknown>) => void): void {
    this.live.forEach(use);
  }
}

/** What subMap, headMap, tailMap and descendingMap give: a view through which changes go. */
export class SubMap extends TreeMap {
  protected readonly root: TreeMap;
  protected readonly range: Range;
  protected readonly descending: boolean;

  constructor(root: TreeMap, range: Range, descending: boolean) {
    super(descending ? reverseOf(root) : root.comparator, new LiveEntries(() => this.javaEntries()));
    const { low, high } = range;
    if (low && high) {
      if (root.order(low.key, high.key) > 0) throw illegalArgument('fromKey > toKey');
    } else {
      const only = low ?? high;
      if (only) root.order(only.key, only.key);
    }
    this.root = root;
    this.range = range;
    this.descending = descending;
  }

  private tooLow(key: unknown): boolean {
    const { low } = this.range;
    if (!low) return false;
    const order = this.root.order(key, low.key);
    return order < 0 || (order === 0 && !low.inclusive);
  }

  private tooHigh(key: unknown): boolean {
    const { high } = this.range;
    if (!high) return false;
    const order = this.root.order(key, high.key);
    return order > 0 || (order === 0 && !high.inclusive);
  }

  private inRange(key: unknown): boolean {
    return !this.tooLow(key) && !this.tooHigh(key);
  }

  /** Whether a part of this view may end at a key. */
  private mayEndAt({ key, inclusive }: Bound): boolean {
    if (inclusive) return this.inRange(key);
    const { low, high } = this.range;
    return (!low || this.root.order(key, low.key) >= 0) && (!high || this.root.order(high.key, key) >= 0);
  }

  private lowest(): unknown {
    const { low } = this.range;
    const key = low ? this.root.near(low.key, 'up', low.inclusive) : this.root.edge('first');
    return key === undefined || this.tooHigh(key) ? undefined : key;
  }

  private highest(): unknown {
    const { high } = this.range;
    const key = high ? this.root.near(high.key, 'down', high.inclusive) : this.root.edge('last');
    return key === undefined || this.tooLow(key) ? undefined : key;
  }

  override get(key: unknown): unknown {
    return this.inRange(key) ? this.root.get(key) : null;
  }

  override has(key: unknown): boolean {
    return this.inRange(key) && this.root.has(key);
  }

  override put(key: unknown, value: unknown): unknown {
    if (!this.inRange(key)) throw illegalArgument('key out of range');
    return this.root.put(key, value);
  }

  override remove(key: unknown): unknown {
    return this.inRange(key) ? this.root.remove(key) : null;
  }

  override clear(): void {
    for (const [key] of this.javaEntries()) this.root.remove(key);
  }

  override javaEntries(): [unknown, unknown][] {
    const lowest = this.lowest();
    const highest = this.highest();
    if (lowest === undefined || highest === undefined) return [];
    const keys = this.root.between(lowest, highest);
    if (this.descending) keys.reverse();
    return keys.map((key) => [key, this.root.get(key)]);
  }

  override near(key: unknown, direction: Direction, same: boolean): unknown {
    if ((direction === 'up') !== this.descending) {
      if (this.tooLow(key)) return this.lowest();
      const found = this.root.near(key, 'up', same);
      return found === undefined || this.tooHigh(found) ? undefined : found;
    }
    if (this.tooHigh(key)) return this.highest();
    const found = this.root.near(key, 'down', same);
    return found === undefined || this.tooLow(found) ? undefined : found;
  }

  override edge(which: 'first' | 'last'): unknown {
    return (which === 'first') === this.descending ? this.highest() : this.lowest();
  }

  override part(from: Bound | undefined, to: Bound | undefined): TreeMap {
    if (from && !this.mayEndAt(from)) throw illegalArgument('fromKey out of range');
    if (to && !this.mayEndAt(to)) throw illegalArgument('toKey out of range');
    const { low, high } = this.range;
    const [first, last] = this.descending ? [to, from] : [from, to];
    return this.view(rangeOf(first ?? low, last ?? high), this.descending);
  }

  override reversed(): TreeMap {
    return this.view(this.range, !this.descending);
  }

  override sealed(): SealedTreeMap {
    return new SealedTreeMap(this.root, this.range, this.descending);
  }

  /** Another view of the same map. */
  protected view(range: Range, descending: boolean): TreeMap {
    return new SubMap(this.root, range, descending);
  }
}

/** What Collections.unmodifiableNavigableMap and emptyNavigableMap give. */
export class SealedTreeMap extends SubMap {
  override get viewsRefuse(): boolean {
    return true;
  }

  override put(_key: unknown, _value: unknown): unknown {
    throw unsupportedOperation();
  }

  override remove(_key: unknown): unknown {
    throw unsupportedOperation();
  }

  override clear(): void {
    throw unsupportedOperation();
  }

  protected override view(range: Range, descending: boolean): TreeMap {
    return new SealedTreeMap(this.root, range, descending);
  }
}

const rangeOf = (low: Bound | undefined, high: Bound | undefined): Range => ({
  ...(low && { low }),
  ...(high && { high }),
});

const reverseOf =
  (map: TreeMap): Comparing =>
  (a, b) =>
    map.order(b, a);
