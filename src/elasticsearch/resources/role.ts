// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Roles, with our mark in their metadata.

import type { Cluster } from '../cluster.js';
import { isJsonObject, type JsonObject } from '../json.js';
import { ownerKey, type ResourceKind } from '../resource.js';

export const roleKind: ResourceKind = {
  name: 'role',

  async read(cluster, id) {
    return (await readAll(cluster, `/${encodeURIComponent(id)}`)).get(id);
  },

  async list(cluster, owner) {
    const roles = await readAll(cluster, '');
    return [...roles].filter(([id, role]) => roleKind.ownerOf(role, id) === owner).map(([id]) => id);
  },

  async write(cluster, id, body) {
    await cluster.request({ method: 'PUT', path: `/_security/role/${encodeURIComponent(id)}`, body });
  },

  async remove(cluster, id) {
    await cluster.request({ method: 'DELETE', path: `/_security/role/${encodeURIComponent(id)}`, accept: [404] });
  },

  mark: (body, owner) =>
    normalizeRole({ ...body, metadata: { ...(isJsonObject(body.metadata) ? body.metadata : {}), [ownerKey]: owner } }),

  ownerOf({ metadata }) {
    const owner = isJsonObject(metadata) ? metadata[ownerKey] : undefined;
    return typeof owner === 'string' ? owner : undefined;
  },
};

async function readAll(cluster: Cluster, path: string): Promise<Map<string, JsonObject>> {
  const { status, body } = await cluster.request<Record<string, JsonObject>>({
    method: 'GET',
    path: `/_security/role${path}`,
    accept: [404],
  });
  return new Map(status === 404 ? [] : Object.entries(body).map(([id, role]) => [id, normalizeRole(role)]));
}

/** A role in one form: the server adds what is empty and defaults, and the order of privileges means nothing. */
function normalizeRole({ transient_metadata: _transient, ...role }: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(role)
      .filter(([, value]) => typeof value !== 'object' || value === null || Object.keys(value).length > 0)
      .map(([key, value]) => [key, normalizeValue(value)]),
  );
}

function normalizeValue(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (value.every((item) => typeof item === 'string')) return [...value].sort();
  return (value as JsonObject[]).map((item) =>
    Object.fromEntries(
      Object.entries(item)
        .filter(([key, flag]) => key !== 'allow_restricted_indices' || flag !== false)
        .map(([key, member]) => [key, normalizeValue(member)]),
    ),
  );
}
