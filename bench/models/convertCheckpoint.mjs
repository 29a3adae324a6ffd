// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Time and memory of `logtwin model convert` on a checkpoint of DistilBERT's size (268 MB) to both formats, beside
// eland's export of the same checkpoint. To reach: at most 5 s and 300 MB.
// Run after `npm run build`: node bench/models/convertCheckpoint.mjs [PYTHON with eland[pytorch]==9.2.0]

import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, program } from '../measure.mjs';

const [hidden, inner, vocabulary, positions, layers] = [768, 3072, 30522, 512, 6];

/** The tensors of a DistilBERT classifier. */
function shapes() {
  const found = [
    ['distilbert.embeddings.word_embeddings.weight', [vocabulary, hidden]],
    ['distilbert.embeddings.position_embeddings.weight', [positions, hidden]],
  ];
  const dense = (name, rows, columns) =>
    found.push([`${name}.weight`, [rows, columns]], [`${name}.bias`, [rows]]);
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

/** Writes a checkpoint of small random weights. */
function writeCheckpoint(folder) {
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
  const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  while (words.length < vocabulary) words.push(`word${words.length}`);
  writeFileSync(join(folder, 'vocab.txt'), `${words.join('\n')}\n`);
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify({ tokenizer_class: 'DistilBertTokenizer', model_max_length: 512 }));
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

const eland = `
import sys, tempfile
from eland.ml.pytorch.transformers import TransformerModel
model = TransformerModel(model_id=sys.argv[1], task_type="text_classification")
model.save(tempfile.mkdtemp(dir=sys.argv[2]))
`;

const folder = mkdtempSync(join(tmpdir(), 'logtwin-bench-'));
try {
  writeCheckpoint(folder);
  const show = (name, { seconds, peak, code }) =>
    console.log(`${name}: ${seconds.toFixed(2)} s, peak ${Math.round(peak / 1e6)} MB${code === 0 ? '' : `, exit code ${code}`}`);
  for (let round = 0; round < 3; round++) {
    show('logtwin, both formats', await measure(process.execPath, [program, 'model', 'convert', folder, '-o', join(folder, 'out'), '--quiet']));
    const int8 = ['model', 'quantize', folder, '-o', join(folder, 'int8'), '--quiet'];
    show('logtwin, int8, both formats', await measure(process.execPath, [program, ...int8]));
    const [python] = process.argv.slice(2);
    if (python) show('eland, TorchScript', await measure(python, ['-c', eland, folder, folder]));
  }
} finally {
  rmSync(folder, { recursive: true });
}
