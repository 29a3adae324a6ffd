// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Time and memory of `logtwin model convert` on a checkpoint of DistilBERT's size (268 MB) to both formats, beside
// eland's export of the same checkpoint. To reach: at most 5 s and 300 MB.
// Run after `npm run build`: node bench/models/convertCheckpoint.mjs [PYTHON with eland[pytorch]==9.2.0] (or PYTHON)

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, program } from '../measure.mjs';
import { writeCheckpoint } from './distilbertCheckpoint.mjs';

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
    console.log(
      `${name}: ${seconds.toFixed(2)} s, peak ${Math.round(peak / 1e6)} MB${code === 0 ? '' : `, exit code ${code}`}`,
    );
  for (let round = 0; round < 3; round++) {
    show(
      'logtwin, both formats',
      await measure(process.execPath, [program, 'model', 'convert', folder, '-o', join(folder, 'out'), '--quiet']),
    );
    const int8 = ['model', 'quantize', folder, '-o', join(folder, 'int8'), '--quiet'];
    show('logtwin, int8, both formats', await measure(process.execPath, [program, ...int8]));
    const [python = process.env.PYTHON] = process.argv.slice(2);
    if (python) show('eland, TorchScript', await measure(python, ['-c', eland, folder, folder]));
  }
} finally {
  rmSync(folder, { recursive: true });
}
