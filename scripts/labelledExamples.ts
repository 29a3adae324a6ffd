// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The labelled sets of the corpus as examples: what the tables of docs/results.md are measured on, and what the small BERT
// beside them is trained on (bench/train/smallBert.ts).

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { packageRoot } from '../src/util/packageRoot.js';

/** Folder of the corpus. */
export const corpus = resolve(process.env.LOGTWIN_CORPUS ?? join(packageRoot, '../shared/corpus'));

/** A labelled text; texts of one group never stand on both sides of a split. */
export interface Example {
  readonly text: string;
  readonly label: string;
  readonly group: string;
}

/** A request of the Core Rule Set's tests. */
export interface LabelledRequest {
  readonly text: string;
  readonly kind: string;
  readonly rule: string;
  readonly family: string;
}

/** Log lines of the Wazuh rule set's tests with the severity that their rule's level means. */
export function severityExamples(): Example[] {
  return readTable('wazuh_rule_tests.tsv')
    .filter(({ level }) => level !== '')
    .map(({ log, level, file }) => ({ text: log!, label: severityOfLevel(Number(level)), group: file! }));
}

/** Requests of the Core Rule Set's tests, as one text each. */
export function requests(): LabelledRequest[] {
  return readTable('crs_tests.tsv')
    .filter(({ kind, enc }) => kind !== 'other' && enc === '')
    .map((row) => {
      const headers = Object.entries(JSON.parse(row.headers === '' ? '{}' : row.headers!) as Record<string, string>);
      const lines = [`${row.method} ${row.uri}`, ...headers.map(([name, value]) => `${name}: ${value}`), row.data];
      return { text: lines.join('\n').trim(), kind: row.kind!, rule: row.rule_id!, family: row.family! };
    });
}

/** The same requests by whether a rule must fire on them. */
export function firingExamples(): Example[] {
  return requests().map(({ text, kind, rule }) => ({
    text,
    label: kind === 'attack' ? 'fires' : 'silent',
    group: rule,
  }));
}

/** Labels of examples in the order in which they are numbered. */
export function labelsOf(examples: readonly Example[]): string[] {
  return [...new Set(examples.map(({ label }) => label))].sort();
}

/** SHA-256 over texts, labels and groups: recorded predictions belong to these examples only. */
export function digestOf(examples: readonly Example[]): string {
  const hash = createHash('sha256');
  for (const { text, label, group } of examples) hash.update(JSON.stringify([text, label, group]));
  return hash.digest('hex');
}

function severityOfLevel(level: number): string {
  if (level <= 3) return 'INFO';
  return level <= 9 ? 'WARNING' : 'ERROR';
}

function readTable(name: string): Record<string, string | undefined>[] {
  return parse(readFileSync(join(corpus, 'labelled', name), 'utf8'), { columns: true, delimiter: '\t' });
}
