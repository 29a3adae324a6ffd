// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The test cluster in a process of its own, so that it does not share a thread with what is measured.

/* global fetch */

import { spawn } from 'node:child_process';
import { processorSecondsOfTree } from '../measure.mjs';

/** Starts it; it says where it answers and what it has used of the processors. */
export async function startCluster() {
  const child = spawn(
    process.execPath,
    ['--import', './scripts/typescript.mjs', 'test/cluster/main.ts', '--port', '0'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the test cluster did not start')));
    child.stdout.on('data', (chunk) => {
      const found = /answers at (\S+)/.exec(chunk.toString());
      if (found) resolve(found[1]);
    });
  });
  return {
    url,
    processorSeconds: () => processorSecondsOfTree(child.pid),
    async request(method, path, body) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url + path, { method, ...(body && { body, headers }) });
      return { body: await response.json() };
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}
