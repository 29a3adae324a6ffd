// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.unit.ByteSizeValue;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.inference.InferenceResults;
import org.elasticsearch.license.LicenseUtils;
import org.elasticsearch.xpack.core.action.util.QueryPage;
import org.elasticsearch.xpack.core.ml.action.CreateTrainedModelAssignmentAction;
import org.elasticsearch.xpack.core.ml.action.GetTrainedModelsAction;
import org.elasticsearch.xpack.core.ml.action.GetTrainedModelsStatsAction;
import org.elasticsearch.xpack.core.ml.action.InferModelAction;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelAction;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelAliasAction;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelDefinitionPartAction;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelVocabularyAction;
import org.elasticsearch.xpack.core.ml.action.StartTrainedModelDeploymentAction;
import org.elasticsearch.xpack.core.ml.action.StopTrainedModelDeploymentAction;
import org.elasticsearch.xpack.core.ml.action.UpdateTrainedModelDeploymentAction;
import org.elasticsearch.xpack.core.ml.inference.TrainedModelConfig;
import org.elasticsearch.xpack.core.ml.inference.assignment.AllocationStatus;
import org.elasticsearch.xpack.core.ml.inference.assignment.TrainedModelAssignment;
import org.elasticsearch.xpack.core.ml.inference.results.ErrorInferenceResults;

/** The REST endpoints of {@code _ml/trained_models}: requests read and checked, answers written, by Elasticsearch's own classes. */
final class TrainedModelEndpoints {
  private final TrainedModels models;
  private final MlNode node;

  TrainedModelEndpoints(TrainedModels models, MlNode node) {
    this.models = models;
    this.node = node;
  }

  /** The answer to a request under {@code _ml/trained_models}, or null when there is no such endpoint. */
  Answer handle(Request request) throws Exception {
    if (!node.isLicensed()) throw LicenseUtils.newComplianceException("ml");
    List<String> path = request.path();
    String verb = request.method();
    int length = path.size();
    String third = length > 3 ? path.get(3) : "";
    String fourth = length > 4 ? path.get(4) : "";
    if (length <= 3 && verb.equals("GET")) return length == 3 && path.get(2).equals("_stats") ? stats(request, "*") : get(request);
    if (length == 3 && verb.equals("PUT")) return put(request);
    if (length == 3 && verb.equals("DELETE")) return delete(request);
    if (length == 4 && third.equals("_stats") && verb.equals("GET")) return stats(request, request.part(2));
    if (length == 4 && third.equals("_infer") && verb.equals("POST")) return infer(request);
    if (length == 4 && third.equals("vocabulary") && verb.equals("PUT")) return putVocabulary(request);
    if (length == 5 && third.equals("definition") && verb.equals("PUT")) return putPart(request);
    if (length == 5 && third.equals("model_aliases") && verb.equals("PUT")) return putAlias(request);
    if (length == 5 && third.equals("model_aliases") && verb.equals("DELETE")) return deleteAlias(request);
    if (third.equals("deployment") && verb.equals("POST")) {
      if (length == 5 && fourth.equals("_start")) return start(request);
      if (length == 5 && fourth.equals("_stop")) return stop(request);
      if (length == 5 && fourth.equals("_update")) return update(request);
      if (length == 5 && fourth.equals("_infer")) return infer(request);
      if (length == 6 && fourth.equals("cache") && path.get(5).equals("_clear")) return clearCache(request);
    }
    return null;
  }

  private Answer put(Request request) throws IOException {
    request.accept("defer_definition_decompression", "wait_for_completion", "timeout", "master_timeout");
    try (var parser = Json.parser(request.body())) {
      var put = PutTrainedModelAction.Request.parseRequest(request.part(2), request.flag("defer_definition_decompression", false),
          request.flag("wait_for_completion", false), parser);
      check(put.validate());
      return Answer.ok(Json.write(models.put(put.getTrainedModelConfig()), Map.of()));
    }
  }

  private Answer get(Request request) throws IOException {
    request.accept("from", "size", "tags", "include", "exclude_generated", "decompress_definition", "allow_no_match",
        "include_model_definition");
    String expression = request.path().size() > 2 ? request.part(2) : "*";
    List<String> tags = List.of(Strings.splitStringByCommaToArray(request.query().getOrDefault("tags", "")));
    List<TrainedModelConfig> found = models.find(expression, tags, request.flag("allow_no_match", true));
    String included = request.query().getOrDefault("include", "");
    // Fails on words that it does not know.
    new GetTrainedModelsAction.Includes(new java.util.HashSet<>(List.of(Strings.splitStringByCommaToArray(included))));
    Map<String, String> parameters = new LinkedHashMap<>(request.query());
    for (String word : Strings.splitStringByCommaToArray(included)) parameters.put(word, "true");
    List<TrainedModelConfig> page =
        found.stream().skip(request.number("from", 0)).limit(request.number("size", 100)).toList();
    var response = new GetTrainedModelsAction.Response(
        new QueryPage<>(page, found.size(), GetTrainedModelsAction.Response.RESULTS_FIELD));
    return Answer.ok(Json.write(response, parameters));
  }

  private Answer delete(Request request) {
    request.accept("force", "timeout");
    models.delete(request.part(2), request.flag("force", false));
    return Answer.acknowledged();
  }

  private Answer stats(Request request, String expression) throws IOException {
    request.accept("from", "size", "allow_no_match");
    var found = models.stats(expression, request.flag("allow_no_match", true));
    var page = found.stream().skip(request.number("from", 0)).limit(request.number("size", 100)).toList();
    return Answer.ok(Json.write(new GetTrainedModelsStatsAction.Response(
        new QueryPage<>(page, found.size(), GetTrainedModelsStatsAction.Response.RESULTS_FIELD)), request.query()));
  }

  private Answer putPart(Request request) throws IOException {
    request.accept();
    try (var parser = Json.parser(request.body())) {
      var put = PutTrainedModelDefinitionPartAction.Request.parseRequest(request.part(2), partNumber(request.part(4)), parser);
      check(put.validate());
      models.put(put);
      return Answer.acknowledged();
    }
  }

  private static int partNumber(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("Failed to parse int parameter [part] with value [" + text + "]", malformed);
    }
  }

  private Answer putVocabulary(Request request) throws IOException {
    request.accept();
    try (var parser = Json.parser(request.body())) {
      var put = PutTrainedModelVocabularyAction.Request.parseRequest(request.part(2), parser);
      check(put.validate());
      models.put(put);
      return Answer.acknowledged();
    }
  }

  private Answer putAlias(Request request) {
    request.accept("reassign", "timeout", "master_timeout");
    var put = new PutTrainedModelAliasAction.Request(request.part(4), request.part(2), request.flag("reassign", false));
    check(put.validate());
    models.put(put);
    return Answer.acknowledged();
  }

  private Answer deleteAlias(Request request) {
    request.accept("timeout", "master_timeout");
    models.deleteAlias(request.part(4), request.part(2));
    return Answer.acknowledged();
  }

  private Answer start(Request request) throws IOException, InterruptedException {
    request.accept("deployment_id", "timeout", "wait_for", "threads_per_allocation", "number_of_allocations", "queue_capacity",
        "cache_size", "priority", "inference_threads", "model_threads");
    var query = request.query();
    String modelId = request.part(2);
    String deploymentId = query.getOrDefault("deployment_id", modelId);
    StartTrainedModelDeploymentAction.Request start = new StartTrainedModelDeploymentAction.Request(modelId, deploymentId);
    if (request.hasBody()) {
      try (var parser = Json.parser(request.body())) {
        start = StartTrainedModelDeploymentAction.Request.parseRequest(modelId, deploymentId, parser);
      }
    }
    if (query.containsKey("timeout")) start.setTimeout(TimeValue.parseTimeValue(query.get("timeout"), "timeout"));
    if (query.containsKey("wait_for")) start.setWaitForState(AllocationStatus.State.fromString(query.get("wait_for")));
    start.setThreadsPerAllocation(request.number("threads_per_allocation", start.getThreadsPerAllocation()));
    if (query.containsKey("number_of_allocations")) start.setNumberOfAllocations(request.number("number_of_allocations", 1));
    start.setQueueCapacity(request.number("queue_capacity", start.getQueueCapacity()));
    if (query.containsKey("cache_size")) {
      start.setCacheSize(ByteSizeValue.parseBytesSizeValue(query.get("cache_size"), "cache_size"));
    }
    if (query.containsKey("priority")) start.setPriority(query.get("priority"));
    check(start.validate());
    return assignment(models.start(start));
  }

  private Answer update(Request request) throws IOException {
    request.accept("number_of_allocations", "timeout", "master_timeout");
    String id = request.part(2);
    UpdateTrainedModelDeploymentAction.Request update = new UpdateTrainedModelDeploymentAction.Request(id);
    if (request.hasBody()) {
      try (var parser = Json.parser(request.body())) {
        update = UpdateTrainedModelDeploymentAction.Request.parseRequest(id, parser);
      }
    }
    if (request.query().containsKey("number_of_allocations")) {
      update.setNumberOfAllocations(request.number("number_of_allocations", 1));
    }
    check(update.validate());
    return assignment(models.update(update));
  }

  private static Answer assignment(TrainedModelAssignment assignment) throws IOException {
    return Answer.ok(Json.write(new CreateTrainedModelAssignmentAction.Response(assignment), Map.of()));
  }

  private Answer stop(Request request) throws IOException {
    request.accept("allow_no_match", "force", "finish_pending_work");
    String id = request.part(2);
    StopTrainedModelDeploymentAction.Request stop = new StopTrainedModelDeploymentAction.Request(id);
    if (request.hasBody()) {
      try (var parser = Json.parser(request.body())) {
        stop = StopTrainedModelDeploymentAction.Request.parseRequest(id, parser);
      }
    }
    models.stop(id, request.flag("force", stop.isForce()), request.flag("allow_no_match", stop.isAllowNoMatch()));
    return Answer.ok(Json.write(new StopTrainedModelDeploymentAction.Response(true), Map.of()));
  }

  private Answer clearCache(Request request) {
    request.accept("timeout");
    models.clearCache(request.part(2));
    return Answer.ok(Map.of("cleared", true));
  }

  private Answer infer(Request request) throws IOException {
    request.accept("timeout");
    String id = request.part(2);
    InferModelAction.Request infer;
    try (var parser = Json.parser(request.body())) {
      InferModelAction.Request.Builder builder = InferModelAction.Request.parseRequest(id, parser);
      if (request.query().containsKey("timeout")) {
        builder.setInferenceTimeout(TimeValue.parseTimeValue(request.query().get("timeout"), "timeout"));
      }
      infer = builder.build();
    }
    check(infer.validate());
    Deployment deployment = models.deployed(id);
    TimeValue limit = Objects.requireNonNullElse(infer.getInferenceTimeout(), InferModelAction.Request.DEFAULT_TIMEOUT_FOR_API);
    List<InferenceResults> results = new ArrayList<>();
    for (Map<String, Object> document : infer.getObjectsToInfer()) {
      try {
        results.add(deployment.infer(InferenceInput.textOf(document, deployment.model.config), infer.getUpdate(), limit));
      } catch (RuntimeException failure) {
        // A document that fails is a result; a deployment that takes none fails the request.
        if (Json.statusOf(failure) != 400) throw failure;
        results.add(new ErrorInferenceResults(failure));
      }
    }
    return Answer.ok(Json.write(new InferModelAction.Response(results, models.responseId(id), true), Map.of()));
  }

  private static void check(ActionRequestValidationException problems) {
    if (problems != null) throw problems;
  }
}
