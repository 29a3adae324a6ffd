// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Templates of the same lines as drain3's (record.py beside this file).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Drain } from '../../../src/evaluate/sequences/drain.js';

interface Case {
  options: { depth?: number; sim_th?: number; max_children?: number; max_clusters?: number };
  lines: string[];
  ids: number[];
  templates: [number, string, number][];
}

const { cases } = JSON.parse(readFileSync(join(__dirname, 'recorded.json'), 'utf8')) as { cases: Case[] };

test.each(cases)('the same template for every line: $options', ({ options, lines, ids, templates }) => {
  const drain = new Drain({
    depth: options.depth,
    similarity: options.sim_th,
    maxChildren: options.max_children,
    maxTemplates: options.max_clusters,
  });
  expect(lines.map((line) => drain.add(line).id)).toEqual(ids);
  expect(drain.templates().map(({ id, words, lines: count }) => [id, words.join(' '), count])).toEqual(templates);
});
