// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Security of the test cluster: who may come in, API keys and roles. Bodies are parsed, and privileges compared, by Elasticsearch's
// own classes in the node.

import { randomBytes } from 'node:crypto';

import type { Answer, Context, RequestHead } from './elasticsearchAdaptations.js';
import { errorAnswer, noHandlerAnswer } from './elasticsearchErrors.js';
import { globMatcher } from './globMatcher.js';
import type { RawNode } from './rawNode.js';
import { anyIndex, requiredIndexActions } from './requiredIndexActions.js';
import { requiredPrivilege } from './requiredPrivilege.js';

/** The one superuser: a user name with a password, or an API key in the form that clients send. */
export type Credentials = { readonly username: string; readonly password: string } | { readonly apiKey: string };

interface Grants {
  readonly cluster: readonly string[];
  readonly indices: readonly { readonly names: readonly string[]; readonly privileges: readonly string[] }[];
}

type RoleDescriptors = Readonly<
  Record<string, { cluster?: string[]; indices?: Grants['indices']; index?: Grants['indices'] }>
>;

interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly created: number;
  readonly expiration: number | undefined;
  roleDescriptors: RoleDescriptors;
  readonly owner: Grants;
  readonly metadata: unknown;
  invalidated: boolean;
}

interface Principal {
  readonly username: string;
  readonly apiKey?: { readonly id: string; readonly name: string };
  readonly grants: Grants;
}

const everything: Grants = { cluster: ['all'], indices: [{ names: ['*'], privileges: ['all'] }] };
const challenges = 'Basic realm="security", charset="UTF-8"';

/** Checks credentials and answers `_security/*`. Without credentials security is off, and these paths do not exist. */
export class Security {
  private readonly credentials: Credentials | undefined;
  private readonly node: RawNode;
  private readonly keys = new Map<string, ApiKey>();
  private readonly roles = new Map<string, unknown>();

  constructor(credentials: Credentials | undefined, node: RawNode) {
    this.credentials = credentials;
    this.node = node;
  }

  forgetAll(): void {
    this.keys.clear();
    this.roles.clear();
  }

  /** The refusal of a request, or undefined when it may go on. */
  async check(context: RequestHead): Promise<Answer | undefined> {
    if (!this.credentials) return undefined;
    const { authorization } = context.headers;
    if (authorization === undefined)
      return unauthorized(`missing authentication credentials for REST request [${context.path}]`);
    const principal = this.principalOf(authorization);
    if (principal) return this.checkPrivilege(context, principal);
    const [, encoded] = /^Basic (.+)$/.exec(authorization) ?? [];
    if (encoded === undefined)
      return unauthorized(
        'unable to authenticate with provided credentials and anonymous access is not allowed for this request',
      );
    const [user] = Buffer.from(encoded, 'base64').toString().split(':');
    return unauthorized(`unable to authenticate user [${user}] for REST request [${context.path}]`);
  }

  private async checkPrivilege(
    { method, path, query }: RequestHead,
    principal: Principal,
  ): Promise<Answer | undefined> {
    const { grants } = principal;
    if (grants.cluster.includes('all')) return undefined;
    const privilege = requiredPrivilege(method, path);
    if (privilege !== undefined) {
      const implied = await this.implied(grants, [privilege]);
      if (implied.status !== 200) return implied;
      if (!implied.body[privilege])
        return unauthorizedAction(
          `${method} ${path}`,
          principal,
          `, this action is granted by the cluster privileges [${privilege}]`,
        );
    }
    for (const [index, actions] of requiredIndexActions(method, path, query)) {
      const granted = grants.indices.filter(
        ({ names }) => index === anyIndex || names.some((name) => globMatcher(name)(index)),
      );
      const allowed = await this.allowed(
        granted.flatMap((each) => each.privileges),
        actions,
      );
      if (allowed.status !== 200) return allowed;
      const refused = actions.find((action) => !allowed.body[action]);
      if (refused !== undefined) return unauthorizedAction(refused, principal, ` on indices [${index}]`);
    }
    return undefined;
  }

  private allowed(
    granted: readonly string[],
    actions: readonly string[],
  ): Promise<{ status: number; body: Record<string, boolean> }> {
    return this.node.json('POST', '/_logtwin/privileges', { granted, actions });
  }

  private implied(
    grants: Grants,
    asked: readonly string[],
  ): Promise<{ status: number; body: Record<string, boolean> }> {
    return this.node.json('POST', '/_logtwin/privileges', { granted: grants.cluster, asked });
  }

  /** The answer to a request under `_security`. */
  async answer(context: Context): Promise<Answer> {
    const principal = this.credentials && this.principalOf(context.headers.authorization ?? '');
    if (!principal) return noHandlerAnswer(context.method, context.path);
    const [, , what, name, action] = context.path.split('/').map(decodeURIComponent);
    const { method } = context;
    if (what === '_authenticate' && method === 'GET') return authenticated(principal);
    if (what === 'user' && name === '_has_privileges') return this.hasPrivileges(context, principal);
    if (what === 'api_key') {
      if (name !== undefined && method === 'PUT') return this.updateKey(context, name);
      if (method === 'POST' || method === 'PUT') return this.createKey(context, principal);
      if (method === 'GET') return this.readKeys(context);
      if (method === 'DELETE') return this.invalidateKeys(context);
    }
    if (what === 'role' && action === undefined) {
      if (method === 'GET') return this.readRoles(name);
      if (name !== undefined && (method === 'PUT' || method === 'POST')) return this.putRole(context, name);
      if (name !== undefined && method === 'DELETE') return this.deleteRole(name);
    }
    return noHandlerAnswer(method, context.path);
  }

  private principalOf(authorization: string): Principal | undefined {
    const credentials = this.credentials!;
    const [scheme, value] = authorization.split(' ');
    if (scheme === 'Basic') {
      const text = Buffer.from(value ?? '', 'base64').toString();
      if ('username' in credentials && text === `${credentials.username}:${credentials.password}`)
        return { username: credentials.username, grants: everything };
      return undefined;
    }
    if (scheme !== 'ApiKey') return undefined;
    if ('apiKey' in credentials && value === credentials.apiKey)
      return { username: 'elastic', apiKey: { id: 'logtwin', name: 'logtwin' }, grants: everything };
    const [id, secret] = Buffer.from(value ?? '', 'base64')
      .toString()
      .split(':');
    const key = this.keys.get(id!);
    if (!key || key.secret !== secret || !isActive(key)) return undefined;
    return { username: 'elastic', apiKey: { id: key.id, name: key.name }, grants: grantsOf(key) };
  }

  private async hasPrivileges(context: Context, { username, grants }: Principal): Promise<Answer> {
    const asked = jsonOf(context) as {
      cluster?: string[];
      index?: { names: string | string[]; privileges: string[] }[];
    };
    const implied = await this.implied(grants, asked.cluster ?? []);
    if (implied.status !== 200) return implied;
    const index: Record<string, Record<string, boolean>> = {};
    for (const { names, privileges } of asked.index ?? []) {
      for (const name of [names].flat()) {
        const has = privileges.map((privilege) => [privilege, allows(grants, name, privilege)] as const);
        index[name] = { ...index[name], ...Object.fromEntries(has) };
      }
    }
    const all = [implied.body, ...Object.values(index)].flatMap((part) => Object.values(part));
    return {
      status: 200,
      body: { username, has_all_requested: all.every(Boolean), cluster: implied.body, index, application: {} },
    };
  }

  private async createKey(context: Context, principal: Principal): Promise<Answer> {
    const body = jsonOf(context) as {
      name: string;
      expiration?: string;
      metadata?: unknown;
      role_descriptors?: RoleDescriptors;
    };
    const parsed = await this.node.json('POST', '/_logtwin/parse', { kind: 'api_key', body });
    if (parsed.status !== 200) return parsed;
    const key: ApiKey = {
      id: randomBytes(15).toString('base64url'),
      name: body.name,
      secret: randomBytes(16).toString('base64url'),
      created: Date.now(),
      expiration: body.expiration === undefined ? undefined : Date.now() + millisecondsOf(body.expiration),
      roleDescriptors: body.role_descriptors ?? {},
      owner: principal.grants,
      metadata: body.metadata ?? {},
      invalidated: false,
    };
    this.keys.set(key.id, key);
    return {
      status: 200,
      body: {
        id: key.id,
        name: key.name,
        ...(key.expiration !== undefined && { expiration: key.expiration }),
        api_key: key.secret,
        encoded: Buffer.from(`${key.id}:${key.secret}`).toString('base64'),
      },
    };
  }

  private async updateKey(context: Context, id: string): Promise<Answer> {
    const body = jsonOf(context) as { role_descriptors?: RoleDescriptors };
    const parsed = await this.node.json('POST', '/_logtwin/parse', { kind: 'api_key', body: { name: id, ...body } });
    if (parsed.status !== 200) return parsed;
    const key = this.keys.get(id);
    if (!key)
      return errorAnswer(
        404,
        'resource_not_found_exception',
        `no API key owned by requesting user found for ID [${id}]`,
      );
    if (body.role_descriptors) key.roleDescriptors = body.role_descriptors;
    return { status: 200, body: { updated: true } };
  }

  private readKeys({ query }: Context): Answer {
    const matches = globMatcher(query.get('name') ?? '*');
    const id = query.get('id');
    const activeOnly = query.get('active_only') === 'true';
    const found = [...this.keys.values()].filter(
      (key) => matches(key.name) && (id === null || id === key.id) && !(activeOnly && !isActive(key)),
    );
    const api_keys = found.map(({ id, name, created, expiration, invalidated, metadata, roleDescriptors }) => ({
      id,
      name,
      type: 'rest',
      creation: created,
      ...(expiration !== undefined && { expiration }),
      invalidated,
      username: 'elastic',
      realm: 'reserved',
      metadata,
      role_descriptors: roleDescriptors,
    }));
    return { status: 200, body: { api_keys } };
  }

  private invalidateKeys(context: Context): Answer {
    const { ids, id, name } = jsonOf(context) as { ids?: string[]; id?: string; name?: string };
    const found = [...this.keys.values()].filter(
      (key) => ids?.includes(key.id) || key.id === id || (name !== undefined && key.name === name),
    );
    const fresh = found.filter((key) => !key.invalidated).map((key) => key.id);
    const before = found.filter((key) => key.invalidated).map((key) => key.id);
    for (const key of found) key.invalidated = true;
    return {
      status: 200,
      body: { invalidated_api_keys: fresh, previously_invalidated_api_keys: before, error_count: 0 },
    };
  }

  private readRoles(name: string | undefined): Answer {
    const matches = globMatcher(name ?? '*');
    const found = [...this.roles].filter(([role]) => matches(role));
    return { status: found.length === 0 && name !== undefined ? 404 : 200, body: Object.fromEntries(found) };
  }

  private async putRole(context: Context, name: string): Promise<Answer> {
    const body = jsonOf(context);
    const parsed = await this.node.json('POST', '/_logtwin/parse', { kind: 'role', body });
    if (parsed.status !== 200) return parsed;
    const created = !this.roles.has(name);
    this.roles.set(name, body);
    return { status: 200, body: { role: { created } } };
  }

  private deleteRole(name: string): Answer {
    const found = this.roles.delete(name);
    return { status: found ? 200 : 404, body: { found } };
  }
}

function isActive({ invalidated, expiration }: ApiKey): boolean {
  return !invalidated && (expiration ?? Infinity) >= Date.now();
}

/** What the key's roles grant; without roles it may do what its owner may. */
function grantsOf({ roleDescriptors, owner }: ApiKey): Grants {
  const roles = Object.values(roleDescriptors);
  if (roles.length === 0) return owner;
  return {
    cluster: roles.flatMap((role) => role.cluster ?? []),
    indices: roles.flatMap((role) => role.indices ?? role.index ?? []),
  };
}

function authenticated({ username, apiKey }: Principal): Answer {
  const realm = { name: 'reserved', type: 'reserved' };
  return {
    status: 200,
    body: {
      username,
      roles: apiKey ? [] : ['superuser'],
      full_name: null,
      email: null,
      metadata: { _reserved: true },
      enabled: true,
      authentication_realm: apiKey ? { name: '_es_api_key', type: '_es_api_key' } : realm,
      lookup_realm: apiKey ? { name: '_es_api_key', type: '_es_api_key' } : realm,
      authentication_type: apiKey ? 'api_key' : 'realm',
      ...(apiKey && { api_key: apiKey }),
    },
  };
}

function unauthorizedAction(action: string, { username, apiKey }: Principal, more: string): Answer {
  const who = apiKey ? `API key id [${apiKey.id}] of user [${username}]` : `user [${username}]`;
  return errorAnswer(403, 'security_exception', `action [${action}] is unauthorized for ${who}${more}`);
}

function unauthorized(reason: string): Answer {
  const header = { 'WWW-Authenticate': [challenges, 'ApiKey'] };
  const cause = { type: 'security_exception', reason, header };
  return {
    status: 401,
    body: { error: { root_cause: [cause], ...cause }, status: 401 },
    headers: { 'www-authenticate': challenges },
  };
}

function allows({ indices }: Grants, index: string, privilege: string): boolean {
  return indices.some(
    ({ names, privileges }) =>
      names.some((name) => globMatcher(name)(index)) && (privileges.includes('all') || privileges.includes(privilege)),
  );
}

function millisecondsOf(duration: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(duration)!;
  return (
    Number(count) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 'ms' | 's' | 'm' | 'h' | 'd']
  );
}

function jsonOf({ body }: Context): unknown {
  return body.length === 0 ? {} : JSON.parse(body.toString());
}
