// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the examples of the processors' documentation run with.

import type { EngineOptions } from '../../../src/ingest/engine.js';
import { fromPlain } from '../../../src/values/json.js';

/** A regexes file of two rules, in the format of uap-core. */
const userAgentRegexes = `
user_agent_parsers:
  - regex: '(Firefox)/(\\d+)\\.(\\d+)'
os_parsers:
  - regex: '(Linux)'
device_parsers:
  - regex: '(iPhone)'
`;

/** A fixed clock and a model that always gives the same answer. */
export function exampleServices(): EngineOptions {
  return {
    clock: () => Date.UTC(2024, 0, 2, 3, 4, 5, 678),
    userAgentRegexes: (file) => (file === '_default_' ? userAgentRegexes : undefined),
    securityUser: { username: 'jane', roles: ['ingest'], realm: { name: 'native1', type: 'native' } },
    enrichPolicy: (name) =>
      name === 'users'
        ? {
            type: 'match',
            matchField: 'email',
            enrichFields: ['city'],
            documents: [fromPlain({ email: 'jane@example.com', city: 'Oslo', zip: 1 })],
          }
        : undefined,
    infer: ({ modelId, update }) => ({
      predicted_value: 'ERROR',
      ...(update.numTopClasses && {
        top_classes: [{ class_name: 'ERROR', class_probability: 0.75, class_score: 0.75 }],
      }),
      prediction_probability: 0.75,
      model_id: modelId,
    }),
  };
}
