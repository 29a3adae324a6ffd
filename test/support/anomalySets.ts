// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Labelled texts of the corpus as rows of features, divided by seed: for our detectors in the test, for scikit-learn's in the
// recorder.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { rowsOf } from '../../src/evaluate/anomaly/anomalyModel.js';
import type { DenseMatrix } from '../../src/evaluate/anomaly/denseMatrix.js';
import { features, type FeatureName } from '../../src/evaluate/anomaly/features/table.js';
import { SeededRandom } from '../../src/util/seededRandom.js';

/** Rows to learn from and rows to judge. */
export interface AnomalySet {
  readonly set: string;
  readonly features: FeatureName;
  readonly seed: number;
  readonly train: DenseMatrix;
  readonly test: DenseMatrix;
  /** 1 strange, 0 normal. */
  readonly truth: readonly number[];
}

const folder = resolve(process.env.LOGTWIN_CORPUS ?? '../shared/corpus', 'labelled');

/** Whether the corpus is there. */
export const hasLabelledCorpus = existsSync(folder);

/** Texts of a set: normal ones and strange ones. */
function textsOf(set: string): { readonly normal: string[]; readonly strange: string[] } {
  const rows = parse(readFileSync(resolve(folder, `${set}.tsv`), 'utf8'), { columns: true, delimiter: '\t' });
  const pick = (isWanted: (row: Record<string, string>) => boolean, textOf: (row: Record<string, string>) => string) =>
    (rows as Record<string, string>[]).filter(isWanted).map(textOf);
  if (set === 'crs_tests') {
    const request = ({ method, uri, data }: Record<string, string>): string => `${method} ${uri} ${data}`;
    return {
      normal: pick(({ kind }) => kind === 'negative', request),
      strange: pick(({ kind }) => kind === 'attack', request),
    };
  }
  const level = (row: Record<string, string>): number => (row.level === '' ? NaN : Number(row.level));
  return {
    normal: pick(
      (row) => level(row) <= 3,
      ({ log }) => log!,
    ),
    strange: pick(
      (row) => level(row) >= 10,
      ({ log }) => log!,
    ),
  };
}

/** Every set: ten seeds of the hand-made features of both files. */
export async function* anomalySets(): AsyncGenerator<AnomalySet> {
  const seeds = Array.from({ length: 10 }, (_, index) => index + 1);
  for (const set of ['crs_tests', 'wazuh_rule_tests']) {
    const { normal, strange } = textsOf(set);
    for (const seed of seeds) {
      const order = new SeededRandom(seed).shuffle([...normal]);
      const learned = order.slice(0, Math.floor(order.length * 0.8));
      const held = order.slice(learned.length);
      const way = features.requests;
      const open = await way.open(await way.learn(learned, { modelFolder: undefined, rank: 16, seed }), undefined);
      yield {
        set,
        features: 'requests',
        seed,
        train: await rowsOf(open, learned),
        test: await rowsOf(open, [...held, ...strange]),
        truth: [...held.map(() => 0), ...strange.map(() => 1)],
      };
      await open.close();
    }
  }
}
