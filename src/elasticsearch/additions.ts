// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a manifest may add to the model and its pipelines: roles and API keys, anomaly-detection jobs, views in Kibana.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import type { Cluster } from './cluster.js';
import { eventIndices, withEvents } from './events.js';
import type { Kibana } from './kibana.js';
import type { LoadedManifest, Manifest } from './manifest.js';
import { readManifestFile, type ManifestFile } from './manifestFiles.js';
import { alertRuleRemovals, alertRuleStep, type DesiredRule } from './resources/alertRule.js';
import { anomalyJobRemovals, anomalyJobStep, type DesiredJob } from './resources/anomalyJob.js';
import { apiKeyRemovals, apiKeyStep } from './resources/apiKey.js';
import { mlSyncStep } from './resources/mlSync.js';
import { roleKind } from './resources/role.js';
import {
  parseSavedObjects,
  savedObjectRemovals,
  savedObjectsStep,
  type SavedObject,
} from './resources/savedObjects.js';
import { removalStep, stepFor, type Step } from './step.js';

/** Steps of what is added, of every phase, and why some cannot be had. */
export interface Additions {
  readonly steps: readonly Step[];
  readonly refusals: readonly string[];
}

/** How additions are planned. */
export interface AdditionOptions {
  /** Whether the plan is only for looking at. */
  readonly readsOnly: boolean;
  /** Where secrets of new API keys are written. */
  readonly apiKeyFolder: string | undefined;
}

const noLongerWanted = 'no longer in the manifest';
const installed = 'installed by this deployment';

/** Plans everything that the manifest adds. `models` are the steps that upload and start the model. Only reads. */
export async function planAdditions(
  cluster: Cluster,
  loaded: LoadedManifest,
  models: readonly Step[],
  options: AdditionOptions,
): Promise<Additions> {
  const planned = [
    ...(await planSecurity(cluster, loaded, options)),
    ...(await planAnomalyDetection(cluster, loaded)),
    ...(await planKibana(cluster, loaded)),
  ];
  const steps = planned.filter((step) => 'apply' in step);
  const refusals = planned.flatMap((step) => ('refusal' in step ? [step.refusal] : []));
  const { kibana } = loaded.manifest;
  const shown = [...models, ...steps.filter(({ kind }) => kind === 'anomaly-detection job')];
  // Looking whether Kibana shows them needs as much of a right as making it show them.
  if (kibana && cluster.kibana && shown.length > 0 && refusals.length === 0 && !options.readsOnly) {
    const fresh = shown.some(({ change }) => change === 'create');
    const ids = shown.map(({ id }) => id);
    steps.push(await mlSyncStep(cluster.kibana, kibana.space, ids, fresh));
  }
  return { steps, refusals };
}

/** Steps that take away everything that was added. Only reads. */
export async function planRemovalOfAdditions(cluster: Cluster, manifest: Manifest): Promise<Step[]> {
  const { kibana, security, anomaly_detection: anomalies, name: owner } = manifest;
  return [
    ...(kibana?.alert_rules && cluster.kibana
      ? await alertRuleRemovals(cluster.kibana, owner, kibana.space, installed)
      : []),
    ...(kibana && cluster.kibana ? await savedObjectRemovals(cluster.kibana, owner, kibana.space) : []),
    ...(anomalies ? await anomalyJobRemovals(cluster, owner, installed) : []),
    ...(security?.api_keys ? await apiKeyRemovals(cluster, owner, installed) : []),
    ...(security?.roles ? await roleRemovals(cluster, owner, installed) : []),
  ];
}

type Planned = Step | { readonly refusal: string };

async function planSecurity(
  cluster: Cluster,
  loaded: LoadedManifest,
  { readsOnly, apiKeyFolder }: AdditionOptions,
): Promise<Planned[]> {
  const { security, name: owner } = loaded.manifest;
  const planned: Planned[] = [];
  for (const id of security?.roles ?? []) {
    const { body } = fileOf(loaded, 'security', id);
    planned.push(await stepFor(cluster, owner, { kind: roleKind, id, body, phase: 'prepare' }));
  }
  if (security?.roles) planned.push(...(await roleRemovals(cluster, owner, noLongerWanted, security.roles)));
  for (const { role: roleFile, ...key } of security?.api_keys ?? []) {
    const { body: role } = fileOf(loaded, 'security', roleFile);
    const folder = readsOnly ? '.' : apiKeyFolder;
    planned.push(await apiKeyStep(cluster, owner, { ...key, role }, folder));
  }
  if (security?.api_keys) {
    const kept = security.api_keys.map(({ name }) => name);
    planned.push(...(await apiKeyRemovals(cluster, owner, noLongerWanted, kept)));
  }
  return planned;
}

async function roleRemovals(
  cluster: Cluster,
  owner: string,
  reason: string,
  kept: readonly string[] = [],
): Promise<Step[]> {
  const ids = await roleKind.list(cluster, owner);
  return ids.filter((id) => !kept.includes(id)).map((id) => removalStep(cluster, owner, roleKind, id, reason));
}

async function planAnomalyDetection(cluster: Cluster, loaded: LoadedManifest): Promise<Planned[]> {
  const { anomaly_detection: anomalies, name: owner } = loaded.manifest;
  if (!anomalies) return [];
  const planned: Planned[] = [];
  for (const name of anomalies.jobs) {
    const { id, body } = fileOf(loaded, 'anomaly_detection', name);
    planned.push(await anomalyJobStep(cluster, owner, { id, ...(body as Pick<DesiredJob, 'job' | 'datafeed'>) }));
  }
  return [...planned, ...(await anomalyJobRemovals(cluster, owner, noLongerWanted, anomalies.jobs))];
}

async function planKibana(cluster: Cluster, loaded: LoadedManifest): Promise<Planned[]> {
  const { kibana: wanted, name: owner } = loaded.manifest;
  if (!wanted) return [];
  if (!cluster.kibana) return [leftOut(wanted.space)];
  const objects = wanted.saved_objects.flatMap((name) => readSavedObjects(loaded, name));
  const shown = await savedObjectsStep(cluster.kibana, owner, { space: wanted.space, objects });
  // Where the space is missing nothing can be asked about its rules.
  if ('refusal' in shown) return [shown];
  return [shown, ...(await planAlertRules(cluster.kibana, loaded, wanted.space, wanted.alert_rules))];
}

async function planAlertRules(
  kibana: Kibana,
  loaded: LoadedManifest,
  space: string,
  names: readonly string[] | undefined,
): Promise<Planned[]> {
  if (!names) return [];
  const { name: owner, alerts } = loaded.manifest;
  const planned: Planned[] = [];
  for (const name of names) {
    const { id, body } = fileOf(loaded, 'alert_rules', name);
    if (alerts === undefined && JSON.stringify(body.params).includes('ml.alert'))
      planned.push({
        refusal: `alert rule ${name} would never fire, because nothing is marked as an alert; give the manifest "alerts" (logtwin evaluate --into)`,
      });
    else planned.push(await alertRuleStep(kibana, owner, space, { ...(body as Omit<DesiredRule, 'id'>), id }));
  }
  return [...planned, ...(await alertRuleRemovals(kibana, owner, space, noLongerWanted, names))];
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

/** A file with the indices of the events put in. */
function fileOf({ manifest, root }: LoadedManifest, folder: string, name: string): ManifestFile {
  const { id, body } = readManifestFile(root, folder, name);
  return { id, body: withEvents(body, eventIndices(manifest)) };
}

function readSavedObjects({ manifest, root }: LoadedManifest, name: string): SavedObject[] {
  const file = join(root, 'ingest', 'kibana', `${name}.ndjson`);
  try {
    return withEvents(parseSavedObjects(readFileSync(file, 'utf8')), eventIndices(manifest));
  } catch (error) {
    refuse('ES2001', `${file}: ${(error as Error).message}`, 'the manifest names it');
  }
}
