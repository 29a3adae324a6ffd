// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a user sees when something is wrong: cause and remedy in the first line, the exit code, no stack trace, and a
// cluster on which nothing was written.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startElasticsearchNode, type ElasticsearchNode } from './elasticsearchNode.js';
import { reasonToSkip } from './node.js';

const skip = reasonToSkip();
if (skip) process.stderr.write(`${skip}\n`);

const credentials = { username: 'elastic', password: 'right-password' };

interface Case {
  readonly what: string;
  readonly args: readonly string[];
  readonly password?: string;
  readonly prepare?: (node: ElasticsearchNode) => unknown;
  readonly exitCode: number;
  readonly line: RegExp;
}

(skip ? describe.skip : describe)('bad input', () => {
  let node: ElasticsearchNode;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'logtwin-bad-'));
    node = await startElasticsearchNode({ tls: { expired: true }, auth: credentials });
    writeFileSync(join(folder, 'ca.crt'), node.caCertificate!);
    writeFileSync(join(folder, 'manifest.json'), '{"name":"logtwin","deployment":{"number_of_allocations":0}}');
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
    rmSync(folder, { recursive: true });
  }, 60_000);
  beforeEach(async () => {
    await node.reset();
  }, 60_000);

  const run = (args: readonly string[], password: string): Promise<{ code: unknown; stderr: string }> =>
    new Promise((resolvePromise) => {
      const env = { PATH: process.env['PATH'], ELASTIC_PASSWORD: password };
      const argv = ['--import', './scripts/typescript.mjs', 'src/cli/main.ts', ...args, '--url', node.url];
      execFile(
        process.execPath,
        [...argv, '--username', 'elastic', '--timeout', '60'],
        { env },
        (error, _stdout, stderr) => resolvePromise({ code: error?.code ?? 0, stderr }),
      );
    });

  const trusting = '--insecure-skip-tls-verify';
  const cases: readonly Case[] = [
    {
      what: 'a wrong password',
      args: ['deploy', trusting],
      password: 'wrong',
      exitCode: 3,
      line: /refused the credentials \(401\); check the user name and password/,
    },
    {
      what: 'an expired certificate',
      args: ['deploy', '--ca-cert', 'ca.crt'],
      exitCode: 3,
      line: /has expired; renew it/,
    },
    {
      what: 'an old version',
      args: ['deploy', trusting],
      prepare: (cluster) => cluster.setVersion('7.17.0'),
      exitCode: 3,
      line: /has version 7\.17\.0, but .* need 8\.0\.0; upgrade the cluster/,
    },
    {
      what: 'a missing licence',
      args: ['deploy', trusting],
      prepare: (cluster) => cluster.setLicence('basic'),
      exitCode: 3,
      line: /the licence is basic.*; start a trial with --start-trial/,
    },
    {
      what: 'too little memory for models',
      args: ['deploy', trusting],
      prepare: (cluster) => cluster.setMlMemory(1 << 20),
      exitCode: 3,
      line: /needs \d+ MB of ML memory .*add memory/,
    },
    {
      what: 'an index that is not there',
      args: ['backfill', 'nowhere', trusting],
      exitCode: 3,
      line: /has no index nowhere; check the name/,
    },
    {
      what: 'a wrong manifest',
      args: ['deploy', trusting, '--manifest', 'manifest.json'],
      exitCode: 2,
      line: /manifest\.json > \/: must have required property/,
    },
  ];

  it.each(cases)(
    'says what is wrong of $what',
    async ({ args, password, prepare, exitCode, line }) => {
      await prepare?.(node);
      node.clearRequests();
      const named = args.map((arg) => (/^(ca\.crt|manifest\.json)$/.test(arg) ? join(folder, arg) : arg));
      const { code, stderr } = await run(named, password ?? credentials.password);
      const lines = stderr.split('\n').filter((text) => !/^(warning:|also:)|Warning/.test(text));
      expect({ code, first: lines[0] }).toEqual({ code: exitCode, first: expect.stringMatching(line) as string });
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stderr).not.toContain('password"');
      expect(node.requests().filter(({ method }) => method === 'PUT' || method === 'DELETE')).toEqual([]);
    },
    60_000,
  );
});
