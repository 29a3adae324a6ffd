// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Classification of published log texts with a model of DistilBERT's size on two threads, beside transformers with
// PyTorch (one text at a time, and its pipeline) and Python's onnxruntime (sorted by length), in one run.
// To reach: float32 2.7 times one at a time, 4.5 times with duplicates answered once; int8 6.5 and 12 times; of what the
// matrix product alone reaches, float32 85 % and int8 60 % over unpadded tokens. What counts as work is the model as
// PyTorch computes it; we compute less of it, because the classifier reads one token of the last layer.
// Run after `npm run build`: node bench/inference/distilbert.mjs [PYTHON] [EVERY]
//   PYTHON has transformers, torch and onnxruntime (or PYTHON in the environment); EVERY 4 takes every fourth text.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { loadClassifier } from '../../dist/inference/textClassification.js';
import { convertCheckpoint } from '../../dist/models/convert.js';
import { quantizeModel } from '../../dist/models/quantize.js';
import { hidden, inner, layers, writeCheckpoint } from '../models/distilbertCheckpoint.mjs';
import { matrixLimit } from './matrixLimit.mjs';

const threads = 2;
const [python = process.env.PYTHON, every = '1'] = process.argv.slice(2);
const corpus = process.env.LOGTWIN_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const texts = readFileSync(join(corpus, 'ecs-dumps', 'published-predictions.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line).ml_input)
  .filter((_, index) => index % Number(every) === 0);

/** Operations of a text of so many tokens: the linear layers, and every token's look at every other. */
const work = (tokens) => layers * (2 * tokens * (4 * hidden ** 2 + 2 * hidden * inner) + 4 * hidden * tokens ** 2);

/** The texts in passes without repeats: each is computed, duplicates too. */
function passes(all) {
  const seen = new Map();
  const found = [];
  for (const text of all) {
    const count = seen.get(text) ?? 0;
    seen.set(text, count + 1);
    (found[count] ??= []).push(text);
  }
  return found;
}

async function ours(folder, duplicatesOnce) {
  const classifier = await loadClassifier(folder, { cacheSize: 0, threads });
  await classifier.classify(['warm up']);
  const started = performance.now();
  for (const part of duplicatesOnce ? [texts] : passes(texts)) await classifier.classify(part);
  const seconds = (performance.now() - started) / 1000;
  await classifier.close();
  return seconds;
}

async function totalWork(folder) {
  const { tokenizer, close } = await loadClassifier(folder, { threads: 1 }).then((classifier) => ({
    tokenizer: classifier.tokenizer,
    close: () => classifier.close(),
  }));
  const lengths = texts.map((text) => Math.min(512, tokenizer.tokenize(text).ids.length + 2));
  await close();
  return {
    tokens: lengths.reduce((sum, length) => sum + length, 0),
    operations: lengths.reduce((sum, length) => sum + work(length), 0),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'logtwin-bench-'));
try {
  writeCheckpoint(folder);
  const full = join(folder, 'float32');
  const int8 = join(folder, 'int8');
  convertCheckpoint(folder, full, { formats: ['onnx'] });
  quantizeModel(folder, int8, { formats: ['onnx'] });
  for (const target of [full, int8]) copyFileSync(join(folder, 'vocab.txt'), join(target, 'vocab.txt'));
  const list = join(folder, 'texts.json');
  writeFileSync(list, JSON.stringify(texts));
  const peer = (way, onnx) => () => {
    const script = fileURLToPath(new URL('classifyTexts.py', import.meta.url));
    const args = [script, way, folder, list, String(threads), ...(onnx ? [onnx] : [])];
    const env = { ...process.env, OMP_NUM_THREADS: String(threads), HF_HUB_OFFLINE: '1' };
    return JSON.parse(execFileSync(python, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] }))
      .seconds;
  };
  const { tokens, operations } = await totalWork(full);
  console.log(
    `${texts.length} texts, ${new Set(texts).size} distinct, ${tokens} tokens, ${(operations / 1e9).toFixed(0)} GFLOP`,
  );
  const limits = {
    float32: await matrixLimit(folder, 'float32', threads),
    int8: await matrixLimit(folder, 'int8', threads),
  };
  for (const [type, limit] of Object.entries(limits))
    console.log(`matrix product alone, ${type}: ${(limit / 1e9).toFixed(0)} Gop/s`);
  const ways = [
    ...(python ? [['transformers + PyTorch, one text at a time', peer('one')]] : []),
    ['logtwin float32', () => ours(full, false), 'float32'],
    ['logtwin float32, duplicates once', () => ours(full, true)],
    ['logtwin int8', () => ours(int8, false), 'int8'],
    ['logtwin int8, duplicates once', () => ours(int8, true)],
    ...(python
      ? [
          ['Python onnxruntime float32, sorted', peer('sorted', join(full, 'model.onnx'))],
          ['Python onnxruntime int8, sorted', peer('sorted', join(int8, 'model.onnx'))],
          ['transformers pipeline, batches of 12', peer('batch')],
        ]
      : []),
  ];
  let slowest;
  for (const [name, run, type] of ways) {
    const seconds = await run();
    slowest ??= python ? seconds : undefined;
    // A neighbour on the machine slows both: the limit is measured again beside the run that is compared with it.
    const limit = type && Math.max(limits[type], await matrixLimit(folder, type, threads));
    const share = type ? `, ${((100 * operations) / seconds / limit).toFixed(0)} % of the matrix product` : '';
    const ratio = slowest ? `, ${(slowest / seconds).toFixed(1)} times one at a time` : '';
    console.log(`${name}: ${(texts.length / seconds).toFixed(1)} texts/s${ratio}${share}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
