// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// YAML as it reaches a server through Go. Expected values: yaml.v3 3.0.1 and encoding/json of Go 1.26, into a map, run on these texts.

import { loadPipeline } from '../../../src/ingest/loadPipeline.js';
import { parseGoYaml } from '../../../src/ingest/parseGoYaml.js';
import { printJson } from '../../../src/values/json.js';

/** JSON of the value behind `v:`. */
const valueOf = (text: string): string => printJson(parseGoYaml(`v: ${text}`)).replace(/^\{"v":(.*)\}$/s, '$1');

describe('numbers', () => {
  test.each([
    ['017', '15'],
    ['-017', '-15'],
    ['0_17', '15'],
    ['08', '8'],
    ['0o17', '15'],
    ['-0O17', '-15'],
    ['0b11', '3'],
    ['-0B11', '-3'],
    ['0x1F', '31'],
    ['+0X_1f', '31'],
    ['0x', '"0x"'],
    ['1_000', '1000'],
    ['1__0_', '10'],
    ['_1', '"_1"'],
    ['-_1', '-1'],
    ['1e3', '1000'],
    ['1.0', '1'],
    ['5.', '5'],
    ['1_000.5', '1000.5'],
    ['.5_0', '0.5'],
    ['._5', '"._5"'],
    ['e3', '"e3"'],
    ['1e', '"1e"'],
    ['1e400', '"1e400"'],
    ['0x1p3', '"0x1p3"'],
    ['12345678901', '12345678901'],
    ['18446744073709551615', '18446744073709551615'],
    ['18446744073709551616', '18446744073709552000'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['-9223372036854775809', '-9223372036854776000'],
    ['0xFFFFFFFFFFFFFFFFF', '"0xFFFFFFFFFFFFFFFFF"'],
    ['190:20:30', '"190:20:30"'],
    ['1,000', '"1,000"'],
    ['1.2.3.4', '"1.2.3.4"'],
  ])('%s', (text, expected) => {
    expect(valueOf(text)).toBe(expected);
  });

  test('from 1e21 on they keep their exponent', () => {
    expect(Number(valueOf('1e21'))).toBe(1e21);
    expect(valueOf('1e21')).toMatch(/E/);
  });

  test.each(['.inf', '-.INF', '.nan', '!!float .inf'])('%s has no form in JSON', (text) => {
    expect(() => valueOf(text)).toThrow(/IN3001.* has no form in JSON/);
  });
});

test.each([
  ['yes', '"yes"'],
  ['No', '"No"'],
  ['on', '"on"'],
  ['TRUE', 'true'],
  ['tRUE', '"tRUE"'],
  ['~', 'null'],
  ['Null', 'null'],
  ['', 'null'],
  ["''", '""'],
  ["'017'", '"017"'],
  ['"true"', '"true"'],
  ['=', '"="'],
])('word %s', (text, expected) => {
  expect(valueOf(text)).toBe(expected);
});

test.each([
  ['2020-01-01', '2020-01-01T00:00:00Z'],
  ['2020-1-1', '2020-01-01T00:00:00Z'],
  ['2020-01-01 10:20:30.50', '2020-01-01T10:20:30.5Z'],
  ['2020-01-01T10:20:30.1234567891Z', '2020-01-01T10:20:30.123456789Z'],
  ['2020-01-01t1:2:3+02:00', '2020-01-01T01:02:03+02:00'],
  ['2020-01-01T00:00:00-00:00', '2020-01-01T00:00:00Z'],
  ['2020-01-01T00:00:00', '2020-01-01T00:00:00'],
  ['2020-01-01 00:00:00 Z', '2020-01-01 00:00:00 Z'],
  ['2001-12-14 21:59:43.10 -5', '2001-12-14 21:59:43.10 -5'],
  ['2020-02-30', '2020-02-30'],
  ['2020-13-01', '2020-13-01'],
  ['"2020-01-01"', '2020-01-01'],
  ["!!timestamp '2020-01-01'", '2020-01-01T00:00:00Z'],
])('timestamp %s', (text, expected) => {
  expect(valueOf(text)).toBe(JSON.stringify(expected));
});

test.each([
  ['!!str 017', '"017"'],
  ['!!str', '""'],
  ["!!int '017'", '15'],
  ['!!float 017', '15'],
  ['!!bool TRUE', 'true'],
  ["!!null ''", 'null'],
  ['! 12', '12'],
  ["! '12'", '"12"'],
  ['!custom 12', '"12"'],
  ['!!omap [a: 1]', '[{"a":1}]'],
])('tag %s', (text, expected) => {
  expect(valueOf(text)).toBe(expected);
});

test.each([
  ['!!int x', '"x" is !!str, no !!int'],
  ['!!int 1.5', 'is !!float, no !!int'],
  ['!!bool yes', 'is !!str, no !!bool'],
  ['!!null x', 'is !!str, no !!null'],
])('tag %s is refused', (text, reason) => {
  expect(() => valueOf(text)).toThrow(reason);
});

test.each([
  ['a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}', '{"a":{"p":1,"q":2},"b":{"p":1,"q":3}}'],
  ['b: {q: 2, <<: [{p: 1}, {p: 2, q: 3, r: 4}]}', '{"b":{"p":1,"q":2,"r":4}}'],
  ["b: {'<<': {p: 1}}", '{"b":{"<<":{"p":1}}}'],
  ['a: &x 1\nb: *x\nc: &x 2\nd: *x', '{"a":1,"b":1,"c":2,"d":2}'],
  ['a: &k z\n*k : 1', '{"a":"z","z":1}'],
  ['z: 1\na: {y: 2, b: 3}', '{"a":{"b":3,"y":2},"z":1}'],
  ['a: 1\n---\nb: 2', '{"a":1}'],
  ['---\na: 1\n...\n', '{"a":1}'],
  ['%YAML 1.1\n---\na: yes', '{"a":"yes"}'],
  ['\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n', '{"a":1,"b":"x\\ny\\n"}'],
  ['a: 1\t\nb:\t2', '{"a":1,"b":2}'],
])('document %j', (text, expected) => {
  expect(JSON.stringify(JSON.parse(printJson(parseGoYaml(text))))).toBe(expected);
});

test.each([
  ['a: 1\na: 2', 'Map keys must be unique'],
  ["a: 1\n'a': 2", 'Map keys must be unique'],
  ['b: {<<: 1}', 'behind << stands a map or a list of maps'],
  ['b: {<<: ~}', 'behind << stands a map'],
  ['b: *x', 'there is no anchor "x"'],
  ['a: &x {b: *x}', 'nests deeper'],
  ['b: {1: x}', 'the key 1 is !!int'],
  ['b: {true: x}', 'the key true is !!bool'],
  ['b: {2020-01-01: x}', 'the key 2020-01-01 is !!timestamp'],
  ['b: {[x]: 1}', 'a key that is no text'],
  ['%YAML 1.2\n---\na: 1', 'a directive other than'],
  ['%FOO x\n---\na: 1', 'a directive other than'],
  ['a: \x07', 'a control character'],
  ['a: "x\\/y"', 'the escape \\/'],
  ['a: "\\ud83d\\ude00"', 'the escape \\ud83d'],
  ['a:\n\tb: 1', 'IN3001'],
])('%j is refused', (text, reason) => {
  expect(() => parseGoYaml(text)).toThrow(reason);
});

test('a backslash that is escaped escapes nothing', () => {
  expect(valueOf('"a\\\\/b"')).toBe('"a\\\\/b"');
});

test('a mistake is shown at its place', () => {
  expect(() => parseGoYaml('a:\n  - b: {true: x}\n', 'p.yml')).toThrow(/p\.yml:2:9/);
});

test('pipelines of YAML are read so', () => {
  const text = 'processors: [{set: {field: a, value: 1.0}}, {set: {field: b, value: 2020-01-01}}]';
  expect(printJson(loadPipeline(`description: x\n${text}`).config.get('processors'))).toBe(
    '[{"set":{"field":"a","value":1}},{"set":{"field":"b","value":"2020-01-01T00:00:00Z"}}]',
  );
});
