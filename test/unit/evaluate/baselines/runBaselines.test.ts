// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Baselines on texts whose label a few letters decide.

import { httpFeatures } from '../../../../src/evaluate/baselines/httpFeatures.js';
import { defaultKeywordRules, labelByKeywords } from '../../../../src/evaluate/baselines/keywordRules.js';
import { runBaselines, type BaselineInput } from '../../../../src/evaluate/baselines/runBaselines.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';

const labels = ['INFO', 'WARNING', 'ERROR'];
const severity = { INFO: 0, WARNING: 1, ERROR: 2 };
const keywords = defaultKeywordRules(labels, severity)!;
const pool = 'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi'.split(' ');

function input(modelAccuracy: number, learnable = true): BaselineInput {
  const random = new SeededRandom(2);
  const truth = Int32Array.from({ length: 300 }, () => random.below(3));
  const telling = ['quietly', 'uneasily', 'disastrously'];
  const texts = Array.from(truth, (label) => {
    const words = Array.from({ length: 5 }, () => pool[random.below(pool.length)]!);
    return [telling[learnable ? label : random.below(3)]!, ...words].join(' ');
  });
  const predicted = truth.map((label) => (random.fraction() < modelAccuracy ? label : (label + 1) % 3));
  return { labels, texts, truth, predicted, keywords };
}

test('a cheap baseline that wins is named', () => {
  const { results, conclusion } = runBaselines(input(0.6));
  expect(results[0]!.name).toBe('this model');
  const letters = results.find(({ name }) => name === 'letters 3-5, logistic regression')!;
  expect(letters.macro_f1).toBeGreaterThan(0.95);
  expect(letters.p_value).toBeLessThan(1e-6);
  const pieces = results.find(({ name }) => name.startsWith('word pieces'))!;
  expect(pieces.macro_f1).toBeGreaterThan(0.95);
  expect(conclusion).toContain('is clearly better');
  expect(results.slice(1).map(({ macro_f1 }) => macro_f1)).toEqual(
    results
      .slice(1)
      .map(({ macro_f1 }) => macro_f1)
      .sort((a, b) => b - a),
  );
});

test('a model that earns its keep, and a task that nobody can do', () => {
  expect(runBaselines(input(0.95, false)).conclusion).toContain('earns its keep');
  expect(runBaselines(input(0.33, false)).conclusion).toContain('Neither this model nor any baseline');
  expect(runBaselines(input(1)).conclusion).toContain('not clearly better');
});

test('without a model the best baseline is what a larger one has to beat', () => {
  const { results, outcome, conclusion } = runBaselines({ ...input(1), predicted: undefined });
  expect(outcome).toBe('no_model');
  expect(results.map(({ name }) => name)).not.toContain('this model');
  expect(results.every(({ p_value }) => p_value === null)).toBe(true);
  expect(conclusion).toContain(results[0]!.name);
});

test('keyword rules for labels that are not there are refused', () => {
  const rules = { rules: [{ label: 'FATAL', words: ['alpha'] }], otherwise: 'INFO' };
  expect(() => runBaselines({ ...input(1), keywords: rules })).toThrow(/FATAL/);
});

test('keywords: the first rule that fits, else the mildest label', () => {
  expect(labelByKeywords(keywords, 'Buffer OVERFLOW failed')).toBe('ERROR');
  expect(labelByKeywords(keywords, 'login Failed')).toBe('WARNING');
  expect(labelByKeywords(keywords, 'all is well')).toBe('INFO');
  expect(defaultKeywordRules(['a', 'b'], undefined)).toBeUndefined();
});

test('marks of an attack are found behind double URL encoding', () => {
  const [, , , , escapes, parameters, , sql, xss, traversal, crlf] = httpFeatures(
    '/a?x=%2527%20or%201&y=%3Cscript%3E&z=..%2f..%2fetc/passwd&h=a%0d%0aSet-Cookie:b',
  );
  for (const mark of [escapes, parameters, sql, xss, traversal, crlf]) expect(mark).toBeGreaterThan(0);
  expect(httpFeatures('GET /index.html').slice(7)).toEqual([0, 0, 0, 0, 0, 0, 0]);
});
