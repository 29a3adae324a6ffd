// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// YAML 1.2 (core schema) into the value model.

import type * as yamlModule from 'yaml';
import { DiagnosticError, refuse } from '../diagnostics/diagnostic.js';
import { Source } from '../diagnostics/source.js';
import { lazyPackage } from '../util/lazyPackage.js';
import { fromPlain } from '../values/json.js';
import { HashMap } from '../values/maps.js';
import { Double } from '../values/numbers.js';

const yaml = lazyPackage<typeof yamlModule>('yaml');

/** Levels of lists and maps in each other. */
const maxDepth = 500;
/** Values that aliases stand for, of which a few lines can make billions. */
const maxAliased = 100_000;

/**
 * Reads YAML: integers int or long, numbers with a point or exponent Double.
 *
 * @throws DiagnosticError IN3001 with the place of the mistake, IN3003 for what nests deeper or grows larger than anything
 *   that people write.
 */
export function parseYaml(text: string, name = 'yaml'): unknown {
  const { LineCounter, parseDocument } = yaml();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    intAsBigInt: true,
    lineCounter: new LineCounter(),
  });
  const [error] = document.errors;
  // The parser calls itself for every level.
  if (error?.message.includes('call stack')) refuseDepth(name);
  if (error) {
    const [start, end] = error.pos;
    const message = `broken YAML: ${error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')}`;
    const label = { span: { start, end }, text: '' };
    throw new DiagnosticError(
      [{ code: 'IN3001', severity: 'error', message, labels: [label], hints: [] }],
      new Source(name, text),
    );
  }
  return new Reader(document, name).read(document.contents, 0);
}

/** From the nodes of a document to values, aliases written out. */
class Reader {
  private readonly document: yamlModule.Document.Parsed;
  private readonly name: string;
  private aliased = 0;
  private inAlias = false;

  constructor(document: yamlModule.Document.Parsed, name: string) {
    this.document = document;
    this.name = name;
  }

  read(node: unknown, depth: number): unknown {
    const { isMap, isScalar, isSeq } = yaml();
    if (depth > maxDepth) refuseDepth(this.name);
    if (this.inAlias && ++this.aliased > maxAliased)
      refuse('IN3003', `${this.name}: YAML aliases that stand for more than ${maxAliased} values`);
    if (isMap(node)) return this.readMap(node, depth);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (isScalar(node)) return typeof node.value === 'number' ? new Double(node.value) : fromPlain(small(node.value));
    if (node === null) return null;
    return this.readAlias(node as yamlModule.Alias, depth);
  }

  /** An alias stands for the node that it names. */
  private readAlias(node: yamlModule.Alias, depth: number): unknown {
    const outer = this.inAlias;
    this.inAlias = true;
    const value = this.read(node.resolve(this.document) ?? null, depth + 1);
    this.inAlias = outer;
    return value;
  }

  private readMap(node: yamlModule.YAMLMap, depth: number): HashMap {
    const { isScalar } = yaml();
    const map = new HashMap();
    const merged: unknown[] = [];
    for (const { key, value } of node.items) {
      // `<<`, unquoted: the maps behind it give the keys that are not there yet.
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') merged.push(this.read(value, depth + 1));
      else map.put(isScalar(key) ? keyText(key) : String(key), this.read(value, depth + 1));
    }
    for (const added of merged.flat()) {
      if (!(added instanceof HashMap)) continue;
      for (const [key, value] of added.entries) if (!map.has(key)) map.put(key, value);
    }
    return map;
  }
}

function refuseDepth(name: string): never {
  refuse('IN3003', `${name}: YAML that nests deeper than ${maxDepth} levels`);
}

/** A key is a string whatever it looks like: `ON:` and `1:` stay as they are written. */
function keyText(key: { readonly value: unknown; readonly source?: string }): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function small(value: unknown): unknown {
  return typeof value === 'bigint' && BigInt.asIntN(32, value) === value ? Number(value) : value;
}
