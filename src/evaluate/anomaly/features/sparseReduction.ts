// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Sparse features in few numbers: the place of a text along the directions in which normal texts vary, and beside it what
// those directions cannot say, which is where much of the strange shows.

import { sparseMatrix } from '../../baselines/sparseMatrix.js';
import { denseMatrix, type DenseMatrix } from '../denseMatrix.js';
import { truncatedSvd } from './truncatedSvd.js';

/** Weighted terms of a text; terms are numbers or strings. */
export type WeightedTerms<Term> = ReadonlyMap<Term, number>;

/** A learned reduction. */
export interface SparseReduction<Term> {
  /** The terms that more than one normal text has; the row of a term among the directions is its place here. */
  readonly terms: readonly Term[];
  readonly rank: number;
  /** terms x rank. */
  readonly directions: Float32Array;
}

/** Terms beyond these, the rarest, count as unseen. */
const mostTerms = 1 << 16;
/** Texts that the directions are learned from; more of them hardly turn them. */
const mostTexts = 5000;

/** Learns the directions from the terms of normal texts. */
export function learnReduction<Term>(
  texts: readonly WeightedTerms<Term>[],
  rank: number,
  seed: number,
): SparseReduction<Term> {
  const counts = new Map<Term, number>();
  for (const text of texts) for (const term of text.keys()) counts.set(term, (counts.get(term) ?? 0) + 1);
  // A term of one text alone is unseen by all others. It has to count as unseen in that text too, or every new text, which
  // has such terms as well, would look stranger than what was learned from.
  let terms = [...counts.keys()].filter((term) => counts.get(term)! > 1);
  if (terms.length > mostTerms) terms = terms.sort((a, b) => counts.get(b)! - counts.get(a)!).slice(0, mostTerms);
  const places = new Map(terms.map((term, place) => [term, place]));
  const stride = Math.ceil(texts.length / mostTexts);
  const rows = texts
    .filter((_, index) => index % stride === 0)
    .map((text) => {
      const scale = 1 / lengthOf(text);
      const row = new Map<number, number>();
      for (const [term, weight] of text) {
        const place = places.get(term);
        if (place !== undefined) row.set(place, weight * scale);
      }
      return row;
    });
  const found = truncatedSvd(sparseMatrix(rows, terms.length), rank, seed);
  return { terms, rank: found.rank, directions: Float32Array.from(found.directions) };
}

/**
 * Turns terms into rows: the place along each direction, then the share of the text's squared length that lies outside
 * the directions, then the share that is in unseen terms. All texts have length 1 before, one without terms 0.
 */
export function reducer<Term>(
  reduction: SparseReduction<Term>,
): (texts: readonly WeightedTerms<Term>[]) => DenseMatrix {
  const { terms, rank, directions } = reduction;
  const places = new Map(terms.map((term, place) => [term, place]));
  return (texts) =>
    denseMatrix(
      texts.map((text) => {
        const row = new Float64Array(rank + 2);
        const length = lengthOf(text);
        let seen = 0;
        let unseen = 0;
        for (const [term, weight] of text) {
          const value = weight / length;
          const place = places.get(term);
          if (place === undefined) {
            unseen += value * value;
            continue;
          }
          seen += value * value;
          for (let at = 0; at < rank; at++) row[at]! += value * directions[place * rank + at]!;
        }
        for (let at = 0; at < rank; at++) seen -= row[at]! ** 2;
        row[rank] = Math.max(0, seen);
        row[rank + 1] = unseen;
        return row;
      }),
    );
}

function lengthOf<Term>(text: WeightedTerms<Term>): number {
  let squares = 0;
  for (const weight of text.values()) squares += weight * weight;
  return Math.sqrt(squares) || 1;
}
