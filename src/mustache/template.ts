// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Mustache as the server's ingest templates use it (lang-mustache, Elasticsearch 7.x to 9.x): variables, sections,
// inverted sections, comments, other delimiters, and the functions toJson, join and url. Partials are refused.

import { Failure } from '../diagnostics/failure.js';
import { JavaCollection } from '../values/collections.js';
import { JavaArray } from '../values/javaArray.js';
import { HashMap } from '../values/maps.js';
import { printJson } from '../values/json.js';
import { textOf } from '../values/javaText.js';
import { keyOf } from '../values/identity.js';
import { escapes, type MediaType } from './escape.js';
import { parseTemplate, type Node } from './parser.js';

/** What a template looks names up in; a HashMap is one. */
export interface Model {
  get(key: unknown): unknown;
}

/** A template that is ready to render. */
export interface Template {
  /** The text, where the template holds no tag at all. */
  readonly constant: string | undefined;
  render(model: Model): string;
}

/**
 * Compiles a template. Values of `{{x}}` are escaped for the media type, those of `{{{x}}}` and `{{&x}}` are not.
 *
 * @throws DiagnosticError MU1001 for a template that the server would refuse.
 */
export function compileTemplate(text: string, mediaType: MediaType = 'application/json'): Template {
  if (!text.includes('{{')) return { constant: text, render: () => text };
  const nodes = parseTemplate(text);
  const escape = escapes[mediaType];
  return { constant: undefined, render: (model) => render(nodes, [model], escape) };
}

type Escape = (text: string) => string;

function render(nodes: readonly Node[], scopes: readonly unknown[], escape: Escape): string {
  let result = '';
  for (const node of nodes) {
    switch (node.kind) {
      case 'text':
        result += node.text;
        break;
      case 'variable': {
        const text = stringOf(lookUp(node.path, scopes));
        result += node.escaped ? escape(text) : text;
        break;
      }
      case 'section':
        for (const scope of scopesOf(lookUp(node.path, scopes)))
          result += render(node.body, [...scopes, scope], escape);
        break;
      case 'inverted':
        if (scopesOf(lookUp(node.path, scopes)).length === 0) result += render(node.body, scopes, escape);
        break;
      case 'toJson':
        result += jsonOf(node.path === null ? null : lookUp(node.path, scopes));
        break;
      case 'join': {
        const list = node.path === null ? null : lookUp(node.path, scopes);
        const items = itemsOf(list);
        result += items ? joined(items, node.delimiter) : render(node.body, scopes, escape);
        break;
      }
      case 'url':
        result += escapes['application/x-www-form-urlencoded'](render(node.body, scopes, (text) => text));
        break;
    }
  }
  return result;
}

/** The value of a dotted name, looked for in the innermost scope first. */
function lookUp(path: string, scopes: readonly unknown[]): unknown {
  if (path === '.') return scopes.findLast((scope) => scope !== null) ?? null;
  for (let at = scopes.length - 1; at >= 0; at--) {
    const value = find(scopes[at], path);
    if (value !== absent) return value;
  }
  return null;
}

const absent = Symbol('absent');

/** A key that holds dots itself comes before the way through its parts. */
function find(scope: unknown, name: string, whole = name): unknown {
  const value = step(scope, name, whole);
  const dot = name.indexOf('.');
  if (value !== absent || dot < 0) return value;
  const head = step(scope, name.slice(0, dot), whole);
  return head === absent || head === null ? absent : find(head, name.slice(dot + 1), whole);
}

/** Methods of a text that a name calls, as the server does by reflection. */
const textMethods: Readonly<Record<string, (text: string) => unknown>> = {
  length: (text) => text.length,
  isEmpty: (text) => text === '',
  empty: (text) => text === '',
  isBlank: (text) => text.trim() === '',
  blank: (text) => text.trim() === '',
  trim: (text) => text.trim(),
  toLowerCase: (text) => text.toLowerCase(),
  toUpperCase: (text) => text.toUpperCase(),
};

function step(scope: unknown, name: string, whole: string): unknown {
  const items = itemsOf(scope);
  if (items) {
    if (name === 'size') return items.length;
    if (!/^[+-]?\d+$/.test(name)) return absent;
    const index = Number(name);
    if (index < 0 || index >= items.length) {
      throw new Failure('mustache_exception', `Failed to get value for ${whole} @[query-template:1]`);
    }
    return items[index] ?? absent;
  }
  if (scope instanceof HashMap) {
    const value = scope.get(name);
    return value === null && !scope.has(name) ? absent : value;
  }
  if (isModel(scope)) return scope.get(name) ?? absent;
  if (typeof scope === 'string' && Object.hasOwn(textMethods, name)) return textMethods[name]!(scope);
  return absent;
}

function isModel(scope: unknown): scope is Model {
  return typeof scope === 'object' && scope !== null && 'isTemplateModel' in scope;
}

/** The items of a list, another collection or an array; undefined for any other value. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as unknown[];
  if (value instanceof JavaCollection) return [...value];
  return value instanceof JavaArray ? value.boxed : undefined;
}

/** The scopes that a section renders its body for: none where the value is missing, false or empty. */
function scopesOf(value: unknown): readonly unknown[] {
  if (value === null || value === false || value === '') return [];
  return itemsOf(value) ?? [value];
}

/** A value as text. A list prints as the map of its indexes, as the server wraps lists for templates. */
function stringOf(value: unknown): string {
  if (value === null) return '';
  const items = itemsOf(value);
  if (!items) return textOf(value);
  return `{${items.map((item, index) => `${index}=${textOf(item)}`).join(', ')}}`;
}

function jsonOf(value: unknown): string {
  // A scalar has no braces of its own: the server prints it as plain text.
  if (!itemsOf(value) && !(value instanceof HashMap)) return value === null ? '' : textOf(value);
  // What contains itself is refused here, before it is copied.
  printJson(value);
  return printJson(inJavaOrder(value));
}

/** The same value with the keys of its maps in the order in which the server comes upon them; the document's with its metadata. */
function inJavaOrder(value: unknown): unknown {
  const items = itemsOf(value);
  if (items) return items.map(inJavaOrder);
  if (!(value instanceof HashMap)) return value;
  return new HashMap(new Map(value.javaEntries().map(([key, item]) => [key, inJavaOrder(item)])));
}

function joined(list: readonly unknown[], delimiter: string): string {
  if (list.includes(null)) {
    const cause = new Failure('null_pointer_exception', null);
    throw new Failure('mustache_exception', 'Function failure @[query-template:1]', { cause });
  }
  return list.map(textOf).join(delimiter);
}

/** Two scopes over one: names of the second map shadow those of the first. */
export class TemplateModel implements Model {
  readonly isTemplateModel = true;
  private readonly first: Model;
  private readonly overrides: ReadonlyMap<unknown, unknown>;

  constructor(first: Model, overrides: ReadonlyMap<unknown, unknown>) {
    this.first = first;
    this.overrides = overrides;
  }

  toString(): string {
    return textOf(this.first);
  }

  get(key: unknown): unknown {
    return this.overrides.get(keyOf(key)) ?? this.first.get(key);
  }
}
