// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The Java class names of values, as the server's error messages print them.

import { JavaArray } from './javaArray.js';
import { HashMap, LinkedHashMap } from './maps.js';
import { BigDecimal, BigInteger, Byte, Char, Double, Float, Short } from './numbers.js';

/** What a JVM says of a cast of a class of its own to another one. */
export function castMessage(from: string, to: string): string {
  return `class ${from} cannot be cast to class ${to} (${from} and ${to} are in module java.base of loader 'bootstrap')`;
}

/** The name of the class that an object says it is of, where it is of another one than its kind of object mostly is. */
export function ownClassName(value: object): string | undefined {
  return (value as { readonly javaClassName?: string }).javaClassName;
}

/** Name of the class that a value has on the server (`getClass().getName()`). Null has none: callers rule it out. */
export function classNameOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'java.lang.String';
    case 'number':
      return 'java.lang.Integer';
    case 'bigint':
      return 'java.lang.Long';
    case 'boolean':
      return 'java.lang.Boolean';
    case 'function':
      return 'org.elasticsearch.painless.PainlessScript$Script$$Lambda';
    default:
      break;
  }
  const own = ownClassName(value as object);
  if (own !== undefined) return own;
  if (Array.isArray(value)) return declaredName(value.constructor) ?? 'java.util.ArrayList';
  if (value instanceof LinkedHashMap) return 'java.util.LinkedHashMap';
  if (value instanceof HashMap) return 'java.util.HashMap';
  if (value instanceof Double) return 'java.lang.Double';
  if (value instanceof Float) return 'java.lang.Float';
  if (value instanceof Short) return 'java.lang.Short';
  if (value instanceof Byte) return 'java.lang.Byte';
  if (value instanceof Char) return 'java.lang.Character';
  if (value instanceof BigInteger) return 'java.math.BigInteger';
  if (value instanceof BigDecimal) return 'java.math.BigDecimal';
  if (value instanceof JavaArray) return value.binaryName;
  return declaredName((value as object).constructor) ?? `java.${(value as object).constructor.name}`;
}

/** Names of Java classes by the JavaScript classes whose instances are of them. */
const declaredNames = new WeakMap<object, string>();

/** Says of which Java class the instances of a JavaScript class are, for messages; the first one to say so is right. */
export function declareClassName(type: object, name: string): void {
  if (!declaredNames.has(type)) declaredNames.set(type, name);
}

function declaredName(type: object): string | undefined {
  for (let current: unknown = type; typeof current === 'function'; current = Object.getPrototypeOf(current)) {
    const name = declaredNames.get(current);
    if (name !== undefined) return name;
  }
  return undefined;
}
