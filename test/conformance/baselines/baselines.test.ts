// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The baselines against scikit-learn's on the same texts (record.py beside this file).

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CharacterTfIdf } from '../../../src/evaluate/baselines/characterTfIdf.js';
import { fitLinearSvm, fitLogisticRegression, predictLinear } from '../../../src/evaluate/baselines/linearModels.js';
import { readLabelledTexts } from '../../../src/evaluate/labelledTexts.js';
import { collect } from '../../support/collect.js';

interface Recorded {
  features: number;
  logistic: number[];
  svm: number[];
}

const recorded = JSON.parse(readFileSync(join(__dirname, 'predictions.json'), 'utf8')) as {
  sets: (Recorded & { name: string; classes: number; texts: string[]; labels: number[] })[];
  wazuh: Recorded;
};

/** Shares of equal predictions, and the number of features. */
function agreement(
  texts: readonly string[],
  labels: readonly number[],
  classes: number,
  isTest: (row: number) => boolean,
  expected: Recorded,
): { features: number; logistic: number; svm: number } {
  const rows = texts.map((_, row) => row);
  const training = rows.filter((row) => !isTest(row));
  const features = new CharacterTfIdf(training.map((row) => texts[row]!));
  const seen = features.transform(training.map((row) => texts[row]!));
  const unseen = features.transform(rows.filter(isTest).map((row) => texts[row]!));
  const truth = Int32Array.from(training, (row) => labels[row]!);
  const share = (fit: typeof fitLinearSvm, predictions: readonly number[]): number => {
    const ours = predictLinear(fit(seen, truth, classes), unseen);
    return predictions.filter((label, index) => label === ours[index]).length / ours.length;
  };
  return {
    features: seen.columns,
    logistic: share(fitLogisticRegression, expected.logistic),
    svm: share(fitLinearSvm, expected.svm),
  };
}

test.each(recorded.sets)('$name: same features, same predictions', ({ texts, labels, classes, ...expected }) => {
  const found = agreement(texts, labels, classes, (row) => row >= 200, expected);
  expect(found).toEqual({ features: expected.features, logistic: 1, svm: 1 });
});

const wazuh = resolve(process.env.LOGTWIN_CORPUS ?? '../shared/corpus', 'labelled/wazuh_rule_tests.tsv');
if (!existsSync(wazuh)) process.stderr.write(`SKIPPED: no ${wazuh} (set LOGTWIN_CORPUS)\n`);

(existsSync(wazuh) ? describe : describe.skip)('Wazuh rows', () => {
  test('at least 99.5 % equal predictions', async () => {
    const records = await collect(readLabelledTexts(wazuh, { text: 'log', label: 'level' }));
    const rows = records.flatMap((record) =>
      'text' in record && /^\d+$/.test(record.label ?? '') ? [{ text: record.text, level: Number(record.label) }] : [],
    );
    const labels = rows.map(({ level }) => (level <= 3 ? 0 : level <= 9 ? 1 : 2));
    const found = agreement(
      rows.map(({ text }) => text),
      labels,
      3,
      (row) => row % 3 === 0,
      recorded.wazuh,
    );
    expect(found.features).toBe(recorded.wazuh.features);
    expect(found.logistic).toBeGreaterThanOrEqual(0.995);
    expect(found.svm).toBeGreaterThanOrEqual(0.995);
  }, 120_000);
});
