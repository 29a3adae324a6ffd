// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `logtwin train` against scikit-learn on the test lines of the Wazuh rule set, split by product file: no product stands
// on both sides. Limit: mean macro-F1 at least that of scikit-learn's best.
// Run after `npm run build`: PYTHON=python3 node bench/train/train.mjs [splits]
// PYTHON is an interpreter that has scikit-learn; the corpus is found through LOGTWIN_CORPUS.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { scoresOf, trainClassifier } from '../../dist/evaluate/training/trainClassifier.js';
import { BertTokenizer, bertSpecialTokens } from '../../dist/inference/tokenizers/bertTokenizer.js';
import { encodeText } from '../../dist/inference/tokenizers/lengthLimits.js';
import { parseTokenization } from '../../dist/inference/tokenizers/tokenization.js';
import { linearLogits } from '../../dist/models/linear/linearLogits.js';
import { SeededRandom } from '../../dist/util/seededRandom.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const corpus = process.env.LOGTWIN_CORPUS ?? join(here, '../../../shared/corpus');
const splitCount = Number(process.argv[2] ?? 20);
const testShare = 0.3;
const labels = ['ERROR', 'WARNING', 'INFO'];

const rows = parse(readFileSync(join(corpus, 'labelled', 'wazuh_rule_tests.tsv'), 'utf8'), {
  columns: true,
  delimiter: '\t',
})
  .filter((row) => row.level !== '')
  .map((row) => ({ text: row.log, label: labelOf(Number(row.level)), group: row.file }));
const splits = Array.from({ length: splitCount }, (_, seed) => testFiles(seed + 1));

const python = process.env.PYTHON && sklearnScores(process.env.PYTHON);
const ours = splits.map((files, index) => {
  const started = performance.now();
  const score = ownScore(new Set(files));
  const seconds = (performance.now() - started) / 1000;
  console.error(`split ${index + 1}: macro-F1 ${score.toFixed(3)}, ${seconds.toFixed(1)} s`);
  return score;
});
const all = { 'logtwin train': ours, ...python };
const result = Object.fromEntries(
  Object.entries(all).map(([name, scores]) => [name, { mean_macro_f1: mean(scores), splits: scores }]),
);
for (const [name, { mean_macro_f1: score }] of Object.entries(result)) console.log(`${score.toFixed(4)}  ${name}`);
if (python) writeFileSync(join(here, 'recorded.json'), `${JSON.stringify(result, undefined, 2)}\n`);

/** Files in random order until they hold the share of the rows that is tested on. */
function testFiles(seed) {
  const files = new SeededRandom(seed).shuffle([...new Set(rows.map((row) => row.group))].sort());
  let count = 0;
  return files.filter((file) => {
    if (count >= testShare * rows.length) return false;
    count += rows.filter((row) => row.group === file).length;
    return true;
  });
}

function ownScore(files) {
  const trained = trainClassifier(
    rows.filter((row) => !files.has(row.group)),
    { labels },
  );
  const limits = parseTokenization(trained.tokenization);
  const tokenizer = new BertTokenizer(trained.vocabulary, {
    doLowerCase: true,
    withSpecialTokens: true,
    specialTokens: bertSpecialTokens,
  });
  const test = rows.filter((row) => files.has(row.group));
  const predicted = Int32Array.from(test, ({ text }) => {
    const [encoding] = encodeText(tokenizer.tokenize(text), tokenizer.special, limits);
    const logits = linearLogits(trained.weights, encoding.ids);
    return logits.indexOf(Math.max(...logits));
  });
  return scoresOf(
    labels,
    Int32Array.from(test, (row) => labels.indexOf(row.label)),
    predicted,
  ).macro_f1;
}

/** Scores of every scikit-learn variant by name. */
function sklearnScores(interpreter) {
  const input = JSON.stringify({ rows, splits, labels });
  const { status, stdout, stderr } = spawnSync(interpreter, [join(here, 'sklearn_baseline.py')], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`scikit-learn did not run: ${stderr}`);
  return JSON.parse(stdout);
}

function labelOf(level) {
  if (level <= 3) return 'INFO';
  return level <= 9 ? 'WARNING' : 'ERROR';
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
