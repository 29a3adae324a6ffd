// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A temperature fitted on validation texts, judged on test texts, folded into a copy of the model: what was promised is
// what the copy then shows.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fitOnTexts } from '../../../../src/evaluate/calibration/fitOnTexts.js';
import { evaluate } from '../../../../src/evaluate/evaluate.js';
import type { InputRecord, TextRecord } from '../../../../src/evaluate/labelledTexts.js';
import type { Results } from '../../../../src/evaluate/results.js';
import { embeddedModelFolder } from '../../../../src/inference/embeddedModel.js';
import { loadClassifier, type TextClassifier } from '../../../../src/inference/textClassification.js';
import type { ClassificationResult } from '../../../../src/inference/textClassificationResult.js';
import { foldTemperature } from '../../../../src/models/foldTemperature.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
let original: TextClassifier;
beforeAll(async () => {
  original = await loadClassifier(embeddedModelFolder);
});
afterAll(async () => {
  await original.close();
  rmSync(folder, { recursive: true });
});

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of texts that are at hand
async function* stream(records: readonly InputRecord[]): AsyncGenerator<InputRecord> {
  yield* records;
}

/** A text's label is drawn from the model's probabilities at this temperature: the model is too sure by just that. */
const trueTemperature = 3;

async function labelled(count: number, seed: number): Promise<TextRecord[]> {
  const random = new SeededRandom(seed);
  const words =
    'failed accepted password login root error disk full started stopped timeout denied link up down attack'.split(' ');
  const texts = Array.from({ length: count }, (_, index) =>
    [index, ...Array.from({ length: 5 }, () => words[random.below(words.length)]!)].join(' '),
  );
  const results = await original.classify(texts);
  return texts.map((text, index) => {
    const classes = results[index]!.top_classes!;
    const odds = classes.map((top) => top.class_probability ** (1 / trueTemperature));
    let place = random.fraction() * odds.reduce((sum, value) => sum + value, 0);
    return { text, label: classes[odds.findIndex((value) => (place -= value) < 0)]!.class_name };
  });
}

/** The definition, over ten bins of equal width: sum of |accuracy - mean confidence| times the share of the bin. */
function calibrationError(results: readonly ClassificationResult[], truth: readonly string[]): number {
  const bins = Array.from({ length: 10 }, () => ({ texts: 0, right: 0, confidence: 0 }));
  results.forEach(({ predicted_value, prediction_probability }, index) => {
    const bin = bins[Math.min(9, Math.ceil(prediction_probability * 10) - 1)]!;
    bin.texts++;
    bin.confidence += prediction_probability;
    if (predicted_value === truth[index]) bin.right++;
  });
  return bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence), 0) / results.length;
}

const run = (classifier: TextClassifier, test: readonly TextRecord[], validation?: readonly TextRecord[]) =>
  evaluate({
    classifier,
    texts: stream(test),
    validationTexts: validation && stream(validation),
    folder: join(folder, 'results'),
    version: '0.0.0',
    model: { id: 'm' },
    inputs: ['memory'],
    samples: 0,
  });

test('the folded copy gives the calibrated probabilities, and the calibration error that was promised', async () => {
  const test = await labelled(600, 1);
  const { temperature, metrics }: Results = await run(original, test, await labelled(600, 2));
  expect(temperature!.texts).toBe(600);
  expect(Math.abs(temperature!.temperature / trueTemperature - 1)).toBeLessThan(0.25);
  expect(metrics!.calibration).toMatchObject({ temperature: temperature!.temperature, fitted_on: 'validation_texts' });

  const copy = join(folder, 'calibrated');
  foldTemperature(embeddedModelFolder, temperature!.temperature, copy);
  const folded = await loadClassifier(copy);
  try {
    const texts = test.map(({ text }) => text);
    const [before, after] = [await original.classify(texts), await folded.classify(texts)];
    before.forEach((result, index) => {
      // softmax(logits / T) is p^(1/T), made to sum to 1.
      const powers = result.top_classes!.map((top) => top.class_probability ** (1 / temperature!.temperature));
      const sum = powers.reduce((total, power) => total + power, 0);
      after[index]!.top_classes!.forEach((top, place) => {
        expect(top.class_name).toBe(result.top_classes![place]!.class_name);
        expect(top.class_probability).toBeCloseTo(powers[place]! / sum, 5);
      });
    });
    const truth = test.map(({ label }) => label!);
    const { ece } = metrics!.calibration!;
    expect(ece.before).toBeCloseTo(calibrationError(before, truth), 9);
    expect(ece.after).toBeCloseTo(calibrationError(after, truth), 5);
    expect(ece.after).toBeLessThan(ece.before / 2);
    const again = await run(folded, test);
    expect(again.metrics!.ece).toBeCloseTo(ece.after, 5);
    expect(again.metrics!.log_loss).toBeCloseTo(metrics!.calibration!.log_loss.after, 5);
  } finally {
    await folded.close();
  }
});

test('too few validation texts with a label of the model are refused', async () => {
  const texts = (await labelled(150, 3)).map((record, index) => (index < 60 ? { ...record, label: 'other' } : record));
  await expect(fitOnTexts(original, stream(texts))).rejects.toMatchObject({
    diagnostics: [{ code: 'EV1007', message: expect.stringContaining('there are 90') as string }],
  });
});
