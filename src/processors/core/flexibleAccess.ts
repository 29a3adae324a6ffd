// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads and writes fields by the flexible access pattern (Elasticsearch 9.5.3): a key may itself hold dots, the
// shortest key that exists is taken, no path goes into a list, and what is missing is written as one dotted key.

import { HashMap } from '../../values/maps.js';
import type { Failure } from '../../diagnostics/failure.js';
import * as errors from './fieldErrors.js';
import type { FieldAccess } from './fieldAccess.js';
import { absent } from './fieldAccess.js';
import type { FieldPath } from './fieldPath.js';

/** Where a path leads to: the holder of the leaf and its key, or the error that stops it. */
type Place =
  { readonly parent: unknown; readonly key: string; readonly error?: undefined } | { readonly error: Failure };

/** Follows all elements but the last, joining names with dots until a key is found. */
function placeOf(context: unknown, path: FieldPath): Place {
  const { elements } = path;
  const last = elements.length - 1;
  for (let at = 0; at < last; at++) {
    let key = elements[at]!;
    if (Array.isArray(context)) return { error: errors.notValid(path.text) };
    if (!(context instanceof HashMap)) return { error: errors.cannotResolve(path.text, key, context) };
    while (!context.has(key)) {
      key = `${key}.${elements[++at]!}`;
      if (at === last) return { parent: context, key };
    }
    context = context.get(key);
  }
  return { parent: context, key: elements[last]! };
}

/** The value at a place, or the error of reading it. */
function valueAt(place: Place, path: FieldPath): { value: unknown } | { error: Failure } {
  if (place.error) return place;
  const { parent, key } = place;
  if (Array.isArray(parent)) return { error: errors.notValid(path.text) };
  if (!(parent instanceof HashMap)) return { error: errors.cannotResolve(path.text, key, parent) };
  return parent.has(key) ? { value: parent.get(key) } : { error: errors.notPresent(path.text, key) };
}

export const flexibleAccess: FieldAccess = {
  get(context, path, ignoreMissing) {
    const found = valueAt(placeOf(context, path), path);
    if ('value' in found) return found.value;
    if (ignoreMissing) return absent;
    throw found.error;
  },

  has(context, path) {
    return 'value' in valueAt(placeOf(context, path), path);
  },

  remove(context, path, ignoreMissing) {
    const place = placeOf(context, path);
    if (!place.error && place.parent instanceof HashMap && place.parent.has(place.key)) place.parent.remove(place.key);
    else if (!ignoreMissing) throw errorOfRemoval(place, path);
  },

  set(context, path, value) {
    const { parent, key } = writablePlace(context, path);
    parent.put(key, value);
  },

  update(context, path, change) {
    const { parent, key } = writablePlace(context, path);
    const value = change(parent.has(key) ? parent.get(key) : absent);
    if (value !== absent) parent.put(key, value);
  },
};

/** The map that a field is in or may be put into, and its key there. */
function writablePlace(context: unknown, path: FieldPath): { readonly parent: HashMap; readonly key: string } {
  const place = placeOf(context, path);
  if (place.error) throw place.error;
  const { parent, key } = place;
  if (Array.isArray(parent)) throw errors.notValid(path.text);
  if (!(parent instanceof HashMap)) throw errors.cannotSet(path.text, key, parent);
  return { parent, key };
}

function errorOfRemoval(place: Place, path: FieldPath): Failure {
  if (place.error) return place.error;
  const { parent, key } = place;
  if (Array.isArray(parent)) return errors.notValid(path.text);
  return parent instanceof HashMap ? errors.notPresent(path.text, key) : errors.cannotRemove(path.text, key, parent);
}
