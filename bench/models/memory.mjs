// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Peak memory of `logtwin classify` with a model of DistilBERT's size. To reach: 1.2 times the weights and 300 MB.
// Run after `npm run build`: node bench/models/memory.mjs [EVERY] (EVERY 4 takes every fourth text)

import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convertCheckpoint } from '../../dist/models/convert.js';
import { quantizeModel } from '../../dist/models/quantize.js';
import { measure, program } from '../measure.mjs';
import { writeCheckpoint } from './distilbertCheckpoint.mjs';

const [every = '1'] = process.argv.slice(2);
const corpus = process.env.LOGTWIN_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'logtwin-bench-'));
try {
  writeCheckpoint(folder);
  const texts = join(folder, 'texts.ndjson');
  const lines = readFileSync(join(corpus, 'ecs-dumps', 'published-predictions.ndjson'), 'utf8')
    .trim()
    .split('\n');
  writeFileSync(texts, lines.filter((_, index) => index % Number(every) === 0).join('\n'));
  for (const precision of ['float32', 'int8']) {
    const target = join(folder, precision);
    if (precision === 'int8') quantizeModel(folder, target, { formats: ['onnx'] });
    else convertCheckpoint(folder, target, { formats: ['onnx'] });
    copyFileSync(join(folder, 'vocab.txt'), join(target, 'vocab.txt'));
    const weights = statSync(join(target, 'model.onnx')).size;
    const args = ['classify', '--input', texts, '--model', target, '--threads', '2', '--quiet'];
    const { peak, seconds, code } = await measure(process.execPath, [program, ...args]);
    const limit = 1.2 * weights + 300e6;
    console.log(
      `${precision}: weights ${(weights / 1e6).toFixed(0)} MB, peak ${(peak / 1e6).toFixed(0)} MB of ${(limit / 1e6).toFixed(0)} MB, ` +
        `${seconds.toFixed(1)} s${code === 0 ? '' : `, exit code ${code}`}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
