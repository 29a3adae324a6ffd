// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The threshold of alerts as a processor of the pipeline that classifies, for a cluster and the offline engine alike.

import { existsSync, readFileSync } from 'node:fs';
import type { PipelineJson, ProcessorJson } from './bundle.js';

/** From which probability on events alert: the `alerts` of a manifest. */
export interface Alerts {
  /** Labels that call for an alert; their probabilities are added up. */
  readonly labels: readonly string[];
  readonly threshold: number;
  /** How the threshold was chosen, in words. */
  readonly chosen_by?: string;
}

/** Script id and tag of the processor: by its tag it is replaced, never doubled. */
export const alertTag = 'logtwin-mark_alerts';

/** The processor that sets ml.alert and ml.threshold by painless/mark_alerts.painless, named by id. */
export function alertProcessor({ labels, threshold }: Alerts): ProcessorJson {
  return {
    script: {
      id: alertTag,
      tag: alertTag,
      description: `alert when the probability of ${labels.join(' or ')} reaches the chosen threshold`,
      if: 'ctx.ml?.prediction?.top_classes instanceof List',
      params: { labels, threshold },
    },
  };
}

/** True for a pipeline that classifies itself. */
export function classifies({ processors }: PipelineJson): boolean {
  return processors.some((processor) => textClassificationOf(processor) !== undefined);
}

/**
 * A pipeline with the processor at its end, in the place of an earlier one. Its inference processors get to write all
 * classes, because the score adds them up.
 */
export function withAlerts(pipeline: PipelineJson, alerts: Alerts): PipelineJson {
  const others = pipeline.processors.filter(({ script }) => script?.tag !== alertTag);
  return { ...pipeline, processors: [...others.map(withAllClasses), alertProcessor(alerts)] };
}

function textClassificationOf({ inference }: ProcessorJson): Record<string, unknown> | undefined {
  const config = inference?.inference_config as Record<string, Record<string, unknown>> | undefined;
  return config?.text_classification;
}

function withAllClasses(processor: ProcessorJson): ProcessorJson {
  const classification = textClassificationOf(processor);
  if (!classification) return processor;
  const { inference } = processor;
  const config = {
    ...(inference!.inference_config as object),
    text_classification: { ...classification, num_top_classes: -1 },
  };
  return { ...processor, inference: { ...inference, inference_config: config } };
}

/** The alerts of a manifest file, whose other content is checked where it is deployed; undefined without any. */
export function readAlerts(manifestFile: string): Alerts | undefined {
  if (!existsSync(manifestFile)) return undefined;
  return (JSON.parse(readFileSync(manifestFile, 'utf8')) as { readonly alerts?: Alerts }).alerts;
}
