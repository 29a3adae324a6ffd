// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The chosen threshold in the files that are deployed, so that what was chosen offline is what alerts.

import { readFileSync, writeFileSync } from 'node:fs';
import { refuse } from '../../diagnostics/diagnostic.js';
import { loadBundle, readPipeline } from '../../ingest/bundle.js';
import { alertTag, withAlerts, type Alerts } from '../../ingest/markAlerts.js';
import { describeRule, type ThresholdChoice } from './chooseThreshold.js';

/** The `alerts` of a manifest that a choice means. */
export function alertsOf({ labels, threshold, rule }: ThresholdChoice): Alerts {
  return { labels, threshold, chosen_by: describeRule(rule) };
}

/**
 * Writes a threshold into a manifest, whose `alerts` deploy and the offline engine put into the classify pipeline; or into
 * a pipeline file, with the source of its script, so that the file needs no other one.
 *
 * @throws DiagnosticError EV1005 when the file is not JSON, IN1001 when it is neither a manifest nor a pipeline.
 */
export function writeThreshold(path: string, choice: ThresholdChoice): void {
  const content = readJson(path);
  const written = isManifest(content) ? { ...content, alerts: alertsOf(choice) } : pipelineWith(path, alertsOf(choice));
  writeFileSync(path, `${JSON.stringify(written, undefined, 2)}\n`);
}

function pipelineWith(path: string, alerts: Alerts): unknown {
  const pipeline = withAlerts(readPipeline(path), alerts);
  const { script } = pipeline.processors.pop()!;
  const { id: _id, ...rest } = script!;
  const { source } = loadBundle().scripts.get(alertTag)!;
  return { ...pipeline, processors: [...pipeline.processors, { script: { source, ...rest } }] };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    return refuse('EV1005', `${path}: the threshold cannot be written into it: ${(error as Error).message}`);
  }
}

/** A manifest names its pipelines; a pipeline has processors. */
function isManifest(content: unknown): content is Readonly<Record<string, unknown>> {
  return typeof content === 'object' && content !== null && 'pipelines' in content && !('processors' in content);
}
