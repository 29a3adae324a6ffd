// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A checkpoint of DistilBERT's size with small random weights: 268 MB, three labels.

import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedModelFolder } from '../../dist/inference/embeddedModel.js';

export const [hidden, inner, vocabulary, positions, layers] = [768, 3072, 30522, 512, 6];

/** The tensors of a DistilBERT classifier. */
function shapes() {
  const found = [
    ['distilbert.embeddings.word_embeddings.weight', [vocabulary, hidden]],
    ['distilbert.embeddings.position_embeddings.weight', [positions, hidden]],
  ];
  const dense = (name, rows, columns) => found.push([`${name}.weight`, [rows, columns]], [`${name}.bias`, [rows]]);
  const norm = (name) => found.push([`${name}.weight`, [hidden]], [`${name}.bias`, [hidden]]);
  norm('distilbert.embeddings.LayerNorm');
  for (let index = 0; index < layers; index++) {
    const layer = `distilbert.transformer.layer.${index}`;
    for (const name of ['q_lin', 'k_lin', 'v_lin', 'out_lin']) dense(`${layer}.attention.${name}`, hidden, hidden);
    norm(`${layer}.sa_layer_norm`);
    dense(`${layer}.ffn.lin1`, inner, hidden);
    dense(`${layer}.ffn.lin2`, hidden, inner);
    norm(`${layer}.output_layer_norm`);
  }
  dense('pre_classifier', hidden, hidden);
  dense('classifier', 3, hidden);
  return found;
}

/** Writes the checkpoint; its first words are those of the embedded model, so that logs get tokens of logs. */
export function writeCheckpoint(folder) {
  const labels = ['ERROR', 'WARNING', 'INFO'];
  const config = {
    architectures: ['DistilBertForSequenceClassification'],
    model_type: 'distilbert',
    ...{ dim: hidden, hidden_dim: inner, vocab_size: vocabulary, max_position_embeddings: positions, n_layers: layers },
    n_heads: 12,
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries(labels.map((label, index) => [label, index])),
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const words = readFileSync(join(embeddedModelFolder, 'vocab.txt'), 'utf8').trimEnd().split('\n');
  if (!words.includes('[MASK]')) words.push('[MASK]');
  while (words.length < vocabulary) words.push(`word${words.length}`);
  writeFileSync(join(folder, 'vocab.txt'), `${words.join('\n')}\n`);
  writeFileSync(
    join(folder, 'tokenizer_config.json'),
    JSON.stringify({ tokenizer_class: 'DistilBertTokenizer', model_max_length: 512 }),
  );
  const header = { __metadata__: { format: 'pt' } };
  let position = 0;
  for (const [name, shape] of shapes()) {
    const bytes = 4 * shape.reduce((product, size) => product * size, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [position, position + bytes] };
    position += bytes;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const file = openSync(join(folder, 'model.safetensors'), 'w');
  writeSync(file, Buffer.concat([length, text]));
  let state = 12345;
  for (const [name, shape] of shapes()) {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    for (let index = 0; index < values.length; index++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      values[index] = (state / 2 ** 32 - 0.5) * 0.07 + (/[nN]orm\.weight$/.test(name) ? 1 : 0);
    }
    writeSync(file, new Uint8Array(values.buffer));
  }
  closeSync(file);
}
