// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Classes and functions of scripts that work on documents.

import { string } from '../../analysis/types.js';
import { javaException } from '../../runtime/exceptions.js';
import type { ContextFunction } from '../../contexts/scriptContext.js';
import { javaClass, method, type ClassDeclaration } from '../table.js';
import { sourceOf, type DocumentMap } from './documentMap.js';
import { Metadata, metadataClass } from './Metadata.js';
import { NestedDocument, NestedDocuments, WriteField } from './WriteField.js';

type Test = (value: unknown) => boolean;

const writeFieldClass = javaClass(
  'org.elasticsearch.script.field.WriteField',
  'A path of the document. Segments that are no objects may be one key with dots.',
  [
    method('String getName()', 'The path.', (self: WriteField) => self.name, [["field('a.b').getName()", "'a.b'"]]),
    method('boolean exists()', 'Whether there is a value, null included.', (self: WriteField) => self.exists(), [
      ["field('a').set(null).exists()", 'true'],
      ["field('a').exists()", 'false'],
    ]),
    method('boolean isEmpty()', 'Whether there are no values.', (self: WriteField) => self.isEmpty, [
      ["field('a').set([]).isEmpty()", 'true'],
    ]),
    method('int size()', 'The number of values.', (self: WriteField) => self.size, [
      ["field('a').set('x').size()", '1'],
      ["field('a').append(1).append(2).size()", '2'],
    ]),
    method('Iterator iterator()', 'An iterator over the values.', (self: WriteField) => self.iterator()),
    method('def get(def)', 'The value, or a default.', (self: WriteField, fallback: unknown) => self.get(fallback), [
      ["field('a.b').get(5)", '(def) 5'],
      ["field('a.b').set(7).get(5)", '(def) 7'],
    ]),
    method(
      'def get(int,def)',
      'The value at an index, or a default.',
      (self: WriteField, index: number, fallback: unknown) => self.getAt(index, fallback),
      [["field('a').append(1).append(2).get(1, 5)", '(def) 2']],
    ),
    method('boolean hasValue(Predicate)', 'Whether a value passes a test.', (self: WriteField, test: Test) =>
      self.hasValue(test),
    ),
    method(
      'WriteField set(def)',
      'Sets the value; makes the objects on the way.',
      (self: WriteField, value: unknown) => self.set(value),
      [["field('a.b').set(1); return ctx.a.b", '(def) 1']],
    ),
    method(
      'WriteField append(def)',
      'Appends a value; what is no list becomes one.',
      (self: WriteField, value: unknown) => self.append(value),
      [["ctx.a = 1; field('a').append(2); return ctx.a", '(def) [1, 2]']],
    ),
    method('void remove()', 'Removes the field.', (self: WriteField) => self.remove(), [
      ["ctx.a = 1; field('a').remove(); return ctx.containsKey('a')", 'false'],
    ]),
    method(
      'WriteField move(def)',
      'Moves the value to a path or field that is empty.',
      (self: WriteField, target: unknown) => self.move(target),
      [["ctx.a = 1; field('a').move('b.c'); return ctx.b.c", '(def) 1']],
    ),
    method(
      'WriteField overwrite(def)',
      'Moves the value to a path or field, whatever that holds.',
      (self: WriteField, target: unknown) => self.overwrite(target),
      [["ctx.a = 1; ctx.b = 2; field('a').overwrite('b'); return ctx.b", '(def) 1']],
    ),
    method(
      'WriteField transform(Function)',
      'Replaces every value by the result of a function.',
      (self: WriteField, change: (value: unknown) => unknown) => self.transform(change),
      [["field('a').append(1).append(2).transform(x -> x + 1).get(null)", '(def) [2, 3]']],
    ),
    method(
      'WriteField deduplicate()',
      'Removes duplicates; the order is that of a HashSet.',
      (self: WriteField) => self.deduplicate(),
      [["field('a').append('x').append('x').deduplicate().size()", '1']],
    ),
    method(
      'WriteField removeValuesIf(Predicate)',
      'Removes the values that pass a test.',
      (self: WriteField, test: Test) => self.removeValuesIf(test),
      [["field('a').append(1).append(2).removeValuesIf(x -> x == 1).get(null)", '(def) [2]']],
    ),
    method(
      'WriteField removeValue(int)',
      'Removes the value at an index.',
      (self: WriteField, index: number) => self.removeValue(index),
      [["field('a').append(1).append(2).removeValue(0).get(null)", '(def) [2]']],
    ),
    method('NestedDocument doc()', 'Appends a document and gives it.', (self: WriteField) => self.appendDocument(), [
      ["field('a').doc().field('b').set(1); return ctx.a.b", '(def) 1'],
    ]),
    method(
      'NestedDocument doc(int)',
      'The document at an index; missing ones are made.',
      (self: WriteField, index: number) => self.documentAt(index),
      [["field('a').doc(1).field('b').set(1); return ctx.a[1].b", '(def) 1']],
    ),
    method('Iterable docs()', 'All documents of the field.', (self: WriteField) => self.eachDocument()),
  ],
  { supertypes: ['java.lang.Iterable'], represents: [WriteField] },
);

const nestedDocumentClass = javaClass(
  'org.elasticsearch.script.field.NestedDocument',
  'An object inside a field.',
  [
    method('WriteField field(String)', 'A path inside the object.', (self: NestedDocument, path: string | null) =>
      self.field(path),
    ),
    method('Stream fields(String)', 'Not implemented by the server either.', () => {
      throw javaException('java.lang.UnsupportedOperationException', 'unimplemented');
    }),
    method('boolean isEmpty()', 'Whether the object has no fields.', (self: NestedDocument) => self.content.size === 0),
    method('int size()', 'The number of fields.', (self: NestedDocument) => self.content.size),
    method('boolean exists()', 'Whether the field that holds it exists.', (self: NestedDocument) => self.exists()),
    method('void remove()', 'Removes the object from the field.', (self: NestedDocument) => self.remove()),
  ],
  { represents: [NestedDocument] },
);

const nestedDocumentsClass = javaClass(
  'org.elasticsearch.script.field.WriteField$Documents',
  'The documents of a field, as docs() gives them.',
  [],
  { supertypes: ['java.lang.Iterable'], represents: [NestedDocuments], qualified: true },
);

/** Classes of the field API. */
export const fieldClasses: readonly ClassDeclaration[] = [writeFieldClass, nestedDocumentClass, nestedDocumentsClass];

export { metadataClass };

/** `field('path')`. */
export const fieldFunction: ContextFunction = {
  name: 'field',
  parameters: [string],
  returns: 'org.elasticsearch.script.field.WriteField',
  doc: "A path of the document's source. `$('path', default)` is short for `field('path').get(default)`.",
  run: (ctx: DocumentMap, path: string | null) => new WriteField(path, sourceOf(ctx)),
};

/** `metadata()`. */
export const metadataFunction: ContextFunction = {
  name: 'metadata',
  parameters: [],
  returns: 'org.elasticsearch.script.Metadata',
  doc: "The document's metadata.",
  run: (ctx: DocumentMap) => new Metadata(ctx),
};
