// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A value as plain JSON that keeps its Java type: int, String, Boolean, null, list and map with text keys stand for
// themselves, any other is an object with one key that names the type, such as {"$long":"5"}. The node's plugin writes
// the same form (TypedValue.java); in case files it is written with YAML tags (suiteYaml.ts).

import { bigDecimalText, doubleText, floatText, textOf } from '../../../src/values/javaText.js';
import { ArrayDeque } from '../../../src/painless/stdlib/java.util/lists.js';
import { JavaSet } from '../../../src/values/collections.js';
import { JavaArray } from '../../../src/values/javaArray.js';
import { HashMap } from '../../../src/values/maps.js';
import {
  BigDecimal,
  BigInteger,
  Byte,
  Char,
  Double,
  Float,
  maxLong,
  minLong,
  Short,
} from '../../../src/values/numbers.js';

/** See the module's comment. */
export type TypedValue =
  null | boolean | number | string | readonly TypedValue[] | { readonly [key: string]: TypedValue };

/** The types that need a tag. */
export const tagNames = [
  'long',
  'double',
  'float',
  'short',
  'byte',
  'char',
  'biginteger',
  'bigdecimal',
  'set',
  'map',
  'array',
  'object',
] as const;

/** A type that needs a tag. */
export type TagName = (typeof tagNames)[number];

/** The tag and content of a tagged value, or undefined for any other. */
export function taggedOf(value: TypedValue): { tag: TagName; content: TypedValue } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  const tag = keys.length === 1 && keys[0]!.startsWith('$') ? (keys[0]!.slice(1) as TagName) : undefined;
  return tag !== undefined && tagNames.includes(tag)
    ? { tag, content: (value as Record<string, TypedValue>)[`$${tag}`]! }
    : undefined;
}

/** What our engine's value is, in this form. */
export function typedOf(value: unknown): TypedValue {
  if (value == null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return { $long: value.toString() };
  if (Array.isArray(value)) return value instanceof ArrayDeque ? { $object: textOf(value) } : value.map(typedOf);
  if (value instanceof Double) return { $double: doubleText(value.value) };
  if (value instanceof Float) return { $float: floatText(value.value) };
  if (value instanceof Short) return { $short: value.value.toString() };
  if (value instanceof Byte) return { $byte: value.value.toString() };
  if (value instanceof Char) return { $char: String.fromCharCode(value.code) };
  if (value instanceof BigInteger) return { $biginteger: value.value.toString() };
  if (value instanceof BigDecimal) return { $bigdecimal: bigDecimalText(value) };
  if (value instanceof HashMap) return typedMap(value);
  if (value instanceof JavaSet) return { $set: [...value].map(typedOf) };
  if (value instanceof JavaArray) return { $array: value.items.map((item) => typedOf(boxed(value.component, item))) };
  return { $object: textOf(value) };
}

/** An element of an array as the value that it is outside of it. */
function boxed(component: string, item: unknown): unknown {
  switch (component) {
    case 'double':
      return new Double(item as number);
    case 'float':
      return new Float(item as number);
    case 'short':
      return new Short(item as number);
    case 'byte':
      return new Byte(item as number);
    case 'char':
      return new Char(item as number);
    default:
      return item;
  }
}

function typedMap(map: HashMap): TypedValue {
  const entries = map.javaEntries();
  if (!entries.every(([key]) => typeof key === 'string')) {
    return { $map: entries.map(([key, item]) => [typedOf(key), typedOf(item)]) };
  }
  return Object.fromEntries(entries.map(([key, item]) => [key as string, typedOf(item)]));
}

/**
 * The value that our engine is given for an input: the reverse of typedOf for what JSON can say.
 *
 * @throws Error for types that no document can hold
 */
export function valueOf(typed: TypedValue): unknown {
  if (typeof typed !== 'object' || typed === null) return typed;
  if (Array.isArray(typed)) return typed.map(valueOf);
  const tagged = taggedOf(typed);
  if (tagged === undefined)
    return new HashMap(new Map(Object.entries(typed).map(([key, item]) => [key, valueOf(item)])));
  if (tagged.tag === 'double') return new Double(Number(tagged.content));
  const whole = BigInt(tagged.content as string);
  if (tagged.tag === 'long') {
    if (whole >= -2147483648n && whole <= 2147483647n) throw new Error(`A document cannot hold ${whole} as a long.`);
    return whole;
  }
  if (tagged.tag === 'biginteger' && (whole < minLong || whole > maxLong)) return new BigInteger(whole);
  throw new Error(`A document cannot hold !${tagged.tag} ${JSON.stringify(tagged.content)}.`);
}
