// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every body that a deployment sends for a model, judged by Elasticsearch 9.5.3's own parsers: for the embedded model, for each
// described model and for each architecture with weights made from seeds.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { JsonObject } from '../../src/elasticsearch/json.js';
import { readModelArtifact, tokenizationBody } from '../../src/elasticsearch/modelArtifact.js';
import { embeddedModelFolder } from '../../src/inference/embeddedModel.js';
import { parseTokenization, type TokenizerType } from '../../src/inference/tokenizers/tokenization.js';
import { knownModels } from '../../src/models/knownModels.js';
import { seededClassifiers, writeSeededModel } from '../support/seededModel.js';
import { reasonToSkipElasticsearch, startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';

const skip = reasonToSkipElasticsearch();
if (skip) process.stderr.write(`${skip}\n`);

/** The tokenizer that the server has for each architecture of the recorded cases; for ALBERT it has none. */
const tokenizers: Readonly<Record<string, TokenizerType>> = {
  bert: 'bert',
  camembert: 'xlm_roberta',
  'deberta-v2': 'deberta_v2',
  'deberta-v3': 'deberta_v2',
  distilbert: 'bert',
  electra: 'bert',
  modernbert: 'byte_level_bpe',
  mpnet: 'mpnet',
  roberta: 'roberta',
  'xlm-roberta': 'xlm_roberta',
};

(skip ? describe.skip : describe)("bodies of models and Elasticsearch's parsers", () => {
  let node: ElasticsearchNode;
  const folder = mkdtempSync(join(tmpdir(), 'logtwin-bodies-'));
  beforeAll(async () => {
    node = await startElasticsearchNode();
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
    rmSync(folder, { recursive: true });
  }, 60_000);

  async function expectAccepted(model: string): Promise<void> {
    const { config, vocabulary, definitionFile, definitionBytes } = readModelArtifact(model, 'logtwin', undefined, {
      perDeployment: 1,
      perAllocation: 1,
    });
    expect(await node.parse('trained_model', config)).toBeUndefined();
    expect(await node.parse('vocabulary', vocabulary, config)).toBeUndefined();
    const part = readFileSync(definitionFile)
      .subarray(0, 1 << 20)
      .toString('base64');
    const total = { total_definition_length: definitionBytes, total_parts: Math.ceil(definitionBytes / 2 ** 20) };
    expect(await node.parse('definition_part', { definition: part, ...total })).toBeUndefined();
  }

  it('accepts the embedded model', () => expectAccepted(embeddedModelFolder), 30_000);

  it.each(seededClassifiers().filter((name) => name in tokenizers))(
    'accepts a %s',
    (name) => expectAccepted(writeSeededModel(folder, name, tokenizers[name]!)),
    30_000,
  );

  it.each(knownModels().map(({ name, description }) => [name, description] as const))(
    'accepts the tokenization and labels of %s',
    async (_name, description) => {
      const labels = (description['labels'] as string[] | undefined) ?? ['ERROR', 'INFO'];
      const body = modelBody(tokenizationBody(parseTokenization(description['tokenization'])), labels);
      expect(await node.parse('trained_model', body)).toBeUndefined();
    },
  );

  it('accepts every tokenization with a window', async () => {
    for (const type of Object.values(tokenizers)) {
      const tokenization = parseTokenization({ [type]: { truncate: 'none', span: 16, max_sequence_length: 128 } });
      expect(await node.parse('trained_model', modelBody(tokenizationBody(tokenization), ['a', 'b']))).toBeUndefined();
    }
  });

  it.each<[string, JsonObject, string]>([
    [
      'one label',
      modelBody({ bert: {} }, ['a']),
      '[text_classification] requires at least 2 [classification_labels]; provided [a]',
    ],
    ['an unknown tokenization', modelBody({ berta: {} }, ['a', 'b']), 'unknown field [berta]'],
    ['an unknown setting', modelBody({ bert: { lower_case: true } }, ['a', 'b']), 'unknown field [lower_case]'],
    [
      'a window with truncation',
      modelBody({ bert: { truncate: 'first', span: 16 } }, ['a', 'b']),
      '[span] must not be provided when [truncate] is [first]',
    ],
    ['an unknown key', { ...modelBody({ bert: {} }, ['a', 'b']), labels: [] }, 'unknown field [labels]'],
    [
      'lower-casing by roberta',
      modelBody({ roberta: { do_lower_case: true } }, ['a', 'b']),
      'unable to set [do_lower_case] to [true] for roberta tokenizer',
    ],
  ])('refuses %s', async (_what, body, reason) => {
    const error = await node.parse('trained_model', body);
    expect(JSON.stringify(error)).toContain(reason);
  });

  it('refuses a vocabulary without what its tokenization needs', async () => {
    const config = modelBody({ roberta: {} }, ['a', 'b']);
    expect(JSON.stringify(await node.parse('vocabulary', { vocabulary: ['<s>'] }, config))).toContain('merges');
    expect(JSON.stringify(await node.parse('vocabulary', { vocabulary: [] }, config))).toContain('vocabulary');
    expect(JSON.stringify(await node.parse('definition_part', { definition: 'AAAA', total_parts: 1 }))).toContain(
      'total_definition_length',
    );
  });
});

function modelBody(tokenization: unknown, labels: readonly string[]): JsonObject {
  return {
    model_type: 'pytorch',
    inference_config: { text_classification: { tokenization, classification_labels: labels } },
    input: { field_names: ['text_field'] },
  };
}
