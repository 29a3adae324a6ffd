// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every detector on every kind of features over the labelled sets of the corpus, as the tables of docs/anomaly-scores.md.
// LOGTWIN_CORPUS=... node --import ./scripts/typescript.mjs bench/anomaly/labelledSets.ts

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { compareDetectors } from '../../src/evaluate/anomaly/compareDetectors.js';

type Row = Readonly<Record<string, string>>;

const folder = resolve(process.env.LOGTWIN_CORPUS ?? '../shared/corpus', 'labelled');
const rowsOf = (name: string): Row[] =>
  parse(readFileSync(resolve(folder, name), 'utf8'), { columns: true, delimiter: '\t' });
const requestOf = ({ method, uri, data }: Row): string => `${method} ${uri} ${data}`;
const crs = rowsOf('crs_tests.tsv');
const attacks = crs.filter(({ kind }) => kind === 'attack');
const wazuh = rowsOf('wazuh_rule_tests.tsv').filter(({ level }) => level !== '');

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
];

for (const { title, normal, strange } of sets) {
  const rows = await compareDetectors(normal, strange, {
    features: ['characters', 'words', 'requests'],
    folds: 3,
    onProgress: (line) => process.stderr.write(`${title}: ${line}\n`),
  });
  console.log(`### ${title}\n\n${normal.length} normal texts, ${strange.length} others.\n`);
  console.log('| features | detector | area under ROC | caught at 1 % false alarms | µs a text |');
  console.log('| --- | --- | --: | --: | --: |');
  for (const row of rows) {
    const area = `${row.roc_auc.toFixed(3)} ± ${row.roc_auc_deviation.toFixed(3)}`;
    const caught = `${(100 * row.recall_at_1_percent).toFixed(1)} %`;
    console.log(`| ${row.features} | ${row.detector} | ${area} | ${caught} | ${row.score_microseconds.toFixed(0)} |`);
  }
  console.log('');
}
