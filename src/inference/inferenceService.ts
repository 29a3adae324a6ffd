// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Models by id for the inference processor: loaded when first asked for, asked one text at a time, run in batches.

import { Failure } from '../diagnostics/failure.js';
import { HashMap } from '../values/maps.js';
import { InferenceQueue } from './inferenceQueue.js';
import {
  loadClassifier,
  type ClassifierOptions,
  type ClassifyUpdate,
  type TextClassifier,
} from './textClassification.js';
import type { ClassificationResult } from './textClassificationResult.js';

/** What the inference processor asks for. */
export interface ServiceRequest {
  readonly modelId: string;
  readonly text: string;
  readonly update: {
    readonly numTopClasses?: number;
    readonly classificationLabels?: readonly string[];
    readonly tokenization?: HashMap;
  };
}

/** Serves several models side by side. */
export class InferenceService {
  private readonly folderOf: (modelId: string) => string | undefined;
  private readonly options: ClassifierOptions;
  private readonly classifiers = new Map<string, Promise<TextClassifier>>();
  private readonly queues = new Map<string, InferenceQueue>();

  /** @param folderOf - the folder of a model id; undefined when there is no such model */
  constructor(folderOf: (modelId: string) => string | undefined, options: ClassifierOptions = {}) {
    this.folderOf = folderOf;
    this.options = options;
  }

  /**
   * Classifies one text; results carry the id that was asked for.
   *
   * @throws Failure as the server does for an unknown model or a text that the model refuses.
   */
  readonly infer = async (request: ServiceRequest): Promise<ClassificationResult> => {
    const classifier = await this.classifier(request.modelId);
    const { numTopClasses = 0, classificationLabels, tokenization } = request.update;
    const update: ClassifyUpdate = {
      numTopClasses,
      ...(classificationLabels && { classificationLabels }),
      ...(tokenization && { tokenization: plain(tokenization) as Record<string, unknown> }),
    };
    const key = JSON.stringify([request.modelId, update]);
    let queue = this.queues.get(key);
    if (!queue) {
      queue = new InferenceQueue({ classify: (texts) => classifier.classify(texts, update) });
      this.queues.set(key, queue);
    }
    return queue.infer(request.text);
  };

  /** The classifiers that were loaded so far, for their counts and warnings. */
  loaded(): Promise<TextClassifier[]> {
    return Promise.all(this.classifiers.values());
  }

  /** Releases all models. */
  async close(): Promise<void> {
    for (const classifier of await this.loaded()) await classifier.close();
    this.classifiers.clear();
    this.queues.clear();
  }

  private classifier(modelId: string): Promise<TextClassifier> {
    let classifier = this.classifiers.get(modelId);
    if (!classifier) {
      const folder = this.folderOf(modelId);
      if (folder === undefined) {
        throw new Failure('resource_not_found_exception', `Could not find trained model [${modelId}]`, { status: 404 });
      }
      classifier = loadClassifier(folder, { ...this.options, modelId });
      this.classifiers.set(modelId, classifier);
    }
    return classifier;
  }
}

/** A document's map as a plain object. */
function plain(value: unknown): unknown {
  if (value instanceof HashMap) {
    return Object.fromEntries(value.javaEntries().map(([key, item]) => [String(key), plain(item)]));
  }
  return value;
}
