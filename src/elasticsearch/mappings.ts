// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The mappings of ml_input and ml.* against those that indices and templates of the user have: what fits, what is
// missing, and what would keep documents out.

import type { Cluster } from './cluster.js';
import { isJsonObject, type JsonObject } from './json.js';

/** `properties` of a mapping. */
export type Properties = Readonly<Record<string, JsonObject>>;

/** Types that take the values of another type and can be searched for as it. */
const fitting: Readonly<Record<string, readonly string[]>> = {
  keyword: ['keyword', 'wildcard', 'text', 'match_only_text', 'constant_keyword'],
  text: ['text', 'match_only_text', 'keyword', 'wildcard'],
  match_only_text: ['match_only_text', 'text', 'keyword', 'wildcard'],
  wildcard: ['wildcard', 'keyword', 'text', 'match_only_text'],
  float: ['float', 'double', 'half_float', 'scaled_float'],
  boolean: ['boolean', 'keyword'],
  date: ['date', 'date_nanos'],
};

/** What is wrong or missing in one mapping. */
export interface MappingComparison {
  /** Each in words: field, its type there, the type that is needed. */
  readonly conflicts: readonly string[];
  /** Properties that the mapping lacks; empty when it has all. */
  readonly missing: Properties;
}

/** Compares the properties that results need with those of a mapping. */
export function compareMappings(wanted: Properties, existing: JsonObject, path = ''): MappingComparison {
  const conflicts: string[] = [];
  const missing: Record<string, JsonObject> = {};
  const properties = (existing.properties ?? {}) as Properties;
  for (const [name, field] of Object.entries(wanted)) {
    const place = path + name;
    const there = properties[name];
    if (there === undefined) {
      missing[name] = field;
    } else if (isJsonObject(field.properties)) {
      if (typeof there.type === 'string' && there.type !== 'object') {
        conflicts.push(`${place} is ${there.type} and has to be an object`);
        continue;
      }
      const inner = compareMappings(field.properties as Properties, there, `${place}.`);
      conflicts.push(...inner.conflicts);
      if (Object.keys(inner.missing).length > 0) missing[name] = { properties: inner.missing };
    } else {
      const type = String(field.type);
      const found = typeof there.type === 'string' ? there.type : 'object';
      if (!(fitting[type] ?? [type]).includes(found)) conflicts.push(`${place} is ${found} and has to be ${type}`);
    }
  }
  return { conflicts, missing };
}

/**
 * Mappings of the indices that a name or pattern stands for, by index; empty when there is none. `accept` 403 where they are none when
 * they may not be read.
 */
export async function readMappings(
  cluster: Cluster,
  index: string,
  accept: readonly 403[] = [],
): Promise<Map<string, JsonObject>> {
  const { status, body } = await cluster.request<Record<string, { mappings?: JsonObject }>>({
    method: 'GET',
    path: `/${encodeURIComponent(index)}/_mapping`,
    query: { expand_wildcards: 'open,hidden', ignore_unavailable: true },
    accept: [404, ...accept],
  });
  if (status >= 400) return new Map();
  return new Map(Object.entries(body).map(([name, { mappings }]) => [name, mappings ?? {}]));
}

/** The properties that the component templates of a deployment map. */
export function propertiesOf(templates: readonly JsonObject[]): Properties {
  const merged: Record<string, JsonObject> = {};
  for (const template of templates) {
    const { mappings } = (template.template ?? {}) as { mappings?: { properties?: Properties } };
    Object.assign(merged, mappings?.properties);
  }
  return merged;
}
