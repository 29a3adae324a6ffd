// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Exact explanations of the linear model against what ONNX Runtime answers: words and base together are the lead.

import { embeddedModelFolder } from '../../../src/inference/embeddedModel.js';
import { explainer } from '../../../src/inference/explainText.js';
import { loadClassifier, type TextClassifier } from '../../../src/inference/textClassification.js';

let classifier: TextClassifier;
beforeAll(async () => {
  classifier = await loadClassifier(embeddedModelFolder);
});
afterAll(() => classifier.close());

test.each([
  'Failed password for root from 203.0.113.9 port 2201 ssh2',
  'GET /index.php?id=1%27+UNION+SELECT+password HTTP/1.1',
  'médium\u00adwörds, punctuation!!! and 漢字',
  '',
  'word '.repeat(2000),
])('the words of %j add up to the lead of the label', async (text) => {
  const { result, words, method, base } = await explainer(classifier)(text);
  const [best, second] = result.top_classes!;
  const lead = Math.log(best!.class_probability / second!.class_probability);
  expect(method).toBe('exact');
  expect(words.reduce((sum, { weight }) => sum + weight, base!)).toBeCloseTo(lead, 4);
  for (const { word, start, end } of words) expect(text.slice(start, end)).toBe(word);
});

test('logits are those behind the probabilities', async () => {
  const texts = ['disk full', 'session opened'];
  const rows = await classifier.logits(texts);
  const results = await classifier.classify(texts);
  rows.forEach(([row], index) => {
    const odds = Array.from(row!, Math.exp);
    const sum = odds.reduce((total, value) => total + value, 0);
    for (const { class_name, class_probability } of results[index]!.top_classes!) {
      expect(class_probability).toBeCloseTo(odds[classifier.labels.indexOf(class_name)]! / sum, 9);
    }
  });
});

test('what a windowed text says is explained by occlusion', async () => {
  const windowed = await loadClassifier(embeddedModelFolder, {
    tokenization: { bert: { do_lower_case: true, max_sequence_length: 16, truncate: 'none', span: 4 } },
  });
  try {
    const { method, base } = await explainer(windowed)('failed login of root '.repeat(10));
    expect([method, base]).toEqual(['occlusion', null]);
  } finally {
    await windowed.close();
  }
});
