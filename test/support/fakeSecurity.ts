// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Roles and API keys as the security APIs of Elasticsearch 9.x document them, in memory. Belongs to FakeCluster.

type Json = Record<string, unknown>;

interface Key {
  readonly id: string;
  readonly name: string;
  metadata: Json;
  role_descriptors: Record<string, Json>;
  expiration?: string;
  invalidated: boolean;
}

const roleFields = new Set(['applications', 'cluster', 'description', 'global', 'indices', 'metadata', 'run_as']);

export class FakeSecurity {
  readonly roles = new Map<string, Json>();
  readonly keys: Key[] = [];

  handle(method: string, [, kind, id]: readonly string[], query: URLSearchParams, body: Json): [number, unknown] {
    if (kind === 'role') return this.role(method, id, body);
    if (kind === 'api_key') return this.apiKey(method, id, query, body);
    return [404, { error: `no handler found for _security/${kind}` }];
  }

  private role(method: string, id: string | undefined, body: Json): [number, unknown] {
    if (method === 'GET') {
      if (id === undefined) return [200, Object.fromEntries(this.roles)];
      const role = this.roles.get(id);
      return role ? [200, { [id]: role }] : [404, {}];
    }
    if (method === 'DELETE') return [this.roles.delete(id!) ? 200 : 404, { found: true }];
    const unknown = Object.keys(body).filter((key) => !roleFields.has(key));
    if (unknown.length > 0)
      return failure('parse_exception', `failed to parse role [${id}]. unexpected field [${unknown[0]}]`);
    if (Object.keys(body.metadata ?? {}).some((key) => key.startsWith('_')))
      return failure('action_request_validation_exception', 'metadata keys may not start with [_]');
    this.roles.set(id!, {
      cluster: [],
      run_as: [],
      applications: [],
      metadata: {},
      ...body,
      indices: ((body.indices ?? []) as Json[]).map((index) => ({ ...index, allow_restricted_indices: false })),
      transient_metadata: { enabled: true },
    });
    return [200, { role: { created: true } }];
  }

  private apiKey(method: string, id: string | undefined, query: URLSearchParams, body: Json): [number, unknown] {
    if (method === 'GET') {
      if (query.get('owner') !== 'true')
        return [403, { error: { type: 'security_exception', reason: 'not your keys' } }];
      const active = this.keys.filter((key) => query.get('active_only') !== 'true' || !key.invalidated);
      return [200, { api_keys: active }];
    }
    if (method === 'DELETE') {
      const ids = body.ids as string[];
      for (const key of this.keys) if (ids.includes(key.id)) key.invalidated = true;
      return [200, { invalidated_api_keys: ids, previously_invalidated_api_keys: [], error_count: 0 }];
    }
    const descriptors = Object.fromEntries(
      Object.entries(body.role_descriptors as Record<string, Json>).map(([name, role]) => [
        name,
        {
          cluster: [],
          indices: [],
          applications: [],
          run_as: [],
          metadata: {},
          ...role,
          transient_metadata: { enabled: true },
        },
      ]),
    );
    if (Object.values(body.role_descriptors as Record<string, Json>).some((role) => 'description' in role))
      return failure('parse_exception', 'failed to parse role. unexpected field [description]');
    if (method === 'PUT' && id !== undefined) {
      const key = this.keys.find((candidate) => candidate.id === id);
      if (!key)
        return failure('resource_not_found_exception', `no API key owned by requesting user found for ID [${id}]`, 404);
      key.role_descriptors = descriptors;
      key.metadata = (body.metadata ?? key.metadata) as Json;
      return [200, { updated: true }];
    }
    const key: Key = {
      id: `key${this.keys.length}`,
      name: body.name as string,
      metadata: (body.metadata ?? {}) as Json,
      role_descriptors: descriptors,
      ...(body.expiration !== undefined && { expiration: body.expiration as string }),
      invalidated: false,
    };
    this.keys.push(key);
    return [200, { id: key.id, name: key.name, api_key: 'the-secret', encoded: 'aWQ6dGhlLXNlY3JldA==' }];
  }
}

function failure(type: string, reason: string, status = 400): [number, unknown] {
  return [status, { error: { root_cause: [{ type, reason }], type, reason }, status }];
}
