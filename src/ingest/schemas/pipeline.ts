// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// JSON Schema of an ingest pipeline file, as the server accepts it. Processor options are checked by the processors.

const processors = {
  type: 'array',
  items: {
    type: 'object',
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: { type: 'object' },
  },
} as const;

export const pipelineSchema = {
  $id: 'pipeline',
  type: 'object',
  required: ['processors'],
  additionalProperties: false,
  properties: {
    description: { type: 'string' },
    version: { type: 'integer' },
    processors,
    on_failure: { ...processors, minItems: 1 },
    _meta: { type: 'object' },
    deprecated: { type: 'boolean' },
    field_access_pattern: { enum: ['classic', 'flexible'] },
  },
} as const;
