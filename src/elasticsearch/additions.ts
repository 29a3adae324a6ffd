// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a manifest may add to the model and its pipelines: views in Kibana.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import type { Cluster } from './cluster.js';
import { eventIndices } from './events.js';
import type { LoadedManifest, Manifest } from './manifest.js';
import { mlSyncStep } from './resources/mlSync.js';
import {
  parseSavedObjects,
  savedObjectRemovals,
  savedObjectsStep,
  type SavedObject,
} from './resources/savedObjects.js';
import type { Step } from './step.js';

/** Steps of what is added, and why some cannot be had. */
export interface Additions {
  readonly steps: readonly Step[];
  readonly refusals: readonly string[];
}

/** Plans everything that the manifest adds. `models` are the steps that upload and start the model. Only reads. */
export async function planAdditions(
  cluster: Cluster,
  loaded: LoadedManifest,
  models: readonly Step[],
): Promise<Additions> {
  const steps: Step[] = [];
  const refusals: string[] = [];
  const { manifest } = loaded;
  const { kibana: wanted } = manifest;
  if (wanted) {
    const desired = {
      space: wanted.space,
      objects: wanted.saved_objects.flatMap((name) => readSavedObjects(loaded, name)),
      dataView: eventIndices(manifest).join(','),
    };
    if (cluster.kibana) {
      const step = await savedObjectsStep(cluster.kibana, manifest.name, desired);
      if ('refusal' in step) refusals.push(step.refusal);
      else steps.push(step);
      if (models.length > 0 && refusals.length === 0)
        steps.push(
          await mlSyncStep(
            cluster.kibana,
            wanted.space,
            models.map(({ id }) => id),
            models.some(({ change }) => change === 'create'),
          ),
        );
    } else steps.push(leftOut(wanted.space));
  }
  return { steps, refusals };
}

/** Steps that take away everything that was added. Only reads. */
export async function planRemovalOfAdditions(cluster: Cluster, manifest: Manifest): Promise<Step[]> {
  const { kibana: wanted, name: owner } = manifest;
  if (!wanted) return [];
  return cluster.kibana ? savedObjectRemovals(cluster.kibana, owner, wanted.space) : [];
}

function leftOut(space: string): Step {
  return {
    kind: 'Kibana objects',
    id: `in space ${space}`,
    phase: 'switch',
    change: 'keep',
    reason: 'left out, because no Kibana is named (--kibana-url or KIBANA_URL)',
    diff: [],
    apply: () => Promise.resolve(undefined),
  };
}

function readSavedObjects({ root }: LoadedManifest, name: string): SavedObject[] {
  const file = join(root, 'ingest', 'kibana', `${name}.ndjson`);
  try {
    return parseSavedObjects(readFileSync(file, 'utf8'));
  } catch (error) {
    refuse('ES2001', `${file}: ${(error as Error).message}`, 'the manifest names it');
  }
}
