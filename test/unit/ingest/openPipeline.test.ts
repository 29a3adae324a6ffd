// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPipeline } from '../../../src/ingest/openPipeline.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logtwin-open-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a folder is refused by its path, with what to do', () => {
  expect(() => openPipeline({ pipeline: folder })).toThrow(
    new RegExp(`IN1004.*${folder}: it is a folder, and a pipeline is one file[^]*name a file in it`),
  );
});

test('a folder does not hide the bundled pipeline of its name', () => {
  const before = process.cwd();
  mkdirSync(join(folder, 'normalize'));
  process.chdir(folder);
  try {
    expect(openPipeline({ pipeline: 'normalize' }).id).toBe('logtwin-normalize');
  } finally {
    process.chdir(before);
  }
});
