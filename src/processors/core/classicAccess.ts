// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads and writes fields by the classic access pattern: every dot is a step into a map, or into a list by its index.

import { parseJavaInt } from '../../util/parseJavaInt.js';
import { HashMap } from '../../values/maps.js';
import * as errors from './fieldErrors.js';
import type { FieldAccess } from './fieldAccess.js';
import { absent } from './fieldAccess.js';
import type { FieldPath } from './fieldPath.js';

/** The element of a list that a path names. */
function itemOf(list: readonly unknown[], element: string, path: FieldPath): number {
  const index = parseJavaInt(element);
  if (index === undefined) throw errors.notInteger(path.text, element);
  if (index < 0 || index >= list.length) throw errors.outOfBounds(path.text, index, list.length);
  return index;
}

/** What the first `limit` elements of a path lead to; `absent` instead of an error where `lenient`. */
function resolve(context: unknown, path: FieldPath, limit: number, lenient: boolean): unknown {
  const elements = path.elements;
  for (let at = 0; at < limit; at++) {
    const element = elements[at]!;
    if (context instanceof HashMap) {
      const value = context.get(element);
      if (value === null && !context.has(element)) {
        if (lenient) return absent;
        throw errors.notPresent(path.text, element);
      }
      context = value;
    } else if (Array.isArray(context)) {
      if (lenient) {
        const index = parseJavaInt(element);
        if (index === undefined || index < 0 || index >= context.length) return absent;
        context = context[index];
      } else {
        context = context[itemOf(context, element, path)];
      }
    } else {
      if (lenient) return absent;
      throw errors.cannotResolve(path.text, element, context);
    }
  }
  return context;
}

/** What all but the last element of a path lead to, with the maps that are missing made. */
function makeParent(context: unknown, path: FieldPath): unknown {
  const elements = path.elements;
  const last = elements.length - 1;
  for (let at = 0; at < last; at++) {
    const element = elements[at]!;
    if (context instanceof HashMap) {
      let value = context.get(element);
      if (value === null && !context.has(element)) {
        value = new HashMap();
        context.put(element, value);
      }
      context = value;
    } else if (Array.isArray(context)) {
      context = context[itemOf(context, element, path)];
    } else {
      throw errors.cannotResolve(path.text, element, context);
    }
  }
  return context;
}

export const classicAccess: FieldAccess = {
  get(context, path, ignoreMissing) {
    return resolve(context, path, path.elements.length, ignoreMissing);
  },

  has(context, path, failOutOfRange) {
    const elements = path.elements;
    const last = elements.length - 1;
    for (let at = 0; at <= last; at++) {
      const element = elements[at]!;
      if (context instanceof HashMap) {
        if (at === last) return context.has(element);
        context = context.get(element);
      } else if (Array.isArray(context)) {
        const index = parseJavaInt(element);
        if (index === undefined) return false;
        if (index < 0 || index >= context.length) {
          if (failOutOfRange) throw errors.outOfBounds(path.text, index, context.length);
          return false;
        }
        context = context[index];
      } else {
        return false;
      }
    }
    return true;
  },

  remove(context, path, ignoreMissing) {
    const last = path.elements.length - 1;
    const leaf = path.elements[last]!;
    const parent = resolve(context, path, last, ignoreMissing);
    if (parent === absent) return;
    if (parent instanceof HashMap) {
      if (parent.has(leaf)) parent.remove(leaf);
      else if (!ignoreMissing) throw errors.notPresent(path.text, leaf);
    } else if (Array.isArray(parent)) {
      if (ignoreMissing) {
        const index = parseJavaInt(leaf);
        if (index !== undefined && index >= 0 && index < parent.length) parent.splice(index, 1);
      } else {
        parent.splice(itemOf(parent, leaf, path), 1);
      }
    } else if (!ignoreMissing) {
      throw errors.cannotRemove(path.text, leaf, parent);
    }
  },

  set(context, path, value) {
    const parent = makeParent(context, path);
    const leaf = path.elements.at(-1)!;
    if (parent instanceof HashMap) parent.put(leaf, value);
    else if (Array.isArray(parent)) parent[itemOf(parent, leaf, path)] = value;
    else throw errors.cannotSet(path.text, leaf, parent);
  },

  update(context, path, change) {
    const parent = makeParent(context, path);
    const leaf = path.elements.at(-1)!;
    if (parent instanceof HashMap) {
      const former = parent.get(leaf);
      const value = change(former === null && !parent.has(leaf) ? absent : former);
      if (value !== absent && (value !== former || former === null)) parent.put(leaf, value);
    } else if (Array.isArray(parent)) {
      const index = itemOf(parent, leaf, path);
      parent[index] = change(parent[index]);
    } else {
      throw errors.cannotSet(path.text, leaf, parent);
    }
  },
};
