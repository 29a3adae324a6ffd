// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Damages documents as senders, networks and truncating transports do: fields that are missing, of another type, swapped, cut, or odd.

import { parseJson, printJson } from '../../../src/values/json.js';
import { typedOf, valueOf, type TypedValue } from '../../conformance/format/typedValue.js';
import type { Choices } from './choices.js';

type Plain = Record<string, TypedValue>;

/** A place in a document: a key of an object, or an index of a list. */
interface Place {
  readonly parent: Plain | TypedValue[];
  readonly key: string | number;
}

/** The document with one to four damages. */
export function damage(document: TypedValue, choices: Choices): TypedValue {
  const root = { document: copyOf(document) };
  for (let left = 1 + choices.below(4); left > 0; left--) damageOnce(root, choices);
  return wellFormed(root.document);
}

/** Without half characters, which cuts leave: the node cannot print them in UTF-8. */
function wellFormed(value: TypedValue): TypedValue {
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '\ufffd');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly TypedValue[]).map(wellFormed);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [wellFormed(key) as string, wellFormed(item)]));
}

const copyOf = (value: TypedValue): TypedValue => structuredClone(value);

const isObject = (value: TypedValue | undefined): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A number that is an object only to keep its type. */
const isNumber = (value: TypedValue): boolean =>
  typeof value === 'number' || (isObject(value) && ('$long' in value || '$double' in value || '$biginteger' in value));

function damageOnce(root: Plain, choices: Choices): void {
  const places = placesBelow(root['document']!);
  if (places.length === 0) {
    (root['document'] as Plain)['message'] = choices.pick(texts);
    return;
  }
  const place = choices.pick(places);
  const value = valueAt(place)!;
  // Texts are what pipelines parse: half of the damage is done inside of them.
  if (typeof value === 'string' && value.length > 0 && choices.chance(60)) {
    put(place, damageText(value, choices));
    return;
  }
  const other = choices.pick(places);
  choices.pick<() => void>([
    () => remove(place),
    () => put(place, anyValue(choices)),
    () => put(place, null),
    () => put(place, ofAnotherType(value)),
    () => put(place, [value]),
    () => put(place, { [choices.pick(keys)]: value }),
    () => put(place, copyOf(valueAt(other) ?? null)),
    () => swap(place, other),
    () => rename(place, choices),
    () => put(place, Array.isArray(value) ? [value, value].flat() : [value, value]),
    () => ((root['document'] as Plain)[choices.pick(keys)] = anyValue(choices)),
  ])();
}

/** All places of a document, each at every depth as likely as any other. */
function placesBelow(value: TypedValue): Place[] {
  if (isNumber(value) || typeof value !== 'object' || value === null) return [];
  const parent = value as Plain | TypedValue[];
  return Object.entries(parent as Plain).flatMap(([key, item]) => [
    { parent, key: Array.isArray(parent) ? Number(key) : key },
    ...placesBelow(item),
  ]);
}

const valueAt = ({ parent, key }: Place): TypedValue | undefined => (parent as Plain)[key];

function put({ parent, key }: Place, value: TypedValue): void {
  (parent as Plain)[key] = value;
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(key as number, 1);
  else delete parent[key];
}

function swap(one: Place, other: Place): void {
  const [first, second] = [valueAt(one) ?? null, valueAt(other) ?? null];
  // Where one lies in the other, what is copied must not hold itself.
  put(one, copyOf(second));
  put(other, copyOf(first));
}

function rename(place: Place, choices: Choices): void {
  const { parent, key } = place;
  const value = valueAt(place)!;
  remove(place);
  const name = choices.pick([`${key}.x`, `x.${key}`, `${key} `, String(key).toUpperCase(), '', choices.pick(keys)]);
  (parent as Plain)[Array.isArray(parent) ? parent.length : name] = value;
}

function ofAnotherType(value: TypedValue): TypedValue {
  if (typeof value === 'string') {
    const number = Number(value);
    if (value.trim() === '' || !Number.isFinite(number)) return value.length;
    return Number.isInteger(number) && Math.abs(number) < 2 ** 31 ? number : { $double: String(number) };
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isNumber(value)) return Object.values(value as Plain)[0]!;
  if (Array.isArray(value)) return (value as TypedValue[])[0] ?? {};
  return value === null ? 'null' : Object.values(value as Plain);
}

const keys = ['message', 'event', 'a.b', 'a', 'json', 'host', 'ecs', 'tags', '@timestamp', 'related', 'error', ' '];

const texts = [
  '',
  ' ',
  '-',
  'null',
  'N/A',
  'true',
  '0',
  '-1',
  '007',
  '1.5',
  '1e3',
  '0x1F',
  '+5',
  '2147483648',
  '9223372036854775808',
  '1,234',
  '\u0000',
  '\u0130\u0131\u00df\ufb01',
  '\ud83d\ude00\u200d\ud83d\udd25',
  'e\u0301\u202eabc',
  '\u00a0x\u2003',
  '{{a}}',
  '{{{_ingest.timestamp}}}',
  '$1 \\ [x] (y',
  'a.b.c',
  'a,b,,c',
  'k=v k2="v 2" k3=',
  '"unclosed',
  '{"a":1,"a":2}',
  '{"a":[1,2.0,null,{"b":"c"}]}',
  '[1,2]',
  '{"a":',
  '{} x',
  '<xml a="b"/>',
  '<134>Jan  1 00:00:00 host app[12]: text',
  '10.0.0.1',
  '256.1.1.1',
  '::1',
  'fe80::1%eth0',
  '::ffff:10.1.2.3',
  'http://user:pw@host:99999/p a?q=%zz#f',
  'user@example.com',
  '2024-02-29T13:45:30.123456789Z',
  '2023-02-29T13:45:30Z',
  '2024-01-01T24:00:00Z',
  '2024-13-01 25:61:61',
  '99999-01-01T00:00:00Z',
  '0000-00-00 00:00:00',
  '1700000000',
  '1700000000123',
  '1700000000.123456',
  '99999999999999999',
  'Feb 30 12:00:00',
  'Mon, 01 Jan 2024 00:00:00 +0530',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
];

function anyValue(choices: Choices): TypedValue {
  return choices.pick<() => TypedValue>([
    () => choices.pick(texts),
    () =>
      choices.pick<TypedValue>([
        0,
        1,
        -1,
        65536,
        2147483647,
        { $long: '2147483648' },
        { $long: '1700000000123' },
        { $long: '9223372036854775807' },
        { $double: '0.0' },
        { $double: '-0.0' },
        { $double: '1.5' },
        { $double: '1.0E21' },
        { $double: '1.7E-10' },
        { $double: '1.7000000001E9' },
      ]),
    () => choices.chance(50),
    () => null,
    () => [],
    () => ({}),
    () => [choices.pick(texts), 1, null],
    () => ({ [choices.pick(keys)]: choices.pick(texts) }),
    () => [{ [choices.pick(keys)]: choices.pick(texts) }, choices.pick(texts)],
    () => [[choices.pick(texts)], []],
    () => ({ a: { b: { c: choices.pick(texts) } } }),
  ])();
}

/** What of a text may be a value for itself. */
const token = /[^\s,;:|=[\]{}()"'<>]+/g;

function damageText(text: string, choices: Choices): string {
  const inside = /^\s*[[{]/.test(text) && choices.chance(60) ? damageJson(text, choices) : undefined;
  if (inside !== undefined) return inside;
  const at = choices.below(text.length);
  const end = Math.min(text.length, at + 1 + choices.below(8));
  const tokens = [...text.matchAll(token)];
  const chosen = tokens.length > 0 ? choices.pick(tokens) : undefined;
  const replaced = (by: string): string =>
    chosen === undefined ? by : text.slice(0, chosen.index) + by + text.slice(chosen.index + chosen[0].length);
  return choices.pick<() => string>([
    () => text.slice(0, at),
    () => text.slice(at),
    () => text.slice(0, at) + text.slice(end),
    () =>
      text.slice(0, at) +
      choices.pick([
        '"',
        "'",
        '\\',
        ' ',
        '\n',
        '\t',
        ',',
        '=',
        '|',
        '{',
        '}',
        ']',
        '\u0000',
        '\u00e9',
        '\ud83d\ude00',
      ]) +
      text.slice(at),
    () => replaced(''),
    () => replaced(choices.pick(texts)),
    () => replaced(`${chosen?.[0] ?? ''} ${chosen?.[0] ?? ''}`),
    () => replaced((chosen?.[0] ?? '').toUpperCase()),
    () => replaced('9'.repeat(1 + choices.below(25))),
    () => text.replace(/\d+/g, (digits) => String(BigInt(digits) * 7n + 1n)),
    () => text.replace(/ /g, '  '),
    () => text.replace(/["']/g, ''),
    () => `${text}${text}`,
    () => `${text}\n`,
    () => text.toLowerCase(),
    () => text.repeat(Math.ceil(8192 / text.length)).slice(0, 8192),
    () => choices.pick(texts),
  ])();
}

/** A text that is JSON, with its content damaged; undefined for one that is not. */
function damageJson(text: string, choices: Choices): string | undefined {
  let content: unknown;
  try {
    content = parseJson(text);
  } catch {
    return undefined;
  }
  const root = { document: typedOf(content) };
  if (!isObject(root.document)) return undefined;
  damageOnce(root, choices);
  return printJson(valueOf(root.document));
}
