// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Case files as YAML: plain integers are ints, every other number type has a tag (!long 5, !double 1.5), so that a reader
// sees the type and an editor cannot lose it.

import { isCollection, isMap, isScalar, isSeq, parseDocument, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { CollectionTag, Document, ScalarTag } from 'yaml';

import { tagNames, taggedOf, type TagName, type TypedValue } from './typedValue.js';

const collectionTags: readonly TagName[] = ['set', 'map', 'array'];

/** Stands where the server's answer is still to be recorded. */
export const unrecorded = '!record';

const scalarTag = (tag: string): ScalarTag => ({ tag, resolve: (text) => text });
const customTags: (ScalarTag | CollectionTag)[] = [
  ...tagNames.filter((name) => !collectionTags.includes(name)).map((name) => scalarTag(`!${name}`)),
  ...collectionTags.map((name): CollectionTag => ({
    tag: `!${name}`,
    collection: 'seq',
    resolve: (value) => value,
  })),
  { tag: '!error', collection: 'map', resolve: (value) => value },
  scalarTag(unrecorded),
];

/** Reads a case file; throws with file name, line and column when it is not YAML. */
export function parseSuite(text: string, file: string): Document {
  const document = parseDocument(text, { customTags, intAsBigInt: true, uniqueKeys: true, prettyErrors: true });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw new Error(`${file}: ${problem.message}`);
  return document;
}

/** Prints a case file. */
export function printSuite(document: Document): string {
  return document.toString({ lineWidth: 0, flowCollectionPadding: true, singleQuote: true, blockQuote: 'literal' });
}

/** A node of a case file as plain data: typed values where values stand, `{error: ...}` for !error, `unrecorded` for !record. */
export function plainOf(node: unknown): TypedValue {
  if (node === null || node === undefined) return null;
  if (isScalar(node)) return plainScalar(node);
  const tag = isCollection(node) && node.tag?.startsWith('!') ? node.tag.slice(1) : undefined;
  if (isSeq(node)) {
    const items = node.items.map(plainOf);
    return tag === undefined ? items : { [`$${tag}`]: items };
  }
  if (isMap(node)) {
    const entries = Object.fromEntries(node.items.map((pair) => [keyText(pair.key), plainOf(pair.value)]));
    return tag === undefined ? entries : { [`!${tag}`]: entries };
  }
  throw new Error('Anchors are not used in case files.');
}

/** Text of a map's key. */
export function keyText(key: unknown): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : String(key);
}

function plainScalar(scalar: Scalar): TypedValue {
  if (scalar.tag === unrecorded) return unrecorded;
  if (scalar.tag?.startsWith('!')) return { [`$${scalar.tag.slice(1)}`]: String(scalar.value) };
  const { value } = scalar;
  if (typeof value === 'bigint') {
    if (value >= -2147483648n && value <= 2147483647n) return Number(value);
    const isLong = value >= -(2n ** 63n) && value < 2n ** 63n;
    return isLong ? { $long: value.toString() } : { $biginteger: value.toString() };
  }
  if (typeof value === 'number')
    throw new Error(`Write !double ${scalar.source ?? value}: a plain number with a fraction has no stated type.`);
  return value as TypedValue;
}

/** The node that plainOf reads back as the same value. */
export function nodeOf(value: TypedValue, document: Document): unknown {
  if (typeof value === 'string') {
    const node = new Scalar(value);
    if (needsEscapes(value)) node.type = 'QUOTE_DOUBLE';
    return node;
  }
  if (typeof value !== 'object' || value === null) return new Scalar(value);
  if (Array.isArray(value)) return sequence(value as TypedValue[], document);
  const tagged = taggedOf(value);
  if (tagged === undefined) {
    const map = new YAMLMap(document.schema);
    for (const [key, item] of Object.entries(value))
      map.add({ key: nodeOf(key, document), value: nodeOf(item, document) });
    map.flow = true;
    return map;
  }
  const node = Array.isArray(tagged.content)
    ? sequence(tagged.content as TypedValue[], document)
    : (nodeOf(tagged.content, document) as Scalar);
  node.tag = `!${tagged.tag}`;
  return node;
}

function sequence(items: readonly TypedValue[], document: Document): YAMLSeq {
  const list = new YAMLSeq(document.schema);
  list.items = items.map((item) => nodeOf(item, document));
  list.flow = true;
  return list;
}

/** Characters that would not survive, or not be seen, in a plain or single-quoted YAML text. */
function needsEscapes(text: string): boolean {
  return /[^\x20-\x7e]/.test(text);
}
