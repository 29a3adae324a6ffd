// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// JSON in and out of the value model: number types as Jackson chooses them, refusals as its strict parser makes them.

import { DiagnosticError } from '../../../src/diagnostics/diagnostic.js';
import {
  fromPlain,
  indentJson,
  JsonParser,
  parseJson,
  printJson,
  toPlain,
  type JsonOptions,
} from '../../../src/values/json.js';
import { LinkedHashSet } from '../../../src/values/collections.js';
import { HashMap } from '../../../src/values/maps.js';
import { BigDecimal, BigInteger, Double, Float } from '../../../src/values/numbers.js';

function refusal(text: string, options?: JsonOptions): string {
  try {
    parseJson(text, options);
  } catch (error) {
    if (error instanceof DiagnosticError) {
      const [diagnostic] = error.diagnostics;
      return `${diagnostic!.code} ${error.source!.describe(diagnostic!.labels[0]!.span.start)} ${diagnostic!.message}`;
    }
    throw error;
  }
  return 'accepted';
}

describe('parseJson', () => {
  test.each<[string, unknown]>([
    ['0', 0],
    ['-0', 0],
    ['2147483647', 2147483647],
    ['-2147483648', -2147483648],
    ['2147483648', 2147483648n],
    ['9007199254740993', 9007199254740993n],
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775808', -9223372036854775808n],
    ['9223372036854775808', new BigInteger(9223372036854775808n)],
    ['-9223372036854775809', new BigInteger(-9223372036854775809n)],
    ['1.0', new Double(1)],
    ['-0.0', new Double(-0)],
    ['1e3', new Double(1000)],
    ['1E+3', new Double(1000)],
    ['12.5e-1', new Double(1.25)],
    ['true', true],
    ['false', false],
    ['null', null],
    [' \t\r\n"a" ', 'a'],
    ['[]', []],
    ['[1, [2.0], "x"]', [1, [new Double(2)], 'x']],
  ])('%s', (text, expected) => {
    expect(parseJson(text)).toStrictEqual(expected);
  });

  test.each([
    [String.raw`"\"\\\/\b\f\n\r\t"`, '"\\/\b\f\n\r\t'],
    [String.raw`"a\u0041\u00e9\uD83D\uDE00z"`, 'aA\u00e9\u{1f600}z'],
    ['"plain \u{1f600} text"', 'plain \u{1f600} text'],
    ['"\\ud800"', '\ud800'],
    ['"\u007f\u2028"', '\u007f\u2028'],
  ])('the string %s', (text, expected) => {
    expect(parseJson(text)).toBe(expected);
  });

  test('objects keep their keys in order, __proto__ is a key like any other', () => {
    const value = parseJson('{"b":1,"__proto__":{"polluted":true},"a":{},"constructor":2}') as HashMap;
    expect([...value.entries.keys()]).toEqual(['b', '__proto__', 'a', 'constructor']);
    expect((value.get('__proto__') as HashMap).get('polluted')).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each([
    ['', 'IN3001 json:1:1 broken JSON: expected a value, found the end of the text'],
    ['{', 'IN3001 json:1:2 broken JSON: expected a key in double quotes, found the end of the text'],
    ['{"a" 1}', `IN3001 json:1:6 broken JSON: expected ':' after the key, found "1"`],
    ['{"a":1,}', 'IN3001 json:1:8 broken JSON: expected a key in double quotes, found "}"'],
    ['{"a":1 "b":2}', `IN3001 json:1:8 broken JSON: expected ',' or '}', found "\\""`],
    ['{a:1}', 'IN3001 json:1:2 broken JSON: expected a key in double quotes, found "a"'],
    ["{'a':1}", `IN3001 json:1:2 broken JSON: expected a key in double quotes, found "'"`],
    ['[1,]', 'IN3001 json:1:4 broken JSON: expected a value, found "]"'],
    ['[1', `IN3001 json:1:3 broken JSON: expected ',' or ']', found the end of the text`],
    ['[1\n2]', `IN3001 json:2:1 broken JSON: expected ',' or ']', found "2"`],
    ['1 2', 'IN3001 json:1:3 broken JSON: text after the value, found "2"'],
    ['01', 'IN3001 json:1:1 broken JSON: a number with a leading zero'],
    ['-', 'IN3001 json:1:2 broken JSON: expected a digit, found the end of the text'],
    ['1.', 'IN3001 json:1:3 broken JSON: expected a digit, found the end of the text'],
    ['.5', 'IN3001 json:1:1 broken JSON: expected a value, found "."'],
    ['+1', 'IN3001 json:1:1 broken JSON: expected a value, found "+"'],
    ['1e', 'IN3001 json:1:3 broken JSON: expected a digit, found the end of the text'],
    ['1.2.3', 'IN3001 json:1:4 broken JSON: unexpected character in a number, found "."'],
    ['0x10', 'IN3001 json:1:2 broken JSON: unexpected character in a number, found "x"'],
    ['NaN', 'IN3001 json:1:1 broken JSON: expected a value, found "N"'],
    ['tru', 'IN3001 json:1:1 broken JSON: expected a value, found "t"'],
    ['"a', 'IN3001 json:1:1 broken JSON: the string does not end'],
    ['["a\\', 'IN3001 json:1:2 broken JSON: the string does not end'],
    ['"a\nb"', 'IN3001 json:1:3 broken JSON: a raw control character (\\u000a) in a string'],
    ['"\\n\u0000"', 'IN3001 json:1:4 broken JSON: a raw control character (\\u0000) in a string'],
    ['"\\x41"', 'IN3001 json:1:2 broken JSON: an unknown escape'],
    ['"\\u12g4"', 'IN3001 json:1:2 broken JSON: expected four hexadecimal digits after \\u'],
    ['\u00a01', 'IN3001 json:1:1 broken JSON: expected a value, found "\u00a0"'],
    ['{"a":1,"b":2,"a":3}', 'IN3002 json:1:14 the key "a" stands twice in one object'],
    ['[{"x":{"a":1,"\\u0061":3}}]', 'IN3002 json:1:14 the key "a" stands twice in one object'],
    ['1'.repeat(1001), 'IN3003 json:1:1 a number of more than 1000 digits'],
  ])('refuses %j', (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });

  test('nesting is limited to 1,000 levels', () => {
    expect(refusal('['.repeat(1000) + ']'.repeat(1000))).toBe('accepted');
    expect(refusal('['.repeat(10_000) + ']'.repeat(10_000))).toBe('IN3003 json:1:1001 nested deeper than 1000 levels');
    expect(refusal('{"a":'.repeat(1001))).toBe('IN3003 json:1:5001 nested deeper than 1000 levels');
    // Siblings are no nesting.
    expect(refusal(`[${'[],'.repeat(5000)}{}]`)).toBe('accepted');
  });

  test('options allow the last of two equal keys and other limits', () => {
    const value = parseJson('{"a":1,"b":2,"a":3,"c":4}', { duplicateKeys: 'last' }) as HashMap;
    expect([...value.entries]).toEqual([
      ['a', 3],
      ['b', 2],
      ['c', 4],
    ]);
    expect(refusal('["abc"]', { maxStringLength: 3 })).toBe('accepted');
    expect(refusal('["abcd"]', { maxStringLength: 3 })).toBe('IN3003 json:1:2 a string longer than 3 characters');
    expect(refusal('["a\\nbcd"]', { maxStringLength: 3, name: 'x.json' })).toBe(
      'IN3003 x.json:1:2 a string longer than 3 characters',
    );
  });

  test('a 2 MB string is one string', () => {
    const text = 'x'.repeat(2_000_000);
    expect(parseJson(`{"message":"${text}"}`)).toEqual(new HashMap(new Map([['message', text]])));
  });

  test('one parser reads value after value out of one text', () => {
    const parser = new JsonParser();
    parser.reset('{"a":"\\t"}\n"b\\n" 3', 0);
    expect(printJson(parser.value())).toBe('{"a":"\\t"}');
    expect(parser.value()).toBe('b\n');
    expect(parser.value()).toBe(3);
    expect(parser.skipBlank()).toBeNaN();
  });
});

describe('printJson', () => {
  test.each<[unknown, string]>([
    [1, '1'],
    [9007199254740993n, '9007199254740993'],
    [new BigInteger(9223372036854775808n), '9223372036854775808'],
    [new Double(1), '1.0'],
    [new Double(1e10), '1.0E10'],
    [new Double(1e-5), '1.0E-5'],
    [new Double(0.1), '0.1'],
    [new Double(NaN), '"NaN"'],
    [new Double(-Infinity), '"-Infinity"'],
    [new Float(0.1), '0.1'],
    [new BigDecimal(125n, 2), '1.25'],
    [null, 'null'],
    [undefined, 'null'],
    [[true, 'a'], '[true,"a"]'],
    [new LinkedHashSet(['b', 1]), '["b",1]'],
    ['"\\/\b\n\u0001\u007f\u2028\u{1f600}', '"\\"\\\\/\\b\\n\\u0001\u007f\u2028\u{1f600}"'],
    ['\ud800', '"\\ud800"'],
    [
      new HashMap(
        new Map<unknown, unknown>([
          ['b', 1],
          ['a"', []],
          [3, new HashMap()],
        ]),
      ),
      '{"b":1,"a\\"":[],"3":{}}',
    ],
  ])('%p', (value, expected) => {
    expect(printJson(value)).toBe(expected);
  });

  test('a value that contains itself fails as on the server', () => {
    const list: unknown[] = [];
    list.push(list);
    expect(() => printJson(list)).toThrow('Iterable object is self-referencing itself');
    const map = new HashMap();
    map.put('self', map);
    expect(() => printJson(map)).toThrow('Iterable object is self-referencing itself');
  });

  test('what was read prints as it was written', () => {
    const text = '{"a":[1,1.5,9007199254740993,"\\u0001\\"",{"":null}],"b":{"c":{"d":[[],{}]}},"e":true,"f":-0.0}';
    expect(printJson(parseJson(text))).toBe(text);
  });
});

describe('toPlain and fromPlain', () => {
  test('go between the model and ordinary values', () => {
    const value = parseJson('{"i":1,"l":4294967296,"big":9007199254740993,"d":1.5,"n":null,"list":[{"__proto__":1}]}');
    const plain = toPlain(value) as Record<string, unknown>;
    expect(plain).toMatchObject({ i: 1, l: 4294967296, big: 9007199254740993n, d: 1.5, n: null });
    expect(Object.keys((plain.list as object[])[0]!)).toEqual(['__proto__']);
    expect(fromPlain(plain)).toStrictEqual(value);
  });

  test('fromPlain types numbers by their value and leaves values of the model alone', () => {
    const double = new Double(2);
    expect(fromPlain([1, 2147483648, 0.5, -0, 5n, double, undefined])).toStrictEqual([
      1,
      2147483648n,
      new Double(0.5),
      new Double(-0),
      5n,
      double,
      null,
    ]);
    const map = new HashMap();
    expect(fromPlain(map)).toBe(map);
  });
});

test('indentJson lays out and changes nothing', () => {
  expect(indentJson('{"a":[1,{"b{,}":"x:\\"]"}],"c":{},"d":[]}')).toBe(
    '{\n  "a": [\n    1,\n    {\n      "b{,}": "x:\\"]"\n    }\n  ],\n  "c": {},\n  "d": []\n}',
  );
});
