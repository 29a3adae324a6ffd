// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs';
import { Cluster } from '../../../../src/elasticsearch/cluster.js';
import { resolveConnection } from '../../../../src/elasticsearch/connection.js';
import { withEvents } from '../../../../src/elasticsearch/events.js';
import type { Kibana } from '../../../../src/elasticsearch/kibana.js';
import {
  parseSavedObjects,
  savedObjectRemovals,
  savedObjectsStep,
  type DesiredObjects,
} from '../../../../src/elasticsearch/resources/savedObjects.js';
import type { Step } from '../../../../src/elasticsearch/step.js';
import { FakeKibana } from '../../../support/fakeKibana.js';

const file = readFileSync('ingest/kibana/logtwin.ndjson', 'utf8');
const desired: DesiredObjects = {
  space: 'default',
  objects: withEvents(parseSavedObjects(file), ['logs-a-*', 'logs-b-*']),
};

let fake: FakeKibana;
let cluster: Cluster;
let kibana: Kibana;

beforeEach(async () => {
  fake = new FakeKibana();
  const kibanaUrl = await fake.start();
  cluster = new Cluster(resolveConnection({ url: 'http://unused', kibanaUrl }, {}), { backoff: 1 });
  kibana = cluster.kibana!;
});

afterEach(async () => {
  await cluster.close();
  await fake.stop();
});

async function planned(wanted = desired): Promise<Step> {
  const step = await savedObjectsStep(kibana, 'logtwin', wanted);
  if ('refusal' in step) throw new Error(step.refusal);
  return step;
}

const ids = (space = 'default'): string[] => [...fake.in(space).keys()].sort();

const everything = [
  'dashboard:logtwin-overview',
  'index-pattern:logtwin-events',
  'search:logtwin-alerts',
  'search:logtwin-failures',
  'search:logtwin-least-sure',
  'tag:logtwin-deploy',
];

test('the objects are created with a tag, on the indices that hold events, and a second plan keeps them', async () => {
  const step = await planned();
  expect(step).toMatchObject({ change: 'create', phase: 'switch' });
  await step.apply(() => undefined);
  expect(ids()).toEqual(everything);
  expect(fake.in('default').get('index-pattern:logtwin-events')).toMatchObject({
    attributes: { title: 'logs-a-*,logs-b-*' },
    references: [{ type: 'tag', id: 'logtwin-deploy', name: 'tag-ref-logtwin-deploy' }],
  });
  expect(fake.in('default').get('tag:logtwin-deploy')!.attributes.description).toMatch(
    /^Installed by logtwin deploy; content [0-9a-f]{16}$/,
  );
  const { writes } = kibana;
  expect(await planned()).toMatchObject({ change: 'keep' });
  expect(kibana.writes).toBe(writes);
});

test('changed files are an update; what is no longer in them goes; the way back restores what was there', async () => {
  await (await planned()).apply(() => undefined);
  const before = new Map(fake.in('default'));
  const fewer = { ...desired, objects: desired.objects.filter(({ id }) => id !== 'logtwin-failures') };
  const dashboard = fewer.objects.findIndex(({ type }) => type === 'dashboard');
  const changed = { ...fewer.objects[dashboard]!, references: [] };
  const step = await planned({ ...fewer, objects: fewer.objects.with(dashboard, changed) });
  expect(step).toMatchObject({ change: 'update', reason: 'differs from the files' });
  expect(step.diff).toContain('- search logtwin-failures');
  const undo = await step.apply(() => undefined);
  expect(ids()).not.toContain('search:logtwin-failures');
  await undo!();
  expect(fake.in('default')).toEqual(before);
});

test('the way back from a first import leaves nothing', async () => {
  const undo = await (await planned()).apply(() => undefined);
  await undo!();
  expect(ids()).toEqual([]);
});

test('an object that a user deleted is put back, and edits of a user stay while the files are the same', async () => {
  await (await planned()).apply(() => undefined);
  fake.in('default').delete('search:logtwin-least-sure');
  expect(await planned()).toMatchObject({ change: 'update', diff: ['+ search logtwin-least-sure'] });
});

test('an object of somebody else under our id is refused and left alone', async () => {
  const own = { type: 'dashboard', id: 'logtwin-overview', attributes: { title: 'mine' }, references: [] };
  fake.in('default').set('dashboard:logtwin-overview', own);
  await expect(planned()).rejects.toThrow(/dashboard logtwin-overview already, made by somebody else; delete it there/);
  expect(fake.in('default').get('dashboard:logtwin-overview')).toEqual(own);
});

test('a space that is not there is refused', async () => {
  await expect(planned({ ...desired, space: 'nowhere' })).rejects.toThrow(/no space "nowhere"; create it/);
});

test('another space gets ids of its own, also inside of the panels, and requests under its path', async () => {
  await (await planned()).apply(() => undefined);
  await (await planned({ ...desired, space: 'soc' })).apply(() => undefined);
  expect(ids('soc')).toEqual(everything.map((id) => `${id}-soc`));
  const dashboard = JSON.stringify(fake.in('soc').get('dashboard:logtwin-overview-soc'));
  expect(dashboard).toContain('\\"id\\":\\"logtwin-events-soc\\"');
  expect(dashboard).not.toMatch(/logtwin-events\\?"/);
  expect(fake.requests).toContain('POST /s/soc/api/saved_objects/_import?overwrite=true');
  expect(await planned({ ...desired, space: 'soc' })).toMatchObject({ change: 'keep' });
});

test('errors inside of an answer 200 are errors, and the next run does the import again', async () => {
  fake.importError = ({ type }) =>
    type === 'dashboard' ? { type: 'unknown', message: 'mapper_parsing_exception', statusCode: 400 } : undefined;
  const step = await planned();
  await expect(step.apply(() => undefined)).rejects.toThrow(
    'Kibana did not import everything: dashboard logtwin-overview: mapper_parsing_exception; mend the cause',
  );
  fake.importError = () => undefined;
  expect(await planned()).toMatchObject({ change: 'update', reason: 'an import was cut off' });
});

test('a reference to what is nowhere is named', async () => {
  const withoutSearch = { ...desired, objects: desired.objects.filter(({ id }) => id !== 'logtwin-failures') };
  await expect((await planned(withoutSearch)).apply(() => undefined)).rejects.toThrow(
    /dashboard logtwin-overview: missing_references \(search logtwin-failures\)/,
  );
});

test('broken off at every write, the next run ends in the planned state', async () => {
  await (await planned()).apply(() => undefined);
  const finished = new Map(fake.in('default'));
  for (const status of [500, 'cut after'] as const) {
    for (let write = 0; write < 2; write++) {
      fake.in('default').clear();
      let seen = 0;
      fake.fault = (_index, line) => (line.includes('_import') && seen++ === write ? status : undefined);
      const impatient = new Cluster(resolveConnection({ url: 'http://unused', kibanaUrl: kibana.address }, {}), {
        retries: 0,
      });
      const step = await savedObjectsStep(impatient.kibana!, 'logtwin', desired);
      await expect((step as Step).apply(() => undefined)).rejects.toThrow(/Kibana/);
      await impatient.close();
      await (await planned()).apply(() => undefined);
      expect(fake.in('default')).toEqual(finished);
    }
  }
});

test('destroy takes exactly ours: what users tag with our tag stays', async () => {
  await (await planned()).apply(() => undefined);
  const own = {
    type: 'dashboard',
    id: '7adfa750-4c81-11e8-b3d7-01146121b73d',
    attributes: { title: 'mine' },
    references: [{ type: 'tag', id: 'logtwin-deploy', name: 'tag-ref-logtwin-deploy' }],
  };
  fake.in('default').set(`dashboard:${own.id}`, own);
  const steps = await savedObjectRemovals(kibana, 'logtwin', 'default');
  expect(steps.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    'Kibana dashboard logtwin-overview',
    'Kibana search logtwin-alerts',
    'Kibana search logtwin-least-sure',
    'Kibana search logtwin-failures',
    'Kibana index-pattern logtwin-events',
    'Kibana tag logtwin-deploy',
  ]);
  for (const step of steps) await step.apply(() => undefined);
  expect(ids()).toEqual([`dashboard:${own.id}`]);
  expect(await savedObjectRemovals(kibana, 'logtwin', 'default')).toEqual([]);
});

test.each([
  ['{"type":"config","id":"logtwin-x"}', /line 1 is of the type config; expected one of dashboard/],
  ['{"type":"search","id":"x"}', /line 1 has the id x; expected one that begins with logtwin-/],
  ['[]', /line 1 is no saved object/],
])('a file with %s is refused', (line, message) => {
  expect(() => parseSavedObjects(line)).toThrow(message);
});
