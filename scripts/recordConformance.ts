// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `npm run conformance:record [-- FILE...]`: starts a real node, runs the case files on it and writes its answers into them as what is
// expected. Nothing is ever recorded from our own engine. Cases that something else decides (decidedBy) stay as they are.

import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { YAMLSeq } from 'yaml';
import { isMap, isSeq, Pair, Scalar, visit, YAMLMap, type Document } from 'yaml';

import { startNode } from '../test/cluster/node.js';
import { runOnServer } from '../test/conformance/backends/server.js';
import { loadSuite, suiteFiles, type Case, type Outcome } from '../test/conformance/format/suite.js';
import { keyText, nodeOf, parseSuite, printSuite } from '../test/conformance/format/suiteYaml.js';
import type { TypedValue } from '../test/conformance/format/typedValue.js';

const files = process.argv.length > 2 ? process.argv.slice(2).map((file) => resolve(file)) : suiteFiles();
const node = await startNode();
try {
  for (const file of files) {
    const suite = loadSuite(file);
    const outcomes = await runOnServer(node, suite.cases);
    const byId = new Map(suite.cases.map((item, index) => [item.id, { item, outcome: outcomes[index]! }]));
    const document = parseSuite(readFileSync(file, 'utf8'), file);
    document.setIn(['recorded'], node.version);
    placeAfterDescription(document);
    for (const section of (document.get('sections') as YAMLSeq<YAMLMap>).items)
      record(document, suite.name, section, byId);
    writeFileSync(file, printSuite(document));
    process.stderr.write(`${suite.name}: ${suite.cases.length} cases\n`);
  }
} finally {
  await node.stop();
}

type Recorded = ReadonlyMap<string, { readonly item: Case; readonly outcome: Outcome }>;

/** Keeps `recorded` where a reader looks for it, when it was added at the end. */
function placeAfterDescription(document: Document): void {
  const { items } = document.contents as YAMLMap<Scalar, unknown>;
  const at = items.findIndex((pair) => keyText(pair.key) === 'recorded');
  const [pair] = items.splice(at, 1);
  items.splice(2, 0, pair!);
}

function record(document: Document, suite: string, section: YAMLMap, recorded: Recorded): void {
  const prefix = `${suite} > ${section.get('name') as string} > `;
  const expressions: unknown = section.get('expressions', true);
  if (isSeq(expressions) || isMap(expressions)) {
    const names = isSeq(expressions)
      ? expressions.items.map((item) => String((item as Scalar).value))
      : expressions.items.map((pair) => keyText(pair.key));
    const map = new YAMLMap(document.schema);
    for (const name of names) {
      const key = new Scalar(name);
      key.type = /[^\x20-\x7e]/.test(name) ? 'QUOTE_DOUBLE' : 'QUOTE_SINGLE';
      map.add(new Pair(key, expressionNode(recorded.get(prefix + name)!.outcome, document)));
    }
    section.set('expressions', map);
  }
  const cases: unknown = section.get('cases', true);
  if (!isSeq(cases)) return;
  for (const node of cases.items as YAMLMap[]) {
    const { item, outcome } = recorded.get(prefix + (node.get('name') as string))!;
    if (item.decidedBy === undefined) node.set('expect', outcomeNode(outcome, document));
  }
}

function expressionNode(outcome: Outcome, document: Document): unknown {
  if (!('error' in outcome)) return nodeOf((outcome as { value: TypedValue }).value, document);
  const node = nodeOf({ ...outcome.error }, document) as YAMLMap;
  node.tag = '!error';
  return node;
}

/** An outcome in block style, one line a document. */
function outcomeNode(outcome: Outcome, document: Document): YAMLMap {
  const node = nodeOf(outcome as unknown as TypedValue, document) as YAMLMap;
  node.flow = false;
  const documents: unknown = node.get('docs', true);
  if (isSeq(documents)) documents.flow = false;
  if ('response' in outcome) {
    visit(node, { Collection: (_, collection) => void (collection.flow = collection.items.length === 0) });
  }
  return node;
}
