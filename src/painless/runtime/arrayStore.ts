// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What an array of objects takes: Java looks at the class of every element that is stored into it.

import { classNameOf } from '../../values/className.js';
import type { JavaArray } from '../../values/javaArray.js';
import { javaException } from './exceptions.js';

/** Classes without subclasses: elements of such an array are of just this class. */
const final = /^java\.lang\.(?:String|Integer|Long|Double|Float|Short|Byte|Character|Boolean)$/;

/**
 * Stores an element.
 *
 * @throws JavaException ArrayStoreException where the class of the element is another one than that of the array's, if that has no subclasses.
 */
export function storeInto(array: JavaArray, index: number, item: unknown): void {
  if (item !== null && final.test(array.component) && classNameOf(item) !== array.component)
    throw javaException('java.lang.ArrayStoreException', classNameOf(item));
  array.items[index] = item;
}
