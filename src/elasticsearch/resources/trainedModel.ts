// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The trained model: config, vocabulary, definition parts. All of them are create-only on the server, so a repeated
// request that finds its thing there has done its work, and an upload that was cut off goes on where it was.

import { open, type FileHandle } from 'node:fs/promises';
import type { Cluster } from '../cluster.js';
import { ClusterError } from '../clusterError.js';
import type { ModelArtifact } from '../modelArtifact.js';
import type { Step } from '../step.js';
import { DefinitionPart, definitionPartBytes } from './definitionPart.js';

/** As many as Elasticsearch's own import of packaged models has on their way. */
const partsInFlight = 5;

/** How often the cluster is asked whether it sees all parts, and how many times: an index is refreshed every second. */
const lookInterval = 250;
const looks = 40;

/** A step that uploads the model unless the cluster has it whole. */
export async function trainedModelStep(cluster: Cluster, artifact: ModelArtifact): Promise<Step> {
  const state = await readState(cluster, artifact.id);
  const common = { kind: 'trained model', id: artifact.id, phase: 'prepare' as const, diff: [] };
  if (state === 'complete')
    return {
      ...common,
      change: 'keep',
      reason: 'uploaded, same content hash',
      apply: () => Promise.resolve(undefined),
    };
  return {
    ...common,
    change: state === 'absent' ? 'create' : 'update',
    reason: state === 'absent' ? 'not there' : 'its upload was cut off',
    apply: (report) => upload(cluster, artifact, report).then(() => undefined),
  };
}

/** Deletes a model with its definition and vocabulary. */
export async function removeTrainedModel(cluster: Cluster, id: string): Promise<void> {
  await cluster.request({ method: 'DELETE', path: `${path(id)}`, query: { force: true }, accept: [404] });
}

/** Ids of the models that carry our tag. */
export async function listTrainedModels(cluster: Cluster, owner: string): Promise<string[]> {
  const { status, body } = await cluster.request<{ trained_model_configs?: { model_id: string }[] }>({
    method: 'GET',
    path: '/_ml/trained_models',
    query: { tags: owner, size: 1000, allow_no_match: true },
    accept: [404],
  });
  return status === 404 ? [] : (body.trained_model_configs ?? []).map((config) => config.model_id);
}

type UploadState = 'absent' | 'partial' | 'complete';

async function readState(cluster: Cluster, id: string): Promise<UploadState> {
  const { status, body } = await cluster.request<{ trained_model_configs?: { fully_defined?: boolean }[] }>({
    method: 'GET',
    path: path(id),
    query: { include: 'definition_status' },
    accept: [404],
  });
  if (status === 404) return 'absent';
  return body.trained_model_configs?.[0]?.fully_defined ? 'complete' : 'partial';
}

async function upload(cluster: Cluster, artifact: ModelArtifact, report: (progress: string) => void): Promise<void> {
  await create(cluster, path(artifact.id), artifact.config);
  // The vocabulary goes first: once all parts are there, the server calls the model fully defined.
  await create(cluster, `${path(artifact.id)}/vocabulary`, artifact.vocabulary);
  const file = await open(artifact.definitionFile, 'r');
  try {
    await sendDefinition(cluster, artifact, file, report);
  } finally {
    await file.close();
  }
  await awaitComplete(cluster, artifact.id);
}

/** Parts that another deploy sent are there before they are seen. Parts that never fit together are taken away. */
async function awaitComplete(cluster: Cluster, id: string): Promise<void> {
  for (let look = 1; (await readState(cluster, id)) !== 'complete'; look++) {
    if (look === looks) {
      await removeTrainedModel(cluster, id);
      throw new ClusterError(
        `the parts of ${id} on the cluster did not make up the model, and were removed`,
        'run deploy again',
      );
    }
    await cluster.wait(lookInterval);
  }
}

async function sendDefinition(
  cluster: Cluster,
  { id, definitionBytes }: ModelArtifact,
  file: FileHandle,
  report: (progress: string) => void,
): Promise<void> {
  const total = Math.ceil(definitionBytes / definitionPartBytes);
  let next = 0;
  let done = 0;
  const sendUntil = async (end: number): Promise<void> => {
    const part = new DefinitionPart(file, definitionBytes);
    while (next < end) {
      const number = next++;
      try {
        await create(cluster, `${path(id)}/definition/${number}`, await part.read(number));
      } catch (error) {
        // The others end what they have begun, and begin nothing more.
        next = total;
        throw error;
      }
      report(`part ${++done} of ${total}`);
    }
  };
  const workers = Array.from({ length: Math.min(partsInFlight, total - 1) }, () => sendUntil(total - 1));
  const failed = (await Promise.allSettled(workers)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason as Error;
  // The last part makes the server refresh and check; it may come only when the others are there.
  await sendUntil(total);
}

/** Sends a create-only request; that the thing is there already is as good as having created it. */
async function create(cluster: Cluster, place: string, body: unknown): Promise<void> {
  try {
    await cluster.request({ method: 'PUT', path: place, body, timeout: 120_000 });
  } catch (error) {
    const { type, message } = error as ClusterError;
    if (type !== 'resource_already_exists_exception' && !/already exists/i.test(message)) throw error;
  }
}

function path(id: string): string {
  return `/_ml/trained_models/${encodeURIComponent(id)}`;
}
