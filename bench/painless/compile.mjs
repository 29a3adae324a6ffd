// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Scripts and conditions compiled a second, on one core, warm. To reach: at least 2,000 scripts a second.
// Run with the corpus: node --import ./scripts/typescript.mjs bench/painless/compile.mjs [rounds]

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

import { compilePainless } from '../../src/painless/index.ts';

const packages = resolve(process.env.LOGTWIN_CORPUS ?? '../shared/corpus', 'integrations/packages');
const rounds = Number(process.argv[2] ?? 8);

/** Distinct scripts below a value of a pipeline, by context. */
function collect(value, found) {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      if (name === 'if' && typeof item === 'string') found.processor_conditional.add(item);
      if (name === 'script' && typeof item?.source === 'string') found.ingest.add(item.source);
      collect(item, found);
    }
  }
}

const found = { ingest: new Set(), processor_conditional: new Set() };
for (const name of readdirSync(packages, { recursive: true, encoding: 'utf8' })) {
  if (!/ingest_pipeline[\\/][^\\/]*\.ya?ml$/.test(name)) continue;
  collect(parse(readFileSync(join(packages, name), 'utf8'), { version: '1.2', schema: 'core' }), found);
}

/** The rate of the fastest round in processor time: other work on the machine does not count. */
function rate(entries) {
  let fastest = Infinity;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    for (const [context, script] of entries) compilePainless(script, context);
    const { user, system } = process.cpuUsage(before);
    fastest = Math.min(fastest, user + system);
  }
  return Math.round((entries.length / fastest) * 1e6);
}

const entriesOf = (context) => [...found[context]].map((script) => [context, script]);
const scripts = entriesOf('ingest');
const conditions = entriesOf('processor_conditional');
console.log(`${scripts.length} scripts, ${conditions.length} conditions; compiled a second of processor time:`);
console.log(`all         ${rate([...scripts, ...conditions])} (to reach: 2000)`);
console.log(`scripts     ${rate(scripts)}`);
console.log(`conditions  ${rate(conditions)}`);
