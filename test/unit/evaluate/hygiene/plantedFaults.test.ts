// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Faults planted one by one into a sound evaluation: each is found, and nothing is found in its clean twin.

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate, type EvaluateOptions } from '../../../../src/evaluate/evaluate.js';
import type { Finding } from '../../../../src/evaluate/findings.js';
import { checkpointChecks } from '../../../../src/evaluate/hygiene/checkpointChecks.js';
import { readingProbe } from '../../../../src/evaluate/hygiene/readingProbe.js';
import type { InputRecord, TextRecord } from '../../../../src/evaluate/labelledTexts.js';
import { embeddedModelFolder } from '../../../../src/inference/embeddedModel.js';
import { readModelFolder, type ModelWarning } from '../../../../src/inference/modelFolder.js';
import { createTokenizer } from '../../../../src/inference/tokenizers/tokenization.js';
import { convertCheckpoint } from '../../../../src/models/convert.js';
import { GraphBuilder } from '../../../../src/models/graph.js';
import { writeOnnx } from '../../../../src/models/onnx/writeOnnx.js';
import { float32Tensor } from '../../../../src/models/tensor.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';
import { encodeSafetensors, seededWeight } from '../../../support/seededCheckpoint.js';
import { fakeClassifier } from '../../../support/fakeClassifier.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
afterAll(() => rmSync(folder, { recursive: true }));

const labels = ['INFO', 'WARNING', 'ERROR'];
const embedded = readModelFolder(embeddedModelFolder);
const tokenizer = createTokenizer(embedded.tokenization, embedded.vocabularyFiles);
const { tokenization } = embedded;

const words =
  'session user login closed opened password host port request server client file process started stopped connection timeout retry disk memory network packet interface kernel driver service update package certificate token key policy rule access group account mail queue message thread cache table index backup volume node cluster proxy route address domain query response header method path size limit time zone job task event action status code reason result value name type mode level source target'.split(
    ' ',
  );

/** A labelled line; lines of one number below 300 share a template, and templates are spread evenly over the labels. */
function line(random: SeededRandom, template: number): TextRecord {
  const own = new SeededRandom(template + 1000);
  const chosen = Array.from({ length: 7 }, () => words[own.below(words.length)]!);
  return {
    text: `${chosen.join(' ')} id=${random.below(1e9)} from 10.${random.below(256)}.${random.below(256)}.7`,
    label: labels[template % 3]!,
    source: 'generated',
  };
}

/** Test lines of the templates from 150 on, training lines of those below. */
function lines(count: number, first: number, seed: number): TextRecord[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, (_, index) => line(random, first + (index % 150)));
}

const testLines = lines(900, 150, 1);
const trainingLines = lines(600, 0, 2);

/** Gives the true label to nine in ten texts, with a confidence to match. */
function knowing(records: readonly TextRecord[], answer: (label: number) => number = (label) => label) {
  const random = new SeededRandom(3);
  const truths = new Map(records.map(({ text, label }) => [text, labels.indexOf(label!)]));
  return fakeClassifier(labels, (text) => {
    const truth = answer(Math.max(0, truths.get(text) ?? 0));
    const best = random.fraction() < 0.1 ? (truth + 1 + random.below(2)) % 3 : truth;
    const top = 0.8 + 0.19 * random.fraction();
    return labels.map((_, index) => (index === best ? top : (1 - top) / 2));
  });
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of texts that are at hand
async function* stream(records: readonly InputRecord[]): AsyncGenerator<InputRecord> {
  yield* records;
}

interface Setting {
  readonly test?: readonly TextRecord[];
  readonly training?: readonly TextRecord[];
  readonly over?: Partial<EvaluateOptions>;
}

async function findings({ test = testLines, training = trainingLines, over = {} }: Setting): Promise<Finding[]> {
  const results = await evaluate({
    classifier: knowing(test),
    texts: stream(test),
    trainingTexts: stream(training),
    folder: join(folder, 'run'),
    version: '0.0.0',
    model: { id: 'planted' },
    probe: readingProbe({ tokenizer, tokenization }),
    inputs: ['memory'],
    samples: 60,
    ...over,
  });
  return results.warnings.filter(({ weight }) => weight !== 'note');
}

/** The warnings of a real model folder whose label maps are these. */
function warningsOf(id2label: Record<string, string>, label2id: Record<string, number>): readonly ModelWarning[] {
  const path = join(folder, 'checkpoint');
  mkdirSync(path, { recursive: true });
  copyFileSync(join(embeddedModelFolder, 'vocab.txt'), join(path, 'vocab.txt'));
  writeFileSync(join(path, 'model.onnx'), '');
  writeFileSync(join(path, 'config.json'), JSON.stringify({ model_type: 'bert', id2label, label2id }));
  return readModelFolder(path).warnings;
}

const bert = JSON.parse(readFileSync('test/conformance/models/bert.json', 'utf8')) as {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: Readonly<Record<string, readonly number[]>>;
};
/** Last layers as transformers makes them, and after a little training (test/conformance/hygiene/record.py). */
const recorded = JSON.parse(readFileSync('test/conformance/hygiene/heads.json', 'utf8')) as {
  readonly width: number;
  readonly heads: readonly {
    readonly architecture: string;
    readonly steps: number;
    readonly weight: readonly number[];
    readonly bias: readonly number[];
  }[];
};

/** Pieces of the embedded model, few enough to be converted quickly. */
const pieces = embedded.vocabularyFiles.vocabulary.slice(0, 1000);

/** What a checkpoint of BERT consists of. */
interface CheckpointParts {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly vocabulary?: readonly string[];
  readonly tokenizerConfig?: Readonly<Record<string, unknown>>;
  readonly head?: { readonly weight: readonly number[]; readonly bias: readonly number[] };
  readonly precision?: 'float32' | 'float16' | 'int8';
}

/** What the checks find in a checkpoint of small sizes, after conversion. */
function checkpointFindings(parts: CheckpointParts): readonly Finding[] {
  const { config = {}, vocabulary, tokenizerConfig, head = seededHead, precision } = parts;
  const checkpoint = mkdtempSync(join(folder, 'checkpoint-'));
  const sizes = { hidden_size: recorded.width, vocab_size: pieces.length, num_hidden_layers: 1 };
  const ids = { pad_token_id: 0, cls_token_id: 2, sep_token_id: 3 };
  writeFileSync(join(checkpoint, 'config.json'), JSON.stringify({ ...bert.config, ...sizes, ...ids, ...config }));
  writeFileSync(join(checkpoint, 'vocab.txt'), (vocabulary ?? pieces).join('\n'));
  writeFileSync(join(checkpoint, 'tokenizer_config.json'), JSON.stringify({ do_lower_case: true, ...tokenizerConfig }));
  const tensors = Object.entries(bert.tensors)
    .filter(([name]) => !name.includes('layer.1.'))
    .map(([name, shape]) => {
      // 32 is the recorded width, 120 the recorded vocabulary.
      const sized = shape.map((size) => (size === 32 ? recorded.width : size === 120 ? pieces.length : size));
      const own = name === 'classifier.weight' ? head.weight : name === 'classifier.bias' ? head.bias : undefined;
      const values = own ? Float32Array.from(own) : seededWeight(name, sized);
      return [name, { dtype: 'F32', shape: sized, bytes: new Uint8Array(values.buffer) }] as const;
    });
  writeFileSync(join(checkpoint, 'model.safetensors'), encodeSafetensors(Object.fromEntries(tensors)));
  const model = join(checkpoint, 'model');
  convertCheckpoint(checkpoint, model, { formats: ['onnx'], ...(precision && { precision }) });
  return checkpointChecks(readModelFolder(model));
}

const headOf = (architecture: string, steps: number) =>
  recorded.heads.find((head) => head.architecture === architecture && head.steps === steps)!;
const seededHead = headOf('bert', 3);
const withCapitals = pieces.map((piece, index) =>
  index % 3 === 0 && /^[a-z]/.test(piece) ? piece[0]!.toUpperCase() + piece.slice(1) : piece,
);
const modelFindings = (parts: CheckpointParts): Setting => ({
  test: testLines.slice(0, 120),
  over: { modelFindings: checkpointFindings(parts) },
});

const withText = (change: (record: TextRecord, index: number) => string): TextRecord[] =>
  testLines.map((record, index) => ({ ...record, text: change(record, index) }));
const filler = lines(30, 150, 9)
  .map(({ text }) => text)
  .join(' ');
const injection = "id=1' or 1=1 union select password from users";
const long = (text: (line: string) => string): TextRecord[] =>
  withText((record, index) => (index % 15 === 0 ? text(record.text) : record.text));

interface Planted {
  readonly fault: string;
  readonly check: string;
  readonly faulty: () => Setting;
  /** Where it differs from the sound setting. */
  readonly clean?: () => Setting;
}

const planted: readonly Planted[] = [
  {
    fault: 'label names in the wrong order',
    check: 'swapped_labels',
    faulty: () => ({ over: { classifier: knowing(testLines, (label) => (label + 1) % 3) } }),
  },
  {
    fault: 'a head that was never trained',
    check: 'unrelated_predictions',
    faulty: () => {
      const random = new SeededRandom(4);
      const classifier = fakeClassifier(labels, () => {
        const odds = labels.map(() => Math.exp(random.normal() * 0.2));
        const sum = odds.reduce((total, value) => total + value, 0);
        return odds.map((value) => value / sum);
      });
      return { over: { classifier } };
    },
  },
  {
    fault: 'one label for everything',
    check: 'collapse',
    faulty: () => {
      const random = new SeededRandom(8);
      const classifier = fakeClassifier(labels, () => {
        const top = 0.6 + 0.39 * random.fraction();
        return random.fraction() < 0.02 ? [top, 1 - top, 0] : [1 - top, top, 0];
      });
      return { over: { classifier } };
    },
  },
  {
    fault: 'the same probabilities for everything',
    check: 'constant_confidence',
    faulty: () => {
      const truths = knowing(testLines);
      const classifier = {
        ...truths,
        classify: async (texts: readonly string[]) =>
          (await truths.classify(texts)).map((result) => ({ ...result, prediction_probability: 0.3401 })),
      };
      return { over: { classifier } };
    },
  },
  {
    fault: 'the vocabulary of another model',
    check: 'foreign_tokenizer',
    faulty: () => {
      // Every letter moved by thirteen places: a vocabulary of the same size for another language.
      const moved = embedded.vocabularyFiles.vocabulary.map((piece) =>
        piece.startsWith('[')
          ? piece
          : piece.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97)),
      );
      const foreign = createTokenizer(tokenization, { ...embedded.vocabularyFiles, vocabulary: moved });
      return { over: { probe: readingProbe({ tokenizer: foreign, tokenization }) } };
    },
  },
  {
    fault: 'texts that say their label',
    check: 'named_labels',
    faulty: () => ({ test: withText(({ text, label }) => `[${label!}] ${text}`) }),
    clean: () => ({ test: withText(({ text }, index) => `[${labels[index % 2]!}] ${text}`) }),
  },
  {
    fault: 'a word that gives one label away',
    check: 'leaking_word',
    faulty: () => ({ test: withText(({ text, label }) => (label === 'ERROR' ? `alertfeed ${text}` : text)) }),
    clean: () => ({ test: withText(({ text }, index) => (index % 2 === 0 ? `alertfeed ${text}` : text)) }),
  },
  {
    fault: 'a level in the text that the label was made from',
    check: 'leaking_number',
    faulty: () => ({
      test: withText(({ text, label }, index) => `[Level ${5 * labels.indexOf(label!) + (index % 5)}] ${text}`),
    }),
    clean: () => ({ test: withText(({ text }, index) => `[Level ${Math.floor(index / 3) % 15}] ${text}`) }),
  },
  {
    fault: 'payloads behind the cut',
    check: 'cut_payload',
    faulty: () => ({ test: long((text) => `${text} ${filler} ${injection}`) }),
    clean: () => ({ test: long((text) => `${injection} ${text} ${filler}`) }),
  },
  {
    fault: 'training texts in the test set',
    check: 'seen_texts',
    faulty: () => ({ training: [...trainingLines, ...testLines.slice(0, 90)] }),
  },
  {
    fault: 'templates on both sides of the split',
    check: 'shared_templates',
    faulty: () => ({ training: lines(600, 150, 5) }),
  },
  {
    fault: 'other shares of labels in training',
    check: 'skewed_split',
    faulty: () => ({ training: trainingLines.filter(({ label }, index) => label === 'INFO' || index % 5 === 0) }),
  },
  {
    fault: 'label maps that disagree',
    check: 'label_maps',
    faulty: () => ({
      over: { modelWarnings: warningsOf({ 0: 'INFO', 1: 'ERROR' }, { INFO: 1, ERROR: 0 }) },
    }),
    clean: () => ({ over: { modelWarnings: warningsOf({ 0: 'INFO', 1: 'ERROR' }, { INFO: 0, ERROR: 1 }) } }),
  },
  {
    fault: 'labels that were never named',
    check: 'placeholder_labels',
    faulty: () => ({
      over: { modelWarnings: warningsOf({ 0: 'LABEL_0', 1: 'LABEL_1' }, { LABEL_0: 0, LABEL_1: 1 }) },
    }),
  },
  {
    fault: 'labels of the data in another spelling',
    check: 'unknown_labels',
    faulty: () => ({
      test: testLines.map((record) => ({ ...record, label: record.label!.toLowerCase() })),
      over: { classifier: knowing(testLines) },
    }),
  },
  {
    fault: 'too few examples of a label',
    check: 'few_examples',
    faulty: () => {
      let errors = 0;
      return { test: testLines.filter(({ label }) => label !== 'ERROR' || ++errors <= 8), training: [] };
    },
    clean: () => {
      let errors = 0;
      return { test: testLines.filter(({ label }) => label !== 'ERROR' || ++errors <= 60), training: [] };
    },
  },
  {
    fault: 'texts longer than the model reads',
    check: 'truncation',
    faulty: () => ({ test: withText(({ text }, index) => (index % 8 === 0 ? `${text} ${filler}` : text)) }),
  },
  {
    fault: 'the vocabulary of a smaller checkpoint',
    check: 'vocabulary_size',
    faulty: () => modelFindings({ vocabulary: pieces.slice(0, 850) }),
    // Matrices are often padded by a few rows.
    clean: () => modelFindings({ vocabulary: pieces.slice(0, 990) }),
  },
  {
    fault: 'special tokens at other places than the model learned them',
    check: 'special_tokens',
    faulty: () => modelFindings({ config: { cls_token_id: 101, sep_token_id: 102 } }),
    clean: () => modelFindings({}),
  },
  {
    fault: 'lower case for a model that was made with capitals',
    check: 'lower_casing',
    faulty: () => modelFindings({ vocabulary: withCapitals }),
    clean: () => modelFindings({ vocabulary: withCapitals, tokenizerConfig: { do_lower_case: false } }),
  },
  {
    fault: 'capitals for a model that knows none',
    check: 'lower_casing',
    faulty: () => modelFindings({ tokenizerConfig: { do_lower_case: false } }),
    clean: () => modelFindings({}),
  },
  {
    fault: 'a new head on a base checkpoint',
    check: 'random_head',
    faulty: () => modelFindings({ head: headOf('bert', 0) }),
    clean: () => modelFindings({ head: headOf('bert', 3) }),
  },
  {
    fault: 'the configuration of a base model',
    check: 'base_checkpoint',
    faulty: () => modelFindings({ config: { architectures: ['BertForMaskedLM'] } }),
    clean: () => modelFindings({ config: { architectures: ['BertForSequenceClassification'] } }),
  },
];

/** The setting without a fault, which most faults differ from; one run serves them all. */
let sound: Promise<Finding[]> | undefined;

test.each(planted)('$fault', async ({ check, faulty, clean }) => {
  expect((await findings(faulty())).map((finding) => finding.check)).toContain(check);
  expect(await (clean ? findings(clean()) : (sound ??= findings({})))).toEqual([]);
});

test.each(recorded.heads.map((head) => [head.architecture, head.steps] as const))(
  'a new head of %s after %d steps of training',
  (architecture, steps) => {
    const found = checkpointFindings({ head: headOf(architecture, steps) });
    expect(found.map(({ check, weight }) => [check, weight])).toEqual(steps === 0 ? [['random_head', 'stop']] : []);
  },
);

test.each(['float16', 'int8'] as const)('a new head and the size of the matrix are read in %s too', (precision) => {
  const vocabulary = pieces.slice(0, 850);
  const found = checkpointFindings({ head: headOf('bert', 0), vocabulary, precision });
  expect(found.map(({ check }) => check)).toEqual(['vocabulary_size', 'random_head']);
  expect(checkpointFindings({ precision })).toEqual([]);
});

test('the embedded model is in order', () => {
  expect(checkpointChecks(embedded)).toEqual([]);
});

test('a graph that gives a vector a token is refused as a base model', () => {
  const path = mkdtempSync(join(folder, 'base-'));
  const graph = new GraphBuilder('base');
  const ids = graph.input('input_ids');
  graph.input('attention_mask');
  graph.output('last_hidden_state', graph.embedding(graph.parameter('rows', [8000, 4]), ids));
  const rows = float32Tensor([8000, 4], new Float32Array(32_000));
  writeOnnx(graph.finish(), new Map([['rows', rows]]), join(path, 'model.onnx'));
  copyFileSync(join(embeddedModelFolder, 'vocab.txt'), join(path, 'vocab.txt'));
  const placeholders = { id2label: { 0: 'LABEL_0', 1: 'LABEL_1' } };
  writeFileSync(join(path, 'config.json'), JSON.stringify({ model_type: 'bert', ...placeholders }));
  expect(() => checkpointChecks(readModelFolder(path))).toThrow(/no classifier head: it gives last_hidden_state/);
});
