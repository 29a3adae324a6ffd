// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Requests as text: the answers are those of simulate, which the examples of the server's documentation prove.

import { createEngine } from '../../../src/ingest/engine.js';
import { simulate } from '../../../src/ingest/simulate.js';
import { simulateJson } from '../../../src/ingest/simulateJson.js';
import { parseJson, printJson } from '../../../src/values/json.js';
import type { HashMap } from '../../../src/values/maps.js';
import { exampleServices } from '../processors/exampleServices.js';

const processors = [
  { set: { field: 'seen', value: '{{_ingest.timestamp}}' } },
  { drop: { if: "ctx.kind == 'noise'" } },
  { grok: { if: "ctx.kind == 'wild'", field: 'message', patterns: ['^(?:x+x+)+y$'] } },
  { fail: { if: "ctx.kind == 'bad'", message: 'no \u00e9' } },
  { inference: { if: "ctx.kind == 'slow'", model_id: 'm', field_map: { message: 'text_field' } } },
];
const services = exampleServices();
const engine = createEngine({
  ...services,
  pipelines: { p: { processors } },
  infer: async ({ text }) => services.infer!({ modelId: 'm', text, update: {} }),
});

const plain = '{"_source":{"kind":"a","message":"x \\u00e9 \\ud83d\\ude00","n":1.0}}';
const requests = {
  'plain, dropped and failing documents': `{"docs":[${plain},{"_source":{"kind":"noise"}},{"_source":{"kind":"bad"}}]}`,
  'documents that wait for a model': `{"docs":[${plain},{"_source":{"kind":"slow","message":"m"}},${plain}]}`,
  'a match without end': `{"docs":[${plain},{"_source":{"kind":"wild","message":"${'x'.repeat(60)}"}},${plain}]}`,
  'metadata beside the source': '{"docs":[{"_index":"i","_id":7,"_routing":"r","_version":3,"_source":{}}]}',
  'other members before and after': `{"verbose":false,"docs": [ ${plain} , ${plain} ],"x":{"docs":[]}}`,
};

test.each(Object.entries(requests))('%s', async (_name, body) => {
  const answer = Buffer.from(await simulateJson(engine, 'p', body)).toString();
  const docs = (parseJson(body) as HashMap).get('docs') as unknown[];
  expect(answer).toBe(printJson(await simulate(engine, 'p', docs)));
});

test.each([
  ['{"docs":[]}', 'must specify at least one document in [docs]'],
  ['{}', '[docs] required property is missing'],
  ['{"docs":{}}', "[docs] property isn't a list, but of type [java.util.HashMap]"],
  ['{"docs":[1]}', 'malformed [docs] section, should include an inner object'],
  ['{"docs":[{}]}', '[_source] required property is missing'],
  ['{"docs":[{"_source":{}}', "expected ',' or ']'"],
  ['{"docs":[],"docs":[]}', 'the key "docs" stands twice'],
  ['[]', "expected '{'"],
])('%s is refused', async (body, reason) => {
  await expect(simulateJson(engine, 'p', body)).rejects.toThrow(reason);
});
