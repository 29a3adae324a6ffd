// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// API keys with the privileges of a role file. The server tells a key's secret once, when it makes it: it goes into a
// file that only its owner can read, and nowhere else.

import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import { canonicalJson, isJsonObject, type JsonObject } from '../json.js';
import { ownerKey } from '../resource.js';
import type { Step } from '../step.js';

/** A key that should be there. */
export interface DesiredApiKey {
  readonly name: string;
  /** What it may do, as a role file says. */
  readonly role: JsonObject;
  /** How long it is valid, such as `90d`; for ever when undefined. */
  readonly expiration?: string;
}

interface KnownKey {
  readonly id: string;
  readonly name: string;
  readonly metadata?: JsonObject;
}

const kind = 'API key';
/** Where a key's metadata says which role file it was made from. */
const hashKey = 'content';

/**
 * A step that creates or changes a key of the user who deploys, or a refusal when there is no folder for its secret.
 * Keys that have expired count as not there.
 */
export async function apiKeyStep(
  cluster: Cluster,
  owner: string,
  desired: DesiredApiKey,
  folder: string | undefined,
): Promise<Step | { readonly refusal: string }> {
  const { name, role } = desired;
  const common = { kind, id: name, phase: 'prepare' as const };
  const known = (await ownKeys(cluster, owner)).find((key) => key.name === name);
  if (!known) {
    if (folder === undefined)
      return {
        refusal: `the API key ${name} has to be created; say where its secret may be written: --api-keys-to DIR`,
      };
    return {
      ...common,
      change: 'create',
      reason: `not there or expired; its secret goes to ${join(folder, `${name}.json`)}`,
      diff: [],
      apply: () => create(cluster, owner, desired, folder).then(() => undefined),
    };
  }
  const [former, content] = [known.metadata?.[hashKey], hashOf(role)];
  if (former === content)
    return { ...common, change: 'keep', reason: 'as in the files', diff: [], apply: () => Promise.resolve(undefined) };
  const path = `/_security/api_key/${encodeURIComponent(known.id)}`;
  return {
    ...common,
    change: 'update',
    reason: 'differs from the files; its secret stays',
    diff: [`- content ${String(former)}`, `+ content ${content}`],
    apply: () => cluster.request({ method: 'PUT', path, body: privilegesOf(owner, desired) }).then(() => undefined),
  };
}

/** Steps that make the keys of this deployment useless, but for those that `kept` names. */
export async function apiKeyRemovals(
  cluster: Cluster,
  owner: string,
  reason: string,
  kept: readonly string[] = [],
): Promise<Step[]> {
  const gone = (await ownKeys(cluster, owner)).filter(({ name }) => !kept.includes(name));
  return gone.map(({ id, name }) => ({
    kind,
    id: name,
    phase: 'clean',
    change: 'delete',
    reason,
    diff: [],
    apply: () => invalidate(cluster, id).then(() => undefined),
  }));
}

/** Valid keys of the user who asks that carry our mark. */
async function ownKeys(cluster: Cluster, owner: string): Promise<readonly KnownKey[]> {
  const { body } = await cluster.request<{ api_keys?: readonly KnownKey[] }>({
    method: 'GET',
    path: '/_security/api_key',
    query: { owner: true, active_only: true },
  });
  return (body.api_keys ?? []).filter(({ metadata }) => isJsonObject(metadata) && metadata[ownerKey] === owner);
}

async function create(cluster: Cluster, owner: string, desired: DesiredApiKey, folder: string): Promise<void> {
  const { name } = desired;
  const file = join(folder, `${name}.json`);
  const descriptor = openSecretFile(folder, file);
  try {
    const { body } = await cluster.request({
      method: 'POST',
      path: '/_security/api_key',
      body: apiKeyBody(owner, desired),
      // Names are not unique: a second try after a lost answer would make a second key.
      again: false,
    });
    writeSync(descriptor, `${JSON.stringify(body, undefined, 2)}\n`);
    closeSync(descriptor);
  } catch (error) {
    closeSync(descriptor);
    rmSync(file);
    // The key may have been made although its secret never came.
    for (const key of await ownKeys(cluster, owner).catch(() => []))
      if (key.name === name) await invalidate(cluster, key.id).catch(() => undefined);
    throw error;
  }
}

/** Opens a file that nobody else can read and that was not there before. */
function openSecretFile(folder: string, file: string): number {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return openSync(file, 'wx', 0o600);
  } catch (error) {
    throw new ClusterError(
      `the secret of an API key cannot be written: ${(error as Error).message}`,
      'move an older file away, or name another folder by --api-keys-to; no key was made',
    );
  }
}

async function invalidate(cluster: Cluster, id: string): Promise<void> {
  await cluster.request({ method: 'DELETE', path: '/_security/api_key', body: { ids: [id], owner: true } });
}

/** Body of the request that makes a key. */
export function apiKeyBody(owner: string, desired: DesiredApiKey): JsonObject {
  const { name, expiration } = desired;
  return { name, ...(expiration !== undefined && { expiration }), ...privilegesOf(owner, desired) };
}

/** The part of a key that can be changed. Descriptions belong to roles: the server takes none in a key. */
function privilegesOf(owner: string, { name, role }: DesiredApiKey): JsonObject {
  const { description: _description, ...privileges } = role;
  return { role_descriptors: { [name]: privileges }, metadata: { [ownerKey]: owner, [hashKey]: hashOf(role) } };
}

function hashOf(role: JsonObject): string {
  return createHash('sha256').update(canonicalJson(role)).digest('hex').slice(0, 16);
}
