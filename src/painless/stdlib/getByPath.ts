// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The server's getByPath: `a.b.0` through maps and lists.

import { classNameOf } from '../../values/className.js';
import { HashMap } from '../../values/maps.js';
import { maxInt, minInt } from '../../values/numbers.js';
import { illegalArgument, nonNull } from '../runtime/exceptions.js';
import { checkElement } from './java.util/listBounds.js';

const isInt = (value: number): boolean => value >= minInt && value <= maxInt;

/**
 * The value at a path.
 *
 * @throws illegal_argument_exception with the server's words where the path leads nowhere and no default is given.
 */
export function getByPath(root: unknown, path: string | null, fallback?: () => unknown): unknown {
  const text = nonNull(path);
  if (text.length === 0) throw illegalArgument('Missing path');
  const parts = text.split('.');
  for (let index = 0; index < parts.length; index++) {
    if (parts[index] !== '') continue;
    const rest = parts.slice(index).every((part) => part === '');
    throw illegalArgument(rest ? `Trailing '.' in path [${text}]` : `Extra '.' in path [${text}] at index [${index}]`);
  }
  let current = root;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    const isLast = index === parts.length - 1;
    let next: unknown;
    if (current instanceof HashMap) next = current.has(part) ? current.get(part) : undefined;
    else if (Array.isArray(current)) {
      if (!/^[+-]?\d+$/.test(part) || !isInt(Number(part))) {
        throw illegalArgument(
          `Could not parse [${part}] as a int index into list at path [${text}] and index [${index}]`,
        );
      }
      const at = Number(part);
      // An index as large as the list counts as found, and fails as any access does.
      if (at < 0 || at === current.length) checkElement(current, at);
      next = current[at];
    } else
      throw illegalArgument(
        `Non-container [${classNameOf(nonNull(current))}] at [${part}], index [${index}] in path [${text}]`,
      );
    if (next === undefined) {
      if (isLast && fallback) return fallback();
      if (isLast) throw illegalArgument(`Could not find value at path [${text}]`);
      throw illegalArgument(`Container does not have [${part}], for non-terminal index [${index}] in path [${text}]`);
    }
    current = next;
  }
  return current;
}
