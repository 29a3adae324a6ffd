// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What _simulate answers here and there, field by field: 1, 1.0 and "1" are three values, the order of keys is none.

import { parseJson, printJson } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import { Double } from '../../values/numbers.js';
import type { SimulateAnswer } from './simulateBoth.js';

/** One place where two answers differ; values as JSON text, null where there is nothing. */
export interface FieldDifference {
  /** JSON pointer into the answer, such as `/doc/_source/ml_input`. */
  readonly pointer: string;
  readonly ours: string | null;
  readonly cluster: string | null;
}

/** Results of a model differ in their last digits, and the id in them depends on the server's version. */
const predictionPointer = '/doc/_source/ml/prediction/';
const modelIdPointer = `${predictionPointer}model_id`;

/** Every difference of two answers of _simulate, except the time in `_ingest`. */
export function compareAnswers(ours: SimulateAnswer, cluster: SimulateAnswer, tolerance: number): FieldDifference[] {
  const differences: FieldDifference[] = [];
  // Through JSON and back: a Long and an Integer of the same value look alike in an answer.
  compare(parseJson(printJson(essence(ours))), essence(cluster), '', tolerance, differences);
  return differences;
}

/** The part of an answer that is to be equal: of an error its type and reason. */
function essence(answer: SimulateAnswer): unknown {
  if (answer === null) return null;
  const kept = new HashMap();
  const doc = answer.get('doc');
  if (doc instanceof HashMap) {
    const copy = doc.copy();
    copy.remove('_ingest');
    // Written by newer servers where a document has none.
    copy.remove('_version');
    kept.put('doc', copy);
    return kept;
  }
  const error = answer.get('error') as HashMap;
  const told = new HashMap();
  for (const key of ['type', 'reason']) told.put(key, error.get(key));
  kept.put('error', told);
  return kept;
}

function compare(ours: unknown, cluster: unknown, pointer: string, tolerance: number, found: FieldDifference[]): void {
  if (ours instanceof HashMap && cluster instanceof HashMap) {
    for (const key of new Set([...ours.entries.keys(), ...cluster.entries.keys()])) {
      const place = `${pointer}/${escapePointer(String(key))}`;
      if (place === modelIdPointer) continue;
      if (ours.has(key) && cluster.has(key)) compare(ours.get(key), cluster.get(key), place, tolerance, found);
      else
        found.push({
          pointer: place,
          ours: ours.has(key) ? printJson(ours.get(key)) : null,
          cluster: cluster.has(key) ? printJson(cluster.get(key)) : null,
        });
    }
    return;
  }
  if (Array.isArray(ours) && Array.isArray(cluster) && ours.length === cluster.length) {
    ours.forEach((item, index) => compare(item, cluster[index], `${pointer}/${index}`, tolerance, found));
    return;
  }
  const [left, right] = [printJson(ours), printJson(cluster)];
  if (left === right) return;
  const near =
    pointer.startsWith(predictionPointer) &&
    ours instanceof Double &&
    cluster instanceof Double &&
    Math.abs(ours.value - cluster.value) <= tolerance;
  if (!near) found.push({ pointer: pointer || '/', ours: left, cluster: right });
}

/** RFC 6901. */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
