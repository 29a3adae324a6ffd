// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The package as users get it: packed, installed into an empty project, run in plain Node without jest's realm,
// under this Node and under the newest LTS.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const repository = resolve(__dirname, '../..');
/** The newest LTS line; its binary comes from the package registry. */
const newestLts = '26';

let project: string;

const npm = (...args: string[]): string =>
  execFileSync('npm', [...args, '--loglevel=error'], {
    cwd: project,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'logtwin-package-'));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
  execFileSync('npm', ['pack', '--pack-destination', project, '--loglevel=error'], {
    cwd: repository,
    stdio: 'ignore',
  });
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz'))!;
  npm(
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    `./${tarball}`,
    `node-${process.platform}-${process.arch}@${newestLts}`,
  );
}, 300_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

const runtimes = [
  { name: `Node ${process.versions.node}`, node: () => process.execPath },
  {
    name: `Node ${newestLts}`,
    node: () => join(project, `node_modules/node-${process.platform}-${process.arch}/bin/node`),
  },
];

describe.each(runtimes)('the installed package under $name', ({ node }) => {
  const logtwin = (...args: string[]): string =>
    execFileSync(node(), [join(project, 'node_modules/logtwin/dist/cli/main.js'), ...args], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  test('prints its version', () => {
    expect(logtwin('--version').trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('runs the demo and writes its report', () => {
    logtwin('demo', '-o', join(project, 'demo'), '--quiet');
    expect(existsSync(join(project, 'demo', 'report.html'))).toBe(true);
  }, 60_000);

  test('normalizes and classifies one event through the library', () => {
    writeFileSync(
      join(project, 'use.mjs'),
      `import { createEngine, embeddedModelFolder, fromPlain, loadBundle, loadClassifier } from 'logtwin';
       const engine = createEngine({ pipelines: loadBundle().pipelines });
       const source = fromPlain({ rule: { level: 12, description: 'Rootkit found' }, agent: { name: 'db-1' } });
       const result = engine.run('logtwin-normalize', { index: 'wazuh-alerts-4.x', source });
       const ml_input = result.document.ctx.get('ml_input');
       const classifier = await loadClassifier(embeddedModelFolder);
       const [prediction] = await classifier.classify([ml_input]);
       console.log(JSON.stringify({ ml_input, label: prediction.predicted_value }));`,
    );
    const output = JSON.parse(execFileSync(node(), ['use.mjs'], { cwd: project, encoding: 'utf8' })) as Record<
      string,
      string
    >;
    expect(output.ml_input).toBe('Wazuh Alert [Level 12]: Rootkit found | Agent: db-1');
    expect(['ERROR', 'WARNING', 'INFO']).toContain(output.label);
  }, 60_000);

  test('answers on threads what one session answers, refuses alike, and ends when it is idle', () => {
    writeFileSync(
      join(project, 'pool.mjs'),
      `const load = (path) => import(new URL('node_modules/logtwin/dist/inference/' + path, import.meta.url));
      const { loadOnnxSession } = await load('backends/onnx.js');
      const { openSessionPool } = await load('backends/sessionPool.js');
      const { runInBatches } = await load('runInBatches.js');
      const { embeddedModelFolder } = await load('embeddedModel.js');
      const path = embeddedModelFolder + '/model.onnx';
      const rows = Array.from({ length: 40 }, (_, row) =>
        Int32Array.from({ length: 2 + (row % 17) }, (_, at) => 2 + ((row * 7 + at) % 100)));
      const options = { padId: 0, batchTokens: 30 };
      const pool = await openSessionPool(path, { sessions: 2, threads: 1 });
      const spread = await runInBatches(pool, rows, options);
      await pool.close();
      const alone = await loadOnnxSession(path, { threads: 1 });
      const { outputs } = await runInBatches(alone, rows, options);
      const refused = await openSessionPool('pool.mjs', { sessions: 2, threads: 1 }).catch((e) => e.diagnostics[0].code);
      await openSessionPool(path, { sessions: 1, threads: 1 });
      const equal = spread.outputs.every((row, index) => String(row) === String(outputs[index]));
      console.log(JSON.stringify({ rows: outputs.length, equal, distinct: new Set(outputs.map(String)).size, refused }));`,
    );
    const answer = JSON.parse(
      execFileSync(node(), ['pool.mjs'], { cwd: project, encoding: 'utf8', timeout: 60_000 }),
    ) as {
      distinct: number;
    };
    expect(answer).toMatchObject({ rows: 40, equal: true, refused: 'MD4002' });
    expect(answer.distinct).toBeGreaterThan(10);
  }, 60_000);

  test('converts on threads what it converts without them, in the same order', () => {
    const message = 'Failed password for root '.repeat(8);
    const hits = Array.from({ length: 8000 }, (_, id) => {
      const source = { rule: { level: id % 16, description: message }, agent: { name: `db-${id}` } };
      return id % 3000 === 1
        ? '{"broken'
        : JSON.stringify({ _index: 'wazuh-alerts-4.x', _id: String(id), _source: source });
    });
    writeFileSync(join(project, 'day.ndjson'), hits.join('\n'));
    const files = ['day_ml_input.ndjson', 'day_failed.ndjson'];
    const outputs = ['1', '2'].map((threads) => {
      const folder = join(project, `threads-${threads}`);
      logtwin('convert', 'day.ndjson', '-o', folder, '--threads', threads, '--max-failures', '9', '--quiet');
      return files.map((file) => readFileSync(join(folder, file), 'utf8'));
    });
    expect(outputs[0]![0]!.split('\n')).toHaveLength(8000 - 3 + 1);
    expect(outputs[1]).toEqual(outputs[0]);
  }, 60_000);
});
