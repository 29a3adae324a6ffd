// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Models whose code, too, is loaded only when a text is to be classified: most conversions classify none.

import type { InferenceService, ServiceRequest } from './inferenceService.js';
import type { ModelFolders } from './modelFolders.js';
import type { ThreadOptions } from './openSession.js';
import type { ClassificationResult } from './textClassificationResult.js';

/** An {@link InferenceService} that may never come to be. */
export interface LazyInference {
  readonly infer: (request: ServiceRequest) => Promise<ClassificationResult>;
  /** Releases the models that were loaded. */
  readonly close: () => Promise<void>;
}

/** Serves the models of some folders. */
export function lazyInference({ folderOf }: ModelFolders, options: ThreadOptions = {}): LazyInference {
  let service: Promise<InferenceService> | undefined;
  const load = async (): Promise<InferenceService> => {
    const { InferenceService } = await import('./inferenceService.js');
    return new InferenceService(folderOf, options);
  };
  return {
    infer: async (request) => (await (service ??= load())).infer(request),
    close: async () => (await service)?.close(),
  };
}
