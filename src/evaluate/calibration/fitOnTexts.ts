// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The temperature of a classifier, fitted on validation texts that are neither its training nor its test set.

import { refuse } from '../../diagnostics/diagnostic.js';
import type { Classifier } from '../classifier.js';
import type { InputRecord, TextRecord } from '../labelledTexts.js';
import type { ProbabilityRows } from '../metrics/probabilityScores.js';
import { RowColumns } from '../rowColumns.js';
import { enoughToCalibrate } from './calibrate.js';
import { fitTemperature } from './temperature.js';

/** A temperature and what it rests on. */
export interface FittedTemperature {
  readonly temperature: number;
  /** Labelled texts that it was fitted on. */
  readonly texts: number;
}

const batchSize = 256;

/**
 * Classifies labelled texts and fits the temperature on them. Texts without a label, or with one that the classifier does
 * not know, take no part.
 *
 * @throws DiagnosticError EV1007 for fewer than 100 such texts.
 */
export async function fitOnTexts(
  classifier: Classifier,
  texts: AsyncIterable<InputRecord>,
): Promise<FittedTemperature> {
  const columns = new RowColumns(classifier.labels);
  let pending: (TextRecord & { readonly label: string })[] = [];
  const flush = async (): Promise<void> => {
    const results = await classifier.classify(pending.map(({ text }) => text));
    results.forEach((result, index) => columns.add({ ...result, ...pending[index]! }));
    pending = [];
  };
  for await (const record of texts) {
    if (!('text' in record) || record.label === undefined || !classifier.labels.includes(record.label)) continue;
    pending.push({ ...record, label: record.label });
    if (pending.length === batchSize) await flush();
  }
  if (pending.length > 0) await flush();
  const { probabilities, ...rows } = columns.toScoredRows();
  if (!probabilities || rows.length < enoughToCalibrate) {
    refuse(
      'EV1007',
      `a temperature needs ${enoughToCalibrate} validation texts with a label of the model or more; there are ${rows.length}`,
      'Give more of them with --calibrate, and check that --label names the field of their label.',
    );
  }
  const known: ProbabilityRows = { ...rows, probabilities };
  return { temperature: fitTemperature(known), texts: rows.length };
}
