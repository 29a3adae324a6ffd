// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.elasticsearch.core.TimeValue;
import org.elasticsearch.index.VersionType;
import org.elasticsearch.inference.InferenceResults;
import org.elasticsearch.ingest.ConfigurationUtils;
import org.elasticsearch.ingest.IngestDocument;
import org.elasticsearch.license.LicenseUtils;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.EmptyConfigUpdate;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.InferenceConfigUpdate;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.TextClassificationConfigUpdate;
import org.elasticsearch.xpack.core.ml.utils.ExceptionsHelper;
import org.elasticsearch.xpack.core.ml.utils.MapHelper;

/**
 * The {@code inference} processor on Elasticsearch's own document: its two shapes, {@code field_map} with {@code target_field} and
 * {@code input_output}, by the rules of the server's InferenceProcessor (9.x); results are written by the server's InferenceResults.
 */
final class InferenceProcessor {
  private static final String TYPE = "inference";
  /** As long as an ingest request may wait (elasticsearch#147172). */
  private static final TimeValue LIMIT = TimeValue.timeValueHours(2);

  private record Input(String field, String basePath, String outputField) {}

  private final TrainedModels models;
  private final MlNode node;
  private final String modelId;
  private final InferenceConfigUpdate update;
  private final String targetField;
  private final Map<String, String> fieldMap;
  private final List<Input> inputs;
  private final boolean ignoreMissing;

  InferenceProcessor(TrainedModels models, MlNode node, String tag, Map<String, Object> config) {
    this.models = models;
    this.node = node;
    modelId = ConfigurationUtils.readStringProperty(TYPE, tag, config, "model_id");
    Map<String, Object> inferenceConfig = ConfigurationUtils.readOptionalMap(TYPE, tag, config, "inference_config");
    update = inferenceConfig == null ? new EmptyConfigUpdate() : updateOf(inferenceConfig);
    inputs = inputsOf(tag, config);
    ignoreMissing = ConfigurationUtils.readBooleanProperty(TYPE, tag, config, "ignore_missing", false);
    if (inputs.isEmpty()) {
      String standard = tag == null || tag.isEmpty() ? "ml.inference" : "ml.inference." + tag;
      targetField = ConfigurationUtils.readStringProperty(TYPE, tag, config, "target_field", standard);
      fieldMap = fieldMapOf(tag, config);
      return;
    }
    targetField = null;
    fieldMap = Map.of();
    if (ConfigurationUtils.readOptionalStringProperty(TYPE, tag, config, "target_field") != null) {
      throw ConfigurationUtils.newConfigurationException(TYPE, tag, "target_field",
          "option is incompatible with [input_output]. Use the [output_field] option to specify where to write the inference results to.");
    }
    if (inferenceConfig != null && resultsFieldOf(inferenceConfig) != null) {
      throw ConfigurationUtils.newConfigurationException(TYPE, tag, null,
          "The [inference_config.results_field] setting is incompatible with using [input_output]. Prefer to use the "
              + "[input_output.output_field] option to specify where to write the inference results to.");
    }
  }

  private static InferenceConfigUpdate updateOf(Map<String, Object> config) {
    if (config.size() != 1) {
      throw ExceptionsHelper.badRequestException("{} must be an object with one inference type mapped to an object.", "inference_config");
    }
    Map.Entry<String, Object> only = config.entrySet().iterator().next();
    if (!(only.getValue() instanceof Map<?, ?>)) {
      throw ExceptionsHelper.badRequestException("{} must be an object with one inference type mapped to an object.", "inference_config");
    }
    if (!only.getKey().equals("text_classification")) {
      throw ExceptionsHelper.badRequestException(
          "the test cluster knows inference configuration type [text_classification] only, not [{}]", only.getKey());
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> settings = new HashMap<>((Map<String, Object>) only.getValue());
    return TextClassificationConfigUpdate.fromMap(settings);
  }

  private static Object resultsFieldOf(Map<String, Object> config) {
    return ((Map<?, ?>) config.values().iterator().next()).get("results_field");
  }

  private static Map<String, String> fieldMapOf(String tag, Map<String, Object> config) {
    Map<String, String> map = ConfigurationUtils.readOptionalMap(TYPE, tag, config, "field_map");
    if (map != null) return map;
    Map<String, String> deprecated = ConfigurationUtils.readOptionalMap(TYPE, tag, config, "field_mappings");
    return deprecated == null ? Map.of() : deprecated;
  }

  /** One map or a list of them. */
  private static List<Input> inputsOf(String tag, Map<String, Object> config) {
    Object value = config.remove("input_output");
    if (value == null) return List.of();
    List<?> items = value instanceof List<?> list ? list : List.of(value);
    if (items.isEmpty()) {
      throw ConfigurationUtils.newConfigurationException(TYPE, tag, "input_output", "[input_output] must contain at least one element");
    }
    List<Input> inputs = new ArrayList<>();
    Set<String> fields = new HashSet<>();
    Set<String> outputs = new HashSet<>();
    for (Object item : items) {
      if (!(item instanceof Map<?, ?>)) {
        throw ConfigurationUtils.newConfigurationException(TYPE, tag, "input_output", "[input_output] must be an object or a list of objects");
      }
      @SuppressWarnings("unchecked")
      Map<String, Object> settings = new HashMap<>((Map<String, Object>) item);
      String field = ConfigurationUtils.readStringProperty(TYPE, tag, settings, "input_field");
      String output = ConfigurationUtils.readStringProperty(TYPE, tag, settings, "output_field");
      if (!settings.isEmpty()) {
        throw ConfigurationUtils.newConfigurationException(TYPE, tag, "input_output", "unsupported settings: " + settings.keySet());
      }
      if (!fields.add(field)) throw duplicate(tag, "input_field", field);
      if (!outputs.add(output)) throw duplicate(tag, "output_field", output);
      int dot = output.lastIndexOf('.');
      inputs.add(dot < 0 ? new Input(field, null, output) : new Input(field, output.substring(0, dot), output.substring(dot + 1)));
    }
    return inputs;
  }

  private static RuntimeException duplicate(String tag, String setting, String name) {
    return ConfigurationUtils.newConfigurationException(TYPE, tag, "input_output",
        "names must be unique but [" + name + "] is repeated in [" + setting + "]");
  }

  /** Takes a document apart; gives its fields with the results. */
  Map<String, Object> run(String index, String id, Map<String, Object> source) {
    if (!node.isLicensed()) throw LicenseUtils.newComplianceException("ml");
    IngestDocument document = new IngestDocument(index, id, 1L, null, VersionType.INTERNAL, source);
    if (inputs.isEmpty()) {
      inferWithFieldMap(document);
    } else {
      inferEachInput(document);
    }
    return document.getSource();
  }

  private void inferWithFieldMap(IngestDocument document) {
    Map<String, Object> fields = new HashMap<>(document.getSourceAndMetadata());
    if (!document.getIngestMetadata().isEmpty()) fields.put("_ingest", document.getIngestMetadata());
    fieldMap.forEach((from, to) -> {
      Object value = MapHelper.dig(from, fields);
      // What stands there already wins (elasticsearch#99289).
      if (value != null) fields.putIfAbsent(to, value);
    });
    Deployment deployment = models.deployed(modelId);
    InferenceResults result = deployment.infer(InferenceInput.textOf(fields, deployment.model.config), update, LIMIT);
    InferenceResults.writeResult(result, document, targetField, models.responseId(modelId));
  }

  private void inferEachInput(IngestDocument document) {
    List<String> texts = new ArrayList<>();
    for (Input input : inputs) {
      String text;
      try {
        text = document.getFieldValue(input.field, String.class, ignoreMissing);
      } catch (IllegalArgumentException failure) {
        if (!document.hasField(input.field)) throw failure;
        throw new IllegalArgumentException("input field [" + input.field + "] cannot be processed because it is not a text field");
      }
      // A missing first field ends it all; a later one is classified as empty text.
      if (text == null && texts.isEmpty()) return;
      texts.add(text == null ? "" : text);
    }
    Deployment deployment = models.deployed(modelId);
    for (int index = 0; index < texts.size(); index++) {
      Input input = inputs.get(index);
      InferenceResults result = deployment.infer(texts.get(index), update, LIMIT);
      InferenceResults.writeResultToField(result, document, input.basePath, input.outputField, models.responseId(modelId), index == 0);
    }
  }
}
