// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Turns the `fields` of a hit, as the fields option of a search and Kibana's export write them, back into the nested
// document that _source was.
//
//   {"source.ip": ["10.0.0.1"], "host.ip": ["a", "b"]}  ->  {"source": {"ip": "10.0.0.1"}, "host": {"ip": ["a", "b"]}}
//
// A list of one becomes its element: `fields` makes a list of everything, so what was a list of one cannot be told.
// A multi-field (x.text, x.keyword beside x) repeats values of its parent and is left out. Where x and x.y are both
// fields with values of their own, as under `subobjects: false`, x keeps its place and "x.y" stays a dotted key beside
// it, which is how _source holds such a pair. The elements of a `nested` field are fields again and are nested in turn;
// objects of a `flattened` or unmapped field stay as they are.

import { textOf } from '../../values/javaText.js';
import { copyOf } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';

/** A dotted key, taken apart once. */
interface Path {
  readonly segments: readonly string[];
  /** The keys of its ancestors, shortest first: `a` and `a.b` of `a.b.c`. */
  readonly ancestors: readonly string[];
}

/** Metadata fields that a search can return among the fields; no part of the document. */
const metadataFields = new Set(
  '_doc_count _feature _field_names _id _ignored _index _nested_path _routing _seq_no _source _tier _version'.split(
    ' ',
  ),
);

/** The nested document of flat fields. Does not change its argument. */
export function nestFields(fields: HashMap): HashMap {
  const flat = fields.entries as ReadonlyMap<string, unknown>;
  const root = new HashMap();
  for (const [key, value] of flat) {
    const { segments, ancestors } = pathOf(key);
    if (ancestors.length === 0) {
      if (!metadataFields.has(key)) root.entries.set(segments[0], unwrap(value));
      continue;
    }
    let parent = root;
    let depth = 0;
    let taken = false;
    for (const ancestor of ancestors) {
      if (flat.has(ancestor)) {
        taken = true;
        break;
      }
      const segment = segments[depth++]!;
      let child = parent.entries.get(segment);
      if (child === undefined) {
        child = new HashMap();
        parent.entries.set(segment, child);
      }
      // No ancestor is a field, so only maps made here stand on the way.
      parent = child as HashMap;
    }
    if (!taken) parent.entries.set(segments[depth], unwrap(value));
    else if (!repeats(flat.get(ancestors[depth]!), value))
      parent.entries.set(segments.slice(depth).join('.'), unwrap(value));
  }
  return root;
}

/** Whether every value of a possible multi-field is a value of the field itself. */
function repeats(field: unknown, multiField: unknown): boolean {
  const values = Array.isArray(field) ? field : [field];
  const copies = Array.isArray(multiField) ? multiField : [multiField];
  return copies.every((copy) => values.some((value) => value === copy || textOf(value) === textOf(copy)));
}

function unwrap(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (value.length === 1) return element(value[0]);
  return value.some((item) => item instanceof HashMap) ? value.map(element) : value;
}

/** An element of a nested field holds fields: nothing but lists. */
function element(value: unknown): unknown {
  if (!(value instanceof HashMap) || value.size === 0) return value;
  for (const item of value.entries.values()) if (!Array.isArray(item)) return value;
  return nestFields(value);
}

// The keys of a dump are few and repeat in every document.
const paths = new Map<string, Path>();
const maxPaths = 16_384;

function pathOf(key: string): Path {
  let path = paths.get(key);
  if (path === undefined) {
    // A copy: the key may be a slice of the whole input's text, which would live on in this map.
    const copy = copyOf(key);
    path = takeApart(copy);
    if (paths.size < maxPaths) paths.set(copy, path);
  }
  return path;
}

function takeApart(key: string): Path {
  const segments = key.split('.');
  // Dots that separate nothing are part of the name.
  if (segments.includes('')) return { segments: [key], ancestors: [] };
  return { segments, ancestors: segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('.')) };
}
