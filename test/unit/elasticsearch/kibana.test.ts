// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import { Cluster } from '../../../src/elasticsearch/cluster.js';
import { resolveConnection } from '../../../src/elasticsearch/connection.js';
import { FakeKibana } from '../../support/fakeKibana.js';

let fake: FakeKibana;
let address: string;

beforeEach(async () => {
  fake = new FakeKibana();
  address = await fake.start();
});

afterEach(async () => {
  await fake.stop();
});

function connected(environment: NodeJS.ProcessEnv, kibanaUrl = address): Cluster {
  return new Cluster(resolveConnection({ url: 'http://unused', kibanaUrl }, environment), { backoff: 1, retries: 2 });
}

async function askForSpace(environment: NodeJS.ProcessEnv, kibanaUrl = address): Promise<number> {
  const cluster = connected(environment, kibanaUrl);
  try {
    const request = { method: 'GET', path: '/api/spaces/space/default', space: 'default' } as const;
    return (await cluster.kibana!.request(request)).status;
  } finally {
    await cluster.close();
  }
}

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

test.each([
  ["the cluster's API key", { ELASTIC_API_KEY: 'a2V5' }, 'ApiKey a2V5'],
  ["the cluster's password", { ELASTIC_PASSWORD: 'secret' }, basic('elastic:secret')],
  ['an API key of its own', { ELASTIC_API_KEY: 'a2V5', KIBANA_API_KEY: 'b3du' }, 'ApiKey b3du'],
  [
    'a user of its own',
    { ELASTIC_API_KEY: 'a2V5', KIBANA_USERNAME: 'ann', KIBANA_PASSWORD: 'pass' },
    basic('ann:pass'),
  ],
  [
    "the cluster's credentials where only a password has Kibana's name",
    { ELASTIC_PASSWORD: 'secret', KIBANA_PASSWORD: 'of kibana_system' },
    basic('elastic:secret'),
  ],
])('Kibana is asked with %s', async (_name, environment, authorization) => {
  fake.authorization = authorization;
  expect(await askForSpace(environment)).toBe(200);
});

test('an address with a path keeps it, and credentials in it are taken from the environment only', async () => {
  await askForSpace({}, `${address}/base`).catch(() => undefined);
  expect(fake.requests).toEqual(['GET /base/api/spaces/space/default']);
  const withPassword = address.replace('http://', 'http://ann:pass@');
  expect(() => connected({}, withPassword)).toThrow(/--kibana-url holds a password/);
  fake.authorization = basic('ann:pass');
  const cluster = new Cluster(resolveConnection({ url: 'http://unused' }, { KIBANA_URL: withPassword }));
  expect(cluster.kibana!.address).toBe(address);
  await cluster.kibana!.request({ method: 'GET', path: '/api/spaces/space/default', space: 'default' });
  await cluster.close();
});

test('a cloud id names Kibana too', () => {
  const cloudId = (content: string): string => `name:${Buffer.from(content).toString('base64')}`;
  const kibanaOf = (content: string): string | undefined =>
    resolveConnection({ cloudId: cloudId(content) }, {}).kibana?.url;
  expect(kibanaOf('eu.example.com$es$kb')).toBe('https://kb.eu.example.com');
  expect(kibanaOf('eu.example.com:9243$es$kb')).toBe('https://kb.eu.example.com:9243');
  expect(kibanaOf('eu.example.com$es')).toBeUndefined();
});

test.each([
  [401, /^Kibana at http:\S+ refused the credentials \(401\); check the user name/],
  [403, /^GET \/api\/spaces\/space\/default of Kibana is not allowed: injected fault; .*least-privilege-key/],
  [400, /injected fault \(400\); nothing of this request was applied/],
  [503, /failed \(503\): injected fault; look at Kibana's log/],
])('status %d is told with cause and remedy', async (status, message) => {
  fake.fault = () => status;
  await expect(askForSpace({})).rejects.toThrow(message);
  expect(fake.requests).toHaveLength(status === 503 ? 3 : 1);
});

test('a Kibana that is not there is told by its address', async () => {
  await fake.stop();
  await expect(askForSpace({})).rejects.toThrow(`nothing listens at Kibana at ${address}; check the address`);
  await fake.start();
});

test('a passing fault is tried again, and every try of a write is counted', async () => {
  fake.fault = (index) => (index === 0 ? 503 : undefined);
  const cluster = connected({});
  await cluster.kibana!.request({
    method: 'DELETE',
    path: '/api/saved_objects/tag/x',
    space: 'default',
    accept: [404],
  });
  expect(cluster.writes).toBe(2);
  await cluster.close();
});
