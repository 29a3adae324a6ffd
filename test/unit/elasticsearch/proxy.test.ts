// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is said where the proxy, and not the cluster or Kibana behind it, refuses.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Cluster } from '../../../src/elasticsearch/cluster.js';
import { resolveConnection } from '../../../src/elasticsearch/connection.js';

/** A proxy that connects nobody. */
let proxy: Server;
let port: number;

beforeAll(async () => {
  proxy = createServer();
  proxy.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  ({ port } = proxy.address() as AddressInfo);
});

afterAll(() => new Promise((resolve) => proxy.close(resolve)));

/** The error of the first request to a cluster, or its Kibana, that is reached through a proxy. */
async function failure(place: string, url: string, kibana: boolean): Promise<string> {
  const environment = { HTTPS_PROXY: `http://ann:pass@${place}`, HTTP_PROXY: `http://ann:pass@${place}/` };
  const connection = resolveConnection({ url, ...(kibana && { kibanaUrl: 'https://kibana.example' }) }, environment);
  const cluster = new Cluster(connection, { backoff: 1, retries: 1 });
  try {
    const request = { method: 'GET', path: '/' } as const;
    const asked = kibana ? cluster.kibana!.request({ ...request, space: 'default' }) : cluster.request(request);
    return await asked.then(
      () => 'an answer',
      (error: unknown) => (error as Error).message,
    );
  } finally {
    await cluster.close();
  }
}

describe.each([
  ['a cluster', 'https://es.example:9200', false, 'https://es.example:9200'],
  ['a cluster without TLS', 'http://es.example:9200', false, 'http://es.example:9200'],
  ['Kibana', 'https://es.example:9200', true, 'Kibana at https://kibana.example'],
])('%s behind a proxy', (_name, url, kibana, address) => {
  test('that does not listen', async () => {
    const message = await failure('127.0.0.1:9', url, kibana);
    expect(message).toContain(`nothing listens at the proxy 127.0.0.1:9, through which ${address} is reached`);
    expect(message).toContain('NO_PROXY');
  });

  test('that is not known', async () => {
    const message = await failure('proxy.invalid:3128', url, kibana);
    expect(message).toContain(`the host of the proxy proxy.invalid:3128, through which ${address} is reached`);
  });

  test('that refuses to connect', async () => {
    const message = await failure(`127.0.0.1:${port}`, url, kibana);
    expect(message).toContain(`the proxy 127.0.0.1:${port} answered 407 instead of connecting to ${address}`);
    expect(message).not.toMatch(/ann|pass/);
  });
});
