// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Sets that cannot be changed.

import { JavaSet, LinkedHashSet } from '../../../values/collections.js';
import { unsupportedOperation } from '../../runtime/exceptions.js';

/** What Collections.unmodifiableSet gives: a view that shows the changes of another set. */
export class UnmodifiableSet extends JavaSet {
  private readonly shown: JavaSet;

  constructor(shown: JavaSet) {
    super();
    this.shown = shown;
  }

  get size(): number {
    return this.shown.size;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.shown[Symbol.iterator]();
  }

  has(value: unknown): boolean {
    return this.shown.has(value);
  }

  override get refuses(): 'everything' | 'removeIf' | 'nothing' {
    return 'everything';
  }

  add(_value: unknown): boolean {
    throw unsupportedOperation();
  }

  remove(_value: unknown): boolean {
    throw unsupportedOperation();
  }

  clear(): void {
    throw unsupportedOperation();
  }
}

/** What Collections.emptySet and singleton give: they do nothing where there is nothing to do. */
export class ConstantSet extends UnmodifiableSet {
  constructor(items: Iterable<unknown> = []) {
    super(new LinkedHashSet(items));
  }

  override get refuses(): 'everything' | 'removeIf' | 'nothing' {
    return this.size > 0 ? 'removeIf' : 'nothing';
  }

  override remove(value: unknown): boolean {
    return this.has(value) && super.remove(value);
  }

  override clear(): void {
    if (this.size > 0) super.clear();
  }
}
