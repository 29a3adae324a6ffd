// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Stored scripts. They have no _meta: what is ours is told by the id's prefix.

import { isJsonObject } from '../json.js';
import type { ResourceKind } from '../resource.js';

export const storedScriptKind: ResourceKind = {
  name: 'stored script',

  async read(cluster, id) {
    const { status, body } = await cluster.request({ method: 'GET', path: path(id), accept: [404] });
    return status === 404 || !isJsonObject(body.script)
      ? undefined
      : { lang: body.script.lang, source: body.script.source };
  },

  async list(cluster, owner) {
    const { body } = await cluster.request<{ metadata?: { stored_scripts?: Record<string, unknown> } }>({
      method: 'GET',
      path: '/_cluster/state/metadata',
      query: { filter_path: 'metadata.stored_scripts.*.lang' },
    });
    return Object.keys(body.metadata?.stored_scripts ?? {}).filter((id) => id.startsWith(`${owner}-`));
  },

  async write(cluster, id, body) {
    // The context makes the server compile the script at once.
    await cluster.request({
      method: 'PUT',
      path: `${path(id)}/ingest`,
      body: { script: { lang: body.lang, source: body.source } },
    });
  },

  async remove(cluster, id) {
    await cluster.request({ method: 'DELETE', path: path(id), accept: [404] });
  },

  mark: (body) => body,

  ownerOf: (_body, id) => id.split('-')[0],
};

function path(id: string): string {
  return `/_scripts/${encodeURIComponent(id)}`;
}
