// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every architecture against what PyTorch 2.7.1 and transformers answered for the same seeded weights and texts
// (test/support/reference/record_models.py). The ONNX file is run here. The TorchScript archive was run by libtorch
// when the case was recorded; here its digest is checked, so what is written is what was proved.

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { convertCheckpoint } from '../../src/models/convert.js';
import { seededSafetensors, seededTexts, writeSeededCheckpoint } from '../support/seededCheckpoint.js';

interface Case {
  readonly task?: 'text_classification' | 'text_embedding';
  readonly padding: number;
  readonly texts: { vocabulary: number; longest: number; count: number; first: number; batch: number };
  readonly config: unknown;
  /** A LoRA adapter, as PEFT saved it. */
  readonly adapter?: { config: unknown; tensors: Readonly<Record<string, readonly number[]>> };
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly logits: readonly (readonly number[])[];
  readonly torchscript: { sha256: string; difference: number; difference_one_by_one: number };
}

const cases = join(__dirname, 'models');
const names = readdirSync(cases)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));
const folder = mkdtempSync(join(tmpdir(), 'logtwin-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(names)('%s', (name) => {
  const recorded = JSON.parse(readFileSync(join(cases, `${name}.json`), 'utf8')) as Case;
  const checkpoint = join(folder, name);
  const output = join(checkpoint, 'out');

  beforeAll(() => {
    writeSeededCheckpoint(checkpoint, recorded.config, recorded.tensors);
    if (recorded.adapter) {
      writeFileSync(join(checkpoint, 'adapter_config.json'), JSON.stringify(recorded.adapter.config));
      writeFileSync(join(checkpoint, 'adapter_model.safetensors'), seededSafetensors(recorded.adapter.tensors));
    }
    convertCheckpoint(checkpoint, output, recorded.task === undefined ? {} : { task: recorded.task });
  });

  test('the archive is the one that libtorch ran within 1e-5 of the original', () => {
    expect(recorded.torchscript.difference).toBeLessThanOrEqual(1e-5);
    expect(recorded.torchscript.difference_one_by_one).toBeLessThanOrEqual(1e-5);
    const digest = createHash('sha256')
      .update(readFileSync(join(output, 'model.pt')))
      .digest('hex');
    expect(digest).toBe(recorded.torchscript.sha256);
  });

  test('the ONNX file answers within 1e-4 of the original, padded', async () => {
    const session = await InferenceSession.create(join(output, 'model.onnx'), { intraOpNumThreads: 1 });
    const { vocabulary, longest, count, first, batch } = recorded.texts;
    const texts = seededTexts(vocabulary, longest, count, first);
    expect(recorded.logits).toHaveLength(count);
    let largest = 0;
    for (let start = 0; start < count; start += batch) {
      const rows = texts.slice(start, start + batch);
      const width = Math.max(...rows.map((row) => row.length));
      const tensor = (of: (row: number[], place: number) => number): Tensor => {
        const data = rows.flatMap((row) => Array.from({ length: width }, (_, place) => BigInt(of(row, place))));
        return new Tensor('int64', BigInt64Array.from(data), [rows.length, width]);
      };
      const inputs = {
        input_ids: tensor((row, place) => row[place] ?? recorded.padding),
        attention_mask: tensor((row, place) => (place < row.length ? 1 : 0)),
        ...(session.inputNames.includes('token_type_ids') ? { token_type_ids: tensor(() => 0) } : {}),
      };
      const results = await session.run(inputs);
      const values = Object.values(results)[0]?.data as Float32Array;
      recorded.logits
        .slice(start, start + batch)
        .flat()
        .forEach((expected, index) => {
          largest = Math.max(largest, Math.abs(expected - (values[index] ?? NaN)));
        });
    }
    expect(largest).toBeLessThanOrEqual(1e-4);
  });
});
