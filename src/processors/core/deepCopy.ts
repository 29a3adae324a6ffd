// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Copies of maps and lists that share nothing that can change.

import { ZonedDateTime } from '../../values/javaTime.js';
import { illegalArgument } from '../../diagnostics/failure.js';
import { classNameOf } from '../../values/className.js';
import { HashSet, JavaCollection, JavaSet } from '../../values/collections.js';
import { JavaArray } from '../../values/javaArray.js';
import { JavaDate } from '../../values/javaDate.js';
import { textOf } from '../../values/javaText.js';
import { HashMap } from '../../values/maps.js';
import { Double, Float, isBoxedNumber } from '../../values/numbers.js';
import { isWritten, notWritten } from '../../values/writtenForm.js';
import { noInstance } from './fieldErrors.js';

/**
 * A copy of a value as the server makes it: maps become HashMaps, values that cannot change are shared.
 *
 * @throws Failure illegal_argument_exception for a value of a class that the server does not copy.
 */
export function deepCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deepCopy);
  if (value instanceof JavaSet) return new HashSet([...value].map(deepCopy));
  if (!(value instanceof HashMap)) {
    ensureCopied(value);
    if (value instanceof JavaDate) return new JavaDate(value.millis);
    return value instanceof JavaArray ? new JavaArray(value.component, [...value.items]) : value;
  }
  const copy = new HashMap();
  for (const [key, item] of value.javaEntries()) copy.put(key, deepCopy(item));
  return copy;
}

/**
 * Refuses what deepCopy refuses, without a copy.
 *
 * @throws Failure illegal_argument_exception for a value of a class that the server does not copy.
 */
export function ensureCopied(value: unknown): void {
  if (typeof value !== 'object' || value === null || value instanceof Double) return;
  if (value instanceof HashMap) for (const item of value.entries.values()) ensureCopied(item);
  else if (Array.isArray(value) || value instanceof JavaSet)
    for (const item of value as Iterable<unknown>) ensureCopied(item);
  else if (!isCopied(value)) throw illegalArgument(`unexpected value type [class ${classNameOf(value)}]`);
}

function isCopied(value: object): boolean {
  if (value instanceof JavaArray) return value.component === 'byte' || value.component === 'double';
  return value instanceof Float || value instanceof ZonedDateTime || value instanceof JavaDate;
}

/**
 * Refuses what a script can make and no document can hold: a map or list that contains itself, a key that is no text, a value of a class
 * that the server does not write.
 *
 * @throws Failure illegal_argument_exception or class_cast_exception, with the words of the server's ensureNoSelfReferences and XContentBuilder.
 */
export function ensureWritable(value: object, hint: string): void {
  // What contains itself has no end: only a value that goes deep needs the exact look.
  if (goesDeep(value, 0)) visit(value, hint, []);
}

const shallow = 50;

function goesDeep(value: object, depth: number): boolean {
  if (depth > shallow) return true;
  // Two loops over known kinds: this runs after every script, and one loop over any iterable takes twice as long.
  if (value instanceof HashMap) {
    ensureTextKeys(value);
    for (const item of value.entries.values()) {
      if (typeof item === 'object' && item !== null && goesDeep(item, depth + 1)) return true;
    }
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === 'object' && item !== null && goesDeep(item, depth + 1)) return true;
    }
  } else if (!isBoxedNumber(value)) {
    for (const item of itemsOf(value))
      if (typeof item === 'object' && item !== null && goesDeep(item, depth + 1)) return true;
  }
  return false;
}

function visit(value: unknown, hint: string, ancestors: unknown[]): void {
  if (typeof value !== 'object' || value === null || isBoxedNumber(value)) return;
  if (ancestors.includes(value)) {
    throw illegalArgument(`Iterable object is self-referencing itself${hint ? ` (${textOf(hint)})` : ''}`);
  }
  ancestors.push(value);
  if (value instanceof HashMap) {
    ensureTextKeys(value);
    for (const item of value.entries.values()) visit(item, hint, ancestors);
  } else for (const item of itemsOf(value)) visit(item, hint, ancestors);
  ancestors.pop();
}

function ensureTextKeys(map: HashMap): void {
  for (const key of map.entries.keys()) {
    if (typeof key === 'string') continue;
    if (key === null) throw illegalArgument('Field name cannot be null');
    const [actual] = map.javaEntries().find(([other]) => typeof other !== 'string')!;
    throw noInstance(actual, 'java.lang.String');
  }
}

/** What the server writes the items of, where it writes a list. */
function itemsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof JavaCollection) return value as Iterable<unknown>;
  if (!isWritten(value)) throw notWritten(value);
  return value instanceof JavaArray ? value : [];
}
