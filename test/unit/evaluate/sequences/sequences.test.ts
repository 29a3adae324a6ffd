// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Masks, sequences and their files, surprise and bursts, from their definitions and from SciPy's numbers.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BurstDetector, negativeBinomialTail } from '../../../../src/evaluate/sequences/bursts.js';
import { Drain } from '../../../../src/evaluate/sequences/drain.js';
import { eventSequences, type SequenceOptions } from '../../../../src/evaluate/sequences/eventSequences.js';
import { exportSequences } from '../../../../src/evaluate/sequences/exportSequences.js';
import type { LogEvent } from '../../../../src/evaluate/sequences/logEvents.js';
import { maskText } from '../../../../src/evaluate/sequences/maskText.js';
import { NextTemplateModel } from '../../../../src/evaluate/sequences/nextTemplate.js';
import { surprises } from '../../../../src/evaluate/sequences/surprises.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';
import { collect } from '../../../support/collect.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-sequences-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['from 10.0.0.5 port 22', 'from <IP> port <NUM>'],
  ['id 550e8400-e29b-41d4-a716-446655440000', 'id <UUID>'],
  ['mac 00:1b:44:11:3a:b7 v 1.2.3', 'mac <MAC> v 1.2.3'],
  ['to fe80::1 at 0x7ffe took 3.5', 'to <IP> at <HEX> took <NUM>'],
  ['sha d41d8cd98f00b204e9800998ecf8427e', 'sha <HEX>'],
  ['at 12:30 user2 stays', 'at <NUM>:<NUM> user2 stays'],
])('masks %s', (text, expected) => {
  expect(maskText(text)).toBe(expected);
});

/** Events of single letters: entity, seconds and the template's word. */
async function* events(
  drain: Drain,
  ...list: (readonly [string, number, string, string?])[]
): AsyncGenerator<LogEvent> {
  await Promise.resolve();
  for (const [entity, seconds, text, label] of list) {
    yield { entity, time: seconds * 1000, text, label, template: drain.add(text), value: undefined };
  }
}

const list = [
  ['a', 0, 'one', 'ok'],
  ['b', 1, 'two', 'ok'],
  ['a', 2, 'two', 'ok'],
  ['a', 50, 'three', 'bad'],
  ['b', 61, 'one', 'ok'],
] as const;

test.each<[string, SequenceOptions, [string, number[]][]]>([
  [
    'whole',
    {},
    [
      ['a', [1, 2, 3]],
      ['b', [2, 1]],
    ],
  ],
  [
    'by quiet',
    { gapSeconds: 30 },
    [
      ['a', [1, 2]],
      ['b', [2]],
      ['a', [3]],
      ['b', [1]],
    ],
  ],
  [
    'by window',
    { windowSeconds: 60 },
    [
      ['b', [2]],
      ['a', [1, 2, 3]],
      ['b', [1]],
    ],
  ],
  [
    'by length',
    { longest: 2 },
    [
      ['a', [1, 2]],
      ['a', [3]],
      ['b', [2, 1]],
    ],
  ],
  [
    'by memory',
    { maxOpen: 1 },
    [
      ['a', [1]],
      ['b', [2]],
      ['a', [2, 3]],
      ['b', [1]],
    ],
  ],
])('sequences %s', async (_, options, expected) => {
  const found = await collect(eventSequences(events(new Drain(), ...list), options));
  expect(found.map(({ entity, templates }) => [entity, templates])).toEqual(expected);
});

test('files for training', async () => {
  const drain = new Drain();
  const written = await exportSequences(eventSequences(events(drain, ...list)), drain, folder, ['ok']);
  expect(written).toMatchObject({ sequences: 2, normal: 1, abnormal: 1, events: 5, templates: 3 });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  expect(read('normal.txt')).toBe('2 1\n');
  expect(read('abnormal.txt')).toBe('1 2 3\n');
  expect(read('templates.csv')).toBe('EventId,EventTemplate,Occurrences\n1,"one",2\n2,"two",2\n3,"three",1\n');
  expect(JSON.parse(read('sequences.ndjson').split('\n')[0]!)).toEqual({
    entity: 'a',
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-01T00:00:50.000Z',
    labels: ['ok', 'bad'],
    templates: [1, 2, 3],
  });
});

describe('NextTemplateModel', () => {
  test('is the interpolation of Witten and Bell', () => {
    const model = new NextTemplateModel(2);
    // 1 2 1 2 1 3: after 1 came 2 twice and 3 once.
    const sequence = [1, 2, 1, 2, 1, 3];
    sequence.forEach((next, at) => model.learn(sequence.slice(0, at), next));
    const base = (count: number): number => (count + 3 * (1 / 4)) / (6 + 3);
    expect(model.surprise([1], 2)).toBeCloseTo(-Math.log2((2 + 2 * base(2)) / (3 + 2)), 12);
    expect(model.surprise([1], 9)).toBeCloseTo(-Math.log2((2 * base(0)) / (3 + 2)), 12);
  });

  test('probabilities of all templates and of the unseen add up to one', () => {
    const random = new SeededRandom(1);
    const model = new NextTemplateModel(3);
    const sequence = Array.from({ length: 500 }, () => random.below(12));
    sequence.forEach((next, at) => model.learn(sequence.slice(Math.max(0, at - 2), at), next));
    for (const history of [[], [3], [3, 4], [99, 4], [4, 99]]) {
      const sum = [...Array(12).keys(), 1000].reduce((total, next) => total + 2 ** -model.surprise(history, next), 0);
      expect(sum).toBeCloseTo(1, 10);
    }
  });

  test('what breaks the habit surprises most', async () => {
    const habit = Array.from({ length: 60 }, (_, at) => ['u', at, ['login', 'read', 'logout'][at % 3]!] as const);
    const drain = new Drain();
    const { most, events: count } = await surprises(
      events(drain, ['u', 60, 'login'], ['u', 61, 'logout'], ['u', 62, 'login'], ['u', 63, 'read']),
      events(drain, ...habit),
      { order: 3, top: 1 },
    );
    expect([count, most[0]!.text]).toEqual([4, 'logout']);
  });
});

describe('bursts', () => {
  // scipy.stats.nbinom.sf(count - 1, size, p)
  test.each([
    [10, 1, 0.5, 0.0009765625],
    [50, 21, 20 / 21, 4.819957198575692e-50],
    [3, 2.5, 0.7, 0.12114093337761206],
    [0, 4, 0.2, 1],
  ])('the tail from %d on', (count, size, p, expected) => {
    expect(negativeBinomialTail(count, size, p) / expected).toBeCloseTo(1, 3);
  });

  const minute = 60_000;

  test('fifty failed logins in five minutes, once', () => {
    const detector = new BurstDetector({ windowSeconds: 300 });
    for (let window = 0; window < 50; window++) {
      for (let login = 0; login < 2; login++) expect(detector.add('h', window * 5 * minute + login)).toBeUndefined();
    }
    const found = Array.from({ length: 50 }, (_, at) => detector.add('h', 250 * minute + at * 1000)).filter(Boolean);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ entity: 'h', from: 250 * minute });
    expect(found[0]!.count).toBeLessThan(20);
    expect(found[0]!.expected).toBeCloseTo(2, 0);
  });

  test('the same fifty are nothing new for an entity that always does so', () => {
    const detector = new BurstDetector({ windowSeconds: 300 });
    const random = new SeededRandom(2);
    let found = 0;
    for (let window = 0; window < 200; window++) {
      const count = 40 + random.below(20);
      for (let at = 0; at < count; at++) if (detector.add('h', window * 5 * minute + at) && window > 20) found++;
    }
    expect(found).toBe(0);
  });

  test('counts different values where one is given', () => {
    const detector = new BurstDetector({ windowSeconds: 60 });
    const same = Array.from({ length: 200 }, (_, at) => detector.add('agent', at * 100, '/index'));
    const many = Array.from({ length: 200 }, (_, at) => detector.add('other', at * 100, `/${at}`));
    expect([same.filter(Boolean).length, many.filter(Boolean).length]).toEqual([0, 1]);
  });
});
