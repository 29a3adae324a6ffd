// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.TreeSet, the views of parts of it, and the sets of keys of sorted maps.

import { MapBackedSet } from '../../../values/collections.js';
import { unsupportedOperation } from '../../runtime/exceptions.js';
import { TreeMap, type Bound } from './TreeMap.js';

/** A java.util.TreeSet: the keys of a sorted map, or of a view of one, that is its own. */
export class TreeSet extends MapBackedSet {
  readonly tree: TreeMap;

  constructor(tree: TreeMap = new TreeMap()) {
    super(tree);
    this.tree = tree;
  }

  /** A view from an element (or the start) to another one (or the end). */
  part(from: Bound | undefined, to: Bound | undefined): TreeSet {
    return this.view(this.tree.part(from, to));
  }

  /** A view in the opposite order. */
  reversed(): TreeSet {
    return this.view(this.tree.reversed());
  }

  /** A set of the same kind on another map. */
  protected view(tree: TreeMap): TreeSet {
    return new TreeSet(tree);
  }
}

/** The keys of a sorted map, which cannot be added to. */
export class SortedKeySet extends TreeSet {
  override add(_value: unknown): boolean {
    throw unsupportedOperation();
  }

  protected override view(tree: TreeMap): TreeSet {
    return new SortedKeySet(tree);
  }
}

/** What Collections.unmodifiableNavigableSet and emptyNavigableSet give. */
export class SealedTreeSet extends TreeSet {
  override get refuses(): 'everything' | 'removeIf' | 'nothing' {
    return 'everything';
  }

  override add(_value: unknown): boolean {
    throw unsupportedOperation();
  }

  override remove(_value: unknown): boolean {
    throw unsupportedOperation();
  }

  override clear(): void {
    throw unsupportedOperation();
  }

  protected override view(tree: TreeMap): TreeSet {
    return new SealedTreeSet(tree);
  }
}
