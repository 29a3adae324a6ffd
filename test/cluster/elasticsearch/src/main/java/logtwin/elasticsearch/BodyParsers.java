// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.xcontent.ConstructingObjectParser;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentType;
import org.elasticsearch.xpack.core.ml.action.InferModelAction;
import org.elasticsearch.xpack.core.ml.action.OpenJobAction;
import org.elasticsearch.xpack.core.ml.action.PutDatafeedAction;
import org.elasticsearch.xpack.core.ml.action.PutJobAction;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelAction;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelDefinitionPartAction;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelVocabularyAction;
import org.elasticsearch.xpack.core.ml.action.StartDatafeedAction;
import org.elasticsearch.xpack.core.ml.action.StartTrainedModelDeploymentAction;
import org.elasticsearch.xpack.core.ml.action.UpdateTrainedModelDeploymentAction;
import org.elasticsearch.xpack.core.ml.inference.TrainedModelConfig;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.NlpConfig;
import org.elasticsearch.xpack.core.security.action.apikey.CreateApiKeyRequestBuilder;
import org.elasticsearch.xpack.core.security.action.apikey.InvalidateApiKeyRequest;
import org.elasticsearch.xpack.core.security.action.apikey.UpdateApiKeyRequestTranslator;
import org.elasticsearch.xpack.core.security.action.role.RoleDescriptorRequestValidator;
import org.elasticsearch.xpack.core.security.authz.RoleDescriptor;
import org.elasticsearch.xpack.security.rest.action.apikey.RestInvalidateApiKeyAction;

/** Runs Elasticsearch's parser and its checks over one request body, and nothing else. */
final class BodyParsers {
  private static final String ID = "parsed";

  private BodyParsers() {}

  /**
   * Takes {@code {kind, body}}, the body as a value or as text; a vocabulary may come with the {@code config} of its model. Throws what
   * the server would answer. The first part of a definition stands for all.
   */
  static void parse(Map<String, Object> item) throws Exception {
    String kind = (String) item.get("kind");
    byte[] body = bytes(item.get("body"));
    try (XContentParser parser = Json.parser(body)) {
      check(switch (kind) {
        case "trained_model" -> PutTrainedModelAction.Request.parseRequest(ID, false, false, parser).validate();
        case "definition_part" -> PutTrainedModelDefinitionPartAction.Request.parseRequest(ID, 0, parser).validate();
        case "vocabulary" -> vocabulary(parser, item.get("config"));
        case "deployment_start" -> StartTrainedModelDeploymentAction.Request.parseRequest(ID, ID, parser).validate();
        case "deployment_update" -> UpdateTrainedModelDeploymentAction.Request.parseRequest(ID, parser).validate();
        case "infer" -> InferModelAction.Request.parseRequest(ID, parser).build().validate();
        case "anomaly_job" -> PutJobAction.Request.parseRequest(ID, parser, IndicesOptions.LENIENT_EXPAND_OPEN).validate();
        case "datafeed" -> PutDatafeedAction.Request.parseRequest(ID, IndicesOptions.LENIENT_EXPAND_OPEN, parser).validate();
        case "job_open" -> OpenJobAction.Request.parseRequest(ID, parser).validate();
        case "datafeed_start" -> StartDatafeedAction.Request.parseRequest(ID, parser).validate();
        case "api_key" -> CreateApiKeyRequestBuilder.parse(parser).validate();
        case "api_key_update" -> {
          hiddenParser(UpdateApiKeyRequestTranslator.Default.class, parser);
          yield null;
        }
        case "api_key_invalidate" -> BodyParsers.<InvalidateApiKeyRequest>hiddenParser(RestInvalidateApiKeyAction.class, parser).validate();
        case "has_privileges" -> {
          RoleDescriptor.parsePrivilegesToCheck(ID, true, new BytesArray(body), XContentType.JSON);
          yield null;
        }
        case "role" -> RoleDescriptorRequestValidator.validate(RoleDescriptor.parserBuilder().allowDescription(true).build().parse(ID,
            new BytesArray(body), XContentType.JSON));
        case "inference_processor" -> processor(body);
        default -> IndexBodyParsers.parse(kind, body, parser);
      });
    }
  }

  private static ActionRequestValidationException vocabulary(XContentParser parser, Object config) throws IOException {
    var request = PutTrainedModelVocabularyAction.Request.parseRequest(ID, parser);
    if (config != null) {
      try (XContentParser configParser = Json.parser(bytes(config))) {
        TrainedModelConfig model = PutTrainedModelAction.Request.parseRequest(ID, false, false, configParser).getTrainedModelConfig();
        ((NlpConfig) model.getInferenceConfig()).getTokenization().validateVocabulary(request);
      }
    }
    return request.validate();
  }

  /** Runs the parser that a class keeps to itself. */
  @SuppressWarnings("unchecked")
  private static <T> T hiddenParser(Class<?> owner, XContentParser parser) throws IOException, ReflectiveOperationException {
    Field field = owner.getDeclaredField("PARSER");
    field.setAccessible(true);
    return ((ConstructingObjectParser<T, Void>) field.get(null)).parse(parser, null);
  }

  private static ActionRequestValidationException processor(byte[] body) {
    Map<String, Object> config = new HashMap<>(Json.read(body));
    new InferenceProcessor(null, null, null, config);
    if (!config.isEmpty()) throw new IllegalArgumentException("processor [inference] doesn't support " + config.keySet());
    return null;
  }

  @SuppressWarnings("unchecked")
  private static byte[] bytes(Object body) {
    if (body instanceof String text) return text.getBytes(StandardCharsets.UTF_8);
    return Json.write(body == null ? new LinkedHashMap<>() : (Map<String, Object>) body);
  }

  private static void check(ActionRequestValidationException problems) {
    if (problems != null) throw problems;
  }
}
