// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Why results could not be indexed where the manifest sends them: indices and templates of the user that map ml_input
// or ml.* in another way, or that take our indices. Only reads.

import type { Cluster } from './cluster.js';
import type { JsonObject } from './json.js';
import type { LoadedManifest, Manifest } from './manifest.js';
import { componentTemplatesOf, indexTemplatesOf, type ManifestFile } from './manifestFiles.js';
import { compareMappings, propertiesOf, readMappings, type Properties } from './mappings.js';
import { indexTemplateKind } from './resources/template.js';

/** Indices that are named; more are counted. */
const namedIndices = 3;

/** Reasons against the plan, as cause and remedy; empty when everything fits. */
export async function mappingRefusals(cluster: Cluster, loaded: LoadedManifest): Promise<string[]> {
  const wanted = propertiesOf(componentTemplatesOf(loaded).map(({ body }) => body));
  if (Object.keys(wanted).length === 0) return [];
  const templates = indexTemplatesOf(loaded);
  const refusals = await shadowRefusals(cluster, loaded.manifest.name, templates);
  for (const pattern of targetsOf(loaded.manifest, templates)) {
    refusals.push(...indexRefusals(await readMappings(cluster, pattern, [403]), wanted));
  }
  for (const stream of streamsOf(loaded.manifest)) {
    const { conflicts } = compareMappings(wanted, await templateMapping(cluster, stream));
    if (conflicts.length > 0)
      refusals.push(
        `new indices of ${stream} would not hold the results: ${conflicts.join(', ')}; change these fields in their component template, or take the dataset out of the hook`,
      );
  }
  return refusals;
}

/** Patterns of the indices that get results. */
function targetsOf({ hook }: Manifest, templates: readonly ManifestFile[]): string[] {
  const patterns = templates.flatMap(({ body }) => body.index_patterns as string[]);
  if (hook.kind === 'final_pipeline') return [...patterns, ...hook.indices];
  return hook.kind === 'fleet_custom' ? [...patterns, ...hook.datasets.map((name) => `logs-${name}-*`)] : patterns;
}

/** Data streams, one a hooked dataset, whose templates decide on new indices. */
function streamsOf({ hook }: Manifest): string[] {
  return hook.kind === 'fleet_custom' ? hook.datasets.map((name) => `logs-${name}-default`) : [];
}

function indexRefusals(mappings: ReadonlyMap<string, JsonObject>, wanted: Properties): string[] {
  const indicesOf = new Map<string, string[]>();
  for (const [index, mapping] of mappings) {
    const conflicts = compareMappings(wanted, mapping).conflicts.join(', ');
    if (conflicts) indicesOf.set(conflicts, [...(indicesOf.get(conflicts) ?? []), index]);
  }
  return [...indicesOf].map(([conflicts, indices]) => {
    const more = indices.length - namedIndices;
    const names = indices.slice(0, namedIndices).join(', ') + (more > 0 ? ` and ${more} more` : '');
    return `${names} cannot hold the results: ${conflicts}; reindex into an index without these fields, or take it out of the manifest`;
  });
}

/** What a template of somebody else would give a new index of this name. */
async function templateMapping(cluster: Cluster, index: string): Promise<JsonObject> {
  const { status, body } = await cluster.request<{ template?: { mappings?: JsonObject } }>({
    method: 'POST',
    path: `/_index_template/_simulate_index/${encodeURIComponent(index)}`,
    accept: [400, 403, 404],
    reads: true,
  });
  return status < 300 ? (body.template?.mappings ?? {}) : {};
}

/** Templates of others that would take the indices of ours. */
async function shadowRefusals(cluster: Cluster, owner: string, ours: readonly ManifestFile[]): Promise<string[]> {
  const others = await indexTemplateKind.readAll(cluster);
  return ours.flatMap(({ id, body }) =>
    [...others].flatMap(([name, other]) => {
      if (indexTemplateKind.ownerOf(other, name) === owner || name === id) return [];
      const [mine, theirs] = [body, other].map((template) => Number(template.priority ?? 0));
      const overlaps = (body.index_patterns as string[]).some((pattern) =>
        (other.index_patterns as string[]).some((candidate) => patternsOverlap(pattern, candidate)),
      );
      if (!overlaps || theirs! < mine!) return [];
      return `index template ${name} (priority ${theirs}) takes indices of ${id} (priority ${mine}); give ${id} a higher priority or other index patterns`;
    }),
  );
}

/** Whether some name matches both patterns, in which `*` stands for any text. */
export function patternsOverlap(a: string, b: string): boolean {
  if (a === '' && b === '') return true;
  if (a.startsWith('*')) return patternsOverlap(a.slice(1), b) || (b !== '' && patternsOverlap(a, b.slice(1)));
  if (b.startsWith('*')) return patternsOverlap(b, a);
  return a !== '' && b !== '' && a[0] === b[0] && patternsOverlap(a.slice(1), b.slice(1));
}
