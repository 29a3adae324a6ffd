// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The chosen threshold as a processor of the classify pipeline, so that what was chosen offline is what alerts.

import { writeFileSync } from 'node:fs';
import { loadBundle, readPipeline } from '../../ingest/bundle.js';
import type { ThresholdChoice } from './chooseThreshold.js';

/** Tag of the processor: it is replaced by it, never doubled. */
export const alertTag = 'logtwin-mark_alerts';

type Json = Readonly<Record<string, unknown>>;

/** The processor that sets ml.alert and ml.threshold (painless/mark_alerts.painless). */
export function alertProcessor(choice: ThresholdChoice): Json {
  return {
    script: {
      source: loadBundle().scripts.get(alertTag)!.source,
      tag: alertTag,
      description: `alert when the probability of ${choice.labels.join(' or ')} reaches the chosen threshold`,
      if: 'ctx.ml?.prediction?.top_classes instanceof List',
      params: { labels: choice.labels, threshold: choice.outcome.threshold },
    },
  };
}

/**
 * A classify pipeline with the processor at its end, in the place of an earlier one. Its inference processor gets to
 * write all classes, because the score sums over them.
 */
export function withAlertProcessor(pipeline: Json, choice: ThresholdChoice): Json {
  const processors = Array.isArray(pipeline.processors) ? (pipeline.processors as Json[]) : [];
  const kept = processors.filter(({ script }) => (script as Json | undefined)?.tag !== alertTag).map(allClasses);
  return { ...pipeline, processors: [...kept, alertProcessor(choice)] };
}

function allClasses(processor: Json): Json {
  const inference = processor.inference as Json | undefined;
  const config = inference?.inference_config as Json | undefined;
  const classification = config?.text_classification as Json | undefined;
  if (!inference || !config || !classification) return processor;
  return {
    ...processor,
    inference: {
      ...inference,
      inference_config: { ...config, text_classification: { ...classification, num_top_classes: -1 } },
    },
  };
}

/**
 * Writes the processor into a pipeline file. Its source stands in the processor, so that the file needs no other one.
 *
 * @throws DiagnosticError IN1001 when the file is no pipeline.
 */
export function writeAlertProcessor(path: string, choice: ThresholdChoice): void {
  writeFileSync(path, `${JSON.stringify(withAlertProcessor({ ...readPipeline(path) }, choice), undefined, 2)}\n`);
}
