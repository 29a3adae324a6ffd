// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Makes an index ready for results: its mappings must be able to hold them.

import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import type { JsonObject } from '../json.js';
import type { LoadedManifest } from '../manifest.js';
import { componentTemplatesOf } from '../manifestFiles.js';
import { compareMappings, propertiesOf, readMappings } from '../mappings.js';

/** Sees to it that results can be indexed and searched for; maps what is not mapped yet. */
export async function prepareIndex(
  cluster: Cluster,
  {
    index,
    dest,
    manifest,
  }: { readonly index: string; readonly dest?: string | undefined; readonly manifest: LoadedManifest },
): Promise<void> {
  const sources = await readMappings(cluster, index);
  if (sources.size === 0) throw new ClusterError(`the cluster has no index ${index}`, 'check the name');
  const targets = dest === undefined ? sources : await readMappings(cluster, dest);
  const wanted = propertiesOf(componentTemplatesOf(manifest).map(({ body }) => body));
  const needed = new Map<string, JsonObject>();
  for (const [name, mapping] of targets) {
    const { conflicts, missing } = compareMappings(wanted, mapping);
    if (conflicts.length > 0)
      throw new ClusterError(
        `index ${name} cannot hold the results: ${conflicts.join(', ')}`,
        'copy the documents into another index with --dest',
      );
    if (Object.keys(missing).length > 0) needed.set(name, { properties: missing });
  }
  for (const [name, body] of needed)
    await cluster.request({ method: 'PUT', path: `/${encodeURIComponent(name)}/_mapping`, body });
  // A new destination gets its mapping before its first document.
  if (dest !== undefined && targets.size === 0)
    await cluster.request({
      method: 'PUT',
      path: `/${encodeURIComponent(dest)}`,
      body: { mappings: { properties: wanted } },
    });
}
