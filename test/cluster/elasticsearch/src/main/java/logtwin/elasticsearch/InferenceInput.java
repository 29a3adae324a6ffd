// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.util.Map;

import org.elasticsearch.xpack.core.ml.inference.TrainedModelConfig;
import org.elasticsearch.xpack.core.ml.utils.ExceptionsHelper;
import org.elasticsearch.xpack.core.ml.utils.MapHelper;

/** The text of a document for the model, by the rules of the server's NlpInferenceInput. */
final class InferenceInput {
  private InferenceInput() {}

  static String textOf(Map<String, Object> document, TrainedModelConfig config) {
    String field = config.getInput().getFieldNames().getFirst();
    Object value = MapHelper.dig(field, document);
    if (value == null) {
      throw ExceptionsHelper.badRequestException("Input field [{}] does not exist in the source document", field);
    }
    if (value instanceof String text) return text;
    throw ExceptionsHelper.badRequestException("Input value [{}] for field [{}] must be a string", value, field);
  }
}
