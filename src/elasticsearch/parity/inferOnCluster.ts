// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Texts through the cluster's _infer, several requests at once, results in order.

import type { Cluster } from '../cluster.js';
import type { ClassificationResult } from '../../inference/textClassificationResult.js';

/** Requests in flight: enough to hide their way, few enough for any queue. */
const requestsInFlight = 4;

/**
 * Classifies each text.
 *
 * @param model - id, alias or deployment id
 * @param topClasses - how many classes each result lists
 */
export async function inferOnCluster(
  cluster: Cluster,
  model: string,
  texts: readonly string[],
  topClasses: number,
  onResult: (count: number) => void = () => {},
): Promise<ClassificationResult[]> {
  const results = new Array<ClassificationResult>(texts.length);
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < texts.length) {
      const position = next++;
      // One text a request: servers before 8.8 take no more for such models.
      const { body } = await cluster.request<{ inference_results: ClassificationResult[] }>({
        method: 'POST',
        path: `/_ml/trained_models/${encodeURIComponent(model)}/_infer`,
        query: { timeout: '30s' },
        body: {
          docs: [{ text_field: texts[position] }],
          inference_config: { text_classification: { num_top_classes: topClasses } },
        },
        reads: true,
      });
      results[position] = body.inference_results[0]!;
      onResult(++done);
    }
  };
  await Promise.all(Array.from({ length: requestsInFlight }, worker));
  return results;
}
