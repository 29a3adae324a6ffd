// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is computed for the first token alone. That answers stay those of PyTorch is shown by test/conformance/models.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModelConfig } from '../../../src/models/architectures/config.js';
import { architectureOf, buildGraph } from '../../../src/models/architectures/table.js';
import type { Graph } from '../../../src/models/graph.js';
import { narrowToFirstToken } from '../../../src/models/narrowToFirstToken.js';

function graphOf(name: string, task: 'text_classification' | 'text_embedding'): Graph {
  const file = join(__dirname, `../../conformance/models/${name}.json`);
  const config = new ModelConfig((JSON.parse(readFileSync(file, 'utf8')) as { config: unknown }).config);
  return buildGraph(
    architectureOf(config),
    config,
    task === 'text_embedding' ? { kind: task } : { kind: task, labels: 3 },
  );
}

/** The matrices of linear layers that read what follows from a slice [0, 1) of the tokens. */
function narrowLinears(graph: Graph): string[] {
  const isNarrow = new Set<unknown>();
  const found: string[] = [];
  for (const value of graph.values) {
    if (value.op === 'slice' && value.dimension === 1 && value.start === 0 && value.end === 1) isNarrow.add(value);
    else if ('x' in value && isNarrow.has(value.x) && value.op !== 'select') isNarrow.add(value);
    else if (value.op === 'attention' && isNarrow.has(value.query)) isNarrow.add(value);
    else if (value.op === 'add' && isNarrow.has(value.a)) isNarrow.add(value);
    if (value.op === 'linear' && isNarrow.has(value) && value.weight.op === 'parameter') found.push(value.weight.name);
  }
  return found;
}

test.each([
  ['distilbert', ['q_lin', 'out_lin', 'lin1', 'lin2']],
  ['bert', ['query', 'output', 'intermediate', 'output']],
  ['mpnet', ['q', 'o', 'intermediate', 'output']],
  // Its attention is spelled out; what follows it is narrowed.
  ['deberta-v3', ['output', 'intermediate', 'output']],
])('%s: the last layer asks, mixes and expands for the first token', (name, layers) => {
  const graph = graphOf(name, 'text_classification');
  expect(narrowLinears(graph)).toEqual([]);
  const narrow = narrowLinears(narrowToFirstToken(graph));
  expect(narrow).toHaveLength(layers.length);
  narrow.forEach((weight, index) =>
    expect(weight).toMatch(new RegExp(`\\.1\\..*${layers[index]}(\\.dense)?\\.weight$`)),
  );
});

test.each([
  ['modernbert', 'text_classification'],
  ['mpnet', 'text_embedding'],
] as const)('%s, %s: the mean of all tokens needs all of them', (name, task) => {
  const graph = graphOf(name, task);
  const narrow = narrowToFirstToken(graph);
  expect(narrowLinears(narrow)).toEqual([]);
  expect(narrow.values.map(({ op }) => op).sort()).toEqual(graph.values.map(({ op }) => op).sort());
});
