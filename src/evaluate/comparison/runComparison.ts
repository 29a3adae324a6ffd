// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Gathers texts and subjects, compares them, and writes comparison.json and comparison.html.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import type { InputRecord } from '../labelledTexts.js';
import { renderComparisonPage } from '../report/comparisonPage.js';
import type { ComparedText } from './comparedText.js';
import { compareSubjects, type CompareOptions, type Comparison } from './compareSubjects.js';
import { classifyTexts, isModelPath, prepareModel, readSubject, readSubjectTexts, type Subject } from './subject.js';
import { TextNumbers } from './textNumbers.js';
import { readTexts, writeTexts } from './textSpool.js';

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
 * model nor results, MD4002 for a model without a classifier head.
 */
export async function runComparison(options: RunComparisonOptions): Promise<WrittenComparison> {
  const temporary = mkdtempSync(join(tmpdir(), 'logtwin-'));
  try {
    return await runIn(temporary, options);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

async function runIn(temporary: string, options: RunComparisonOptions): Promise<WrittenComparison> {
  const { onProgress } = options;
  // What is wrong with a model is known before the first text is classified.
  const prepared = options.subjects.map((path) => (isModelPath(path) ? prepareModel(path, temporary) : path));
  const set = await openSet(
    prepared.filter((subject) => typeof subject === 'string'),
    temporary,
    options.texts,
  );
  const numbers = new TextNumbers();
  for await (const { text } of set()) numbers.add(text);
  const subjects: Subject[] = [];
  for (const model of prepared) {
    subjects.push(
      typeof model === 'string'
        ? await readSubject(model, numbers)
        : await classifyTexts(model, numbers.distinct(set()), numbers, (done) =>
            onProgress?.(`${model.path}: ${done} of ${numbers.size} texts`),
          ),
    );
  }
  const comparison = await compareSubjects(subjects, set(), options);
  mkdirSync(options.folder, { recursive: true });
  const json = join(options.folder, 'comparison.json');
  const html = join(options.folder, 'comparison.html');
  const facts = { version: options.version, created: new Date().toISOString(), inputs: options.inputs };
  writeFileSync(json, `${JSON.stringify({ metadata: facts, ...comparison }, undefined, 2)}\n`);
  writeFileSync(html, await renderComparisonPage(comparison, facts));
  return { comparison, json, html };
}

/** The texts that were named, else the rows of the first results that have labels, else of the first; to be read many times. */
async function openSet(
  results: readonly string[],
  temporary: string,
  texts?: AsyncIterable<InputRecord>,
): Promise<() => AsyncIterable<ComparedText>> {
  if (texts) {
    const spool = join(temporary, 'texts.ndjson');
    await writeTexts(texts, spool);
    return () => readTexts(spool);
  }
  const [first] = results;
  if (first === undefined) refuse('EV1008', 'models need texts to be compared on', 'Name them with --on FILE.');
  for (const path of results) if (await hasLabels(path)) return () => readSubjectTexts(path);
  return () => readSubjectTexts(first);
}

async function hasLabels(results: string): Promise<boolean> {
  for await (const { label } of readSubjectTexts(results)) if (label !== undefined) return true;
  return false;
}
