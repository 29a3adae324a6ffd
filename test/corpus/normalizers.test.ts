// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Our normalizers against the deployed pipeline, as a real node ran it (scripts/recordDumps.ts), on every document of the ECS dumps.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { loadBundle } from '../../src/ingest/bundle.js';
import { createEngine } from '../../src/ingest/index.js';
import { noDumps, readDumps } from '../support/ecsDumps.js';

const skip = noDumps();
if (skip) process.stderr.write(`${skip}\n`);

/**
 * Where ours differs on purpose, with what ours writes. The deployed script calls size() on messages, which is a text and
 * no list in a document whose audit log has one message, and so it fails.
 */
const mended: Readonly<Record<string, string>> = {
  'modsecurity.json 81YsOJoBPLHK7pZC7MvN':
    'ModSecurity Alert: Host header is a numeric IP address | URL: http://192.168.71.5:80/vulnerabilities/fi/?page=include.php' +
    ' | Query: page=include.php | SourceIP: 10.81.85.3 | SourcePort: 58306',
};

(skip ? describe.skip : describe)('our normalizers on real documents', () => {
  const recorded = readFileSync(resolve('test/conformance/dumps/cyberfortress.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => (JSON.parse(line) as { ml_input: string | null }).ml_input);

  test('write what the deployed pipeline writes on a real node, and nothing where it writes nothing', async () => {
    const engine = createEngine({ pipelines: loadBundle().pipelines });
    const different: Record<string, unknown> = {};
    for (const [index, { file, index: name, id, routing, source }] of readDumps().entries()) {
      const result = await engine.run('logtwin-normalize', { source, index: name, id, routing });
      const text: unknown = result.document.ctx.source.get('ml_input');
      const digest = typeof text === 'string' ? createHash('sha256').update(text).digest('hex') : null;
      if (result.status !== 'ok' || digest !== recorded[index]) different[`${file} ${id}`] = text;
    }
    expect(recorded).toHaveLength(1480);
    expect(different).toEqual(mended);
  });
});
