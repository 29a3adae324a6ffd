// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The `sh` blocks of the pages about clusters, run as they are written: by a shell, in an empty folder, against the test
// cluster. Blocks that cannot run here are named with the reason; test/unit/docsCommands.test.ts parses all of them.

import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { shellBlocks, type ShellBlock } from '../support/docsCommands.js';
import { startElasticsearchNode, type ElasticsearchNode, type Front } from './elasticsearchNode.js';
import { reasonToSkip } from './node.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

const password = 'changeme';

/** Blocks that cannot run here, by a piece of their text. */
const cannotRun: readonly (readonly [piece: string, reason: string])[] = [
  ['docker compose up', 'there is no container engine'],
  ['ELASTIC_CLOUD_ID', 'a cluster of Elastic Cloud'],
  ['npm pack logtwin', 'the registry'],
  ['/srv/models/model', 'a machine of the reader, without a network'],
  ['model convert new-model', 'a checkpoint of the reader; test/cluster/deploy upgrades a model'],
];

const clusterPages = [
  'docs/provision-a-cluster.md',
  'docs/cluster-without-ml.md',
  'docs/upgrade-without-downtime.md',
  'docs/least-privilege-key.md',
  'docs/docker-compose.md',
];

const blocks = clusterPages.flatMap(shellBlocks);
const reasonNot = ({ text }: ShellBlock): string | undefined => cannotRun.find(([piece]) => text.includes(piece))?.[1];

/** The cluster's part of README, without the line that names a cluster of the reader. */
const readmeBlock = shellBlocks('README.md').find(({ text }) => text.includes('logtwin deploy'))!;
const readme = { ...readmeBlock, text: readmeBlock.text.replace(/^export .*$/m, '') };

(skip ? describe.skip : describe)('the pages on the test cluster', () => {
  let node: ElasticsearchNode;
  let secured: Front;
  let folder: string;

  beforeAll(async () => {
    node = await startElasticsearchNode();
    secured = await node.openFront({ auth: { username: 'elastic', password } });
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
  }, 60_000);
  beforeEach(async () => {
    await node.reset();
    folder = mkdtempSync(join(tmpdir(), 'logtwin-docs-'));
    cpSync('ingest/samples', join(folder, 'dumps'), { recursive: true });
    // The built program, which is what a reader has from the registry.
    const program = `#!/bin/sh\nshift\nexec '${process.execPath}' '${resolve('dist/cli/main.js')}' "$@"\n`;
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'npx'), program);
    chmodSync(join(folder, 'bin', 'npx'), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs a block; lines that end with another exit code than 0 do not end it. */
  function run({ text }: { readonly text: string }, url = node.url): Promise<{ code: number | null; output: string }> {
    const env = {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      HOME: folder,
      ELASTIC_URL: url,
      ...(url === secured.url && { ELASTIC_PASSWORD: password }),
    };
    return new Promise((done) => {
      let output = '';
      const shell = spawn('bash', ['-c', text], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [shell.stdout, shell.stderr])
        stream.on('data', (chunk: Buffer) => (output += String(chunk)));
      shell.once('close', (code) => done({ code, output }));
    });
  }

  const blockWith = (piece: string): ShellBlock => blocks.find(({ text }) => text.includes(piece))!;
  const deploy = { text: 'npx logtwin deploy' };
  const index = async (name: string, count: number): Promise<void> => {
    const event = { '@timestamp': new Date().toISOString(), event: { module: 'suricata', dataset: 'suricata.eve' } };
    const more = { suricata: { eve: { event_type: 'alert' } }, rule: { name: 'ET SCAN Nmap' } };
    for (let at = 0; at < count; at++)
      await node.request('PUT', `/${name}/_doc/${at}?refresh=true`, JSON.stringify({ ...event, ...more }));
  };
  const classified = async (name: string): Promise<number> => {
    const body = JSON.stringify({ query: { exists: { field: 'ml.prediction.predicted_value' } } });
    return ((await node.request('POST', `/${name}/_count`, body)).body as { count: number }).count;
  };

  test('every block runs here, or its reason is named', () => {
    const tried = [
      'logtwin plan  ',
      'curl -s -X POST',
      'requests-per-second',
      'status --since',
      'parity dumps/',
    ].concat(['--local', 'no-ml.json', '--all', 'security.json']);
    const untold = blocks.filter(
      (block) => reasonNot(block) === undefined && !tried.some((piece) => block.text.includes(piece)),
    );
    expect(untold).toEqual([]);
    for (const [piece] of cannotRun) expect([piece, blockWith(piece)]).toEqual([piece, expect.anything()]);
  });

  test('provision: plan, deploy, an event with its label, status, parity, backfill, destroy', async () => {
    const first = await run(blockWith('logtwin plan  '));
    expect(first.output).toMatch(
      /changes are due[\s\S]*deployed[\s\S]*allocations 1 of 1 working[\s\S]*nothing was removed; --yes removes it/,
    );
    const event = await run(blockWith('curl -s -X POST'));
    expect(event.output).toMatch(/"predicted_value":"[A-Z]+"/);
    expect(await run(blockWith('status --since'))).toMatchObject({ code: 0 });
    const parity = await run(blockWith('parity dumps/'));
    expect(parity).toMatchObject({
      code: 0,
      output: expect.stringContaining('80 of 80 documents are equal') as string,
    });
    await index('logs-suricata.eve-default', 3);
    expect(await run(blockWith('requests-per-second'))).toMatchObject({ code: 0 });
    expect(await classified('logs-suricata.eve-default')).toBe(3);
    expect(await run({ text: 'npx logtwin destroy --yes' })).toMatchObject({ code: 0 });
  }, 120_000);

  test('upgrade: documents classified before are classified anew', async () => {
    await run(deploy);
    await index('logs-a', 2);
    const all = blockWith('--all');
    expect(await run(all)).toMatchObject({ code: 0, output: expect.stringContaining('2 classified') as string });
    expect(await run(all)).toMatchObject({ code: 0, output: expect.stringContaining('2 classified') as string });
  }, 120_000);

  test('without a licence: normalizers alone on the cluster, results by this program', async () => {
    await node.setLicence('basic');
    expect(await run(blockWith('no-ml.json'))).toMatchObject({
      code: 0,
      output: expect.stringContaining('deployed') as string,
    });
    await node.request('PUT', '/logs-b', '{"settings":{"index.default_pipeline":"logtwin-normalize"}}');
    await index('logs-b', 3);
    expect(await run(blockWith('--local'))).toMatchObject({
      code: 0,
      output: expect.stringContaining('3 classified') as string,
    });
    expect(await classified('logs-b')).toBe(3);
  }, 120_000);

  test('keys: the overlay of the page makes roles and a key that deploys', async () => {
    const page = readFileSync('docs/least-privilege-key.md', 'utf8');
    writeFileSync(join(folder, 'security.json'), /```json\n(\{[\s\S]*?\n\})\n```/.exec(page)![1]!);
    const made = await run(blockWith('security.json'), secured.url);
    expect(made).toMatchObject({ code: 0 });
    const file = join(folder, '.config', 'logtwin', 'keys', 'logtwin-ci.json');
    expect(existsSync(file)).toBe(true);
    const { encoded } = JSON.parse(readFileSync(file, 'utf8')) as { encoded: string };
    const withKey = { text: `unset ELASTIC_PASSWORD; ELASTIC_API_KEY=${encoded} npx logtwin deploy` };
    expect(await run(withKey, secured.url)).toMatchObject({
      code: 0,
      output: expect.stringContaining('nothing to change') as string,
    });
  }, 120_000);

  test('README: from plan to destroy', async () => {
    await index('logs-zeek', 2);
    const { code, output } = await run(readme);
    expect(output).toMatch(
      /deployed[\s\S]*80 of 80 documents are equal[\s\S]*2 documents in[\s\S]*nothing was removed/,
    );
    expect(code).toBe(1);
    expect(await classified('logs-zeek')).toBe(2);
  }, 120_000);
});
