// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every detector on every kind of features over the labelled sets of the corpus, as the tables of docs/anomaly-scores.md.
// LOGTWIN_CORPUS=... node --import ./scripts/typescript.mjs bench/anomaly/labelledSets.ts [number of a set]

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { compareDetectors, type DetectorComparison } from '../../src/evaluate/anomaly/compareDetectors.js';
import { readInputs } from '../../src/evaluate/readInputs.js';
import { SeededRandom } from '../../src/util/seededRandom.js';

type Row = Readonly<Record<string, string>>;

const folder = resolve(process.env.LOGTWIN_CORPUS ?? '../shared/corpus', 'labelled');
const rowsOf = (name: string): Row[] =>
  parse(readFileSync(resolve(folder, name), 'utf8'), { columns: true, delimiter: '\t' });
const requestOf = ({ method, uri, data }: Row): string => `${method} ${uri} ${data}`;
const crs = rowsOf('crs_tests.tsv');
const attacks = crs.filter(({ kind }) => kind === 'attack');
const wazuh = rowsOf('wazuh_rule_tests.tsv').filter(({ level }) => level !== '');

/** Distinct texts of real events, as the pipelines write them for a model. */
async function eventTexts(): Promise<string[]> {
  const texts = new Set<string>();
  for await (const record of readInputs([resolve(folder, '../ecs-dumps/*.json')])) {
    if ('text' in record) texts.add(record.text);
  }
  return [...texts];
}

/** An event a request, one word of it replaced by what the request sends. */
function planted(events: readonly string[], requests: readonly Row[]): string[] {
  const random = new SeededRandom(1);
  return requests.flatMap(({ uri, data }) => {
    const payload = data || uri!.split('?').slice(1).join('?');
    if (payload === '') return [];
    const words = events[random.below(events.length)]!.split(' ');
    words[random.below(words.length)] = payload;
    return [words.join(' ')];
  });
}

const events = await eventTexts();
const sets = [
  {
    title: 'Core Rule Set: the rule stays silent (normal), the rule fires',
    normal: crs.filter(({ kind }) => kind === 'negative').map(requestOf),
    strange: attacks.map(requestOf),
  },
  {
    title: 'Core Rule Set: SQL injection (normal), every other kind of attack',
    normal: attacks.filter(({ family }) => family!.endsWith('SQLI')).map(requestOf),
    strange: attacks.filter(({ family }) => !family!.endsWith('SQLI')).map(requestOf),
  },
  {
    title: 'Wazuh rule tests: level 0 to 3 (normal), level 10 to 15',
    normal: wazuh.filter(({ level }) => Number(level) <= 3).map(({ log }) => log!),
    strange: wazuh.filter(({ level }) => Number(level) >= 10).map(({ log }) => log!),
  },
  {
    title: 'Events of the dumps (normal), and with an attack of the Core Rule Set in place of one word',
    normal: events,
    strange: planted(events, attacks),
  },
];

/** What a pair of features and detector reached on the sets so far. */
const reached = new Map<string, { readonly unseen: number[]; readonly known: number[]; readonly caught: number[] }>();

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const ruler = (columns: number): string => `| --- | --- |${' --: |'.repeat(columns)}`;

const chosen = process.argv[2];
const measured = chosen === undefined ? sets : sets.slice(Number(chosen) - 1, Number(chosen));
for (const { title, normal, strange } of measured) {
  const run = (knownTemplates: boolean): Promise<DetectorComparison[]> =>
    compareDetectors(normal, strange, {
      features: ['characters', 'words', 'requests'],
      folds: 3,
      knownTemplates,
      onProgress: (line) => process.stderr.write(`${title}: ${line}\n`),
    });
  const known = await run(true);
  const unseen = await run(false);
  console.log(`### ${title}\n\n${normal.length} normal texts, ${strange.length} others.\n`);
  console.log('| features | detector | new templates | known templates | caught | µs a text |');
  console.log(ruler(4));
  for (const row of known) {
    const pair = `${row.features} | ${row.detector}`;
    const other = unseen.find((one) => one.features === row.features && one.detector === row.detector)!;
    const [first, second] = [other, row].map(
      (one) => `${one.roc_auc.toFixed(3)} ± ${one.roc_auc_deviation.toFixed(3)}`,
    );
    const caught = percent(row.recall_at_1_percent);
    console.log(`| ${pair} | ${first} | ${second} | ${caught} | ${row.score_microseconds.toFixed(0)} |`);
    const all = reached.get(pair) ?? { unseen: [], known: [], caught: [] };
    reached.set(pair, all);
    all.unseen.push(other.roc_auc);
    all.known.push(row.roc_auc);
    all.caught.push(row.recall_at_1_percent);
  }
  console.log('');
}
console.log('### Mean of the sets\n\n| features | detector | new templates | known templates | worst | caught |');
console.log(ruler(4));
for (const [pair, { unseen, known, caught }] of [...reached].sort((a, b) => mean(b[1].known) - mean(a[1].known))) {
  const worst = Math.min(...unseen, ...known).toFixed(3);
  const areas = [unseen, known].map((values) => mean(values).toFixed(3));
  console.log(`| ${pair} | ${areas.join(' | ')} | ${worst} | ${percent(mean(caught))} |`);
}
