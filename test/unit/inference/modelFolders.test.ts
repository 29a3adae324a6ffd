// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Folders of models by id, as commands are told them.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelFolders } from '../../../src/inference/modelFolders.js';

const root = mkdtempSync(join(tmpdir(), 'logtwin-folders-'));
const [a, b, odd] = ['a', 'b', 'x=y'].map((name) => join(root, name)) as [string, string, string];
beforeAll(() => [a, b, odd].forEach((folder) => mkdirSync(folder)));
afterAll(() => rmSync(root, { recursive: true }));

test('a folder answers for every model that has none of its own', () => {
  const { folderOf } = modelFolders([a, `severity=${b}`]);
  expect([folderOf('severity'), folderOf('other')]).toEqual([b, a]);
});

test('without such a folder there is no other model', () => {
  expect(modelFolders([`severity=${b}`]).folderOf('other')).toBeUndefined();
});

test('a folder whose name has an equals sign is a folder', () => {
  expect(modelFolders([odd]).folderOf('other')).toBe(odd);
});

test.each([
  [[join(root, 'none')], /There is no model folder .*none/],
  [['severity=none'], /There is no model folder none/],
  [[a, b], /two folders for every model/],
  [[`m=${a}`, `m=${b}`], /two folders for the model m/],
])('%j is refused', (given, message) => {
  expect(() => modelFolders(given)).toThrow(message);
});

test('the fingerprint tells a model that was made anew', () => {
  const before = modelFolders([a]).fingerprint;
  expect(modelFolders([a]).fingerprint).toBe(before);
  writeFileSync(join(a, 'model.onnx'), 'anew');
  expect(modelFolders([a]).fingerprint).not.toBe(before);
});
