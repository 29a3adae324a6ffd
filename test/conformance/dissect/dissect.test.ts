// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Our dissect against Elasticsearch's library and against the specification tests of dissect.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../src/diagnostics/failure.js';
import { Dissect } from '../../../src/dissect/dissect.js';

interface Recorded {
  readonly pattern: string;
  readonly separator: string;
  readonly text: string;
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly error?: readonly [exception: string, message: string];
}

const { cases } = JSON.parse(readFileSync(join(__dirname, 'recorded.json'), 'utf8')) as { cases: Recorded[] };

function observe({ pattern, separator, text }: Recorded): Pick<Recorded, 'fields' | 'error'> {
  try {
    return { fields: Object.fromEntries(new Dissect(pattern, separator).match(text)) };
  } catch (error) {
    const { type, reason } = error as Failure;
    return { error: [type, reason ?? ''] };
  }
}

describe('dissect as Elasticsearch has it', () => {
  test('has recorded cases', () => {
    expect(cases.length).toBeGreaterThan(1500);
  });

  test.each(
    cases.map((recorded) => [JSON.stringify([recorded.pattern, recorded.separator, recorded.text]), recorded] as const),
  )('%s', (_name, recorded) => {
    const { fields, error } = recorded;
    // `DissectException$FindMatch` is `find_match` in the server's answers.
    const type = error?.[0]
      .replace(/.*\$/, '')
      .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
      .toLowerCase();
    expect(observe(recorded)).toEqual(fields ? { fields } : { error: [type, error![1]] });
  });
});

interface Specified {
  readonly name: string;
  readonly tok: string;
  readonly msg: string;
  readonly expected: Readonly<Record<string, string>> | null;
  readonly skip: boolean;
  readonly fail: boolean;
  readonly append: string;
}

const corpus = process.env['LOGTWIN_CORPUS'] ?? join(__dirname, '../../../../shared/corpus');
const file = join(corpus, 'support/dissect/tests.json');

describe('the specification tests of dissect', () => {
  if (!existsSync(file)) {
    test.todo(`SKIPPED: no corpus at LOGTWIN_CORPUS (${file})`);
    return;
  }
  const specified = (JSON.parse(readFileSync(file, 'utf8')) as Specified[]).filter(({ skip }) => !skip);

  test.each(specified.map((one) => [one.name, one] as const))('%s', (_name, { tok, msg, append, expected, fail }) => {
    const { fields } = observe({ pattern: tok, separator: append, text: msg });
    expect(fields).toEqual(fail ? undefined : expected);
  });
});
