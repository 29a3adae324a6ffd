// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Converts the checkpoints of record_models.py with the built program: node convert.mjs WORK (after npm run build).

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSafetensors } from '../../../dist/models/checkpoints/safetensors.js';
import { convertCheckpoint } from '../../../dist/models/convert.js';
import { linearGraph } from '../../../dist/models/linear/linearGraph.js';
import { quantizeModel } from '../../../dist/models/quantize.js';
import { readFloat32 } from '../../../dist/models/tensor.js';
import { writeTorchScript } from '../../../dist/models/torchscript/writeTorchScript.js';

const [work] = process.argv.slice(2);
for (const name of readdirSync(work)) {
  const folder = join(work, name);
  if (name === 'linear') {
    const { tensors, close } = openSafetensors(join(folder, 'model.safetensors'));
    const [tokenRows, pairRows, bias] = ['token_rows', 'pair_rows', 'bias'].map((key) => readFloat32(tensors.get(key)));
    const [vocabulary] = tensors.get('token_rows').shape;
    const [buckets] = tensors.get('pair_rows').shape;
    close();
    const { graph, weights } = linearGraph({ labels: bias.length, vocabulary, buckets, tokenRows, pairRows, bias });
    writeTorchScript(graph, weights, join(folder, 'model.pt'));
  } else {
    if (name === 'distilbert') quantizeModel(folder, join(folder, 'int8'));
    convertCheckpoint(folder, join(folder, 'out'), name.endsWith('-embedding') ? { task: 'text_embedding' } : {});
  }
}
