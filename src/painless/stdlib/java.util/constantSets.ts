// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Sets that cannot be changed.

import { LinkedHashSet } from '../../../values/collections.js';
import { unsupportedOperation } from '../../runtime/exceptions.js';

/** A set that cannot be changed. */
export class UnmodifiableSet extends LinkedHashSet {
  private readonly sealed: boolean;

  constructor(items: Iterable<unknown> = []) {
    super(items);
    this.sealed = true;
  }

  override get refuses(): 'everything' | 'removeIf' | 'nothing' {
    return 'everything';
  }

  override add(value: unknown): boolean {
    if (this.sealed) throw unsupportedOperation();
    return super.add(value);
  }

  override remove(_value: unknown): boolean {
    throw unsupportedOperation();
  }

  override clear(): void {
    throw unsupportedOperation();
  }
}

/** What Collections.emptySet and singleton give: they do nothing where there is nothing to do. */
export class ConstantSet extends UnmodifiableSet {
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
