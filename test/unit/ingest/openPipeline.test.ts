// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPipeline } from '../../../src/ingest/openPipeline.js';
import { simulate } from '../../../src/ingest/simulate.js';
import { parseJson, printJson } from '../../../src/values/json.js';
import type { HashMap } from '../../../src/values/maps.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logtwin-open-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a folder is refused by its path, with what to do', () => {
  expect(() => openPipeline({ pipeline: folder })).toThrow(
    new RegExp(`IN1004.*${folder}: it is a folder, and a pipeline is one file[^]*name a file in it`),
  );
});

test('a folder does not hide the bundled pipeline of its name', () => {
  const before = process.cwd();
  mkdirSync(join(folder, 'normalize'));
  process.chdir(folder);
  try {
    expect(openPipeline({ pipeline: 'normalize' }).id).toBe('logtwin-normalize');
  } finally {
    process.chdir(before);
  }
});

/** The agent's name that a pipeline with a user_agent processor finds in `logbot/7`. */
async function agentBy(userAgent: string, options: object = {}): Promise<string> {
  const file = join(folder, 'agents.json');
  writeFileSync(file, JSON.stringify({ processors: [{ user_agent: { field: 'agent', ...options } }] }));
  const { engine, id } = openPipeline({ pipeline: file, userAgent });
  const body = parseJson('{"_source":{"agent":"logbot/7"}}') as HashMap;
  const answer = JSON.parse(printJson(await simulate(engine, id, [body]))) as {
    docs: [{ doc: { _source: { user_agent: { name: string } } } }];
  };
  return answer.docs[0].doc._source.user_agent.name;
}

const regexesFor = (name: string) => `user_agent_parsers:\n  - regex: 'logbot'\n    family_replacement: '${name}'\n`;

test('user agents are looked up in a file of regexes, or in a folder of such files', async () => {
  const file = join(folder, 'mine.yaml');
  writeFileSync(file, regexesFor('Mine'));
  expect(await agentBy(file)).toBe('Mine');
  const regexes = join(folder, 'regexes');
  mkdirSync(regexes);
  writeFileSync(join(regexes, 'regexes.yml'), regexesFor('Default'));
  writeFileSync(join(regexes, 'other.yml'), regexesFor('Other'));
  expect(await agentBy(regexes)).toBe('Default');
  expect(await agentBy(regexes, { regex_file: 'other.yml' })).toBe('Other');
});

test('files to look things up in that are not there are refused by their paths', () => {
  const nowhere = join(folder, 'nowhere');
  expect(() => openPipeline({ geoip: nowhere })).toThrow(`IN2002]: there is no folder ${nowhere}`);
  expect(() => openPipeline({ userAgent: nowhere })).toThrow(`IN2002]: there is no regexes file ${nowhere}`);
  expect(() => openPipeline({ userAgent: folder })).toThrow(`IN2002]: there is no regexes.yml in ${folder}`);
});

test('other files to look things up in make another fingerprint', () => {
  const file = join(folder, 'mine.yaml');
  writeFileSync(file, regexesFor('Mine'));
  const before = openPipeline({ userAgent: file }).fingerprint;
  expect(openPipeline({ userAgent: file }).fingerprint).toBe(before);
  writeFileSync(file, regexesFor('Another'));
  expect(openPipeline({ userAgent: file }).fingerprint).not.toBe(before);
  expect(openPipeline({}).fingerprint).not.toBe(before);
});

test('a pipeline of a package brings those of its folder that it calls', async () => {
  const call = (name: string) => `processors:\n  - pipeline: { name: '{{ IngestPipeline "${name}" }}' }\n`;
  const file = join(folder, 'default.yml');
  writeFileSync(file, call('first'));
  writeFileSync(join(folder, 'first.yml'), `${call('second')}  - set: { field: by, value: '{{_ingest.pipeline}}' }\n`);
  writeFileSync(join(folder, 'second.yml.link'), './shared.yml 00ff\n');
  writeFileSync(join(folder, 'shared.yml'), 'processors:\n  - set: { field: shared, value: true }\n');
  const run = async () => {
    const { engine, id } = openPipeline({ pipeline: file });
    return printJson(await simulate(engine, id, [parseJson('{"_source":{}}')]));
  };
  const answer = JSON.parse(await run()) as { docs: [{ doc: { _source: object } }] };
  expect(answer.docs[0].doc._source).toEqual({ by: 'first', shared: true });
  const { fingerprint } = openPipeline({ pipeline: file });
  writeFileSync(join(folder, 'shared.yml'), 'processors: []\n');
  expect(openPipeline({ pipeline: file }).fingerprint).not.toBe(fingerprint);
  writeFileSync(file, call('nowhere'));
  expect(await run()).toContain('non-existent pipeline [nowhere]');
});
