// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import org.elasticsearch.inference.InferenceResults;
import org.elasticsearch.xpack.core.ml.inference.results.NlpClassificationInferenceResults;
import org.elasticsearch.xpack.core.ml.inference.results.TopClassEntry;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.InferenceConfig;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.TextClassificationConfig;
import org.elasticsearch.xpack.core.ml.utils.ExceptionsHelper;

/** From logits to the result of a text classification, by the rules of the server's TextClassificationProcessor. */
final class TextClassification {
  private TextClassification() {}

  /** The mean over all windows of their probabilities. */
  static double[] probabilities(float[][] windows, int labels) {
    double[] mean = new double[labels];
    for (float[] logits : windows) {
      if (logits.length != labels) {
        throw ExceptionsHelper.conflictStatusException("Expected exactly [{}] values in text classification result; got [{}]", labels,
            logits.length);
      }
      double[] window = softmax(logits);
      for (int label = 0; label < labels; label++) mean[label] += window[label] / windows.length;
    }
    return mean;
  }

  private static double[] softmax(float[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : logits) most = Math.max(most, logit);
    double sum = 0;
    double[] values = new double[logits.length];
    for (int index = 0; index < values.length; index++) sum += values[index] = Math.exp(logits[index] - most);
    for (int index = 0; index < values.length; index++) values[index] /= sum;
    return values;
  }

  static InferenceResults result(double[] probabilities, TextClassificationConfig config, boolean truncated) {
    List<String> labels = config.getClassificationLabels();
    Integer[] order = IntStream.range(0, probabilities.length).boxed().toArray(Integer[]::new);
    // A stable sort: of equal probabilities the label named first comes first.
    Arrays.sort(order, Comparator.comparing((Integer label) -> probabilities[label]).reversed());
    int asked = config.getNumTopClasses();
    List<TopClassEntry> top = Arrays.stream(order).limit(asked < 0 ? order.length : asked)
        .map(label -> new TopClassEntry(labels.get(label), probabilities[label])).toList();
    String field = Objects.requireNonNullElse(config.getResultsField(), InferenceConfig.DEFAULT_RESULTS_FIELD);
    return new NlpClassificationInferenceResults(labels.get(order[0]), top, field, probabilities[order[0]], truncated);
  }
}
