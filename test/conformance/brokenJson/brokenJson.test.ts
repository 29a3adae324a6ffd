// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is said of texts that are no JSON, against Elasticsearch's own parser.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findMistake, findMistakeBehind, type JsonMistake } from '../../../src/transforms/brokenJson.js';

const lines = readFileSync(join(__dirname, 'recorded.tsv'), 'utf8')
  .replace(/\n$/, '')
  .split('\n')
  .filter((line) => !line.startsWith('# '))
  .map((line) => line.split('\t'));

const unescaped = (text: string) =>
  text.replace(/\\(.)/g, (_whole, char: string) => ({ n: '\n', t: '\t', r: '\r' })[char] ?? char);

function printed(mistake: JsonMistake): string {
  if (mistake.kind === 'limit') return mistake.message;
  return `[${mistake.line}:${mistake.column}] ${mistake.kind === 'end' ? 'Unexpected end of file' : mistake.message}`;
}

const exceptions = {
  wrong: ['XContentParseException', 'JsonParseException'],
  end: ['XContentEOFException', 'JsonEOFException'],
  limit: ['XContentParseException', 'StreamConstraintsException'],
} as const;

function answer(text: string): { first: string; behind: string } {
  const mistake = findMistake(text, false);
  if (mistake) {
    const [type, cause] = exceptions[mistake.kind];
    return { first: `${type}: ${printed(mistake)} <- ${cause}: ${mistake.message}`, behind: '' };
  }
  const behind = findMistakeBehind(text);
  return { first: 'ok', behind: behind ? printed(behind) : '' };
}

test.each(lines)('%s', (text, first, behind) => {
  const source = 'org.elasticsearch.common.io.stream.ByteBufferStreamInput';
  const wanted = (said: string) => unescaped(said).replaceAll('~', source);
  expect(answer(unescaped(text))).toEqual({ first: wanted(first), behind: behind === 'more' ? '' : wanted(behind) });
});
