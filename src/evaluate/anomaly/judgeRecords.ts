// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Judges a stream of texts as they come, a batch at a time.

import type { TextRecord } from '../labelledTexts.js';
import type { AnomalyModel, AnomalyScore, NearestNormal } from './anomalyModel.js';

/** A record with its judgement. */
export interface JudgedRecord<Item> {
  readonly record: Item;
  readonly score: AnomalyScore;
  /** Of an anomalous text, the normal examples most like it; empty for a normal one. */
  readonly nearest: readonly NearestNormal[];
}

/** Yields every record in order. Only one batch is held at a time. */
export async function* judgeRecords<Item extends { readonly text: string }>(
  model: AnomalyModel,
  records: AsyncIterable<Item>,
  options: { readonly batch: number; readonly nearest: number },
): AsyncGenerator<JudgedRecord<Item>> {
  let batch: Item[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length < options.batch) continue;
    yield* judgeBatch(model, batch, options.nearest);
    batch = [];
  }
  yield* judgeBatch(model, batch, options.nearest);
}

async function* judgeBatch<Item extends { readonly text: string }>(
  model: AnomalyModel,
  batch: readonly Item[],
  count: number,
): AsyncGenerator<JudgedRecord<Item>> {
  if (batch.length === 0) return;
  const scores = await model.judge(batch.map(({ text }) => text));
  const strange = batch.filter((_, index) => scores[index]!.anomalous);
  const nearest =
    count > 0
      ? await model.nearest(
          strange.map(({ text }) => text),
          count,
        )
      : [];
  let next = 0;
  for (const [index, record] of batch.entries()) {
    const score = scores[index]!;
    yield { record, score, nearest: score.anomalous ? (nearest[next++] ?? []) : [] };
  }
}

/** A judged text as a line of JSON has it. */
export function judgedRow({ record, score, nearest }: JudgedRecord<TextRecord>): Readonly<Record<string, unknown>> {
  const { text, label, source } = record;
  return {
    text,
    ...(source !== undefined && { source }),
    ...(label !== undefined && { label }),
    anomaly: {
      is_anomalous: score.anomalous,
      share: score.share,
      score: score.score,
      ...(nearest.length > 0 && { nearest_normal: nearest }),
    },
  };
}
