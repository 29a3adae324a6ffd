// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What lists say of an index that is none of an element; each class has words of its own.

import { FixedSizeList, LinkedList, OtherList, SingletonList, UnmodifiableList } from '../../../values/collections.js';
import { indexOutOfBounds, javaException } from '../../runtime/exceptions.js';

/** A java.util.Vector. */
export class Vector extends OtherList {
  /** Length of the array in which Java keeps the elements, which its messages tell. */
  capacity = 10;

  override get notesLate(): boolean {
    return true;
  }

  /** Makes the array as long as Java does for so many elements. */
  makeRoom(size: number): void {
    if (size > this.capacity) this.capacity += Math.max(size - this.capacity, this.capacity);
  }
}

/** What List.of gives: it knows no null, and refuses even to look for one. */
export class ListOf extends UnmodifiableList {}

/** Java's exception for an index of an array. */
export const arrayBounds = (message: string) => javaException('java.lang.ArrayIndexOutOfBoundsException', message);

/** Fails as the list's class does where an index is none of an element; a view fails as what it shows. */
export function checkElement(list: readonly unknown[], index: number): void {
  if (index >= 0 && index < list.length) return;
  const { length } = list;
  const shown = UnmodifiableList.shownBy(list);
  if (shown instanceof Vector && index >= length) throw arrayBounds(`Array index out of range: ${index}`);
  // These lists show the array that they are made of.
  if (shown instanceof Vector) throw arrayBounds(`Index ${index} out of bounds for length ${shown.capacity}`);
  if (shown instanceof FixedSizeList) throw arrayBounds(`Index ${index} out of bounds for length ${length}`);
  if (shown instanceof LinkedList || shown instanceof SingletonList)
    throw javaException('java.lang.IndexOutOfBoundsException', `Index: ${index}, Size: ${length}`);
  if (shown instanceof ListOf) {
    // Two elements are kept in fields, more in an array.
    if (length > 2) throw arrayBounds(`Index ${index} out of bounds for length ${length}`);
    throw javaException('java.lang.IndexOutOfBoundsException', `Index: ${index} Size: ${length}`);
  }
  checkIndex(index, length);
}

/** Fails where an index is none of an element. */
export function checkIndex(index: number, length: number): void {
  if (index < 0 || index >= length) throw indexOutOfBounds(index, length);
}
