// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which documents a backfill takes, as queries. What a run has done is told by its mark in the documents themselves, so
// a run that was killed anywhere goes on where it was, and its counts come from the index.

import type { JsonObject } from '../json.js';

/** The field that holds the id of the run that processed a document last. */
export const runField = 'ml.backfill';
const predictedValue = 'ml.prediction.predicted_value';
const errorMessage = 'ml.error.message';

/** What the user asked for. */
export interface Selection {
  /** A query of the server's Query DSL; everything by default. */
  readonly query?: JsonObject | undefined;
  /** Lower bound of `timeField`, inclusive, in any form that the field's format takes (`now-7d`). */
  readonly from?: string | undefined;
  /** Upper bound, exclusive. */
  readonly to?: string | undefined;
  readonly timeField: string;
  /** Classify documents anew that carry a result; by default only those without one are taken. */
  readonly all: boolean;
}

/** A document that could be neither processed nor tagged. */
export interface RejectedDocument {
  readonly index: string;
  readonly id: string;
  readonly reason: string;
}

/**
 * Failures that pass: the queue was full, a result came too late, the process was stopping. Documents tagged with one of
 * them are taken again. Texts of PyTorchResultProcessor and InferencePyTorchAction, Elasticsearch 9.x.
 */
const passingFailures = ['queue is full', 'waiting for inference result', 'process is stopping'];

/** Documents of the selection, whatever the run has done. */
export function selectedQuery(selection: Selection): JsonObject {
  const { query, from, to, timeField, all } = selection;
  const range = { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lt: to }) };
  return {
    bool: {
      filter: [
        ...(query ? [query] : []),
        ...(Object.keys(range).length > 0 ? [{ range: { [timeField]: range } }] : []),
      ],
      ...(!all && { must_not: [{ exists: { field: predictedValue } }] }),
    },
  };
}

/** Documents of the selection that the run has not touched. */
export function unprocessedQuery(selection: Selection, run: string, rejected: readonly RejectedDocument[]): JsonObject {
  return { bool: { filter: [selectedQuery(selection)], must_not: [processedQuery(run), ...byIndex(rejected)] } };
}

/** Documents of the selection that the run still has to process. */
export function remainingQuery(selection: Selection, run: string, rejected: readonly RejectedDocument[]): JsonObject {
  return {
    bool: { should: [unprocessedQuery(selection, run, rejected), passingQuery(run)], minimum_should_match: 1 },
  };
}

/** Documents that the run has processed. */
export function processedQuery(run: string): JsonObject {
  return { term: { [runField]: run } };
}

/** Documents of the run that failed for a reason that passes. */
export function passingQuery(run: string): JsonObject {
  const reasons = passingFailures.map((reason) => ({ match_phrase: { [errorMessage]: reason } }));
  return { bool: { filter: [processedQuery(run)], should: reasons, minimum_should_match: 1 } };
}

/** Documents of the run by what became of them. Each document of the run is in exactly one. */
export function outcomeQueries(run: string): Readonly<Record<'classified' | 'tagged' | 'without_text', JsonObject>> {
  const result = { exists: { field: predictedValue } };
  const failure = { exists: { field: errorMessage } };
  return {
    classified: { bool: { filter: [processedQuery(run), result] } },
    tagged: { bool: { filter: [processedQuery(run), failure], must_not: [result] } },
    without_text: { bool: { filter: [processedQuery(run)], must_not: [result, failure] } },
  };
}

function byIndex(documents: readonly RejectedDocument[]): JsonObject[] {
  const ids = new Map<string, string[]>();
  for (const { index, id } of documents) ids.set(index, [...(ids.get(index) ?? []), id]);
  return [...ids].map(([index, values]) => ({ bool: { filter: [{ term: { _index: index } }, { ids: { values } }] } }));
}
