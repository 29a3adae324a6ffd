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
import { quoteJson } from '../../values/jsonPrinter.js';
import { HashMap } from '../../values/maps.js';

/**
 * A dotted key, taken apart once for all documents, and where it stands in the document at hand. The turn says whether
 * that is still true, so that nothing has to be cleared between documents.
 */
export interface FieldPath {
  readonly key: string;
  /** The key in quotes, as it stands in a JSON text; undefined when that has escapes. */
  readonly quoted: string | undefined;
  /** The last segment. */
  readonly name: string;
  /** The path without its last segment. */
  readonly parent: FieldPath | undefined;
  /** A metadata field that a search can return among the fields; no part of the document. */
  readonly isMetadata: boolean;
  /** The document at hand has this field, as number `slot`. */
  fieldTurn: number;
  slot: number;
  /** The document at hand has an object here: `node`. */
  nodeTurn: number;
  node: HashMap;
  /** The key that stood behind this one last time: the keys of a dump mostly come in the same order. */
  next: FieldPath | undefined;
}

const metadataFields = new Set(
  '_doc_count _feature _field_names _id _ignored _index _nested_path _routing _seq_no _source _tier _version'.split(
    ' ',
  ),
);
/** Paths that are kept for the next document. */
const maxPaths = 16_384;
const noNode = new HashMap();

/** Nests the fields of one document after the other. */
export class FieldNester {
  private paths = new Map<string, FieldPath>();
  private turn = 0;
  private fields: FieldPath[] = [];
  private values: unknown[] = [];
  private readonly depth: number;

  constructor(depth: number) {
    this.depth = depth;
  }

  /** Starts a document. */
  begin(): void {
    this.turn++;
    this.fields = [];
    this.values = [];
    if (this.paths.size > maxPaths) this.paths = new Map();
  }

  path(key: string): FieldPath {
    return this.paths.get(key) ?? this.newPath(copyOf(key));
  }

  /** Adds a field, in the order of the input; false when the document has it already. */
  add(path: FieldPath, value: unknown): boolean {
    if (path.fieldTurn === this.turn) return false;
    path.fieldTurn = this.turn;
    path.slot = this.values.length;
    this.fields.push(path);
    this.values.push(value);
    return true;
  }

  /** The nested document of the fields that were added. */
  end(): HashMap {
    const { fields, values, turn } = this;
    const root = new HashMap();
    for (let slot = 0; slot < fields.length; slot++) {
      const path = fields[slot]!;
      if (path.isMetadata) continue;
      const value = this.unwrap(values[slot]);
      // The shortest ancestor that is a field itself.
      let taken: FieldPath | undefined;
      for (let { parent } = path; parent; { parent } = parent) if (parent.fieldTurn === turn) taken = parent;
      if (!taken) {
        this.nodeOf(path.parent, root).entries.set(path.name, value);
      } else if (!repeats(values[taken.slot], value)) {
        this.nodeOf(taken.parent, root).entries.set(taken.name + path.key.slice(taken.key.length), value);
      }
    }
    return root;
  }

  private nodeOf(path: FieldPath | undefined, root: HashMap): HashMap {
    if (!path) return root;
    if (path.nodeTurn !== this.turn) {
      path.node = new HashMap();
      path.nodeTurn = this.turn;
      this.nodeOf(path.parent, root).entries.set(path.name, path.node);
    }
    return path.node;
  }

  private newPath(key: string): FieldPath {
    const dot = key.lastIndexOf('.');
    // Dots that separate nothing are part of the name.
    const isName = dot < 0 || key.startsWith('.') || key.endsWith('.') || key.includes('..');
    const quoted = quoteJson(key);
    const path: FieldPath = {
      key,
      quoted: quoted.includes('\\') ? undefined : quoted,
      name: isName ? key : key.slice(dot + 1),
      parent: isName ? undefined : this.path(key.slice(0, dot)),
      isMetadata: metadataFields.has(key),
      fieldTurn: 0,
      slot: 0,
      nodeTurn: 0,
      node: noNode,
      next: undefined,
    };
    this.paths.set(key, path);
    return path;
  }

  private unwrap(value: unknown): unknown {
    if (!Array.isArray(value)) return value;
    if (value.length === 1) return this.element(value[0]);
    for (const item of value) if (item instanceof HashMap) return value.map((element) => this.element(element));
    return value;
  }

  /** An element of a nested field holds fields: nothing but lists. */
  private element(value: unknown): unknown {
    if (!(value instanceof HashMap) || value.size === 0) return value;
    for (const item of value.entries.values()) if (!Array.isArray(item)) return value;
    return nestAt(this.depth + 1, value);
  }
}

/** Whether every value of a possible multi-field is a value of the field itself. */
function repeats(field: unknown, multiField: unknown): boolean {
  const values: unknown[] = Array.isArray(field) ? field : [field];
  const copies: unknown[] = Array.isArray(multiField) ? multiField : [multiField];
  return copies.every((copy) => values.some((value) => value === copy || textOf(value) === textOf(copy)));
}

// Fields inside fields are nested while the outer ones are at work, so each level has a nester of its own.
const nesters: FieldNester[] = [];

/** The nested document of flat fields. Does not change its argument. */
export function nestFields(fields: HashMap): HashMap {
  return nestAt(0, fields);
}

function nestAt(depth: number, fields: HashMap): HashMap {
  const nester = (nesters[depth] ??= new FieldNester(depth));
  nester.begin();
  for (const [key, value] of fields.entries as Map<string, unknown>) nester.add(nester.path(key), value);
  return nester.end();
}
