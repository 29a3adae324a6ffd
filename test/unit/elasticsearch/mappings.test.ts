// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which mappings of the user can hold results.

import { patternsOverlap } from '../../../src/elasticsearch/mappingRequirements.js';
import { compareMappings, propertiesOf } from '../../../src/elasticsearch/mappings.js';

const wanted = {
  ml_input: { type: 'match_only_text' },
  ml: {
    properties: {
      alert: { type: 'boolean' },
      prediction: { properties: { predicted_value: { type: 'keyword' }, prediction_probability: { type: 'float' } } },
    },
  },
};

test('an empty mapping lacks everything and conflicts with nothing', () => {
  expect(compareMappings(wanted, {})).toEqual({ conflicts: [], missing: wanted });
});

test('an equal mapping lacks nothing', () => {
  expect(compareMappings(wanted, { properties: wanted })).toEqual({ conflicts: [], missing: {} });
});

test('types of the same family fit, as dynamic mapping makes them', () => {
  const dynamic = {
    properties: {
      ml_input: { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } },
      ml: {
        properties: {
          prediction: { properties: { predicted_value: { type: 'text' }, prediction_probability: { type: 'double' } } },
        },
      },
    },
  };
  expect(compareMappings(wanted, dynamic)).toEqual({
    conflicts: [],
    missing: { ml: { properties: { alert: { type: 'boolean' } } } },
  });
});

test('each field that would keep documents out or cut values is named with both types', () => {
  const other = {
    properties: {
      ml_input: { properties: { text: { type: 'keyword' } } },
      ml: {
        properties: {
          alert: { type: 'long' },
          prediction: { properties: { prediction_probability: { type: 'long' } } },
        },
      },
    },
  };
  expect(compareMappings(wanted, other).conflicts).toEqual([
    'ml_input is object and has to be match_only_text',
    'ml.alert is long and has to be boolean',
    'ml.prediction.prediction_probability is long and has to be float',
  ]);
  expect(compareMappings(wanted, { properties: { ml: { type: 'keyword' } } }).conflicts).toEqual([
    'ml is keyword and has to be an object',
  ]);
});

test('templates without mappings count as nothing', () => {
  expect(
    propertiesOf([{}, { template: {} }, { template: { mappings: { properties: { a: { type: 'long' } } } } }]),
  ).toEqual({
    a: { type: 'long' },
  });
});

test.each([
  ['logs-*', 'logs-zeek-*', true],
  ['logs-*-*', 'logs-zeek.notice-default', true],
  ['logs-*', 'metrics-*', false],
  ['*', 'anything', true],
  ['a*z', 'ab*yz', true],
  ['a*z', 'a*y', false],
  ['exact', 'exact', true],
  ['exact', 'exactly', false],
])('%s and %s overlap: %s', (a, b, expected) => {
  expect(patternsOverlap(a, b)).toBe(expected);
  expect(patternsOverlap(b, a)).toBe(expected);
});
