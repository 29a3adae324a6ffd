// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Gathers texts and subjects, compares them, and writes comparison.json and comparison.html.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import type { InputRecord } from '../labelledTexts.js';
import { renderComparisonPage } from '../report/comparisonPage.js';
import { compareSubjects, type CompareOptions, type ComparedText, type Comparison } from './compareSubjects.js';
import { classifyTexts, isModelPath, readSubject, type ResultsSubject, type Subject } from './subject.js';

/** What to compare, on what, and where to write it. */
export interface RunComparisonOptions extends CompareOptions {
  /** Model folders, checkpoints, and results of `evaluate` or of other tools. */
  readonly subjects: readonly string[];
  /** The texts; without them those of the first results are taken. */
  readonly texts?: AsyncIterable<InputRecord> | undefined;
  /** Folder of what is written; made when missing. */
  readonly folder: string;
  readonly version: string;
  readonly inputs: readonly string[];
}

/** A comparison on disk. */
export interface WrittenComparison {
  readonly comparison: Comparison;
  /** Paths of comparison.json and comparison.html. */
  readonly json: string;
  readonly html: string;
}

/**
 * Runs every model on the texts, reads the answers of results, compares, and writes the comparison.
 *
 * @throws DiagnosticError EV1008 when models have no texts or nothing is left to compare, EV1003 for what is neither a
 * model nor results.
 */
export async function runComparison(options: RunComparisonOptions): Promise<WrittenComparison> {
  const { onProgress } = options;
  const results = new Map<string, ResultsSubject>();
  for (const path of options.subjects) {
    if (!isModelPath(path)) results.set(path, await readSubject(path));
  }
  const set = options.texts ? await collectTexts(options.texts) : rowsToCompare([...results.values()]);
  const distinct = [...new Set(set.map(({ text }) => text))];
  const subjects: Subject[] = [];
  for (const path of options.subjects) {
    const known = results.get(path);
    subjects.push(
      known?.subject ??
        (await classifyTexts(path, distinct, (done) => onProgress?.(`${path}: ${done} of ${distinct.length} texts`))),
    );
  }
  const comparison = compareSubjects(subjects, set, options);
  mkdirSync(options.folder, { recursive: true });
  const json = join(options.folder, 'comparison.json');
  const html = join(options.folder, 'comparison.html');
  const facts = { version: options.version, created: new Date().toISOString(), inputs: options.inputs };
  writeFileSync(json, `${JSON.stringify({ metadata: facts, ...comparison }, undefined, 2)}\n`);
  writeFileSync(html, await renderComparisonPage(comparison, facts));
  return { comparison, json, html };
}

async function collectTexts(records: AsyncIterable<InputRecord>): Promise<ComparedText[]> {
  const texts: ComparedText[] = [];
  // A text that is there again is kept as the same string, and a record without what is not compared.
  const known = new Map<string, string>();
  const same = (text: string): string => known.get(text) ?? (known.set(text, text), text);
  for await (const record of records) {
    if (!('text' in record)) continue;
    const { text, label, source } = record;
    texts.push({ text: same(text), label: label && same(label), source: source && same(source) });
  }
  return texts;
}

/** The rows of the first results that have labels, else of the first. */
function rowsToCompare(results: readonly ResultsSubject[]): readonly ComparedText[] {
  const found = results.find(({ rows }) => rows.some(({ label }) => label !== undefined)) ?? results[0];
  if (!found) refuse('EV1008', 'models need texts to be compared on', 'Name them with --on FILE.');
  return found.rows;
}
