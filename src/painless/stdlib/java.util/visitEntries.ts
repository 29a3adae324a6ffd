// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// HashMap.forEach and that of its views: they go through the table itself, and say only at the end that it has changed.

import { HashMap, LinkedHashMap } from '../../../values/maps.js';
import { concurrentModification } from '../../runtime/exceptions.js';

/** How many entries that came meanwhile are visited: a function that adds one each time would never end. */
const mostFollowed = 1000;

/** Whether the forEach of a map, and of its views, goes through the table itself; others go by their iterators. */
export function visitsTable(map: HashMap): boolean {
  return map.constructor === HashMap || map.constructor === LinkedHashMap;
}

/** Gives entries to a function, each with the value that it has by then; those that come behind the present one are visited too. */
export function visitEntries(map: HashMap, use: (key: unknown, value: unknown) => void): void {
  const { size } = map;
  let known = size;
  let entries = map.javaEntries();
  for (let index = 0; index < entries.length; index++) {
    const [key, value] = entries[index]!;
    use(key, map.has(key) ? map.get(key) : value);
    if (map.size === known) continue;
    known = map.size;
    if (known > size + mostFollowed) break;
    const next = resumed(map, entries, index);
    if (next) [entries, index] = next;
  }
  if (map.size !== size) throw concurrentModification();
}

/** The entries as they are now and the place of the present one among them; what is gone is skipped. */
function resumed(
  map: HashMap,
  entries: readonly [unknown, unknown][],
  index: number,
): [[unknown, unknown][], number] | undefined {
  const now = map.javaEntries();
  // The entries of a LinkedHashMap that was cleared still lead from one to the next.
  if (now.length === 0 && map instanceof LinkedHashMap) return undefined;
  const places = new Map(now.map(([key], place) => [key, place]));
  for (let at = index; at < entries.length; at++) {
    const place = places.get(entries[at]![0]);
    if (place !== undefined) return [now, at === index ? place : place - 1];
  }
  return [[], 0];
}
