// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The 8-bit archive of a DistilBERT: the one that libtorch 2.7.1 ran beside PyTorch's own quantize_dynamic when the case
// was recorded (test/support/reference/record_models.py), with equal weights and, on most texts, equal logits.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkArchive } from '../../src/models/preflight.js';
import { quantizeModel } from '../../src/models/quantize.js';
import { writeSeededCheckpoint } from '../support/seededCheckpoint.js';

const read = <T>(name: string): T => JSON.parse(readFileSync(join(__dirname, name), 'utf8')) as T;
const recorded = read<{ torchscript: { sha256: string; texts: number; equal: number; difference: number } }>(
  'int8.json',
);
const model = read<{ config: unknown; tensors: Record<string, number[]> }>('models/distilbert.json');
const folder = mkdtempSync(join(tmpdir(), 'logtwin-int8-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the 8-bit archive is the one that was proved, and the server accepts it', () => {
  writeSeededCheckpoint(join(folder, 'checkpoint'), model.config, model.tensors);
  const { torchscript } = quantizeModel(join(folder, 'checkpoint'), join(folder, 'int8'), { formats: ['torchscript'] });
  expect(createHash('sha256').update(readFileSync(torchscript!)).digest('hex')).toBe(recorded.torchscript.sha256);
  expect(checkArchive(torchscript!).filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(recorded.torchscript.equal).toBeGreaterThan(recorded.torchscript.texts / 2);
  expect(recorded.torchscript.difference).toBeLessThan(0.02);
});
