// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The field API of ingest scripts: a path of the document that is read, written and moved, and the documents nested in
// it. Behaviour and messages as org.elasticsearch.script.field.WriteField and NestedDocument have them (8.5 to 9.x).

import { HashMap } from '../../../values/maps.js';
import { HashSet, UnmodifiableList } from '../../../values/collections.js';
import { classNameOf } from '../../../values/className.js';
import { identityHash } from '../../../values/identity.js';
import { textOf } from '../../../values/javaText.js';
import {
  illegalArgument,
  illegalState,
  noSuchElement,
  nonNull,
  unsupportedOperation,
} from '../../runtime/exceptions.js';
import { JavaIterable, JavaIterator, iteratorOf } from '../../runtime/iteration.js';
import { checkIndex } from '../java.util/listBounds.js';
import { addItem, removeAt, removeWhere, rewrite } from '../java.util/lists.js';

/** Stands for a value that is not there, which null is not. */
const missing = Symbol('missing');

type Test = (value: unknown) => boolean;

/** Where a path ends: a key of a map, which need not be there. */
interface Leaf {
  readonly container: HashMap;
  readonly key: string;
}

/**
 * A path in a document. It is resolved when the field is made, one segment at a time; the segments from the first one
 * on that is no map may be a single key with dots.
 */
export class WriteField extends JavaIterable {
  readonly javaClassName = 'org.elasticsearch.script.field.WriteField';
  private path: string;
  private root: HashMap;
  private leaf: Leaf | undefined;

  constructor(path: string | null, root: HashMap) {
    super();
    this.path = nonNull(path, 'Cannot invoke "String.indexOf(int)" because "this.path" is null');
    this.root = root;
    this.leaf = this.resolve();
  }

  get name(): string {
    return this.path;
  }

  exists(): boolean {
    return this.leaf?.container.has(this.leaf.key) === true;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** Elements of a list, 1 for any other value, null included. */
  get size(): number {
    const value = this.value();
    if (value === missing) return 0;
    return Array.isArray(value) ? value.length : 1;
  }

  get(fallback: unknown): unknown {
    const value = this.value();
    return value === missing ? fallback : value;
  }

  getAt(index: number, fallback: unknown): unknown {
    const value = this.value();
    if (!Array.isArray(value)) return value !== missing && index === 0 ? value : fallback;
    if (index >= value.length) return fallback;
    checkIndex(index, value.length);
    return value[index];
  }

  hasValue(test: Test): boolean {
    const value = this.value();
    if (value === missing) return false;
    return Array.isArray(value) ? value.some((item) => test(item)) : test(value);
  }

  iterator(): JavaIterator {
    const value = this.value();
    if (value === missing) return iteratorOf([])!;
    return Array.isArray(value) ? iteratorOf(value)! : new SingleIteration(value, unsupportedOperation);
  }

  /** @throws illegal_argument_exception for a destination that holds something. */
  move(target: unknown): this {
    const destination = this.destination('move', target);
    if (!destination.isEmpty) throw illegalArgument(`Cannot move to non-empty destination [${destination.path}]`);
    return this.moveTo(destination);
  }

  overwrite(target: unknown): this {
    return this.moveTo(this.destination('overwrite', target));
  }

  remove(): void {
    this.leaf = this.resolve();
    this.leaf?.container.remove(this.leaf.key);
  }

  set(value: unknown): this {
    const { container, key } = this.reach();
    if (value instanceof NestedDocument) {
      throw illegalArgument(`cannot set NestedDocument [${textOf(value.content)}] as path [${this.path}]`);
    }
    container.put(key, value);
    return this;
  }

  append(value: unknown): this {
    const { container, key } = this.reach();
    if (value instanceof NestedDocument) {
      throw illegalArgument(`cannot append NestedDocument [${textOf(value.content)}] to path [${this.path}]`);
    }
    const former = container.get(key);
    if (Array.isArray(former)) addItem(former, value);
    else container.put(key, former === null ? [value] : [former, value]);
    return this;
  }

  transform(change: (value: unknown) => unknown): this {
    const value = this.value();
    if (Array.isArray(value)) {
      rewrite(
        value,
        value.map((item) => change(item)),
      );
    } else if (value !== missing) this.leaf!.container.put(this.leaf!.key, change(value));
    return this;
  }

  /** Removes duplicates from a list, which takes the order of a hash set. */
  deduplicate(): this {
    const value = this.value();
    if (Array.isArray(value)) {
      const kept = [...new HashSet(value)];
      removeWhere(value, () => true);
      for (const item of kept) addItem(value, item);
    }
    return this;
  }

  removeValuesIf(test: Test): this {
    const value = this.value();
    if (Array.isArray(value)) removeWhere(value, test);
    else if (value !== missing && test(value)) this.leaf!.container.remove(this.leaf!.key);
    return this;
  }

  removeValue(index: number): this {
    const value = this.value();
    if (Array.isArray(value)) {
      if (index < value.length) removeAt(value, index);
    } else if (value !== missing && index === 0) this.leaf!.container.remove(this.leaf!.key);
    return this;
  }

  /** A new document at the end of the field. */
  appendDocument(): NestedDocument {
    const document = new NestedDocument(this, new HashMap());
    const documents = this.documents();
    if (documents) addItem(documents, document.content);
    else this.set(document.content);
    return document;
  }

  /** The document at an index; those before it are made where the list is too short. */
  documentAt(index: number): NestedDocument {
    let documents = this.documents();
    if (!documents) {
      if (index === 0) return this.appendDocument();
      if (index < -1) throw illegalArgument(`Illegal Capacity: ${index + 1}`);
      documents = [];
      this.set(documents);
    }
    if (index < documents.length) {
      checkIndex(index, documents.length);
      return new NestedDocument(this, nonNull(documents[index] as HashMap | null));
    }
    while (documents.length < index) addItem(documents, new HashMap());
    return this.appendDocument();
  }

  /** All documents of the field. */
  eachDocument(): unknown {
    const value = this.value();
    if (value === missing) {
      return new UnmodifiableList();
    }
    if (!Array.isArray(value) && !(value instanceof HashMap)) {
      throw illegalState(
        `Unexpected value [${textOf(value)}] of type [${className(value)}] at [${this.path}] for docs()`,
      );
    }
    return new NestedDocuments(this, value);
  }

  /** Takes a nested document away: that very object, not one that is equal to it. */
  removeDocument(document: HashMap): void {
    const value = this.value();
    if (Array.isArray(value)) {
      const index = value.indexOf(document);
      if (index >= 0) removeAt(value, index);
    } else if (value !== missing) this.leaf!.container.remove(this.leaf!.key);
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }

  override toString(): string {
    return `${this.javaClassName}@${this.hashCode().toString(16)}`;
  }

  private value(): unknown {
    const { leaf } = this;
    if (!leaf) return missing;
    const value = leaf.container.get(leaf.key);
    return value === null && !leaf.container.has(leaf.key) ? missing : value;
  }

  private destination(verb: string, target: unknown): WriteField {
    if (target instanceof WriteField) return target;
    if (typeof target === 'string') return new WriteField(target, this.root);
    throw illegalArgument(
      `Cannot call ${verb} with [${target === null ? 'null' : textOf(target)}], must be String or WriteField, not [${className(target)}]`,
    );
  }

  private moveTo(destination: WriteField): this {
    const value = this.value();
    this.remove();
    this.path = destination.path;
    this.root = destination.root;
    this.leaf = undefined;
    if (value === missing) this.remove();
    else this.set(value);
    destination.leaf = destination.resolve();
    return this;
  }

  private documents(): unknown[] | undefined {
    const value = this.value();
    if (value === missing) return undefined;
    if (Array.isArray(value)) return value as unknown[];
    if (value instanceof HashMap) {
      const documents = [value];
      this.set(documents);
      return documents;
    }
    throw illegalState(
      `Unexpected value [${textOf(value)}] of type [${className(value)}] at path [${this.path}], expected Map or List of Map`,
    );
  }

  /** The leaf, made with the maps on its way where it is not there. */
  private reach(): Leaf {
    this.leaf ??= this.resolve() ?? this.create();
    return this.leaf;
  }

  private resolve(): Leaf | undefined {
    let container = this.root;
    let start = 0;
    for (let dot = this.path.indexOf('.'); dot >= 0; dot = this.path.indexOf('.', start)) {
      const next = container.get(this.path.slice(start, dot));
      if (!(next instanceof HashMap)) {
        const rest = this.path.slice(start);
        return container.has(rest) ? { container, key: rest } : undefined;
      }
      container = next;
      start = dot + 1;
    }
    return { container, key: this.path.slice(start) };
  }

  private create(): Leaf {
    // Java's split drops empty segments at the end.
    const segments = this.path.replace(/\.+$/, '').split('.');
    let container = this.root;
    for (const [index, segment] of segments.slice(0, -1).entries()) {
      const next = container.get(segment);
      if (next instanceof HashMap) {
        container = next;
      } else if (next === null && !container.has(segment)) {
        const made = new HashMap();
        container.put(segment, made);
        container = made;
      } else {
        throw illegalArgument(
          `Segment [${index}:'${segment}'] has value [${textOf(next)}] of type [${className(next)}]`,
        );
      }
    }
    return { container, key: segments.at(-1)! };
  }
}

/** A map inside a field: fields of it are paths from there. */
export class NestedDocument {
  readonly javaClassName = 'org.elasticsearch.script.field.NestedDocument';
  readonly content: HashMap;
  private readonly parent: WriteField;

  constructor(parent: WriteField, content: HashMap) {
    this.parent = parent;
    this.content = content;
  }

  field(path: string | null): WriteField {
    return new WriteField(path, this.content);
  }

  exists(): boolean {
    return this.parent.exists();
  }

  remove(): void {
    this.parent.removeDocument(this.content);
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }

  toString(): string {
    return `${this.javaClassName}@${this.hashCode().toString(16)}`;
  }
}

/** What WriteField.docs() gives: the documents of a list, or one. */
export class NestedDocuments extends JavaIterable {
  private readonly field: WriteField;
  private readonly value: unknown[] | HashMap;

  constructor(field: WriteField, value: unknown[] | HashMap) {
    super();
    this.field = field;
    this.value = value;
  }

  iterator(): JavaIterator {
    const { field, value } = this;
    if (value instanceof HashMap) return new SingleIteration(new NestedDocument(field, value), () => field.remove());
    return new DocumentIteration(field, value);
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }
}

/** Gives one value; what remove() does is told. */
class SingleIteration extends JavaIterator {
  private readonly value: unknown;
  private readonly removal: () => unknown;
  private done = false;

  constructor(value: unknown, removal: () => unknown) {
    super();
    this.value = value;
    this.removal = removal;
  }

  hasNext(): boolean {
    return !this.done;
  }

  next(): unknown {
    if (this.done) throw noSuchElement(null);
    this.done = true;
    return this.value;
  }

  remove(): void {
    this.removal();
  }
}

/** Gives the maps of a list as documents. */
class DocumentIteration extends JavaIterator {
  private readonly field: WriteField;
  private readonly items: JavaIterator;
  private index = 0;

  constructor(field: WriteField, list: unknown[]) {
    super();
    this.field = field;
    this.items = iteratorOf(list)!;
  }

  hasNext(): boolean {
    return this.items.hasNext();
  }

  next(): unknown {
    const value = this.items.next();
    if (!(value instanceof HashMap)) {
      throw illegalState(
        `Unexpected value [${textOf(value)}] of type [${className(value)}] at [${this.field.name}] and index [${this.index}] for docs() iterator`,
      );
    }
    this.index++;
    return new NestedDocument(this.field, value);
  }

  remove(): void {
    this.items.remove();
  }
}

function className(value: unknown): string {
  return value === null ? 'null' : classNameOf(value);
}
