// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The roles, their page and what plan asks for say the same.

import { readdirSync, readFileSync } from 'node:fs';
import { loadManifest, type Manifest } from '../../../src/elasticsearch/manifest.js';
import { readingPrivileges, writingPrivileges, type Privileges } from '../../../src/elasticsearch/privileges.js';

interface Role extends Privileges {
  readonly description: string;
  readonly applications?: readonly unknown[];
}

const { manifest } = loadManifest();
const page = readFileSync('docs/least-privilege-key.md', 'utf8');
const names = readdirSync('ingest/security').map((file) => file.replace('.json', ''));
const roleOf = (name: string): Role => JSON.parse(readFileSync(`ingest/security/${name}.json`, 'utf8')) as Role;
const sorted = (privileges: readonly string[]): string[] => [...privileges].sort();

/** Manifests that use everything that needs a privilege of its own. */
const everything: Manifest = {
  ...manifest,
  scripts: 'stored',
  hook: { kind: 'final_pipeline', indices: ['wazuh-*'] },
  security: { roles: [], api_keys: [] },
  anomaly_detection: { jobs: [] },
};

test('the role for deploying grants exactly what the default manifest asks for', () => {
  const { cluster, indices } = roleOf('logtwin-deploy');
  expect(sorted(cluster)).toEqual(sorted(writingPrivileges(manifest).cluster));
  expect(indices ?? []).toEqual(writingPrivileges(manifest).indices);
});

test('the role for looking grants exactly what status asks for, and reading the events that it counts', () => {
  const { cluster, indices } = roleOf('logtwin-status');
  expect(sorted(cluster)).toEqual(sorted(readingPrivileges(manifest).cluster));
  const events = [{ names: ['logtwin-classified-*'], privileges: ['read'] }];
  expect(indices).toEqual([...readingPrivileges(manifest).indices, ...events]);
});

test('the role for evaluation reads events and nothing else', () => {
  const { cluster, indices } = roleOf('logtwin-evaluate');
  expect(sorted(cluster)).toEqual(sorted(readingPrivileges(manifest).cluster));
  expect(indices).toEqual([{ names: ['logtwin-classified-*'], privileges: ['read', 'view_index_metadata'] }]);
});

test.each(names)('the page has the request that makes %s, with its file as it is', (name) => {
  const request = new RegExp(`PUT _security/role/${name}\\n(\\{[\\s\\S]*?\\n\\})`).exec(page);
  expect(JSON.parse(request?.[1] ?? 'null')).toEqual(roleOf(name));
});

test.each(names)('the page has the request that makes a key like %s', (name) => {
  const request = new RegExp(`POST _security/api_key\\n(\\{\\s*"name": "${name}"[\\s\\S]*?\\n\\})`).exec(page);
  const { description: _description, ...privileges } = roleOf(name);
  expect(JSON.parse(request?.[1] ?? 'null')).toMatchObject({ name, role_descriptors: { [name]: privileges } });
});

test('the page names every privilege that some manifest needs more', () => {
  const usual = writingPrivileges(manifest).cluster;
  const { cluster, indices } = writingPrivileges(everything);
  const more = [
    ...cluster.filter((privilege) => !usual.includes(privilege)),
    ...indices.flatMap((each) => each.privileges),
  ];
  expect(sorted(more)).toEqual([
    'manage',
    'manage',
    'manage_own_api_key',
    'manage_security',
    'read',
    'view_index_metadata',
  ]);
  const table = page.slice(page.indexOf('## What more a manifest may need'));
  for (const privilege of more) expect(table).toContain(`\`${privilege}\``);
});

test('a manifest without a model needs no machine learning', () => {
  const { model: _model, ...without } = manifest;
  expect(writingPrivileges(without).cluster).not.toContain('manage_ml');
  expect(readingPrivileges(without).cluster).not.toContain('monitor_ml');
});
