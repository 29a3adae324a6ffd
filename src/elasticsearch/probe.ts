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
import type { HashMap } from '../values/maps.js';
import type { Cluster } from './cluster.js';
import { ClusterError } from './clusterError.js';
import type { ModelArtifact } from './modelArtifact.js';
import { compareAnswers } from './parity/compareAnswers.js';
import { compareTexts, probabilityTolerance, textOf, type ClusterDifference } from './parity/clusterParity.js';
import { simulateBoth, simulateDoc } from './parity/simulateBoth.js';
import type { Step } from './step.js';

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
  const docs: HashMap[] = [];
  for (const { path } of expandInputs([join(packageRoot, 'ingest', 'samples')]))
    for await (const item of readDump(path)) if ('document' in item) docs.push(simulateDoc(item.document));
  const { ours, theirs } = await simulateBoth(cluster, normalizePipeline, engine, docs, pipeline);
  for (const [index, answer] of ours.entries()) {
    const [difference] = compareAnswers(answer, theirs[index] ?? null, probabilityTolerance);
    if (difference) {
      const { pointer, ours: here, cluster: there } = difference;
      throw new ClusterError(
        `the cluster normalizes embedded event ${index + 1} in another way: ${pointer} is ${here} here and ${there} there`,
        'nothing was switched; please report this with the version of the cluster',
      );
    }
  }
  return ours.flatMap((answer) => textOf(answer) ?? []);
}

async function probeInference(cluster: Cluster, artifact: ModelArtifact, inputs: readonly string[]): Promise<void> {
  const classifier = await loadClassifier(artifact.folder.path);
  const differences: ClusterDifference[] = [];
  await compareTexts(cluster, artifact.id, classifier, inputs, probabilityTolerance, (difference) =>
    differences.push(difference),
  );
  const [first] = differences;
  if (first?.kind !== 'text') return;
  const { text, ours, cluster: theirs } = first;
  throw new ClusterError(
    `the model answers otherwise on the cluster: ${JSON.stringify(text)} is ${ours.label} (${ours.probability}) here and ` +
      `${theirs.label} (${theirs.probability}) there`,
    'nothing was switched; check that model.onnx and model.pt come from the same checkpoint (logtwin model convert)',
  );
}
