// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Classes of the server itself that every script may use.

import { primitiveOf } from '../runtime/conversions.js';
import { JavaException } from '../runtime/exceptions.js';
import { textOf } from '../../values/javaText.js';
import { HashMap, LinkedHashMap } from '../../values/maps.js';
import { JavaArray } from '../../values/javaArray.js';
import { cidrClass } from './cidr.js';
import { javaClass, staticMethod, type ClassDeclaration } from './table.js';

/** The Java class name that Debug.explain reports. */
function classNameOf(value: unknown): string {
  const primitive = primitiveOf(value);
  if (primitive)
    return `java.lang.${primitive === 'int' ? 'Integer' : primitive === 'char' ? 'Character' : primitive[0]!.toUpperCase() + primitive.slice(1)}`;
  if (typeof value === 'string') return 'java.lang.String';
  if (value instanceof LinkedHashMap) return 'java.util.LinkedHashMap';
  if (value instanceof HashMap) return 'java.util.HashMap';
  if (value instanceof JavaArray) return `${value.component}[]`;
  return Array.isArray(value) ? 'java.util.ArrayList' : `java.util.${(value as object).constructor.name}`;
}

function explain(value: unknown): never {
  const text = value === null ? 'null' : textOf(value);
  const header: Record<string, string> =
    value === null
      ? { to_string: text }
      : { painless_class: classNameOf(value), to_string: text, java_class: classNameOf(value) };
  throw new JavaException('org.elasticsearch.painless.PainlessExplainError', null, { header });
}

export const serverClasses: readonly ClassDeclaration[] = [
  javaClass('org.elasticsearch.painless.api.Debug', 'Shows a value by failing.', [
    staticMethod('void explain(Object)', 'Fails with the class and the text of a value.', explain),
  ]),
  cidrClass,
];
