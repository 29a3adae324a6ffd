// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The parity probe: embedded events through the files here and through the cluster, before anything is switched.

import { join } from 'node:path';
import type { Bundle } from '../ingest/bundle.js';
import { createEngine } from '../ingest/index.js';
import { readDump } from '../ingest/dumps/readDump.js';
import { expandInputs } from '../ingest/dumps/expandInputs.js';
import { loadClassifier } from '../inference/textClassification.js';
import { packageRoot } from '../util/packageRoot.js';
import { toPlain } from '../values/json.js';
import type { Cluster } from './cluster.js';
import { ClusterError } from './clusterError.js';
import { diffJson, type JsonObject } from './json.js';
import type { ModelArtifact } from './modelArtifact.js';
import type { Step } from './step.js';

/** Largest difference of a probability that counts as equal: float32 kernels differ in their last digits. */
export const probabilityTolerance = 1e-4;

const normalizePipeline = 'logtwin-normalize';
const texts = 20;

/** A gate: nothing is switched unless the cluster gives the offline answers. */
export function probeStep(
  cluster: Cluster,
  { bundle, artifact }: { readonly bundle: Bundle; readonly artifact: ModelArtifact | undefined },
): Step {
  return {
    kind: 'parity probe',
    id: 'embedded events',
    phase: 'gate',
    change: 'create',
    reason: 'the cluster has to answer as the files do here',
    diff: [],
    apply: async (report) => {
      const inputs = await probeNormalization(cluster, bundle);
      report(`${inputs.length} texts equal`);
      if (artifact) await probeInference(cluster, artifact, inputs.slice(0, texts));
      return undefined;
    },
  };
}

/** Simulates the pipeline on the cluster and compares every document. Resolves to the texts for the model. */
async function probeNormalization(cluster: Cluster, bundle: Bundle): Promise<string[]> {
  const pipeline = bundle.pipelines.get(normalizePipeline);
  if (!pipeline) return [];
  const engine = createEngine({ pipelines: bundle.pipelines, storedScripts: bundle.scripts });
  const docs: JsonObject[] = [];
  const ours: unknown[] = [];
  for (const { path } of expandInputs([join(packageRoot, 'ingest', 'samples')])) {
    for await (const item of readDump(path)) {
      if (!('document' in item)) continue;
      const { index, id, source } = item.document;
      docs.push({
        ...(index !== null && { _index: index }),
        ...(id !== null && { _id: id }),
        _source: toPlain(source),
      });
      const result = await engine.run(normalizePipeline, item.document);
      ours.push(result.status === 'ok' ? toPlain(result.document.ctx.source) : { failed: true });
    }
  }
  const { body } = await cluster.request<{ docs: { doc?: { _source: unknown } }[] }>({
    method: 'POST',
    path: '/_ingest/pipeline/_simulate',
    body: { pipeline, docs },
    reads: true,
  });
  for (const [index, expected] of ours.entries()) {
    const diff = diffJson(expected, body.docs[index]?.doc?._source ?? { failed: true });
    if (diff.length > 0) {
      throw new ClusterError(
        `the cluster normalizes embedded event ${index + 1} in another way: ${diff.join('; ')}`,
        'nothing was switched; please report this with the version of the cluster',
      );
    }
  }
  return ours.flatMap((source) => ((source as JsonObject).ml_input as string | undefined) ?? []);
}

async function probeInference(cluster: Cluster, artifact: ModelArtifact, inputs: readonly string[]): Promise<void> {
  const classifier = await loadClassifier(artifact.folder.path);
  try {
    const expected = await classifier.classify(inputs);
    for (const [index, text] of inputs.entries()) {
      const { body } = await cluster.request<{
        inference_results: { predicted_value: string; prediction_probability: number }[];
      }>({
        method: 'POST',
        path: `/_ml/trained_models/${encodeURIComponent(artifact.id)}/_infer`,
        query: { timeout: '30s' },
        body: { docs: [{ text_field: text }] },
        reads: true,
      });
      const actual = body.inference_results[0];
      const { predicted_value: label, prediction_probability: probability } = expected[index]!;
      if (
        actual?.predicted_value === label &&
        Math.abs(actual.prediction_probability - probability) <= probabilityTolerance
      )
        continue;
      throw new ClusterError(
        `the model answers otherwise on the cluster: ${JSON.stringify(text)} is ${label} (${probability}) here and ` +
          `${actual?.predicted_value} (${actual?.prediction_probability}) there`,
        'nothing was switched; check that model.onnx and model.pt come from the same checkpoint (logtwin model convert)',
      );
    }
  } finally {
    await classifier.close();
  }
}
