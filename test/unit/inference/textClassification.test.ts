// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Classifiers of folders built here: a model whose logits are sums of known rows, so results can be computed by hand.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceQueue } from '../../../src/inference/inferenceQueue.js';
import { InferenceService } from '../../../src/inference/inferenceService.js';
import { explainer } from '../../../src/inference/explainText.js';
import { loadClassifier } from '../../../src/inference/textClassification.js';
import { GraphBuilder } from '../../../src/models/graph.js';
import { writeOnnx } from '../../../src/models/onnx/writeOnnx.js';
import { float32Tensor } from '../../../src/models/tensor.js';
import { HashMap } from '../../../src/values/maps.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-classifier-'));
afterAll(() => rmSync(folder, { recursive: true }));

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'disk', 'failed', 'started', '##s'];
// Logits of [INFO, ERROR] that each token adds.
const rows = [9, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0.5];

/** Sums the rows of the tokens that the mask keeps, so that a padding token that counted would show. */
function writeModel(path: string, extra: Record<string, unknown> = {}): string {
  mkdirSync(path, { recursive: true });
  const g = new GraphBuilder('sum');
  const ids = g.input('input_ids');
  const mask = g.unsqueeze(g.cast(g.input('attention_mask'), 'float32'), 2);
  g.output('logits', g.sum(g.mul(g.embedding(g.parameter('rows', [vocabulary.length, 2]), ids), mask), 1));
  writeOnnx(g.finish(), new Map([['rows', float32Tensor([vocabulary.length, 2], rows)]]), join(path, 'model.onnx'));
  writeFileSync(join(path, 'vocab.txt'), `${vocabulary.join('\n')}\n`);
  const config = {
    model_type: 'distilbert',
    id2label: { 0: 'INFO', 1: 'ERROR' },
    label2id: { INFO: 0, ERROR: 1 },
    ...extra,
  };
  writeFileSync(join(path, 'config.json'), JSON.stringify(config));
  writeFileSync(join(path, 'tokenizer_config.json'), JSON.stringify({ do_lower_case: true, model_max_length: 6 }));
  return path;
}

const exported = writeModel(join(folder, 'exported'));
const probabilityOf = (a: number, b: number): number => Math.exp(a) / (Math.exp(a) + Math.exp(b));

describe('loadClassifier', () => {
  test('gives results in the shape and order of the server', async () => {
    const classifier = await loadClassifier(exported);
    const [result] = await classifier.classify(['Disk failed']);
    await classifier.close();
    const sure = expect.closeTo(probabilityOf(2, 0), 12) as number;
    const other = expect.closeTo(probabilityOf(0, 2), 12) as number;
    expect(result).toEqual({
      predicted_value: 'ERROR',
      top_classes: [
        { class_name: 'ERROR', class_probability: sure, class_score: sure },
        { class_name: 'INFO', class_probability: other, class_score: other },
      ],
      prediction_probability: sure,
      model_id: 'exported',
    });
    expect(Object.keys(result!)).toEqual(['predicted_value', 'top_classes', 'prediction_probability', 'model_id']);
  });

  test('counts each distinct text once, keeps answers, and pads without effect', async () => {
    const classifier = await loadClassifier(exported, { batchTokens: 64 });
    const texts = ['disk', 'disk failed', 'DISK', 'started', 'disk failed', 'disk failed started'];
    const first = await classifier.classify(texts);
    expect(first.map((result) => result.predicted_value)).toEqual(['INFO', 'ERROR', 'INFO', 'INFO', 'ERROR', 'ERROR']);
    expect(first.at(-1)!.prediction_probability).toBeCloseTo(probabilityOf(2, 1), 12);
    expect(classifier.counts).toMatchObject({ texts: 6, computed: 4, truncated: 0 });
    await classifier.classify(texts);
    expect(classifier.counts).toMatchObject({ texts: 12, computed: 4 });
    await classifier.close();
  });

  test('gives the same results in batches of one', async () => {
    const together = await loadClassifier(exported);
    const alone = await loadClassifier(exported, { batchTokens: 1, cacheSize: 0 });
    const texts = ['disk', 'disk failed', 'started', 'disk failed started', ''];
    expect(await alone.classify(texts)).toEqual(await together.classify(texts));
    expect(alone.counts.batches).toBe(5);
    await Promise.all([together.close(), alone.close()]);
  });

  test('says is_truncated only of texts that were cut', async () => {
    const classifier = await loadClassifier(exported, { numTopClasses: 0 });
    const [short, long] = await classifier.classify(['disk disk', 'disk disk disk disk failed']);
    expect(short).not.toHaveProperty('is_truncated');
    expect(long).toMatchObject({ predicted_value: 'INFO', is_truncated: true });
    expect(long).not.toHaveProperty('top_classes');
    expect(classifier.counts.truncated).toBe(1);
    await classifier.close();
  });

  test('averages the probabilities of windows and refuses what may not be cut', async () => {
    const windows = { bert: { do_lower_case: true, max_sequence_length: 6, truncate: 'none', span: 0 } };
    const classifier = await loadClassifier(exported, { tokenization: windows });
    const text = 'disk disk disk disk failed';
    const [averaged] = await classifier.classify([text]);
    expect(averaged!.prediction_probability).toBeCloseTo((0.5 + probabilityOf(2, 0)) / 2, 12);
    expect(averaged).not.toHaveProperty('is_truncated');
    await expect(classifier.classify([text], { tokenization: { bert: { truncate: 'none' } } })).rejects.toThrow(
      'Input too large. The tokenized input length [7] exceeds the maximum sequence length [6]',
    );
    await classifier.close();
  });

  test('renames labels and refuses another number of them', async () => {
    const classifier = await loadClassifier(exported);
    const [renamed] = await classifier.classify(['failed'], { classificationLabels: ['good', 'bad'] });
    expect(renamed!.predicted_value).toBe('bad');
    await expect(classifier.classify(['failed'], { classificationLabels: ['one'] })).rejects.toThrow(
      'The number of [classification_labels] the model is defined with [2] does not match the number in the update [1]',
    );
    await classifier.close();
  });

  test('warns when the labels of a folder contradict each other', async () => {
    const classifier = await loadClassifier(writeModel(join(folder, 'twisted'), { label2id: { INFO: 1, ERROR: 0 } }));
    expect(classifier.warnings.map((warning) => warning.kind)).toEqual(['labels_disagree']);
    expect(classifier.labels).toEqual(['INFO', 'ERROR']);
    await classifier.close();
  });

  test.each([
    ['nowhere', {}, 'MD4001'],
    ['three', { id2label: { 0: 'a', 1: 'b', 2: 'c' } }, 'MD4002'],
    ['unknown', { model_type: 'longformer' }, 'TK1002'],
  ])('refuses the folder %s', async (name, extra, code) => {
    const path = join(folder, name);
    if (name !== 'nowhere') writeModel(path, extra);
    const classified = loadClassifier(path).then((classifier) => classifier.classify(['disk']));
    await expect(classified).rejects.toThrow(code);
  });
});

describe('InferenceQueue', () => {
  test('puts what waits into one batch and answers each caller', async () => {
    const batches: number[] = [];
    const queue = new InferenceQueue({
      classify: (texts) => {
        batches.push(texts.length);
        return Promise.resolve(
          texts.map((text) => ({ predicted_value: text, prediction_probability: 1, model_id: 'm' })),
        );
      },
    });
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => queue.infer(text)));
    expect(answers.map((answer) => answer.predicted_value)).toEqual(['a', 'b', 'c']);
    expect(batches).toEqual([3]);
  });

  test('fails only the text that is refused', async () => {
    const queue = new InferenceQueue({
      classify: (texts) =>
        texts.includes('bad')
          ? Promise.reject(new Error('refused'))
          : Promise.resolve(texts.map(() => ({ predicted_value: 'x', prediction_probability: 1, model_id: 'm' }))),
    });
    const settled = await Promise.allSettled(['a', 'bad', 'c'].map((text) => queue.infer(text)));
    expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('InferenceService', () => {
  test('answers as the inference processor asks: no top classes unless told, the id that was asked for', async () => {
    const service = new InferenceService((modelId) => (modelId === 'alias' ? exported : undefined));
    const answer = await service.infer({ modelId: 'alias', text: 'failed', update: {} });
    expect(Object.keys(answer)).toEqual(['predicted_value', 'prediction_probability', 'model_id']);
    expect(answer.model_id).toBe('alias');
    const tokenization = new HashMap(new Map([['bert', new HashMap(new Map([['truncate', 'none']]))]]));
    await expect(
      service.infer({ modelId: 'alias', text: 'disk disk disk disk failed', update: { tokenization } }),
    ).rejects.toThrow('Input too large');
    await expect(service.infer({ modelId: 'other', text: '', update: {} })).rejects.toThrow(
      'Could not find trained model [other]',
    );
    await service.close();
  });
});

test('occlusion ranks the words by what they did', async () => {
  const classifier = await loadClassifier(exported);
  const { result, words } = await explainer(classifier)('disk failed');
  expect(result.predicted_value).toBe('ERROR');
  expect(words.map((word) => word.word)).toEqual(['failed', 'disk']);
  expect(words[0]!.weight).toBeCloseTo(probabilityOf(2, 0) - 0.5, 12);
  await classifier.close();
});
