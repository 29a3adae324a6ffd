// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Downloads through a proxy that runs here, as the environment names it.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getModel } from '../../../src/models/download.js';
import { proxiedFetch } from '../../../src/models/proxiedFetch.js';

/** What the proxy was asked for, in order. */
let asked: string[] = [];
const authorizations: (string | undefined)[] = [];

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<[Server, string]> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [server, `127.0.0.1:${(server.address() as AddressInfo).port}`];
}

let [proxy, target]: Server[] = [];
let [proxyHost, targetHost] = ['', ''];
const environment = { ...process.env };
const setEnvironment = (variables: Record<string, string>): void => {
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
  Object.assign(process.env, variables);
};

beforeAll(async () => {
  [target, targetHost] = await listen((_request, response) => response.end('from the target itself'));
  [proxy, proxyHost] = await listen((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    authorizations.push(request.headers['proxy-authorization']);
    if (request.url === 'http://hub.invalid/moved')
      response.writeHead(302, { location: `http://${targetHost}/` }).end();
    else response.end('through the proxy');
  });
  proxy.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  setEnvironment({});
  Object.assign(process.env, environment);
  for (const server of [proxy!, target!]) {
    server.close();
    server.closeAllConnections();
  }
});

const textOf = async (url: string): Promise<string> => (await proxiedFetch(url, { headers: {} })).text();

test('a name that only the proxy knows is asked of it, with its credentials', async () => {
  setEnvironment({ HTTP_PROXY: `http://user:p%40ss@${proxyHost}` });
  expect(await textOf('http://hub.invalid/api')).toBe('through the proxy');
  expect(asked).toEqual(['GET http://hub.invalid/api']);
  expect(authorizations.at(-1)).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
});

test('encrypted connections are tunnelled', async () => {
  setEnvironment({ https_proxy: proxyHost });
  await expect(textOf('https://hub.invalid/api')).rejects.toThrow('fetch failed');
  expect(asked).toEqual(['CONNECT hub.invalid:443']);
});

test('a host of NO_PROXY is asked directly, also where a redirect leads to it', async () => {
  setEnvironment({ HTTP_PROXY: `http://${proxyHost}`, NO_PROXY: '127.0.0.1' });
  expect(await textOf(`http://${targetHost}/`)).toBe('from the target itself');
  expect(asked).toEqual([]);
  expect(await textOf('http://hub.invalid/moved')).toBe('from the target itself');
  expect(asked).toEqual(['GET http://hub.invalid/moved']);
});

test.each([
  ['that does not listen', () => '127.0.0.1:9', /through the proxy http:\/\/127\.0\.0\.1:9 \(ECONNREFUSED\)/],
  ['that forbids it', () => proxyHost, /through the proxy http:\/\/127\.0\.0\.1:\d+ \(Proxy response \(403\)/],
])('a proxy %s is named without its password', async (_what, host, expected) => {
  setEnvironment({ HTTPS_PROXY: `http://user:hunter2@${host()}` });
  const folder = mkdtempSync(join(tmpdir(), 'logtwin-proxy-'));
  const fetched = getModel('owner/name', join(folder, 'out'), { endpoint: 'https://hub.invalid', cache: folder });
  const message = await fetched.then(
    () => '',
    (error: unknown) => (error as { message: string }).message,
  );
  rmSync(folder, { recursive: true });
  expect(message).toMatch(expected);
  expect(message).not.toContain('hunter2');
});
