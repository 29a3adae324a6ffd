// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every format of dump, and every way in which an input can be bad, in chunks of every size.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { detectFormat } from '../../../../src/ingest/dumps/detectFormat.js';
import { readBatch } from '../../../../src/ingest/dumps/readBatch.js';
import { readDump } from '../../../../src/ingest/dumps/readDump.js';
import {
  LineSplitter,
  StructureSplitter,
  type RecordBatch,
  type SplitterState,
} from '../../../../src/ingest/dumps/recordSplitter.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';
import { printJson } from '../../../../src/values/json.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-dumps-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a dump holds: `index/id source` a document, `line:column code reason` a problem. */
async function contents(bytes: string | Buffer): Promise<string[]> {
  const path = join(folder, 'dump');
  writeFileSync(path, bytes);
  const lines: string[] = [];
  for await (const item of readDump(path)) {
    if ('document' in item) lines.push(`${item.document.index}/${item.document.id} ${printJson(item.document.source)}`);
    else lines.push(`${item.problem.line}:${item.problem.column} ${item.problem.code} ${item.problem.reason}`);
  }
  return lines;
}

const hit = (id: string, source: string): string => `{"_index":"logs","_id":"${id}","_score":null,"_source":${source}}`;
const hits = [hit('1', '{"a":1}'), hit('2', '{"a":{"b":"x, ]}\\"{"}}'), hit('3', '{"a":[1.0,{}]}')];
const documents = ['logs/1 {"a":1}', 'logs/2 {"a":{"b":"x, ]}\\"{"}}', 'logs/3 {"a":[1.0,{}]}'];

describe('formats', () => {
  test.each<[string, string]>([
    ['an array of hits', `[${hits.join(',')}]`],
    ['a printed array of hits', JSON.stringify(JSON.parse(`[${hits.join(',')}]`), null, 2).replace(/\[\s*1,/, '[1.0,')],
    [
      'a search response',
      `{"took":3,"_shards":{"hits":[1]},"hits":{"total":{"value":3},"hits":[${hits.join(',')}]},"aggregations":{"hits":[]}}`,
    ],
    ['two search responses', `{"hits":{"hits":[${hits[0]}]}}\n{"took":1,"hits":{"hits":[${hits[1]} , ${hits[2]}]}}`],
    ['an async search response', `{"id":"x","response":{"took":3,"hits":{"hits":[${hits.join(',')}]}}}`],
    ['a Kibana inspector response', `{"isRunning":false,"rawResponse":{"hits":{"hits":[\n${hits.join(',\n')}\n]}}}`],
    ['NDJSON of hits', hits.join('\n')],
    ['NDJSON with blank and CRLF lines', `\n${hits.join('\r\n\r\n')}\r\n\n`],
    ['values one after another', hits.join(' ')],
    ['printed values one after another', hits.join('\n').replaceAll(',"_', ',\n "_')],
    ['a _simulate body', `{"docs":[${hits.join(',')}]}`],
    ['with a byte order mark', `\ufeff[${hits.join(',')}]`],
    [
      'a _bulk body',
      [
        '{"index":{"_index":"logs","_id":"1"}}',
        '{"a":1}',
        '{"delete":{"_index":"logs","_id":"9"}}',
        '{"create":{"_index":"logs","_id":"2"}}',
        '{"a":{"b":"x, ]}\\"{"}}',
        '{"update":{"_index":"logs","_id":"3"}}',
        '{"doc":{"a":[1.0,{}]},"doc_as_upsert":true}',
        '',
      ].join('\n'),
    ],
  ])('%s, also gzipped', async (_, text) => {
    expect(await contents(text)).toEqual(documents);
    expect(await contents(gzipSync(text))).toEqual(documents);
  });

  test('bare documents have no index and no id', async () => {
    expect(await contents('{"message":"m","fields":{"x":["y"]}}\n{"index":"not an action"}\n')).toEqual([
      'null/null {"message":"m","fields":{"x":["y"]}}',
      'null/null {"index":"not an action"}',
    ]);
    expect(await contents('{\n "message": "m"\n}')).toEqual(['null/null {"message":"m"}']);
    expect(await contents('[{"message":"m"}]')).toEqual(['null/null {"message":"m"}']);
    expect(await contents('[]')).toEqual([]);
  });

  test('hits with fields are nested', async () => {
    expect(
      await contents(
        '[{"_index":"i","_id":"d","fields":{"a.b":["x"],"a.c":[1,2]},"highlight":{"a.b":["<em>x"]},"sort":[1]}]',
      ),
    ).toEqual(['i/d {"a":{"b":"x","c":[1,2]}}']);
  });

  test('two gzip members in one file are one input', async () => {
    const bytes = Buffer.concat([gzipSync(`${hits[0]}\n${hits[1]}\n`), gzipSync(hits[2]!)]);
    expect(await contents(bytes)).toEqual(documents);
  });
});

describe('bad input', () => {
  test.each<[string, string | Buffer, string[]]>([
    ['an empty file', '', ['1:1 IN3007 the input is empty']],
    ['blanks', ' \n\n', ['1:1 IN3007 the input is empty']],
    ['gzip of nothing', gzipSync(''), ['1:1 IN3007 the input is empty']],
    ['text', '\nNov 21 09:00 sshd: x\n', [`2:1 IN3006 not a dump: expected '[' or '{', found "N"`]],
    ['binary data', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), ['1:1 IN3006 not a dump: binary data']],
    [
      'a zip archive',
      Buffer.from('504b030414000000', 'hex'),
      ['1:1 IN3006 not a dump: a zip archive; unpack it first'],
    ],
    ['UTF-16', Buffer.from('\ufeff[{}]', 'utf16le'), ['1:1 IN3006 not a dump: UTF-16 text; save it as UTF-8']],
    [
      'a broken line in NDJSON',
      `${hits[0]}\n{"a":tru}\n${hits[2]}\n`,
      [documents[0]!, '2:6 IN3001 broken JSON: expected a value, found "t"', documents[2]!],
    ],
    [
      'a broken first line in NDJSON',
      `{"a":"b" "c"}\n${hits[1]}\n`,
      [`1:10 IN3001 broken JSON: expected ',' or '}', found "\\""`, documents[1]!],
    ],
    [
      'a first line that is no JSON',
      `# exported today\n${hits[1]}\n`,
      ['1:1 IN3001 broken JSON: expected a value, found "#"', documents[1]!],
    ],
    [
      'a cut last line in NDJSON',
      `${hits[0]}\n{"a":`,
      [documents[0]!, '2:6 IN3001 broken JSON: expected a value, found the end of the text'],
    ],
    [
      'a missing quote in an array',
      `[${hits[0]},\n ${hits[1]!.replace('"_id":"2"', '"_id":"2')},\n ${hits[2]}]`,
      [documents[0]!, `2:29 IN3001 broken JSON: expected ',' or '}', found "_"`, documents[2]!],
    ],
    [
      'a first element that is broken at its first key',
      `[{"_index" 1},${hits[1]}]`,
      [`1:12 IN3001 broken JSON: expected ':' after the key, found "1"`, documents[1]!],
    ],
    [
      'a missing brace in an array',
      `[${hits[0]},${hits[1]!.slice(0, -1)},${hits[2]}]`,
      [documents[0]!, '1:136 IN3001 broken JSON: expected a key in double quotes, found "{"', documents[2]!],
    ],
    [
      'a brace too many in an array',
      `[${hits[0]}},${hits[1]},${hits[2]}]`,
      [documents[0]!, ...documents.slice(1), `1:61 IN3001 broken JSON: expected ',' or ']' between documents`],
    ],
    [
      'a missing comma in an array',
      `[${hits[0]} ${hits[1]}]`,
      [documents[0]!, documents[1]!, `1:62 IN3001 broken JSON: expected ',' or ']' between documents`],
    ],
    [
      'a comma too many in an array',
      `[${hits[0]},]`,
      [documents[0]!, `1:62 IN3001 broken JSON: expected a document after ','`],
    ],
    [
      'a cut array',
      `[${hits[0]},${hits[1]!.slice(0, 20)}`,
      [
        documents[0]!,
        '1:79 IN3001 broken JSON: the string does not end',
        '1:82 IN3006 the input ends inside the list of documents',
      ],
    ],
    [
      'a broken value that only the parser sees',
      `[${hits[0]},\n{"_index":"i","_source":{"a":01}},${hits[2]}]`,
      [documents[0]!, '2:30 IN3001 broken JSON: a number with a leading zero', documents[2]!],
    ],
    [
      'invalid UTF-8',
      Buffer.concat([
        Buffer.from(`${hits[0]}\n{"a":"\u00e9\u20ac`),
        Buffer.from([0xff]),
        Buffer.from(`"}\n${hits[2]}`),
      ]),
      [documents[0]!, '2:9 IN3005 invalid UTF-8: byte 0xff', documents[2]!],
    ],
    [
      'duplicate keys',
      `[${hits[0]},{"_index":"i","_source":{"a":1,"b":2,"a":3}}]`,
      [documents[0]!, '1:99 IN3002 the key "a" stands twice in one object'],
    ],
    [
      'nesting of 10,000 levels',
      `${hits[0]}\n{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}\n${hits[2]}`,
      [documents[0]!, '2:1005 IN3003 nested deeper than 1000 levels', documents[2]!],
    ],
    [
      'nesting of 10,000 levels in an array',
      `[${hits[0]},{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}},${hits[2]}]`,
      [documents[0]!, '1:1066 IN3003 nested deeper than 1000 levels', documents[2]!],
    ],
    [
      'values that are no documents',
      '[1,"a",null,[{}],{"_index":"i","_id":"x"}]',
      [
        '1:2 IN3004 expected a document (a JSON object), found a number',
        '1:4 IN3004 expected a document (a JSON object), found a string',
        '1:8 IN3004 expected a document (a JSON object), found null',
        '1:13 IN3004 expected a document (a JSON object), found a list',
        '1:18 IN3004 the hit has neither _source nor fields; export it with one of them',
      ],
    ],
    [
      'a _bulk body with gaps',
      '{"index":{"_id":"1"}}\n{"a":1}\n{"a":2}\n{"update":{"_id":"3"}}\n{"doc":{"a":3}}\n{"index":{"_id":"4"}}\n[]\n{"create":{}}\n',
      [
        'null/1 {"a":1}',
        '3:1 IN3004 expected a _bulk action such as {"index":{}}',
        '4:1 IN3004 an update without upsert holds a part of a document only',
        '6:1 IN3004 the document behind the _bulk action is no JSON object',
        '8:1 IN3004 the _bulk action create has no document behind it',
      ],
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await contents(bytes)).toEqual(expected);
  });

  test('a truncated gzip keeps the documents before the cut', async () => {
    let seed = 7;
    const noise = (): string => String((seed = (seed * 48271) % 2147483647));
    const lines = Array.from({ length: 5000 }, (_, id) => hit(String(id), `{"a":"${noise()}${noise()}"}`));
    const bytes = gzipSync(lines.join('\n'));
    const found = await contents(bytes.subarray(0, bytes.length >> 1));
    expect(found.at(-1)).toBe('1:1 IN3008 the gzip data is cut off');
    expect(found.length).toBeGreaterThan(1500);
    expect(found.slice(0, -2).every((line, id) => line.startsWith(`logs/${id} {"a"`))).toBe(true);
  });

  test('damaged gzip data is told from data that is cut off', async () => {
    const bytes = gzipSync(hits.join('\n'));
    bytes[bytes.length - 6]! ^= 0xff;
    expect((await contents(bytes)).at(-1)).toBe('1:1 IN3008 broken gzip data: incorrect data check');
  });

  test('a field of 2 MB and __proto__ keys are ordinary', async () => {
    const long = 'x'.repeat(2_000_000);
    expect(await contents(`[${hit('1', `{"m":"${long}"}`)}]`)).toEqual([`logs/1 {"m":"${long}"}`]);
    const hostile = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    expect(await contents(hostile)).toEqual([`null/null ${hostile}`]);
    expect(await contents('[{"_id":"1","fields":{"__proto__.polluted":[1]}}]')).toEqual([
      'null/1 {"__proto__":{"polluted":1}}',
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('a missing file is a problem of the input', async () => {
    const items = [];
    for await (const item of readDump(join(folder, 'missing'))) items.push(item);
    expect(items).toMatchObject([{ problem: { code: 'IN3008', reason: expect.stringContaining('ENOENT') as string } }]);
  });
});

describe('chunks', () => {
  /**
   * What a splitter makes of a text that comes in chunks of a size.
   *
   * @param interrupted - whether a new splitter goes on from the first place where one can
   */
  function inChunks(bytes: Buffer, size: number, interrupted = false): string[] {
    const format = detectFormat(bytes, true) as RecordBatch['format'];
    const lines: string[] = [];
    const take = (batch: RecordBatch | undefined): void => {
      if (!batch) return;
      readBatch(batch, {
        document: (document, line, column) => lines.push(`${line}:${column} ${printJson(document.source)}`),
        problem: (problem) => lines.push(`${problem.line}:${problem.column} ${problem.reason}`),
      });
    };
    let splitter = splitterAt({ format, offset: 0, line: 1, lineStart: 0 });
    for (let at = 0; at < bytes.length; at += size) {
      const batch = splitter.push(bytes.subarray(at, at + size));
      take(batch);
      if (!interrupted || !batch?.next) continue;
      interrupted = false;
      // As a later run does, which has the state from a file.
      splitter = splitterAt(JSON.parse(JSON.stringify(batch.next)) as SplitterState);
      at = batch.next.offset - size;
    }
    take(splitter.end());
    return lines;
  }

  function splitterAt(state: SplitterState): LineSplitter | StructureSplitter {
    const byLine = state.format === 'ndjson' || state.format === 'bulk';
    return byLine ? new LineSplitter(state) : new StructureSplitter(state);
  }

  test.each([
    ['an array', `[${hits.join(',\n ')}]`],
    [
      'an array with broken elements',
      `[${hits[0]}, ${hits[1]!.slice(0, -5)},\n ${hits[2]},{"_index":"a,"b":1},${hits[0]} ${hits[1]},]`,
    ],
    [
      'a search response',
      `{"took":3,\n"hits":{"total":3,"hits":[${hits.join(',')}]},"x":"\\\\"}\n{"hits":{"hits":[]}}`,
    ],
    ['NDJSON', `${hits[0]}\n\n{broken}\n${hits[2]}`],
    ['_bulk', `{"index":{}}\n${hits[1]}\n{"delete":{"_id":"x"}}\n{"index":{}}\n{"a":1}\n{"index":{}}\n\n[1]`],
    ['values', `{\n"a":"\\"\\\\"} ${hits[1]}\n{"a":1`],
  ])('%s reads the same in chunks of any size, also when it is interrupted', (_, text) => {
    const bytes = Buffer.from(text);
    const whole = inChunks(bytes, bytes.length).sort();
    expect(whole.length).toBeGreaterThan(2);
    for (let size = 1; size < 200; size += size < 40 ? 1 : 7) {
      expect(inChunks(bytes, size).sort()).toEqual(whole);
      expect(inChunks(bytes, size, true).sort()).toEqual(whole);
    }
  });

  test('dumps with random damage read the same in any chunks and after any interruption', () => {
    const random = new SeededRandom(20);
    const dumps = [
      `[${hits.join(',\n')}]`,
      `{"took":1,"hits":{"total":3,"hits":[${hits.join(',')}]}}\n{"hits":{"hits":[${hits[0]}]}}`,
      `${hits.join('\n')}\n`,
      hits.map((text) => JSON.stringify(JSON.parse(text), null, 1)).join('\n'),
      hits.map((text) => `{"index":{}}\n${text}\n`).join(''),
    ];
    const damage = ['"', '{', '}', '[', ']', ',', ':', '\\', '\n', '\u0000', '\u00ff', '"_index"', ',{"_index":', ''];
    const pick = <T>(items: readonly T[]): T => items[random.below(items.length)]!;
    let kept = 0;
    for (let round = 0; round < 3000; round++) {
      let text = pick(dumps);
      for (let count = 1 + random.below(3); count > 0; count--) {
        const at = random.below(text.length);
        text = text.slice(0, at) + pick(damage) + text.slice(at + random.below(3));
      }
      const bytes = Buffer.from(text, 'latin1');
      if (typeof detectFormat(bytes, true) !== 'string') continue;
      const whole = inChunks(bytes, bytes.length).sort();
      expect({ text, read: inChunks(bytes, 1 + random.below(30)).sort() }).toEqual({ text, read: whole });
      expect({ text, read: inChunks(bytes, 1 + random.below(30), true).sort() }).toEqual({ text, read: whole });
      kept += whole.filter((line) => line.includes(' {"')).length;
    }
    // Of three documents or four, with up to three damages.
    expect(kept / 3000).toBeGreaterThan(1.9);
  });
});
