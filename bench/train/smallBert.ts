// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A small BERT, trained from random weights by transformers, converted and judged by logtwin, on the folds of the baselines of
// docs/results.md. Writes what it said of each text (the places of labels in their order by name) to smallBert.json, which
// `npm run results` reads. Takes some minutes of one core.
// LOGTWIN_CORPUS=... PYTHON=python3 node --import ./scripts/typescript.mjs bench/train/smallBert.ts
// PYTHON is an interpreter that has torch and transformers.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { digestOf, labelsOf, severityExamples, type Example } from '../../scripts/labelledExamples.js';
import { baselineFolds } from '../../src/evaluate/baselines/runBaselines.js';
import { checkpointChecks } from '../../src/evaluate/hygiene/checkpointChecks.js';
import { countWords } from '../../src/evaluate/training/trainClassifier.js';
import { readModelFolder } from '../../src/inference/modelFolder.js';
import { loadClassifier } from '../../src/inference/textClassification.js';
import { encodeText } from '../../src/inference/tokenizers/lengthLimits.js';
import { createTokenizer, parseTokenization } from '../../src/inference/tokenizers/tokenization.js';
import { convertCheckpoint } from '../../src/models/convert.js';
import { learnVocabulary } from '../../src/models/linear/learnVocabulary.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const python = process.env.PYTHON ?? 'python3';
const recordFile = join(here, 'smallBert.json');
const seed = 1;
const tokenization = { bert: { do_lower_case: true, max_sequence_length: 128 } };
const sizes = {
  hidden_size: 128,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  intermediate_size: 512,
  max_position_embeddings: 128,
};
const epochs = 8;
const sets = { severity: severityExamples() };

/** Trains on some examples and labels others: the number of the label of each. */
async function trained(
  folder: string,
  labels: readonly string[],
  training: readonly Example[],
  test: readonly Example[],
): Promise<number[]> {
  const words = countWords(
    training.map(({ text }) => text),
    true,
  );
  const vocabulary = learnVocabulary(words, 4000);
  const settings = parseTokenization(tokenization);
  const tokenizer = createTokenizer(settings, { vocabulary });
  mkdirSync(folder, { recursive: true });
  const named = {
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries(labels.map((l, id) => [l, id])),
  };
  const config = {
    model_type: 'bert',
    vocab_size: vocabulary.length,
    pad_token_id: tokenizer.special.pad,
    ...sizes,
    ...named,
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'vocab.txt'), vocabulary.join('\n'));
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify({ do_lower_case: true, model_max_length: 128 }));
  const ids = training.map(({ text }) => [
    ...encodeText(tokenizer.tokenize(text), tokenizer.special, settings)[0]!.ids,
  ]);
  const task = { ids, labels: training.map(({ label }) => labels.indexOf(label)), epochs, seed };
  writeFileSync(join(folder, 'train.json'), JSON.stringify(task));
  const { status } = spawnSync(python, [join(here, 'smallBert.py'), folder], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${python} smallBert.py ended with ${status}`);
  const model = join(folder, 'model');
  convertCheckpoint(folder, model, { formats: ['onnx'] });
  const findings = checkpointChecks(readModelFolder(model));
  if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join('\n'));
  const classifier = await loadClassifier(model);
  try {
    const results = await classifier.classify(test.map(({ text }) => text));
    return results.map((result) => labels.indexOf(result.predicted_value));
  } finally {
    await classifier.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
try {
  for (const [name, examples] of Object.entries(sets)) {
    const labels = labelsOf(examples);
    const started = performance.now();
    const folds = baselineFolds(
      examples.map(({ label }) => labels.indexOf(label)),
      examples.map(({ group }) => group),
      seed,
    );
    const said = new Array<number>(examples.length).fill(0);
    for (let held = 0; held <= Math.max(...folds); held++) {
      console.error(`${name}, fold ${held + 1}`);
      const rows = [...examples.keys()];
      const test = rows.filter((row) => folds[row] === held);
      const pick = (chosen: readonly number[]): Example[] => chosen.map((row) => examples[row]!);
      const training = pick(rows.filter((row) => folds[row] !== held));
      const predicted = await trained(join(folder, `${name}-${held}`), labels, training, pick(test));
      test.forEach((row, at) => (said[row] = predicted[at]!));
    }
    const right = examples.filter(({ label }, row) => labels[said[row]!] === label).length;
    const seconds = Math.round((performance.now() - started) / 1000);
    console.error(`${name}: accuracy ${(right / examples.length).toFixed(3)}, ${seconds} s`);
    const record = existsSync(recordFile) ? (JSON.parse(readFileSync(recordFile, 'utf8')) as object) : {};
    const entry = { examples: digestOf(examples), predicted: said.join('') };
    writeFileSync(recordFile, `${JSON.stringify({ ...record, [name]: entry }, undefined, 2)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
