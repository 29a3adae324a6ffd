// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs texts through an anomaly model and writes what evaluate writes, so that curves, thresholds and reports come for free,
// and beside it the anomalies with the normal texts that are nearest to them.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { packageVersion } from '../../util/packageVersion.js';
import { evaluate } from '../evaluate.js';
import type { InputRecord, TextRecord } from '../labelledTexts.js';
import { readRows, type Results } from '../results.js';
import { anomalyClassifier } from './anomalyClassifier.js';
import type { AnomalyModel } from './anomalyModel.js';
import { anomalyLabels } from './fitAnomalyModel.js';
import { judgedRow, judgeRecords } from './judgeRecords.js';

/** How to measure. */
export interface MeasureAnomaliesOptions {
  /** Folder of the model, which results name it by. */
  readonly modelFolder: string;
  /** Folder of the results. */
  readonly folder: string;
  /** Labels of normal texts; without it labels are left aside. */
  readonly normal?: readonly string[] | undefined;
  readonly inputs: readonly string[];
  readonly batch: number;
  /** Normal texts shown with an anomaly. */
  readonly nearest: number;
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly onUnreadable?: ((place: string) => void) | undefined;
}

/** File name in the folder of results. */
const anomaliesFile = 'anomalies.ndjson';

/**
 * Writes results.json, results.ndjson, summary.txt and anomalies.ndjson.
 *
 * @throws DiagnosticError EV1004 when there is no text.
 */
export async function measureAnomalies(
  model: AnomalyModel,
  texts: AsyncIterable<InputRecord>,
  options: MeasureAnomaliesOptions,
): Promise<{ readonly results: Results; readonly anomalies: number; readonly anomaliesFile: string }> {
  const { features, detector, settings, seed, threshold } = model.data;
  const { folder, modelFolder, batch } = options;
  const results = await evaluate({
    classifier: anomalyClassifier(model, modelFolder),
    texts: relabelled(texts, options.normal),
    folder,
    version: packageVersion(),
    model: {
      id: modelFolder,
      folder: modelFolder,
      anomaly: { features, detector, settings, seed, threshold: threshold.outcome.threshold },
    },
    severity: { [anomalyLabels[0]]: 0, [anomalyLabels[1]]: 1 },
    inputs: options.inputs,
    batchSize: batch,
    seed: options.seed,
    signal: options.signal,
    onProgress: options.onProgress,
    onUnreadable: options.onUnreadable,
  });
  const file = createWriteStream(join(folder, anomaliesFile));
  let anomalies = 0;
  for await (const judged of judgeRecords(model, anomalousRows(join(folder, results.results_file)), options)) {
    anomalies++;
    if (!file.write(`${JSON.stringify(judgedRow(judged))}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return { results, anomalies, anomaliesFile };
}

/** Labels as the model has them. */
async function* relabelled(
  texts: AsyncIterable<InputRecord>,
  normal: readonly string[] | undefined,
): AsyncGenerator<InputRecord> {
  for await (const record of texts) {
    if (!('text' in record) || record.label === undefined) {
      yield record;
      continue;
    }
    const { label, ...rest } = record;
    yield normal ? { ...rest, label: anomalyLabels[normal.includes(label) ? 0 : 1] } : rest;
  }
}

async function* anomalousRows(path: string): AsyncGenerator<TextRecord> {
  for await (const row of readRows(path)) {
    if ('predicted_value' in row && row.predicted_value === anomalyLabels[1]) yield row;
  }
}
