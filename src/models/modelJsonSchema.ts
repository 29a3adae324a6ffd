// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// JSON Schema of model.json, the description of a model folder.

const text = { type: 'string', minLength: 1 } as const;
const texts = { type: 'array', items: text, uniqueItems: true } as const;
const bytes = { type: 'integer', minimum: 0 } as const;

/** Other tools may add keys of their own; those that are known have these forms. */
export const modelJsonSchema = {
  $id: 'model',
  type: 'object',
  properties: {
    id: text,
    task: { enum: ['text_classification', 'text_embedding'] },
    architecture: text,
    labels: { ...texts, minItems: 2 },
    severity: texts,
    tokenization: { type: 'object', minProperties: 1, maxProperties: 1, additionalProperties: { type: 'object' } },
    memory: {
      type: 'object',
      required: ['per_deployment_memory_bytes', 'per_allocation_memory_bytes'],
      properties: { per_deployment_memory_bytes: bytes, per_allocation_memory_bytes: bytes },
    },
    /** Logits are divided by the temperature; `folded`: they already are, within the weights. */
    calibration: {
      type: 'object',
      required: ['temperature'],
      properties: { temperature: { type: 'number', exclusiveMinimum: 0 }, folded: { type: 'boolean' } },
    },
    licence: text,
    files: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        required: ['bytes', 'sha256'],
        properties: { bytes, sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' } },
      },
    },
  },
} as const;
