// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Pipeline definitions from texts.

import { loadPipeline } from '../../../src/ingest/loadPipeline.js';
import { parseYaml } from '../../../src/ingest/parseYaml.js';
import { HashMap } from '../../../src/values/maps.js';
import { Double } from '../../../src/values/numbers.js';

const read = (text: string, path: string[]): unknown =>
  path.reduce<unknown>((value, key) => (value instanceof HashMap ? value.get(key) : null), loadPipeline(text).config);

test('JSON may hold comments, as the server allows', () => {
  const text = '// first\n{ "description": "a // b", /* processors */ "processors": [] }';
  expect(read(text, ['description'])).toBe('a // b');
});

test('broken JSON is shown at its place', () => {
  expect(() => loadPipeline('{ "a": 1,\n /* c */ oops }', 'p.json')).toThrow(/p\.json:2:10/);
});

test('YAML numbers keep their types, keys are texts, and only true and false are booleans', () => {
  const value = parseYaml('i: 1\nl: 5000000000\nd: 1.0\ne: 1e3\nON: yes\n1: x\ntime: 2020-01-01\neq: =\n') as HashMap;
  expect(value.get('i')).toBe(1);
  expect(value.get('l')).toBe(5000000000n);
  expect(value.get('d')).toEqual(new Double(1));
  expect(value.get('e')).toEqual(new Double(1000));
  expect(value.get('ON')).toBe('yes');
  expect(value.get('1')).toBe('x');
  expect(value.get('time')).toBe('2020-01-01');
  expect(value.get('eq')).toBe('=');
});

test('anchors stand for what they name', () => {
  const value = parseYaml('a: &x { b: [1] }\nc: *x\n') as HashMap;
  expect((value.get('c') as HashMap).get('b')).toEqual([1]);
});

test.each([
  ['!!str 017', '017'],
  ['! 12', '12'],
  ["!!int '12'", 12],
  ['0o17', 15],
  ['0x1F', 31],
  ['017', 17],
  ['1_000', '1_000'],
  ['~', null],
  ['.inf', new Double(Infinity)],
  ['2020-01-01', '2020-01-01'],
])('%s of a file of ours is read by the core schema of YAML 1.2.2', (text, expected) => {
  expect((parseYaml(`v: ${text}`) as HashMap).get('v')).toEqual(expected);
});

test.each([
  ['v: !!int x', 'no !!int'],
  ['v: !custom x', 'no !custom'],
  ['v: *x', 'no anchor'],
  ['v: 1\n---\nw: 2', 'multiple documents'],
])('%j of a file of ours is refused', (text, reason) => {
  expect(() => parseYaml(text)).toThrow(reason);
});

test('what is no object is no pipeline', () => {
  expect(() => loadPipeline('- 1', 'p.yml')).toThrow('p.yml is no pipeline');
  expect(() => loadPipeline('a: [', 'p.yml')).toThrow(/IN3001.*broken YAML/);
});

test.each([
  [
    'aliases of aliases',
    [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...Array.from({ length: 9 }, (_, level) => {
        const [here, below] = [level + 1, level].map((at) => String.fromCharCode(97 + at));
        return `${here}: &${here} [${Array(10).fill(`*${below}`).join(',')}]`;
      }),
    ].join('\n'),
    'more than 100000 values',
  ],
  ['an alias of the list it stands in', 'a: &a [*a]', 'nests deeper'],
  ['ten thousand levels', '['.repeat(10_000) + ']'.repeat(10_000), 'nests deeper'],
])('refuses %s', (_, text, reason) => {
  expect(() => parseYaml(text, 'bomb.yml')).toThrow(reason);
});
