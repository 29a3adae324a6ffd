// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// API keys with the privileges of a role file. The server tells a key's secret once, when it makes it: it goes into a
// file that only its owner can read, and nowhere else.

import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import { diffJson, isJsonObject, type JsonObject } from '../json.js';
import { ownerKey } from '../resource.js';
import type { Step } from '../step.js';
import { normalizeRole } from './role.js';

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
  readonly role_descriptors?: Readonly<Record<string, JsonObject>>;
}

const kind = 'API key';

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
  const { name } = desired;
  const role = normalizeRole(desired.role);
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
      apply: () => create(cluster, owner, desired, role, folder).then(() => undefined),
    };
  }
  const diff = diffJson(normalizeRole(known.role_descriptors?.[name] ?? {}), withoutDescription(role));
  if (diff.length === 0)
    return { ...common, change: 'keep', reason: 'as in the files', diff, apply: () => Promise.resolve(undefined) };
  const body = { role_descriptors: { [name]: withoutDescription(role) } };
  const path = `/_security/api_key/${encodeURIComponent(known.id)}`;
  return {
    ...common,
    change: 'update',
    reason: 'differs from the files; its secret stays',
    diff,
    apply: () => cluster.request({ method: 'PUT', path, body }).then(() => undefined),
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

async function create(
  cluster: Cluster,
  owner: string,
  { name, expiration }: DesiredApiKey,
  role: JsonObject,
  folder: string,
): Promise<void> {
  const file = join(folder, `${name}.json`);
  const descriptor = openSecretFile(folder, file);
  try {
    const { body } = await cluster.request({
      method: 'POST',
      path: '/_security/api_key',
      body: {
        name,
        ...(expiration !== undefined && { expiration }),
        role_descriptors: { [name]: withoutDescription(role) },
        metadata: { [ownerKey]: owner },
      },
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

/** Descriptions belong to roles; the descriptor in a key has none. */
function withoutDescription({ description: _description, ...role }: JsonObject): JsonObject {
  return role;
}
