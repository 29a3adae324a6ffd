// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Anomaly-detection jobs with their datafeeds. Most of a job cannot be changed once it is there, and the server fills in
// what a file leaves out: a hash in the job's custom settings says which file it was made from.

import { createHash } from 'node:crypto';
import type { Cluster } from '../cluster.js';
import type { ClusterError } from '../clusterError.js';
import { canonicalJson, isJsonObject, type JsonObject } from '../json.js';
import { ownerKey } from '../resource.js';
import type { Step } from '../step.js';

/** A job that should be there. */
export interface DesiredJob {
  readonly id: string;
  /** Body of `PUT _ml/anomaly_detectors/{id}`. */
  readonly job: JsonObject;
  /** Body of `PUT _ml/datafeeds/datafeed-{id}`, but for the job's id. */
  readonly datafeed: JsonObject & { readonly indices: readonly string[] };
}

const kind = 'anomaly-detection job';
const hashKey = 'content';

/** A step that installs a job, opens it and starts its datafeed, or a refusal when the job is somebody else's. */
export async function anomalyJobStep(
  cluster: Cluster,
  owner: string,
  desired: DesiredJob,
): Promise<Step | { readonly refusal: string }> {
  const { id } = desired;
  const common = { kind, id, phase: 'prepare' as const };
  const content = hashOf(desired);
  const former = await readJob(cluster, id);
  const hasEvents = await indicesHaveTime(cluster, desired.datafeed.indices);
  const install = async (): Promise<undefined> => {
    await createJob(cluster, owner, desired);
    if (hasEvents) await run(cluster, id);
  };
  if (former === undefined)
    return {
      ...common,
      change: 'create',
      reason: hasEvents ? 'not there' : `not there; ${waiting}`,
      diff: [],
      apply: install,
    };
  if (ownerOf(former) !== owner)
    return {
      refusal: `${kind} ${id} is there already and it was made by somebody else; rename yours in the manifest, or delete it`,
    };
  const formerContent = settingsOf(former)[hashKey];
  if (formerContent !== content) {
    return {
      ...common,
      change: 'update',
      reason: 'differs from the files; what it has learned and found is discarded',
      diff: [`- content ${String(formerContent)}`, `+ content ${content}`],
      apply: async () => {
        await removeJob(cluster, id);
        return install();
      },
    };
  }
  const state = await readState(cluster, id);
  const runs = state.job === 'opened' && state.datafeed === 'started';
  if (runs || (!hasEvents && state.datafeed !== undefined)) {
    const reason = runs ? 'as in the files, and running' : `as in the files; ${waiting}`;
    return { ...common, change: 'keep', reason, diff: [], apply: () => Promise.resolve(undefined) };
  }
  return {
    ...common,
    change: 'update',
    reason: `the job is ${state.job ?? 'away'}, its datafeed is ${state.datafeed ?? 'missing'}`,
    diff: [],
    apply: install,
  };
}

/** A datafeed refuses to start before there is an index with its time field. */
const waiting = 'deploy starts it once there are events';

/** Steps that take away the jobs of a deployment, but for those that `kept` names. */
export async function anomalyJobRemovals(
  cluster: Cluster,
  owner: string,
  reason: string,
  kept: readonly string[] = [],
): Promise<Step[]> {
  const { body } = await cluster.request<{ jobs?: readonly JsonObject[] }>({
    method: 'GET',
    path: '/_ml/anomaly_detectors',
    query: { allow_no_match: true },
    // Where the licence has no machine learning there are no jobs either.
    accept: [403, 404],
  });
  return (body.jobs ?? [])
    .filter((job) => ownerOf(job) === owner)
    .map(({ job_id: id }) => id as string)
    .filter((id) => !kept.includes(id))
    .map((id) => ({
      kind,
      id,
      phase: 'clean',
      change: 'delete',
      reason,
      diff: [],
      apply: () => removeJob(cluster, id).then(() => undefined),
    }));
}

/** Bodies of the requests that create a job and its datafeed, with our mark. */
export function anomalyJobBodies(owner: string, desired: DesiredJob): { job: JsonObject; datafeed: JsonObject } {
  const { id, job, datafeed } = desired;
  const settings = { ...settingsOf(job), [ownerKey]: owner, [hashKey]: hashOf(desired) };
  return { job: { ...job, custom_settings: settings }, datafeed: { ...datafeed, job_id: id } };
}

function hashOf({ job, datafeed }: DesiredJob): string {
  return createHash('sha256').update(canonicalJson({ job, datafeed })).digest('hex').slice(0, 16);
}

function settingsOf({ custom_settings: settings }: JsonObject): JsonObject {
  return isJsonObject(settings) ? settings : {};
}

function ownerOf(job: JsonObject): unknown {
  return settingsOf(job)[ownerKey];
}

// Requests

async function readJob(cluster: Cluster, id: string): Promise<JsonObject | undefined> {
  const { status, body } = await cluster.request<{ jobs?: readonly JsonObject[] }>({
    method: 'GET',
    path: jobPath(id),
    accept: [404],
  });
  return status === 404 ? undefined : body.jobs?.[0];
}

interface JobState {
  readonly job: string | undefined;
  readonly datafeed: string | undefined;
}

async function readState(cluster: Cluster, id: string): Promise<JobState> {
  const { body: job } = await cluster.request<{ jobs?: readonly { state: string }[] }>({
    method: 'GET',
    path: `${jobPath(id)}/_stats`,
    accept: [404],
  });
  const { body: datafeed } = await cluster.request<{ datafeeds?: readonly { state: string }[] }>({
    method: 'GET',
    path: `${datafeedPath(id)}/_stats`,
    accept: [404],
  });
  return { job: job.jobs?.[0]?.state, datafeed: datafeed.datafeeds?.[0]?.state };
}

async function indicesHaveTime(cluster: Cluster, indices: readonly string[]): Promise<boolean> {
  const { body } = await cluster.request<{ fields?: JsonObject }>({
    method: 'GET',
    path: `/${indices.map(encodeURIComponent).join(',')}/_field_caps`,
    query: { fields: '@timestamp', ignore_unavailable: true, allow_no_indices: true, expand_wildcards: 'open,hidden' },
    accept: [404],
  });
  return body.fields?.['@timestamp'] !== undefined;
}

async function createJob(cluster: Cluster, owner: string, desired: DesiredJob): Promise<void> {
  const { job, datafeed } = anomalyJobBodies(owner, desired);
  await unlessThere(cluster, 'PUT', jobPath(desired.id), job);
  await unlessThere(cluster, 'PUT', datafeedPath(desired.id), datafeed);
}

async function run(cluster: Cluster, id: string): Promise<void> {
  await unlessThere(cluster, 'POST', `${jobPath(id)}/_open`, {});
  await unlessThere(cluster, 'POST', `${datafeedPath(id)}/_start`, {});
}

/** Sends a request whose second try finds the first one's work done. */
async function unlessThere(cluster: Cluster, method: 'PUT' | 'POST', path: string, body: JsonObject): Promise<void> {
  try {
    await cluster.request({ method, path, body });
  } catch (error) {
    const { status, type, message } = error as ClusterError;
    const done = type === 'resource_already_exists_exception' || (status === 409 && /already/i.test(message));
    if (!done) throw error;
  }
}

async function removeJob(cluster: Cluster, id: string): Promise<void> {
  const force = { force: true };
  await cluster.request({ method: 'POST', path: `${datafeedPath(id)}/_stop`, query: force, accept: [404] });
  await cluster.request({ method: 'DELETE', path: datafeedPath(id), query: force, accept: [404] });
  // An open job cannot be deleted but by force, and a failed one can be closed only so.
  await cluster.request({ method: 'POST', path: `${jobPath(id)}/_close`, query: force, accept: [404, 409] });
  await cluster.request({ method: 'DELETE', path: jobPath(id), query: force, accept: [404] });
}

function jobPath(id: string): string {
  return `/_ml/anomaly_detectors/${encodeURIComponent(id)}`;
}

function datafeedPath(id: string): string {
  return `/_ml/datafeeds/datafeed-${encodeURIComponent(id)}`;
}
