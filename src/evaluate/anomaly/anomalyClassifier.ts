// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// An anomaly model as a classifier with the labels normal and anomalous, so that whatever judges classifiers judges it:
// curves, thresholds, reports.

import type { ClassificationResult } from '../../inference/textClassificationResult.js';
import type { Classifier } from '../classifier.js';
import type { AnomalyModel, AnomalyScore } from './anomalyModel.js';
import { anomalyLabels } from './fitAnomalyModel.js';

/** The model behind the interface of the evaluator; results carry all labels. */
export function anomalyClassifier(model: AnomalyModel, modelId: string): Classifier {
  return {
    labels: anomalyLabels,
    classify: async (texts) => {
      const { threshold } = model.data.threshold.outcome;
      return (await model.judge(texts)).map((score) => anomalyResult(score, threshold, modelId));
    },
  };
}

/**
 * A score in the shape of the server's results. The odds of `anomalous` are those of the share over those of the
 * threshold: one half is where alerts begin, so that the more probable label is the one that the threshold gives.
 */
export function anomalyResult(
  { share, anomalous }: AnomalyScore,
  threshold: number,
  modelId: string,
): ClassificationResult {
  const strange = (share * (1 - threshold)) / (share * (1 - threshold) + (1 - share) * threshold);
  const classes = anomalyLabels.map((class_name, index) => {
    const probability = index === 0 ? 1 - strange : strange;
    return { class_name, class_probability: probability, class_score: probability };
  });
  const top = anomalous ? classes.reverse() : classes;
  return {
    predicted_value: top[0]!.class_name,
    top_classes: top,
    prediction_probability: top[0]!.class_probability,
    model_id: modelId,
  };
}
