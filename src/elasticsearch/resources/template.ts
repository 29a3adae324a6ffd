// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Component templates and index templates.

import type { Cluster } from '../cluster.js';
import { isJsonObject, type JsonObject } from '../json.js';
import { ownerKey, type ResourceKind } from '../resource.js';

/** Component templates (`_component_template`). */
export const componentTemplateKind = templateKind(
  'component template',
  '_component_template',
  'component_templates',
  'component_template',
);

/** Composable index templates (`_index_template`). */
export const indexTemplateKind = templateKind('index template', '_index_template', 'index_templates', 'index_template');

/** A kind of template, which can also be read whole. */
export interface TemplateKind extends ResourceKind {
  /** Every template by id. */
  readAll(cluster: Cluster): Promise<Map<string, JsonObject>>;
}

function templateKind(name: string, endpoint: string, listKey: string, itemKey: string): TemplateKind {
  const path = (id: string): string => `/${endpoint}/${encodeURIComponent(id)}`;

  const readAll = async (cluster: Cluster, id: string): Promise<Map<string, JsonObject>> => {
    const { status, body } = await cluster.request<Record<string, ({ name: string } & JsonObject)[]>>({
      method: 'GET',
      path: path(id),
      accept: [404],
    });
    const items = status === 404 ? [] : (body[listKey] ?? []);
    return new Map(items.map((item) => [item.name, normalize(item[itemKey] as JsonObject)]));
  };

  return {
    name,
    readAll: (cluster) => readAll(cluster, '*'),
    async read(cluster, id) {
      return (await readAll(cluster, id)).get(id);
    },
    async list(cluster, owner) {
      return [...(await readAll(cluster, '*'))].filter(([, body]) => ownerOf(body) === owner).map(([id]) => id);
    },
    async write(cluster, id, body) {
      await cluster.request({ method: 'PUT', path: path(id), body });
    },
    async remove(cluster, id) {
      await cluster.request({ method: 'DELETE', path: path(id), accept: [404] });
    },
    mark: (body, owner) =>
      normalize({ ...body, _meta: { ...(isJsonObject(body._meta) ? body._meta : {}), [ownerKey]: owner } }),
    ownerOf,
  };
}

function ownerOf(body: JsonObject): string | undefined {
  const owner = isJsonObject(body._meta) ? body._meta[ownerKey] : undefined;
  return typeof owner === 'string' ? owner : undefined;
}

/** The server keeps settings as nested text under `index`; both sides are compared in that form. Server: 9.x. */
function normalize(body: JsonObject): JsonObject {
  const { created_date: _c, created_date_millis: _cm, modified_date: _m, modified_date_millis: _mm, ...rest } = body;
  const template = rest.template;
  if (!isJsonObject(template) || !isJsonObject(template.settings)) return rest;
  const settings: JsonObject = {};
  for (const [key, value] of flatten(template.settings)) {
    const steps = (key.startsWith('index.') ? key : `index.${key}`).split('.');
    let place = settings;
    for (const step of steps.slice(0, -1)) place = (place[step] ??= {}) as JsonObject;
    place[steps.at(-1)!] = value;
  }
  return { ...rest, template: { ...template, settings } };
}

function flatten(settings: JsonObject, prefix = ''): [string, unknown][] {
  return Object.entries(settings).flatMap(([key, value]): [string, unknown][] => {
    if (isJsonObject(value)) return flatten(value, `${prefix}${key}.`);
    return [[prefix + key, Array.isArray(value) ? value.map(String) : String(value)]];
  });
}
