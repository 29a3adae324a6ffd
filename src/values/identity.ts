// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Java's equals and hashCode over the value model.

import { BigDecimal, BigInteger, Byte, Char, Double, Float, Short } from './numbers.js';

/** Objects of classes outside the value model (dates, patterns, ...) take part in equality by implementing this. */
export interface JavaObject {
  equals(other: unknown): boolean;
  hashCode(): number;
  toString(): string;
  /** What the server writes into a document for it, where it writes values of this class at all. */
  documentText?(): string;
}

/** Values of the model that hold other values; maps.ts implements it, so that this module does not import it. */
interface MapLike {
  readonly entries: ReadonlyMap<unknown, unknown>;
  javaEntries(): [unknown, unknown][];
}

/** java.lang.String.hashCode. */
export function stringHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}

const doubleBits = new DataView(new ArrayBuffer(8));

function doubleHash(value: number): number {
  // Java knows one NaN; an engine may keep the sign that the processor gave it.
  if (Number.isNaN(value)) return 0x7ff80000;
  doubleBits.setFloat64(0, value);
  return doubleBits.getInt32(0) ^ doubleBits.getInt32(4);
}

/** hashCode of any value, as Java computes it. */
export function hashOf(value: unknown): number {
  if (typeof value === 'string') return stringHash(value);
  if (typeof value === 'number') return value;
  if (value == null) return 0;
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (typeof value === 'bigint') {
    const bits = BigInt.asUintN(64, value);
    return Number(BigInt.asIntN(32, bits ^ (bits >> 32n)));
  }
  if (Array.isArray(value)) {
    let hash = 1;
    for (const item of value) hash = (Math.imul(31, hash) + hashOf(item)) | 0;
    return hash;
  }
  if (value instanceof Double) return doubleHash(value.value);
  if (value instanceof Float) {
    if (Number.isNaN(value.value)) return 0x7fc00000;
    doubleBits.setFloat32(0, value.value);
    return doubleBits.getInt32(0);
  }
  if (value instanceof Short || value instanceof Byte) return value.value;
  if (value instanceof Char) return value.code;
  if (value instanceof BigInteger) return bigIntegerHash(value.value);
  if (value instanceof BigDecimal) return (Math.imul(31, bigIntegerHash(value.unscaled)) + value.scale) | 0;
  if (isMapLike(value)) {
    let hash = 0;
    for (const [key, item] of value.javaEntries()) hash = (hash + (hashOf(key) ^ hashOf(item))) | 0;
    return hash;
  }
  const declared = hashesOfClasses.get(value.constructor);
  if (declared) return declared(value);
  // Enums of a library (java.time.Month) have Java's default, a hash of identity.
  const { hashCode } = value as Partial<JavaObject>;
  return hashCode ? hashCode.call(value) : identityHash(value);
}

const hashesOfClasses = new Map<unknown, (value: object) => number>();

/** Says how Java hashes the objects of a class that a library brings, which has hash codes of its own. */
export function declareHash<Value extends object>(
  type: { readonly prototype: Value },
  hash: (value: Value) => number,
): void {
  hashesOfClasses.set(type, hash as (value: object) => number);
}

const identityHashes = new WeakMap<object, number>();
let lastIdentityHash = 0x2a139a55;

/** System.identityHashCode: a number of its own for every object (as in Java, not the same in every run of a program). */
export function identityHash(value: object): number {
  let hash = identityHashes.get(value);
  if (hash === undefined) {
    lastIdentityHash = (Math.imul(lastIdentityHash, 1103515245) + 12345) & 0x7fffffff;
    hash = lastIdentityHash;
    identityHashes.set(value, hash);
  }
  return hash;
}

/** Whether an object has no text of its own: in Java its text is its class and its hash of identity. */
export function hasNoText(value: object): boolean {
  return value.toString === Object.prototype.toString;
}

function bigIntegerHash(value: bigint): number {
  let magnitude = value < 0n ? -value : value;
  const words: number[] = [];
  for (; magnitude > 0n; magnitude >>= 32n) words.unshift(Number(BigInt.asIntN(32, magnitude)));
  let hash = 0;
  for (const word of words) hash = (Math.imul(31, hash) + word) | 0;
  return value < 0n ? -hash | 0 : hash;
}

/** Whether two values are the same object; Java keeps one box for every small whole number and character. */
export function identical(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a instanceof Char) return b instanceof Char && a.code === b.code && a.code < 128;
  if (a instanceof Byte) return b instanceof Byte && a.value === b.value;
  return a instanceof Short && b instanceof Short && a.value === b.value && a.value >= -128 && a.value < 128;
}

/** Java's Object.equals: 1 (Integer) is not equal to 1L (Long) nor to 1.0 (Double). */
export function equalValues(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a == null || b == null) return a == null && b == null;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equalValues(item, b[index]));
  }
  if (a instanceof Double) return b instanceof Double && Object.is(a.value, b.value);
  if (a instanceof Float) return b instanceof Float && Object.is(a.value, b.value);
  if (a instanceof Short) return b instanceof Short && a.value === b.value;
  if (a instanceof Byte) return b instanceof Byte && a.value === b.value;
  if (a instanceof Char) return b instanceof Char && a.code === b.code;
  if (a instanceof BigInteger) return b instanceof BigInteger && a.value === b.value;
  if (a instanceof BigDecimal) return b instanceof BigDecimal && a.unscaled === b.unscaled && a.scale === b.scale;
  if (isMapLike(a)) {
    if (!isMapLike(b) || a.entries.size !== b.entries.size) return false;
    for (const [key, item] of a.entries) {
      if (!b.entries.has(key) || !equalValues(item, b.entries.get(key))) return false;
    }
    return true;
  }
  return typeof (a as JavaObject).equals === 'function' && (a as JavaObject).equals(b);
}

/**
 * A primitive that is the same for equal keys and different for unequal ones: strings, integers, longs and booleans
 * stand for themselves, other values for a string that no text can collide with.
 */
export function keyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null;
  return `\u0000${identityText(value)}`;
}

function identityText(value: unknown): string {
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (typeof value !== 'object' || value === null) return `${typeof value}:${String(value)};`;
  if (Array.isArray(value)) return `[${value.map(identityText).join('')}]`;
  if (value instanceof Double) return `D${Object.is(value.value, -0) ? '-0' : value.value};`;
  if (value instanceof Float) return `F${Object.is(value.value, -0) ? '-0' : value.value};`;
  if (value instanceof Short) return `S${value.value};`;
  if (value instanceof Byte) return `B${value.value};`;
  if (value instanceof Char) return `C${value.code};`;
  if (value instanceof BigInteger) return `I${value.value};`;
  if (value instanceof BigDecimal) return `M${value.unscaled}/${value.scale};`;
  if (isMapLike(value)) {
    const parts = [...value.entries].map(([key, item]) => `${identityText(key)}${identityText(item)}`);
    return `{${parts.sort().join('')}}`;
  }
  if (hasNoText(value)) return `@${identityHash(value)};`;
  return `O${value.constructor.name}:${(value as JavaObject).toString()};`;
}

function isMapLike(value: object): value is MapLike {
  return (value as Partial<MapLike>).entries instanceof Map && 'javaEntries' in value;
}
