// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Serves callers that ask for one text at a time, many at once, in batches: what waits when a batch is done goes into
// the next one.

import type { ClassificationResult } from './textClassificationResult.js';

/** What the queue needs of a classifier. */
export interface BatchClassifier {
  classify(texts: readonly string[]): Promise<readonly ClassificationResult[]>;
}

interface Waiting {
  readonly text: string;
  readonly resolve: (result: ClassificationResult) => void;
  readonly reject: (reason: unknown) => void;
}

/** A front of a classifier for single texts. */
export class InferenceQueue {
  private readonly classifier: BatchClassifier;
  private readonly mostTexts: number;
  private waiting: Waiting[] = [];
  private running = false;

  /** @param mostTexts - texts a batch; the classifier cuts them further by length */
  constructor(classifier: BatchClassifier, mostTexts = 1024) {
    this.classifier = classifier;
    this.mostTexts = mostTexts;
  }

  /** Classifies one text. */
  infer(text: string): Promise<ClassificationResult> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ text, resolve, reject });
      if (this.running) return;
      this.running = true;
      // Callers of the same turn of the event loop belong to the same batch.
      setImmediate(() => void this.drain());
    });
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.mostTexts);
      await this.answer(batch);
    }
    this.running = false;
  }

  private async answer(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.classifier.classify(batch.map((one) => one.text));
      batch.forEach((one, index) => one.resolve(results[index]!));
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error);
      // One text that is refused must not fail the others: each is asked for by itself.
      else for (const one of batch) await this.answer([one]);
    }
  }
}
