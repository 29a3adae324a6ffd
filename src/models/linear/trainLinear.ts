// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Trains a multinomial logistic regression over token ids: a row of weights a token, a row a hashed pair of tokens.
// Features are weighted by their rarity and a text's sum is divided by its length in feature space, as tf-idf does;
// both are folded into the rows, so that the model stays two look-ups and a sum.

import { invariant } from '../../util/invariant.js';
import { letterGrams, pairBucket } from './linearFeatures.js';
import { minimize } from './minimize.js';

/** Texts as token ids (special tokens included), each with the index of its label. */
export interface TokenizedExamples {
  readonly texts: readonly Int32Array[];
  readonly labels: Int32Array;
  /** How much each text counts; 1 by default. */
  readonly weights?: Float64Array;
}

/** What can be tuned. */
export interface LinearOptions {
  /** Inverse strength of the penalty on weights, as in scikit-learn's LogisticRegression. */
  readonly inversePenalty: number;
  /** Weight of a class is (all / (classes * own)) to this power: 0 none, 1 balanced. */
  readonly classBalance: number;
  /** How much token pairs count beside single tokens. */
  readonly pairScale: number;
  /** How much letter n-grams count beside whole tokens. */
  readonly letterScale: number;
  readonly iterations: number;
}

/** A trained model: rows of `labels + 1` numbers, the last one the squared length that the feature adds. */
export interface LinearWeights {
  readonly labels: number;
  readonly vocabulary: number;
  readonly buckets: number;
  readonly tokenRows: Float32Array;
  readonly pairRows: Float32Array;
  readonly bias: Float32Array;
}

/** Keeps the length of a text without features above zero. */
export const lengthFloor = 1e-6;

/** Examples as sparse counts of rows; rows of tokens come first, then the rows of the pairs that occur. */
export class LinearProblem {
  readonly labels: number;
  readonly vocabulary: readonly string[];
  readonly buckets: number;
  private readonly examples: TokenizedExamples;
  private readonly offsets: Int32Array;
  private readonly rows: Int32Array;
  private readonly counts: Float32Array;
  private readonly pairBuckets: number[] = [];
  private readonly rarity: Float64Array;
  private grams: LetterGrams | undefined;

  constructor(examples: TokenizedExamples, labels: number, vocabulary: readonly string[], buckets: number) {
    invariant((buckets & (buckets - 1)) === 0, 'the number of pair buckets must be a power of two');
    this.examples = examples;
    this.labels = labels;
    this.vocabulary = vocabulary;
    this.buckets = buckets;
    const rowOfBucket = new Int32Array(buckets).fill(-1);
    const offsets = [0];
    const rows: number[] = [];
    const counts: number[] = [];
    const seen = new Map<number, number>();
    for (const ids of examples.texts) {
      seen.clear();
      for (let at = 0; at < ids.length; at++) {
        seen.set(ids[at]!, (seen.get(ids[at]!) ?? 0) + 1);
        if (at + 1 === ids.length) break;
        const bucket = pairBucket(ids[at]!, ids[at + 1]!, buckets);
        if (rowOfBucket[bucket]! < 0) rowOfBucket[bucket] = vocabulary.length + this.pairBuckets.push(bucket) - 1;
        seen.set(rowOfBucket[bucket]!, (seen.get(rowOfBucket[bucket]!) ?? 0) + 1);
      }
      for (const [row, count] of seen) {
        rows.push(row);
        counts.push(count);
      }
      offsets.push(rows.length);
    }
    this.offsets = Int32Array.from(offsets);
    this.rows = Int32Array.from(rows);
    this.counts = Float32Array.from(counts);
    this.rarity = this.rarities();
  }

  /** Smoothed inverse document frequency of each row. */
  private rarities(): Float64Array {
    const frequency = new Float64Array(this.vocabulary.length + this.pairBuckets.length);
    for (const row of this.rows) frequency[row]!++;
    return frequency.map((documents) => Math.log((1 + this.examples.texts.length) / (1 + documents)) + 1);
  }

  /**
   * Trains on the examples of `chosen` (all by default).
   *
   * @param afterStep - called with the model after each step; true stops the training early
   */
  train(
    options: LinearOptions,
    chosen?: Int32Array,
    afterStep?: (model: TrainedRows, step: number) => boolean,
  ): TrainedRows {
    const { labels } = this;
    const texts = chosen ?? Int32Array.from(this.examples.texts, (_, index) => index);
    const features = this.features(options);
    const lengths = this.lengths(features);
    const weights = this.exampleWeights(texts, options.classBalance);
    const rowCount = this.rarity.length;
    const rowValues = new Float64Array(rowCount * labels);
    const rowGradients = new Float64Array(rowCount * labels);
    const biasAt = features.parameters * labels;
    const scores = new Float64Array(labels);
    const penalty = 1 / options.inversePenalty;

    const rowsOf = (point: Float64Array): void => {
      rowValues.fill(0);
      for (let row = 0; row < rowCount; row++) {
        for (let at = features.offsets[row]!; at < features.offsets[row + 1]!; at++) {
          const from = features.ids[at]! * labels;
          const scale = features.scales[at]!;
          for (let label = 0; label < labels; label++) rowValues[row * labels + label]! += scale * point[from + label]!;
        }
      }
    };
    const { offsets, rows, counts } = this;
    const objective = (point: Float64Array, gradient: Float64Array): number => {
      rowsOf(point);
      const bias = point.subarray(biasAt);
      rowGradients.fill(0);
      gradient.fill(0);
      let loss = 0;
      for (let chosenAt = 0; chosenAt < texts.length; chosenAt++) {
        const text = texts[chosenAt]!;
        const truth = this.examples.labels[text]!;
        const perLength = 1 / lengths[text]!;
        this.scoresOf(text, rowValues, bias, perLength, scores);
        const total = logSumExp(scores);
        loss += weights[chosenAt]! * (total - scores[truth]!);
        for (let label = 0; label < labels; label++) {
          const error = weights[chosenAt]! * (Math.exp(scores[label]! - total) - (label === truth ? 1 : 0));
          scores[label] = error * perLength;
          gradient[biasAt + label]! += error;
        }
        for (let at = offsets[text]!; at < offsets[text + 1]!; at++) {
          const from = rows[at]! * labels;
          const count = counts[at]!;
          for (let label = 0; label < labels; label++) rowGradients[from + label]! += count * scores[label]!;
        }
      }
      for (let row = 0; row < rowCount; row++) {
        for (let at = features.offsets[row]!; at < features.offsets[row + 1]!; at++) {
          const from = features.ids[at]! * labels;
          const scale = features.scales[at]!;
          for (let label = 0; label < labels; label++)
            gradient[from + label]! += scale * rowGradients[row * labels + label]!;
        }
      }
      for (let index = 0; index < biasAt; index++) {
        loss += 0.5 * penalty * point[index]! * point[index]!;
        gradient[index]! += penalty * point[index]!;
      }
      return loss;
    };

    const point = new Float64Array(biasAt + labels);
    const trained = (): TrainedRows => {
      rowsOf(point);
      return { rowValues, bias: point.subarray(biasAt), lengths, squaredLengths: features.squaredLengths };
    };
    minimize(objective, point, {
      iterations: options.iterations,
      tolerance: 1e-5,
      ...(afterStep && { afterStep: (_: Float64Array, step: number) => afterStep(trained(), step) }),
    });
    return trained();
  }

  /** The label of highest score of an example. */
  predict(model: TrainedRows, text: number): number {
    const scores = new Float64Array(this.labels);
    this.scoresOf(text, model.rowValues, model.bias, 1 / model.lengths[text]!, scores);
    return scores.indexOf(Math.max(...scores));
  }

  /** Negative log-likelihood of an example's label. */
  loss(model: TrainedRows, text: number): number {
    const scores = new Float64Array(this.labels);
    this.scoresOf(text, model.rowValues, model.bias, 1 / model.lengths[text]!, scores);
    return logSumExp(scores) - scores[this.examples.labels[text]!]!;
  }

  /** The weights as tables for the graph. */
  tables(model: TrainedRows): LinearWeights {
    const { labels, vocabulary, buckets } = this;
    const width = labels + 1;
    const write = (table: Float32Array, to: number, row: number): void => {
      for (let label = 0; label < labels; label++) table[to * width + label] = model.rowValues[row * labels + label]!;
      table[to * width + labels] = model.squaredLengths[row]!;
    };
    const tokenRows = new Float32Array(vocabulary.length * width);
    vocabulary.forEach((_, row) => write(tokenRows, row, row));
    const pairRows = new Float32Array(buckets * width);
    // A pair that training never saw is rare: it adds length and no score.
    let unseen = 0;
    for (let row = vocabulary.length; row < model.squaredLengths.length; row++)
      unseen = Math.max(unseen, model.squaredLengths[row]!);
    for (let bucket = 0; bucket < buckets; bucket++) pairRows[bucket * width + labels] = unseen;
    this.pairBuckets.forEach((bucket, index) => write(pairRows, bucket, vocabulary.length + index));
    return { labels, vocabulary: vocabulary.length, buckets, tokenRows, pairRows, bias: Float32Array.from(model.bias) };
  }

  private scoresOf(
    text: number,
    rowValues: Float64Array,
    bias: Float64Array,
    perLength: number,
    scores: Float64Array,
  ): void {
    const { labels, offsets, rows, counts } = this;
    scores.fill(0);
    for (let at = offsets[text]!; at < offsets[text + 1]!; at++) {
      const from = rows[at]! * labels;
      const count = counts[at]!;
      for (let label = 0; label < labels; label++) scores[label]! += count * rowValues[from + label]!;
    }
    for (let label = 0; label < labels; label++) scores[label] = scores[label]! * perLength + bias[label]!;
  }

  /** Which parameters make up each row, and with what weight. */
  private features(options: LinearOptions): RowFeatures {
    const rowCount = this.rarity.length;
    const gramIds = new Map<string, number>();
    const offsets = new Int32Array(rowCount + 1);
    const ids: number[] = [];
    const scales: number[] = [];
    this.grams ??= this.gramsOfTokens();
    const { tokens, rarity } = options.letterScale > 0 ? this.grams : { tokens: [], rarity: new Map<string, number>() };
    for (let row = 0; row < rowCount; row++) {
      const isToken = row < this.vocabulary.length;
      ids.push(row);
      scales.push(this.rarity[row]! * (isToken ? 1 : options.pairScale));
      for (const gram of isToken ? (tokens[row] ?? []) : []) {
        let id = gramIds.get(gram);
        if (id === undefined) gramIds.set(gram, (id = gramIds.size));
        ids.push(rowCount + id);
        scales.push(options.letterScale * rarity.get(gram)!);
      }
      offsets[row + 1] = ids.length;
    }
    const squaredLengths = new Float64Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) squaredLengths[row]! += scales[at]! * scales[at]!;
    }
    return {
      parameters: rowCount + gramIds.size,
      offsets,
      ids: Int32Array.from(ids),
      scales: Float64Array.from(scales),
      squaredLengths,
    };
  }

  /** The letter n-grams of each token and their rarity in texts. */
  private gramsOfTokens(): LetterGrams {
    const tokens = this.vocabulary.map(letterGrams);
    const documents = new Map<string, number>();
    for (const gram of tokens.flat()) documents.set(gram, 0);
    for (let text = 0; text < this.examples.texts.length; text++) {
      const seen = new Set<string>();
      for (let at = this.offsets[text]!; at < this.offsets[text + 1]!; at++) {
        for (const gram of tokens[this.rows[at]!] ?? []) seen.add(gram);
      }
      for (const gram of seen) documents.set(gram, documents.get(gram)! + 1);
    }
    const rarity = new Map<string, number>();
    for (const [gram, count] of documents) {
      rarity.set(gram, Math.log((1 + this.examples.texts.length) / (1 + count)) + 1);
    }
    return { tokens, rarity };
  }

  private lengths(features: RowFeatures): Float64Array {
    return Float64Array.from(this.examples.texts, (_, text) => {
      let squared = lengthFloor;
      for (let at = this.offsets[text]!; at < this.offsets[text + 1]!; at++) {
        squared += this.counts[at]! * features.squaredLengths[this.rows[at]!]!;
      }
      return Math.sqrt(squared);
    });
  }

  private exampleWeights(texts: Int32Array, balance: number): Float64Array {
    const { labels, weights } = this.examples;
    const perClass = new Float64Array(this.labels);
    for (const text of texts) perClass[labels[text]!]!++;
    return Float64Array.from(texts, (text) => {
      const ofClass = Math.pow(texts.length / (this.labels * perClass[labels[text]!]!), balance);
      return ofClass * (weights?.[text] ?? 1);
    });
  }
}

/** The state of a model while and after it trains. */
export interface TrainedRows {
  readonly rowValues: Float64Array;
  readonly bias: Float64Array;
  readonly lengths: Float64Array;
  readonly squaredLengths: Float64Array;
}

/** The letter n-grams of each token, and how rare each is. */
interface LetterGrams {
  readonly tokens: readonly (readonly string[])[];
  readonly rarity: ReadonlyMap<string, number>;
}

interface RowFeatures {
  readonly parameters: number;
  readonly offsets: Int32Array;
  readonly ids: Int32Array;
  readonly scales: Float64Array;
  readonly squaredLengths: Float64Array;
}

function logSumExp(scores: Float64Array): number {
  let most = -Infinity;
  for (const score of scores) most = Math.max(most, score);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - most);
  return most + Math.log(sum);
}
