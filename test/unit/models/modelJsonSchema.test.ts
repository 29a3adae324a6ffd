// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { validateJson } from '../../../src/diagnostics/validate.js';
import { modelJsonSchema } from '../../../src/models/modelJsonSchema.js';

const models = resolve(__dirname, '../../../models');

test.each(readdirSync(models))('models/%s is described as the schema says', (name) => {
  const description: unknown = JSON.parse(readFileSync(join(models, name, 'model.json'), 'utf8'));
  expect(() => validateJson(description, modelJsonSchema, name, 'MD4001')).not.toThrow();
});

test.each([
  [{ labels: ['ONE'] }, 'model.json > /labels: must NOT have fewer than 2 items'],
  [
    { memory: { per_deployment_memory_bytes: -1, per_allocation_memory_bytes: 0 } },
    'model.json > /memory/per_deployment_memory_bytes: must be >= 0',
  ],
  [{ files: { 'model.onnx': { bytes: 1, sha256: 'x' } } }, 'model.json > /files/model.onnx/sha256: must match pattern'],
])('a mistake is named with its pointer: %j', (description, message) => {
  expect(() => validateJson(description, modelJsonSchema, 'model.json', 'MD4001')).toThrow(message);
});
