// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The pipeline that a live cluster really ran, over every document of the ECS dumps: our engine against what a real node gave
// (recorded by scripts/recordDumps.ts), and both against what the live cluster wrote.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { createEngine } from '../../src/ingest/index.js';
import { deployedPipeline, noDumps, readDumps } from '../support/ecsDumps.js';

interface Recorded {
  readonly file: string;
  readonly index: string | null;
  readonly id: string | null;
  readonly ml_input: string | null;
  readonly error?: { readonly type: string; readonly reason: string | null; readonly script_stack: readonly string[] };
}

const recording = resolve('test/conformance/dumps/cyberfortress.ndjson');
const skip = noDumps();
if (skip) process.stderr.write(`${skip}\n`);

const digest = (text: unknown): string | null =>
  typeof text === 'string' ? createHash('sha256').update(text).digest('hex') : null;

(skip ? describe.skip : describe)('the deployed pipeline on real documents', () => {
  const recorded = readFileSync(recording, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as Recorded);

  it('was recorded for every document', () => {
    const keys = readDumps().map(({ file, index, id }) => ({ file, index, id }));
    expect(keys).toEqual(recorded.map(({ file, index, id }) => ({ file, index, id })));
    expect(keys).toHaveLength(1480);
  });

  it('gives on a real node every ml_input that the live cluster wrote', () => {
    const written = readDumps().flatMap(({ mlInput }, index) => (mlInput === null ? [] : [{ mlInput, index }]));
    expect(written).toHaveLength(349);
    expect(written.filter(({ mlInput, index }) => digest(mlInput) !== recorded[index]!.ml_input)).toEqual([]);
  });

  it('gives in our engine the ml_input of the real node', async () => {
    const engine = createEngine({ pipelines: { deployed: deployedPipeline(true) } });
    const different: unknown[] = [];
    for (const [index, { file, index: name, id, routing, source }] of readDumps().entries()) {
      const result = await engine.run('deployed', { source, index: name, id, routing });
      const text: unknown = result.document.ctx.source.get('ml_input');
      if (result.status !== 'ok' || digest(text) !== recorded[index]!.ml_input) different.push({ file, id, text });
    }
    expect(different).toEqual([]);
  });

  it('fails in our engine as on the real node when failures are not ignored', async () => {
    const engine = createEngine({ pipelines: { deployed: deployedPipeline(false) } });
    const errors: unknown[] = [];
    for (const { index: name, id, routing, source } of readDumps()) {
      const result = await engine.run('deployed', { source, index: name, id, routing });
      if (result.status !== 'failed') continue;
      const { cause, scriptError } = result.failure.details;
      errors.push({ id, type: cause?.type, reason: cause?.reason, script_stack: scriptError?.script_stack });
    }
    expect(errors).toEqual(recorded.flatMap(({ id, error }) => (error ? [{ id, ...error }] : [])));
    expect(errors).toHaveLength(1);
  });
});
