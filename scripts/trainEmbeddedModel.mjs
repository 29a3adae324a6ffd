// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Makes models/logtwin-linear again: npm run build && node scripts/trainEmbeddedModel.mjs [FOLDER]
// Learns from generated lines and the Apache-2.0 parts of the corpus, never from the Wazuh rows, which only measure it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { scoresOf, trainClassifier } from '../dist/evaluate/training/trainClassifier.js';
import { scoresSection } from '../dist/evaluate/training/modelCard.js';
import { writeTrainedClassifier } from '../dist/evaluate/training/writeTrainedClassifier.js';
import { loadClassifier } from '../dist/inference/textClassification.js';
import { SeededRandom } from '../dist/util/seededRandom.js';
import { dumpTexts, requestTexts } from './embeddedModel/corpusTexts.mjs';
import { generateTexts } from './embeddedModel/generateTexts.mjs';
import { keywordRule } from './embeddedModel/keywordRule.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const corpus = process.env.LOGTWIN_CORPUS ?? join(root, '../shared/corpus');
const folder = process.argv[2] ?? join(root, 'models/logtwin-linear');
const labels = ['ERROR', 'WARNING', 'INFO'];
const seed = 20_240_601;

const random = new SeededRandom(seed);
const generated = generateTexts(random, 12);
const dumps = dumpTexts(corpus, random, 60);
const requests = requestTexts(corpus, random, 200);
const trained = trainClassifier([...generated, ...dumps, ...requests], {
  labels,
  seed,
  vocabularySize: 8000,
  pairBuckets: 1 << 16,
  onProgress: (what) => console.error(what),
});

const rows = parse(readFileSync(join(corpus, 'labelled', 'wazuh_rule_tests.tsv'), 'utf8'), {
  columns: true,
  delimiter: '\t',
})
  .filter((row) => row.level !== '')
  .map((row) => ({
    text: row.log,
    file: row.file,
    label: Number(row.level) <= 3 ? 'INFO' : Number(row.level) <= 9 ? 'WARNING' : 'ERROR',
  }));
const truth = Int32Array.from(rows, (row) => labels.indexOf(row.label));
const scored = (predicted) =>
  scoresOf(
    labels,
    truth,
    Int32Array.from(predicted, (label) => labels.indexOf(label)),
  );

const provenance = {
  id: 'logtwin-linear',
  licence: 'Apache-2.0',
  severity: ['INFO', 'WARNING', 'ERROR'],
  trainedOn: [
    `${generated.length} lines generated from the templates in scripts/embeddedModel (written for this project)`,
    `${dumps.length} texts of public ECS documents of the Cyberfortress project (Apache-2.0), labelled by their source's own severity`,
    `${requests.length} requests of the OWASP Core Rule Set's tests (Apache-2.0)`,
  ],
  command: 'npm run build && node scripts/trainEmbeddedModel.mjs',
};
writeTrainedClassifier(folder, trained, provenance);

const classifier = await loadClassifier(folder);
const results = await classifier.classify(rows.map((row) => row.text));
await classifier.close();
const wazuh = scored(results.map((result) => result.predicted_value));
const majority = scored(rows.map(() => majorityLabel(rows)));
const keywords = scored(rows.map((row) => keywordRule(row.text)));
const mistakes = results
  .map((result, index) => ({ ...rows[index], ...result }))
  .filter((row) => row.predicted_value !== row.label)
  .sort((a, b) => b.prediction_probability - a.prediction_probability);

writeTrainedClassifier(folder, trained, {
  ...provenance,
  metrics: { wazuh_rule_tests: wazuh },
  card: [
    {
      title: 'Against baselines',
      text: [
        'On the test lines of the Wazuh rule set (levels 0 to 3 INFO, 4 to 9 WARNING, 10 to 15 ERROR), which it never learned from. ' +
          'Five versions of the templates were measured on them while the model was made, and settings of the trainer were compared on splits of them, so these scores are a little kind. Of the lines, four of Apache were read, and the names of the products and their counts of mistakes were known.',
        scoresSection('majority class', labels, majority),
        scoresSection('keyword rule (scripts/embeddedModel/keywordRule.mjs)', labels, keywords),
      ].join('\n\n'),
    },
    { title: 'What it gets wrong', text: mistakeSection(mistakes, rows.length) },
  ],
});
console.log(
  scoresSection('wazuh', labels, wazuh),
  scoresSection('majority', labels, majority),
  scoresSection('keywords', labels, keywords),
  scoresSection('held out', labels, trained.heldOut),
);

function majorityLabel(all) {
  const counts = labels.map((label) => all.filter((row) => row.label === label).length);
  return labels[counts.indexOf(Math.max(...counts))];
}

/** Kinds of mistakes in numbers and in our own words: the lines themselves stay in the corpus. */
function mistakeSection(all, count) {
  const kinds = new Map();
  for (const row of all) {
    const kind = `${row.label} taken for ${row.predicted_value} in ${row.file}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const most = [...kinds].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, 12);
  return [
    `${all.length} of ${count} lines. The most frequent kinds:`,
    '',
    ...most.map(([kind, number]) => `- ${number} times ${kind}`),
  ].join('\n');
}
