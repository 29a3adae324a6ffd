// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What counts as a difference between the offline engine's answer and the cluster's.

import { compareAnswers } from '../../../src/elasticsearch/parity/compareAnswers.js';
import { parseJson } from '../../../src/values/json.js';
import type { HashMap } from '../../../src/values/maps.js';

const answer = (source: string, rest = ''): HashMap =>
  parseJson(`{"doc":{"_index":"i","_id":"1"${rest},"_source":${source}}}`) as HashMap;

const differences = (ours: string, cluster: string): unknown => compareAnswers(answer(ours), answer(cluster), 1e-4);

test('the order of keys and the time of ingestion are no difference', () => {
  const ours = answer('{"a":1,"b":2}', ',"_ingest":{"timestamp":"2026-01-01T00:00:00Z"}');
  const theirs = answer('{"b":2,"a":1}', ',"_version":"-3","_ingest":{"timestamp":"2026-01-02T00:00:00Z"}');
  expect(compareAnswers(ours, theirs, 0)).toEqual([]);
});

test('a long and an integer of one value look alike in an answer', () => {
  const ours = answer('{}');
  ((ours.get('doc') as HashMap).get('_source') as HashMap).put('n', 5n);
  expect(compareAnswers(ours, answer('{"n":5}'), 0)).toEqual([]);
});

test.each([
  ['1', '1.0'],
  ['1', '"1"'],
  ['null', '""'],
  ['9007199254740993', '9007199254740992'],
  ['[1,2]', '[2,1]'],
  ['0.1', '0.10000001'],
])('%s is not %s', (ours, cluster) => {
  expect(differences(`{"v":${ours}}`, `{"v":${cluster}}`)).toMatchObject([
    { pointer: expect.stringMatching(/^\/doc\/_source\/v/) as string },
    ...(ours === '[1,2]' ? [{ pointer: '/doc/_source/v/1' }] : []),
  ]);
});

test('places are JSON pointers, and a missing field is null', () => {
  expect(differences('{"a/b":{"c~d":1}}', '{"a/b":{}}')).toEqual([
    { pointer: '/doc/_source/a~1b/c~0d', ours: '1', cluster: null },
  ]);
});

test('probabilities may differ by the tolerance, labels and other numbers may not', () => {
  const prediction = (label: string, probability: number, id: string): string =>
    `{"ml":{"prediction":{"predicted_value":"${label}","prediction_probability":${probability},"model_id":"${id}"}}}`;
  expect(differences(prediction('INFO', 0.5, 'alias'), prediction('INFO', 0.50005, 'model_1'))).toEqual([]);
  expect(differences(prediction('INFO', 0.5, 'a'), prediction('INFO', 0.5002, 'a'))).toHaveLength(1);
  expect(differences(prediction('INFO', 0.5, 'a'), prediction('ERROR', 0.5, 'a'))).toHaveLength(1);
});

test('a failure is compared by type and reason, a dropped document with a kept one', () => {
  const error = (reason: string, extra: string): HashMap =>
    parseJson(`{"error":{"type":"illegal_argument_exception","reason":"${reason}"${extra}}}`) as HashMap;
  expect(compareAnswers(error('x', ''), error('x', ',"root_cause":[]'), 0)).toEqual([]);
  expect(compareAnswers(error('x', ''), error('y', ''), 0)).toEqual([
    { pointer: '/error/reason', ours: '"x"', cluster: '"y"' },
  ]);
  expect(compareAnswers(null, answer('{}'), 0)).toHaveLength(1);
});
