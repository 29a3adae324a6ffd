// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBundle } from '../../../src/ingest/bundle.js';

describe('loadBundle', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'logtwin-bundle-'));
    mkdirSync(join(root, 'pipelines'));
    mkdirSync(join(root, 'painless', 'functions'), { recursive: true });
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const put = (path: string, content: unknown): void =>
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));

  test('puts a script file into its processor, with included functions on the line of the include', () => {
    put('painless/functions/twice.painless', '// Doubles.\nint twice(int n) {\n  return n * 2;\n}\n');
    put('painless/one.painless', '// One.\n// include: twice\nctx.n = twice(21);\n');
    put('pipelines/p.json', { processors: [{ script: { id: 'logtwin-one', tag: 't' } }] });
    expect(loadBundle({ root }).pipelines.get('p')).toEqual({
      processors: [
        { script: { source: '// One.\nint twice(int n) { return n * 2; }\nctx.n = twice(21);\n', tag: 't' } },
      ],
    });
  });

  test('keeps the reference by id for stored scripts', () => {
    put('painless/one.painless', 'ctx.n = 1;');
    put('pipelines/p.json', { processors: [{ script: { id: 'logtwin-one' } }] });
    const bundle = loadBundle({ root, scripts: 'stored' });
    expect(bundle.pipelines.get('p')).toEqual({ processors: [{ script: { id: 'logtwin-one' } }] });
    expect(bundle.scripts.get('logtwin-one')).toMatchObject({ lang: 'painless', source: 'ctx.n = 1;' });
  });

  test('reaches scripts in foreach and on_failure', () => {
    put('painless/one.painless', 'ctx.n = 1;');
    const script = { script: { id: 'logtwin-one' } };
    put('pipelines/p.json', {
      processors: [{ foreach: { field: 'a', processor: script } }, { fail: { message: 'x', on_failure: [script] } }],
      on_failure: [script],
    });
    expect(JSON.stringify(loadBundle({ root }).pipelines.get('p'))).not.toContain('logtwin-one');
  });

  test('names the file and the pointer of a script that is not there', () => {
    put('pipelines/p.json', { processors: [{ drop: {} }, { script: { id: 'logtwin-two' } }] });
    expect(() => loadBundle({ root })).toThrow(/p\.json > \/processors\/1\/script\/id: no script "logtwin-two"/);
  });

  test('names the pointer of an unknown property and the nearest known one', () => {
    put('pipelines/p.json', { processors: [], on_falure: [] });
    expect(() => loadBundle({ root })).toThrow(
      /> \/on_falure: is not a known property\n {2}hint: did you mean "on_failure"\?/,
    );
  });

  test('the generic option turns the generic normalizer on', () => {
    const params = (generic: boolean): unknown =>
      loadBundle({ generic }).pipelines.get('logtwin-normalize')!.processors[0]!.script!.params;
    expect(params(false)).toMatchObject({ generic: false });
    expect(params(true)).toMatchObject({ generic: true });
  });
});
