// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// YAML 1.2 (core schema) into the value model: how files of our own are read.

import type { BigInteger } from '../values/numbers.js';
import { Double } from '../values/numbers.js';
import { fromPlain } from '../values/json.js';
import { readYaml, YamlMistake, type YamlRules, type YamlScalar } from './yamlReader.js';

/**
 * Reads YAML: integers int or long, numbers with a point or exponent Double; a key is a text whatever it looks like.
 *
 * @throws DiagnosticError as {@link readYaml} does.
 */
export function parseYaml(text: string, name = 'yaml'): unknown {
  return readYaml(text, name, core);
}

const core: YamlRules = { firstDocumentOnly: false, value: coreValue, key: ({ text }) => text };

function coreValue(scalar: YamlScalar): unknown {
  const { text, plain, tag, span } = scalar;
  if (tag === undefined ? !plain : tag === '!' || tag === 'tag:yaml.org,2002:str') return text;
  const value = plainValue(text);
  if (tag === undefined || tag === `tag:yaml.org,2002:${kindOf(value)}`) return value;
  throw new YamlMistake(`"${text}" is no ${tag.replace('tag:yaml.org,2002:', '!!')}`, span);
}

/** YAML 1.2.2, chapter 10.3.2. */
function plainValue(text: string): unknown {
  if (/^(?:null|Null|NULL|~|)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?\d+$/.test(text)) return integer(text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text));
  if (/^0(?:o[0-7]+|x[\dA-Fa-f]+)$/.test(text)) return integer(BigInt(text));
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return new Double(Number(text));
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return new Double(text.startsWith('-') ? -Infinity : Infinity);
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? new Double(NaN) : text;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'str';
  return value instanceof Double ? 'float' : 'int';
}

/** The smallest of int, long and BigInteger that holds a number. */
export function integer(value: bigint): number | bigint | BigInteger {
  return BigInt.asIntN(32, value) === value ? Number(value) : (fromPlain(value) as bigint | BigInteger);
}
