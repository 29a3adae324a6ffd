// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The set_security_user processor.

import { Failure } from '../diagnostics/failure.js';
import { HashMap } from '../values/maps.js';
import { deepCopy } from './core/deepCopy.js';
import { processor } from './core/processor.js';
import type { SecurityUser } from './core/services.js';

const properties = [
  'username',
  'roles',
  'full_name',
  'email',
  'metadata',
  'api_key',
  'realm',
  'authentication_type',
] as const;
type Property = (typeof properties)[number];

function map(entries: Readonly<Record<string, unknown>>): HashMap {
  const result = new HashMap();
  for (const [key, value] of Object.entries(entries)) if (value != null) result.put(key, value);
  return result;
}

/** The value of a property, or null where the user has none. */
function valueOf(user: SecurityUser, property: Property): unknown {
  switch (property) {
    case 'username':
      return user.username ?? null;
    case 'roles':
      return user.roles?.length ? [...user.roles] : null;
    case 'full_name':
      return user.fullName ?? null;
    case 'email':
      return user.email ?? null;
    case 'metadata':
      return user.metadata?.size ? deepCopy(user.metadata) : null;
    case 'api_key':
      return user.apiKey ? map({ ...user.apiKey }) : null;
    case 'realm':
      return user.realm ? map(user.realm) : null;
    case 'authentication_type':
      return user.authenticationType ?? null;
  }
}

export const set_security_user = processor({
  type: 'set_security_user',
  summary: 'Adds the user that the ingest request comes from.',
  notes: ['Offline the user is given by the caller; without one the processor fails, as on a server without security.'],
  options: {
    field: { type: 'path', required: true, doc: 'The object that the user goes into.' },
    properties: {
      type: 'list of strings',
      doc: `Properties that are written: ${properties.join(', ')}; all by default.`,
    },
  },
  examples: [
    {
      config: { field: 'user', properties: ['username', 'roles'] },
      before: {},
      after: { user: { username: 'jane', roles: ['ingest'] } },
    },
  ],
  compile({ field, properties: names }, context) {
    const wanted = (names ?? properties).map((name) => {
      const known = properties.find((property) => property === name.toLowerCase());
      if (known) return known;
      const valid = properties.map((property) => property.toUpperCase()).join(', ');
      throw context.error('properties', `Property value [${name}] is in valid. Valid values are [${valid}]`);
    });
    return (document) => {
      const user = context.services.securityUser;
      if (!user) {
        throw new Failure(
          'illegal_state_exception',
          'There is no authenticated user - the [set_security_user] processor requires an authenticated user',
        );
      }
      const former = document.getOrNull(field);
      const result = former instanceof HashMap ? former : new HashMap();
      for (const property of wanted) {
        const value = valueOf(user, property);
        if (value !== null) result.put(property, value);
      }
      document.set(field, result);
    };
  },
});
