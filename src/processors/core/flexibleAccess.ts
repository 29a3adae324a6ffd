// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads and writes fields by the flexible access pattern (Elasticsearch 9.2): a key may itself hold dots, the
// shortest key that exists is taken, lists are indexed by `[0]` only, and what is missing is written as one dotted key.

import { HashMap } from '../../values/maps.js';
import type { Failure } from '../../diagnostics/failure.js';
import * as errors from './fieldErrors.js';
import type { FieldAccess } from './fieldAccess.js';
import { absent } from './fieldAccess.js';
import type { FieldPath } from './fieldPath.js';

/** Where a path leads to: the holder of the leaf and its key, or the error that stops it. */
type Place =
  | { readonly parent: unknown; readonly key: string | number; readonly error?: undefined }
  | { readonly error: Failure; readonly outOfRange: boolean };

const show = (element: string | number) => (typeof element === 'number' ? `[${element}]` : element);
const stop = (error: Failure, outOfRange = false): Place => ({ error, outOfRange });

/** Follows all elements but the last, joining names with dots until a key is found. */
function placeOf(context: unknown, path: FieldPath): Place {
  const { elements } = path;
  const last = elements.length - 1;
  let at = 0;
  while (at < last) {
    const element = elements[at]!;
    if (context instanceof HashMap) {
      if (typeof element === 'number') return stop(errors.cannotResolveIndex(path.text, element, context));
      let key = element;
      while (!context.has(key)) {
        const next = elements[++at]!;
        if (typeof next === 'number') return stop(errors.notPresent(path.text, key));
        if (at === last) return { parent: context, key: `${key}.${next}` };
        key = `${key}.${next}`;
      }
      context = context.get(key);
    } else if (Array.isArray(context)) {
      if (typeof element === 'string') return stop(errors.cannotResolve(path.text, element, context));
      if (element >= context.length) return stop(errors.outOfBounds(path.text, element, context.length), true);
      context = context[element];
    } else {
      return stop(errors.cannotResolve(path.text, show(element), context));
    }
    at++;
  }
  return { parent: context, key: elements[last]! };
}

/** The value at a place, or the error of reading it. */
function valueAt(place: Place, path: FieldPath): { value: unknown } | { error: Failure; outOfRange: boolean } {
  if (place.error) return place;
  const { parent, key } = place;
  const fail = (error: Failure, outOfRange = false) => ({ error, outOfRange });
  if (parent instanceof HashMap) {
    if (typeof key === 'number') return fail(errors.cannotResolveIndex(path.text, key, parent));
    return parent.has(key) ? { value: parent.get(key) } : fail(errors.notPresent(path.text, key));
  }
  if (Array.isArray(parent)) {
    if (typeof key === 'string') return fail(errors.cannotResolve(path.text, key, parent));
    return key < parent.length ? { value: parent[key] } : fail(errors.outOfBounds(path.text, key, parent.length), true);
  }
  return fail(errors.cannotResolve(path.text, show(key), parent));
}

export const flexibleAccess: FieldAccess = {
  get(context, path, ignoreMissing) {
    const found = valueAt(placeOf(context, path), path);
    if ('value' in found) return found.value;
    if (ignoreMissing) return absent;
    throw found.error;
  },

  has(context, path, failOutOfRange) {
    const found = valueAt(placeOf(context, path), path);
    if ('value' in found) return true;
    if (failOutOfRange && found.outOfRange) throw found.error;
    return false;
  },

  remove(context, path, ignoreMissing) {
    const place = placeOf(context, path);
    if (place.error) {
      if (ignoreMissing) return;
      throw place.error;
    }
    const { parent, key } = place;
    if (parent instanceof HashMap && typeof key === 'string') {
      if (parent.has(key)) parent.remove(key);
      else if (!ignoreMissing) throw errors.notPresent(path.text, key);
    } else if (Array.isArray(parent) && typeof key === 'number') {
      if (key < parent.length) parent.splice(key, 1);
      else if (!ignoreMissing) throw errors.outOfBounds(path.text, key, parent.length);
    } else if (!ignoreMissing) {
      const holdsFields = parent instanceof HashMap || Array.isArray(parent);
      throw holdsFields
        ? errors.cannotResolve(path.text, show(key), parent)
        : errors.cannotRemove(path.text, show(key), parent);
    }
  },

  update(context, path, change) {
    const place = placeOf(context, path);
    if (place.error) throw place.error;
    const { parent, key } = place;
    if (parent instanceof HashMap) {
      if (typeof key === 'number') throw errors.cannotResolveIndex(path.text, key, parent);
      parent.put(key, change(parent.has(key) ? parent.get(key) : absent));
    } else if (Array.isArray(parent)) {
      if (typeof key === 'string') throw errors.cannotResolve(path.text, key, parent);
      if (key >= parent.length) throw errors.outOfBounds(path.text, key, parent.length);
      parent[key] = change(parent[key]);
    } else {
      throw errors.cannotSet(path.text, show(key), parent);
    }
  },
};
