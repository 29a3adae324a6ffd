// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Copies of maps and lists that share nothing that can change.

import { ZonedDateTime } from '../../values/javaTime.js';
import { illegalArgument } from '../../diagnostics/failure.js';
import { classNameOf } from '../../values/className.js';
import { HashSet, JavaSet } from '../../values/collections.js';
import { textOf } from '../../values/javaText.js';
import { HashMap } from '../../values/maps.js';
import { Char, Double, Float } from '../../values/numbers.js';

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
    if (value instanceof Double || value instanceof Float || value instanceof ZonedDateTime) return value;
    throw illegalArgument(`unexpected value type [class ${classNameOf(value)}]`);
  }
  const copy = new HashMap();
  for (const [key, item] of value.javaEntries()) copy.put(key, deepCopy(item));
  return copy;
}

/**
 * Refuses what a script can make and no document can hold: a map or list that contains itself, a character.
 *
 * @throws Failure illegal_argument_exception, with the words of the server's ensureNoSelfReferences and XContentBuilder.
 */
export function ensureNoSelfReferences(value: unknown, hint: string): void {
  // What contains itself has no end: only a value that goes deep needs the exact look.
  if (goesDeep(value, 0)) visit(value, hint, []);
}

const shallow = 50;

function goesDeep(value: unknown, depth: number): boolean {
  if (depth > shallow) return true;
  if (value instanceof Char) {
    throw illegalArgument('cannot write xcontent for unknown value of type class java.lang.Character');
  }
  // Two loops over known kinds: this runs after every script, and one loop over any iterable takes twice as long.
  if (value instanceof HashMap) {
    for (const item of value.entries.values()) {
      if (typeof item === 'object' && item !== null && goesDeep(item, depth + 1)) return true;
    }
    for (const key of value.objectKeys()) if (typeof key === 'object' && goesDeep(key, depth + 1)) return true;
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === 'object' && item !== null && goesDeep(item, depth + 1)) return true;
    }
  }
  return false;
}

function visit(value: unknown, hint: string, ancestors: unknown[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    enter(value, hint, ancestors);
    for (const item of value) if (typeof item === 'object' && item !== null) visit(item, hint, ancestors);
    ancestors.pop();
  } else if (value instanceof HashMap) {
    enter(value, hint, ancestors);
    for (const key of value.objectKeys()) visit(key, hint, ancestors);
    for (const item of value.entries.values())
      if (typeof item === 'object' && item !== null) visit(item, hint, ancestors);
    ancestors.pop();
  }
}

function enter(value: object, hint: string, ancestors: unknown[]): void {
  if (ancestors.includes(value)) {
    throw illegalArgument(`Iterable object is self-referencing itself${hint ? ` (${textOf(hint)})` : ''}`);
  }
  ancestors.push(value);
}
