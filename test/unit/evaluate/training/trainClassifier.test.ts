// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Training on texts whose labels follow from known words, and the folder that is written.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainClassifier, type TrainingExample } from '../../../../src/evaluate/training/trainClassifier.js';
import { writeTrainedClassifier } from '../../../../src/evaluate/training/writeTrainedClassifier.js';
import { loadClassifier } from '../../../../src/inference/textClassification.js';
import { linearLogits } from '../../../../src/models/linear/linearLogits.js';
import { softmax } from '../../../../src/inference/textClassificationResult.js';
import { encodeText } from '../../../../src/inference/tokenizers/lengthLimits.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-train-'));
afterAll(() => rmSync(folder, { recursive: true }));

const subjects = ['disk', 'user', 'link', 'service', 'queue', 'database', 'session', 'node'];
const endings: Readonly<Record<string, readonly string[]>> = {
  ERROR: ['crashed badly', 'is corrupt', 'ran out of space'],
  WARNING: ['is slow', 'was denied', 'will be retried'],
  INFO: ['started', 'is ready', 'was closed'],
};

function makeExamples(count: number, group: (subject: string) => string | undefined): TrainingExample[] {
  const random = new SeededRandom(3);
  return Array.from({ length: count }, () => {
    const label = Object.keys(endings)[random.below(3)]!;
    const subject = subjects[random.below(subjects.length)]!;
    const text = `${subject} ${random.below(100)} ${endings[label]![random.below(3)]!}`;
    return { text, label, group: group(subject) };
  });
}

const settings = { vocabularySize: 400, pairBuckets: 1 << 10 };

describe('trainClassifier', () => {
  const examples = makeExamples(240, () => undefined);
  const trained = trainClassifier(examples, settings);

  test('learns what the words say and measures it on texts that it did not see', () => {
    expect(trained.split).toBe('stratified');
    expect(trained.labels).toEqual(['ERROR', 'INFO', 'WARNING']);
    expect(trained.heldOut.texts).toBe(48);
    expect(trained.heldOut.macro_f1).toBe(1);
  });

  test('is the same each time', () => {
    const again = trainClassifier(examples, settings);
    expect(again.weights).toEqual(trained.weights);
    expect(again.settings).toEqual(trained.settings);
  });

  test('writes a folder that gives the logits of the trained weights', async () => {
    const path = join(folder, 'model');
    const model = writeTrainedClassifier(path, trained, {
      trainedOn: ['made-up lines'],
      command: 'none',
      severity: ['INFO', 'WARNING', 'ERROR'],
    });
    for (const [name, { sha256, bytes }] of Object.entries(model.files)) {
      const content = readFileSync(join(path, name));
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256]);
    }
    const classifier = await loadClassifier(path);
    const texts = ['disk 5 is corrupt', 'never seen words', '', 'node 1 started', 'x '.repeat(700)];
    const results = await classifier.classify(texts);
    texts.forEach((text, index) => {
      const { tokenizer, tokenization } = classifier;
      const [encoding] = encodeText(tokenizer.tokenize(text), tokenizer.special, tokenization);
      const expected = softmax(linearLogits(trained.weights, encoding!.ids));
      for (const { class_name, class_probability } of results[index]!.top_classes!) {
        expect(class_probability).toBeCloseTo(expected[trained.labels.indexOf(class_name)]!, 5);
      }
    });
    expect(results.map((result) => result.predicted_value)).toEqual(expect.arrayContaining(['ERROR', 'INFO']));
    expect(classifier.severity).toEqual(['INFO', 'WARNING', 'ERROR']);
    await classifier.close();
  });

  test('keeps groups on one side', () => {
    const grouped = trainClassifier(
      makeExamples(240, (subject) => subject),
      settings,
    );
    expect(grouped.split).toBe('grouped');
    expect(grouped.heldOut.macro_f1).toBeGreaterThan(0.9);
  });

  test('measures on the examples that it is told to hold out, and learns from the others alone', () => {
    const given = trainClassifier(
      examples.map((example, index) => ({ ...example, heldOut: index % 10 === 0 })),
      settings,
    );
    expect(given.split).toBe('given');
    expect(given.heldOut.texts).toBe(24);
    expect(given.examples).toBe(216);
  });

  test.each([
    [makeExamples(30, () => undefined).map((one) => ({ ...one, label: 'same' })), 'only the label same'],
    [[], 'no label'],
    [[...examples, { text: 'x', label: 'rare' }], 'The label rare has 1 texts'],
  ])('refuses what it cannot learn from', (bad, reason) => {
    expect(() => trainClassifier(bad, settings)).toThrow(reason);
  });
});
