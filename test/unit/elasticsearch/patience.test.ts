// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is tried again, how long, and what is said at the end.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Cluster } from '../../../src/elasticsearch/cluster.js';
import { resolveConnection } from '../../../src/elasticsearch/connection.js';
import type { PatienceOptions } from '../../../src/elasticsearch/patience.js';

let server: Server;
let url: string;
/** Answers of the server in turn; the last one goes on. */
let statuses: number[];

beforeEach(async () => {
  server = createServer((_request, response) => {
    const status = statuses.length > 1 ? statuses.shift()! : statuses[0]!;
    response.writeHead(status, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
    response.end(JSON.stringify(status < 300 ? {} : { error: { type: 'some_exception', reason: 'of the server' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => stop());

function stop(): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function ask(options: PatienceOptions, more?: (cluster: Cluster) => Promise<unknown>): Promise<unknown> {
  const cluster = new Cluster(resolveConnection({ url }, {}), options);
  try {
    await more?.(cluster);
    return (await cluster.request({ method: 'GET', path: '/' })).status;
  } finally {
    await cluster.close();
  }
}

test('an address at which nothing has ever listened is not asked again', async () => {
  await stop();
  // A second try would be a minute away.
  await expect(ask({ backoff: 120_000 })).rejects.toThrow(`nothing listens at ${url}; check the address`);
});

test('a server that answered before is waited for', async () => {
  statuses = [200];
  const restarted = ask({ backoff: 20 }, async (cluster) => {
    await cluster.request({ method: 'GET', path: '/' });
    const { port } = server.address() as AddressInfo;
    await stop();
    setTimeout(() => server.listen(port, '127.0.0.1'), 50);
  });
  expect(await restarted).toBe(200);
});

test('what passes is tried again, and what does not is not', async () => {
  statuses = [429, 503, 502, 504, 200];
  expect(await ask({ backoff: 1 })).toBe(200);
  statuses = [400, 200];
  await expect(ask({ backoff: 1 })).rejects.toThrow('of the server (400, some_exception)');
});

test('when the time is over, the last answer is said and not only that', async () => {
  statuses = [503];
  await expect(ask({ backoff: 50, totalTimeout: 1000 })).rejects.toThrow('the cluster failed (503): of the server');
});
