// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The pipelines of corelight/ecs-mapping, JSON with comments: every one of them loads, scripts and conditions included.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createEngine } from '../../src/ingest/engine.js';

const folder = resolve(process.env['LOGTWIN_CORPUS'] ?? '../shared/corpus', 'corelight/pipeline');
const present = existsSync(folder);
if (!present) process.stderr.write(`SKIPPED: no corpus of corelight pipelines at ${folder} (set LOGTWIN_CORPUS)\n`);

(present ? describe : describe.skip)('corelight/ecs-mapping', () => {
  test('all 175 pipelines load', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(folder, name)).isFile(),
    );
    const pipelines = Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
    expect(createEngine({ pipelines }).ids).toHaveLength(175);
  });
});
