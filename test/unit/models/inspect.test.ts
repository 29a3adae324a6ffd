// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What inspect says of checkpoints with the classic mistakes, and of what a cluster needs for them.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelConfig } from '../../../src/models/architectures/config.js';
import { architectureOf, buildGraph } from '../../../src/models/architectures/table.js';
import { convertCheckpoint } from '../../../src/models/convert.js';
import { inspectModel } from '../../../src/models/inspect.js';
import { renderModelPage, renderModelText } from '../../../src/models/inspectPage.js';
import { modelMemory, reservedMemory } from '../../../src/models/memory.js';
import { writeSeededCheckpoint } from '../../support/seededCheckpoint.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));
const recorded = (name: string): { config: Record<string, unknown>; tensors: Record<string, number[]> } =>
  JSON.parse(readFileSync(join(__dirname, `../../conformance/models/${name}.json`), 'utf8')) as never;

function checkpoint(
  name: string,
  change: (config: Record<string, unknown>, tensors: Record<string, number[]>) => void = () => undefined,
): string {
  const { config, tensors } = recorded(name);
  change(config, tensors);
  const path = mkdtempSync(join(folder, `${name}-`));
  writeSeededCheckpoint(path, config, tensors);
  return path;
}

test('a checkpoint is described by its parts', () => {
  const { tensors } = recorded('bert');
  const path = checkpoint('bert');
  writeFileSync(join(path, 'vocab.txt'), 'a\n'.repeat(120));
  const report = inspectModel(path);
  const total = Object.values(tensors).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
  expect(report.checkpoint).toMatchObject({
    architecture: 'BERT',
    parameters: total,
    types: { float32: total },
    labels: ['ERROR', 'WARNING', 'INFO'],
    longest_sequence: 256,
    classifier_head: { present: true, missing: [] },
    cluster: { tokenizations: ['bert'], since: '8.3' },
  });
  expect(report.checkpoint?.layers.map(({ name }) => name)).toEqual([
    'bert.embeddings',
    'bert.encoder.layer.0',
    'bert.encoder.layer.1',
    'bert.pooler',
    'classifier',
  ]);
  expect(report.tokenizer.files).toEqual(['vocab.txt']);
  expect(report.findings).toEqual([]);
});

test('a base model is shown to lack its classifier', () => {
  const path = checkpoint('roberta', (_config, tensors) => {
    for (const name of Object.keys(tensors)) if (name.startsWith('classifier')) delete tensors[name];
  });
  const report = inspectModel(path);
  expect(report.checkpoint?.classifier_head.present).toBe(false);
  expect(report.checkpoint?.classifier_head.missing).toContain('classifier.out_proj.weight');
  expect(report.findings).toEqual([
    expect.objectContaining({
      name: 'classifier head',
      status: 'error',
      remedy: expect.stringMatching(/base model/) as unknown,
    }),
    expect.objectContaining({ name: 'tokenizer', status: 'warning' }),
  ]);
});

test('the tokenizer of Japanese BERT has a tokenization of its own', () => {
  const path = checkpoint('bert');
  writeFileSync(join(path, 'tokenizer_config.json'), '{"tokenizer_class": "BertJapaneseTokenizer"}');
  expect(inspectModel(path).checkpoint?.cluster).toMatchObject({ tokenizations: ['bert_ja'], since: '8.9' });
});

test('a tokenizer that allows more than the model has positions for, and labels without meaning, are found', () => {
  const path = checkpoint('bert', (config) =>
    Object.assign(config, { id2label: { 0: 'LABEL_0', 1: 'LABEL_1', 2: 'LABEL_2' } }),
  );
  writeFileSync(join(path, 'vocab.txt'), 'a\n'.repeat(120));
  writeFileSync(join(path, 'tokenizer_config.json'), '{"model_max_length": 512}');
  const messages = inspectModel(path).findings.map(({ message }) => message);
  expect(messages).toContain('the tokenizer allows 512 tokens, the model has positions for 256; texts are cut at 256');
  expect(messages).toContain('config.json has only placeholder labels (LABEL_0, LABEL_1, LABEL_2)');
});

describe('what is not there is named', () => {
  const bertConfig = JSON.stringify(recorded('bert').config);
  const files = (written: Readonly<Record<string, string>>): string => {
    const path = mkdtempSync(join(folder, 'lacking-'));
    for (const [name, text] of Object.entries(written)) writeFileSync(join(path, name), text);
    return path;
  };
  test.each<[string, () => string, RegExp]>([
    [
      'labels of a configuration',
      () => checkpoint('bert', (config) => delete config['id2label']),
      /MD1005.*the classifier has 3 outputs .* but config\.json names 2 labels[^]*id2label/,
    ],
    [
      'the model of an adapter',
      () => files({ 'adapter_config.json': '{"base_model_name_or_path": "owner/base"}' }),
      /MD1009.*a LoRA adapter alone, without the model that it adapts \(owner\/base\)[^]*model get owner\/base/,
    ],
    [
      'the weights of a description',
      () => files({ 'model.json': '{"id": "x", "source": "owner/name"}' }),
      /MD1009.*describes a model whose weights are not here[^]*logtwin model get owner\/name/,
    ],
    [
      'a configuration',
      () => files({ 'model.safetensors': 'x' }),
      /MD1009.*has model\.safetensors, but no config\.json/,
    ],
    [
      'weights behind a pointer',
      () => files({ 'config.json': bertConfig, 'model.safetensors': 'version https://git-lfs.github.com/' }),
      /MD1003.*Git LFS pointer of 35 bytes[^]*git lfs pull/,
    ],
    [
      'weights behind a page',
      () => files({ 'config.json': bertConfig, 'pytorch_model.bin': '<!DOCTYPE html><html>' }),
      /MD1003.*is a web page/,
    ],
  ])('%s', (_what, path, reason) => {
    expect(() => inspectModel(path())).toThrow(reason);
  });
});

test('labels that disagree, unknown tensors, custom code and a foreign vocabulary are found', () => {
  const path = checkpoint('distilbert', (config, tensors) => {
    config['label2id'] = { ERROR: 0, WARNING: 2, INFO: 1 };
    config['auto_map'] = { AutoModel: 'model.Custom' };
    tensors['adapter.weight'] = [2, 2];
  });
  writeFileSync(join(path, 'vocab.txt'), 'a\n'.repeat(121));
  expect(inspectModel(path).findings.map(({ name, status, message }) => `${name} ${status}: ${message}`)).toEqual([
    'labels warning: label2id gives "WARNING" the id 2, id2label names it INFO',
    'labels warning: label2id gives "INFO" the id 1, id2label names it WARNING',
    'unused tensors warning: the architecture does not read adapter.weight',
    'custom code warning: config.json names Python code of the model; it is not run, the standard architecture is',
    'vocabulary error: the tokenizer has 121 tokens, the embedding 120 rows: some texts would fail',
  ]);
});

test.each([
  ['distilbert', '8.3'],
  ['deberta-v3', '8.16'],
  ['xlm-roberta', '8.9'],
  ['modernbert', '9.5'],
  ['albert', undefined],
])('%s runs on a cluster from %s on', (name, since) => {
  expect(inspectModel(checkpoint(name)).checkpoint?.cluster.since).toBe(since);
});

test('a converted folder is described with its files, as text and as a page that escapes names', () => {
  const path = checkpoint('mpnet', (config) => {
    config['id2label'] = { 0: '<b>', 1: 'x', 2: 'y' };
    delete config['label2id'];
  });
  convertCheckpoint(path, path);
  const report = inspectModel(path);
  expect(report.onnx?.inputs.map(({ name, dtype }) => [name, dtype])).toEqual([
    ['input_ids', 'int64'],
    ['attention_mask', 'int64'],
  ]);
  expect(report.torchscript).toMatchObject({ version: 10, arguments: ['input_ids', 'attention_mask'] });
  expect(renderModelText(report).join('\n')).toMatch(/architecture +MPNet/);
  expect(renderModelPage(report)).toContain('&lt;b&gt;, x, y');
  expect(renderModelPage(report)).not.toContain('<b>');
});

describe('memory', () => {
  const { config } = recorded('distilbert');
  const distilbertBase = new ModelConfig({
    ...config,
    ...{ vocab_size: 30522, dim: 768, n_layers: 6, n_heads: 12, hidden_dim: 3072, max_position_embeddings: 512 },
  });
  const graph = buildGraph(architectureOf(distilbertBase), distilbertBase, { kind: 'text_classification', labels: 3 });

  test('of a DistilBERT: its 66,955,779 parameters, and about what libtorch was seen to grow by', () => {
    const memory = modelMemory(graph, 512);
    expect(memory.perDeployment).toBe(66_955_779 * 4);
    // A fresh process of torch 2.7.1 grew by 42 to 59 MB over its first request of 512 tokens.
    expect(memory.perAllocation).toBeGreaterThan(42e6);
    expect(memory.perAllocation).toBeLessThan(80e6);
  });

  // StartTrainedModelDeploymentAction.estimateMemoryUsageBytes: 240 MB + 2 definitions, or metadata + definition.
  test.each([
    [100e6, { perDeployment: 100e6, perAllocation: 10e6 }, 1, 240 * 2 ** 20 + 200e6],
    [100e6, { perDeployment: 100e6, perAllocation: 200e6 }, 4, 1000e6],
  ])('reserved for %d bytes with %j and %d allocations is %d', (definition, memory, allocations, reserved) => {
    expect(reservedMemory(definition, memory, allocations)).toBe(reserved);
  });
});
