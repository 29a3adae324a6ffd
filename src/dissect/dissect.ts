// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Dissect as Elasticsearch 9.5.3 has it: cuts a text at fixed delimiters, without regular expressions.

import { Failure } from '../diagnostics/failure.js';
import { HashMap } from '../values/maps.js';
import { parseSmall } from '../values/parseNumbers.js';

/** What a key's modifier says to do with its value. */
type Role = 'field' | 'append' | 'name' | 'value' | 'skip';

interface Key {
  readonly role: Role;
  readonly name: string;
  /** Place among the values that are appended to each other. */
  readonly order: number;
  /** `->`: repeated delimiters behind the key count as one. */
  readonly padded: boolean;
}

interface Part {
  readonly key: Key;
  /** Text behind the key; empty only behind the last one, or where nothing can match. */
  readonly delimiter: string;
}

/** A compiled dissect pattern. */
export class Dissect {
  readonly pattern: string;
  private readonly leading: string;
  private readonly parts: readonly Part[];
  private readonly separator: string;

  /**
   * @param separator stands between appended values
   * @throws Failure pattern_parse, key_parse or number_format_exception, with the server's words.
   */
  constructor(pattern: string, separator = '') {
    this.pattern = pattern;
    this.separator = separator;
    const first = pattern.indexOf('%{');
    this.leading = first > 0 ? pattern.slice(0, first) : '';
    this.parts = withAppends(splitPattern(pattern.slice(this.leading.length)));
    if (this.parts.every(({ key }) => key.role === 'skip')) {
      throw patternParse(pattern, 'Unable to find any keys or delimiters.');
    }
    checkReferences(pattern, this.parts);
  }

  /**
   * Cuts a text; the fields are in no particular order.
   *
   * @throws Failure find_match "Unable to find match for dissect pattern: .. against source: ..".
   */
  match(text: string): Map<string, string | null> {
    const values = this.cut(text);
    if (!values) {
      throw new Failure(
        'find_match',
        `Unable to find match for dissect pattern: ${this.pattern} against source: ${text}`,
      );
    }
    return this.collect(values);
  }

  /** A value for each key, or undefined where the text does not fit. */
  private cut(text: string): string[] | undefined {
    const { parts } = this;
    // What stands before the first key is never the whole text.
    if (text.length <= this.leading.length || !text.startsWith(this.leading)) return undefined;
    const values: string[] = [];
    let start = this.leading.length;
    let current = 0;
    for (;;) {
      const { delimiter } = parts[current]!;
      if (delimiter === '') break;
      const at = text.indexOf(delimiter, start);
      if (at < 0) return undefined;
      values.push(text.slice(start, at));
      start = at + delimiter.length;
      while (text.startsWith(delimiter, start)) {
        // The server looks for the same delimiter again, whatever stands behind the keys that it fills with nothing.
        start += delimiter.length;
        if (parts[current]!.key.padded) continue;
        if (current + 1 === parts.length) break;
        current++;
        values.push('');
      }
      if (current + 1 === parts.length) break;
      current++;
    }
    if (values.length < parts.length && parts[current]!.delimiter === '') values.push(text.slice(start));
    return values.length === parts.length ? values : undefined;
  }

  private collect(values: readonly string[]): Map<string, string | null> {
    const fields = new Map<string, string | null>();
    const appended = new Map<string, { order: number; value: string }[]>();
    const references = new Map<string, { name?: string; value?: string }>();
    this.parts.forEach(({ key }, index) => {
      const value = values[index]!;
      switch (key.role) {
        case 'field':
          fields.set(key.name, value);
          break;
        case 'append': {
          const list = appended.get(key.name);
          if (list) list.push({ order: key.order, value });
          else appended.set(key.name, [{ order: key.order, value }]);
          break;
        }
        case 'name':
        case 'value':
          references.set(key.name, { ...references.get(key.name), [key.role]: value });
          break;
        case 'skip':
          break;
      }
    });
    for (const [name, list] of appended) {
      list.sort((a, b) => a.order - b.order);
      fields.set(name, list.map(({ value }) => value).join(this.separator));
    }
    for (const { name, value } of references.values()) if (name !== undefined) fields.set(name, value ?? null);
    return fields;
  }
}

/** Pairs of a key and the delimiter behind it. */
function splitPattern(pattern: string): Part[] {
  const parts: Part[] = [];
  for (const [, key, delimiter] of pattern.matchAll(/%\{([^}]*?)\}(.+?(?=%\{)|.*$)/gs)) {
    parts.push({ key: parseKey(key!), delimiter: delimiter! });
  }
  return parts;
}

/**
 * Key : ( `+` | `?` | `*` | `&` )? Name ( `/` Order )? `->`?
 */
function parseKey(text: string): Key {
  if (text === '' || text === '->') return { role: 'skip', name: '', order: 0, padded: text !== '' };
  const fail = (reason: string): Failure => new Failure('key_parse', `Unable to parse key: ${text} Reason: ${reason}`);
  const modifiers = (text.match(/[+*&?/]/g) ?? []).sort().join('');
  if (modifiers.length > 1 && modifiers !== '+/') throw fail('multiple modifiers are not allowed.');
  const padded = text.endsWith('->');
  const body = padded ? text.slice(0, -2) : text;
  const match = /^([+*&?]?)([^+*&?/]*?)(?:\/([0-9]+))?$/.exec(body);
  const [, modifier, name, order] = match ?? [];
  if (!match || (order !== undefined && modifier !== '+')) {
    throw fail('The key name could not be determined');
  }
  if (modifier === '?') return { role: 'skip', name: name!, order: 0, padded };
  if (name === '') throw fail('The key name could not be determined');
  const role = modifier === '+' ? 'append' : modifier === '*' ? 'name' : modifier === '&' ? 'value' : 'field';
  return { role, name: name!, order: order === undefined ? -1 : parseSmall(order, 10, 0, 32767), padded };
}

/** Plain keys of a name that is appended to somewhere are appended too; without an order they stay in theirs, before the others. */
function withAppends(parts: readonly Part[]): Part[] {
  const appended = new Set(parts.filter(({ key }) => key.role === 'append').map(({ key }) => key.name));
  let implicit = -parts.length;
  return parts.map(({ key, delimiter }) => {
    if (!appended.has(key.name) || (key.role !== 'field' && key.role !== 'append')) return { key, delimiter };
    const order = key.order >= 0 ? key.order : implicit++;
    return { key: { ...key, role: 'append', order }, delimiter };
  });
}

function checkReferences(pattern: string, parts: readonly Part[]): void {
  const references = parts.filter(({ key }) => key.role === 'name' || key.role === 'value').map(({ key }) => key.name);
  // Of several mistakes the server names the first in the order of a HashMap.
  for (const [name] of new HashMap(new Map(references.map((name) => [name, null]))).javaEntries()) {
    const same = references.filter((other) => other === name);
    if (same.length !== 2) {
      throw patternParse(
        pattern,
        `Found invalid key/reference associations: '${same.join(',')}' Please ensure each '*<key>' is matched with a matching '&<key>`,
      );
    }
  }
}

function patternParse(pattern: string, reason: string): Failure {
  return new Failure('pattern_parse', `Unable to parse pattern: ${pattern} Reason: ${reason}`);
}
