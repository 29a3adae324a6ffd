// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// docker-compose.yml and the .env that scripts/makeEnv.mjs writes for it. Containers cannot run in the tests; the rules
// are those of the Compose Specification and of Elastic's documentation.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { resolveConnection, withEnvironmentFile } from '../../src/elasticsearch/connection.js';

interface Service {
  image: string;
  command?: string[];
  depends_on?: Record<string, { condition: string }>;
  environment: Record<string, string>;
  healthcheck: { test: string[]; interval: string; timeout: string; retries: number };
  ports?: string[];
  volumes: string[];
}

const text = readFileSync('docker-compose.yml', 'utf8');
const { services, volumes } = parse(text) as { services: Record<string, Service>; volumes: Record<string, unknown> };

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'logtwin-env-'));
  file = join(folder, '.env');
});

afterAll(() => rmSync(folder, { recursive: true }));

function makeEnv(): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/makeEnv.mjs', folder], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

test('makeEnv writes passwords that only the owner can read, prints none, and never writes again', () => {
  const first = makeEnv();
  expect(first.status).toBe(0);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const written = readFileSync(file, 'utf8');
  const variables = parseEnv(written);
  const secrets = Object.entries(variables).filter(([name]) => /PASSWORD|KEY/.test(name));
  expect(secrets).toHaveLength(3);
  expect(new Set(secrets.map(([, value]) => value)).size).toBe(3);
  // Passwords of 144 bits; Kibana wants an encryption key of 32 characters or more.
  for (const [, value] of secrets) expect(value).toMatch(/^[\w-]{24,}$/);
  expect(variables.KIBANA_ENCRYPTION_KEY!.length).toBeGreaterThanOrEqual(32);
  for (const [, value] of secrets) expect(first.output).not.toContain(value);

  const second = makeEnv();
  expect(second).toEqual({ status: 0, output: '.env is there already; it was not changed\n' });
  expect(readFileSync(file, 'utf8')).toBe(written);
});

test('.env has every variable that the file demands, and none that it does not know but logtwin', () => {
  makeEnv();
  const variables = parseEnv(readFileSync(file, 'utf8'));
  const used = [...text.matchAll(/(?<!\$)\$\{(\w+)(:[?-])/g)];
  const demanded = used.filter(([, , operator]) => operator === ':?').map(([, name]) => name!);
  expect(demanded.length).toBeGreaterThan(0);
  expect(Object.keys(variables)).toEqual(expect.arrayContaining(demanded));
  const known = new Set(used.map(([, name]) => name));
  expect(
    Object.keys(variables)
      .filter((name) => !known.has(name))
      .sort(),
  ).toEqual(['ELASTIC_CA_CERT', 'ELASTIC_URL', 'KIBANA_URL']);
  // Every other dollar sign is for the shell in the container.
  expect(text.replaceAll(/(?<!\$)\$\{\w+:[?-][^}]*\}/g, '').replaceAll('$$', '')).not.toContain('$');
});

test('logtwin --env-file connects with that .env as the user elastic', () => {
  makeEnv();
  const environment = withEnvironmentFile({ ELASTIC_CA_CERT: resolve('test/fixtures/none.pem') }, file);
  expect(environment.ELASTIC_CA_CERT).toContain('none.pem');
  const { ELASTIC_CA_CERT: _file, ...rest } = environment;
  expect(resolveConnection({}, rest)).toMatchObject({
    url: 'https://localhost:9200',
    kibana: { url: 'http://localhost:5601' },
    auth: { kind: 'basic', username: 'elastic' },
    tls: { verify: true },
  });
  // The password of kibana_system is not taken for that of the user who deploys.
  expect(resolveConnection({}, rest).kibana).not.toHaveProperty('auth');
});

test('a file of variables that cannot be read is an error', () => {
  expect(() => withEnvironmentFile({}, join(folder, 'nowhere'))).toThrow(/the file of variables cannot be read/);
});

test('each service waits for the one before it to be healthy', () => {
  for (const [name, { healthcheck, depends_on: before = {} }] of Object.entries(services)) {
    expect(['CMD', 'CMD-SHELL']).toContain(healthcheck.test[0]);
    expect(healthcheck).toMatchObject({ interval: expect.stringMatching(/^\d+s$/) as string, retries: 60 });
    for (const [other, { condition }] of Object.entries(before)) {
      expect(Object.keys(services)).toContain(other);
      expect(condition).toBe('service_healthy');
    }
    expect(Object.keys(before)).toHaveLength(name === 'setup' ? 0 : 1);
  }
});

test('the certificates are complete before setup says that it is ready', () => {
  const script = services.setup!.command!.at(-1)!.split('\n');
  const at = (part: string): number => script.findIndex((line) => line.includes(part));
  const marker = services.setup!.healthcheck.test.at(-1)!;
  expect(at(`touch ${marker}`)).toBeGreaterThan(at('chmod 600 ca/ca.key'));
  expect(at(`touch ${marker}`)).toBeLessThan(at('until curl'));
});

test('nothing listens beyond this machine, security and TLS are on, and machine learning gets its memory', () => {
  for (const { ports = [] } of Object.values(services))
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  expect(services.elasticsearch!.environment).toMatchObject({
    'discovery.type': 'single-node',
    'xpack.license.self_generated.type': 'trial',
    'xpack.ml.use_auto_machine_memory_percent': 'true',
    'xpack.security.enabled': 'true',
    'xpack.security.http.ssl.enabled': 'true',
    'xpack.security.transport.ssl.enabled': 'true',
  });
  expect(services.kibana!.environment).toMatchObject({
    ELASTICSEARCH_USERNAME: 'kibana_system',
    ELASTICSEARCH_PASSWORD: '${KIBANA_SYSTEM_PASSWORD:?run node scripts/makeEnv.mjs first}',
  });
});

test('every environment value is text, and every named volume is declared', () => {
  for (const { environment, volumes: mounted } of Object.values(services)) {
    for (const value of Object.values(environment)) expect(typeof value).toBe('string');
    const named = mounted.map((volume) => volume.split(':')[0]!).filter((source) => !source.startsWith('.'));
    expect(Object.keys(volumes)).toEqual(expect.arrayContaining(named));
  }
});

test('every setting is explained in docs/docker-compose.md', () => {
  const page = readFileSync('docs/docker-compose.md', 'utf8');
  const explained = [...page.matchAll(/`([A-Za-z_.*]+)/g)].map(([, name]) => name!);
  const isExplained = (name: string): boolean =>
    explained.some((entry) => entry === name || (entry.endsWith('.*') && name.startsWith(entry.slice(0, -1))));
  for (const service of ['elasticsearch', 'kibana'])
    for (const name of Object.keys(services[service]!.environment))
      expect([name, isExplained(name)]).toEqual([name, true]);
});
