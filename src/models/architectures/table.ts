// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every architecture, and the graph of a model of one.

import { refuse } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../util/didYouMean.js';
import type { Graph } from '../graph.js';
import { albert } from './albert.js';
import type { Architecture, Task } from './architecture.js';
import { bert } from './bert.js';
import type { ModelConfig } from './config.js';
import { debertaV2 } from './debertaV2.js';
import { distilbert } from './distilbert.js';
import { electra } from './electra.js';
import { modernbert } from './modernbert.js';
import { mpnet } from './mpnet.js';
import { NetworkBuilder } from './networkBuilder.js';
import { camembert, roberta, xlmRoberta } from './roberta.js';

/** The architectures in the order of documentation. */
export const architectures: readonly Architecture[] = [
  distilbert,
  bert,
  roberta,
  xlmRoberta,
  camembert,
  electra,
  mpnet,
  debertaV2,
  modernbert,
  albert,
];

/** The architecture that a configuration names; undefined for one that is not described here. */
export function findArchitecture(config: ModelConfig): Architecture | undefined {
  return architectures.find(({ modelTypes }) => modelTypes.some((modelType) => modelType === config.get('model_type')));
}

/** The architecture that a configuration names. @throws DiagnosticError MD1008 for one that is not described here. */
export function architectureOf(config: ModelConfig): Architecture {
  const modelType = config.text('model_type');
  const found = findArchitecture(config);
  if (found) return found;
  const names = architectures.flatMap(({ modelTypes }) => modelTypes);
  const suggestion = didYouMean(modelType, names);
  return refuse(
    'MD1008',
    `models of type ${JSON.stringify(modelType)} are not supported`,
    ...(suggestion === undefined ? [] : [`Did you mean ${suggestion}?`]),
    `Supported: ${names.join(', ')}.`,
  );
}

/** The graph of a model: its encoder, and the head of its task. */
export function buildGraph(architecture: Architecture, config: ModelConfig, task: Task): Graph {
  const network = new NetworkBuilder(architecture.modelTypes[0] ?? '');
  const encoded = architecture.encode(network, config);
  if (task.kind === 'text_classification') {
    network.output('logits', architecture.classify(network, config, encoded, task.labels));
  } else {
    network.output('sentence_embedding', network.meanOfTokens(encoded));
  }
  return network.finish();
}
