// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.elasticsearch.Build;
import org.elasticsearch.common.logging.internal.LoggerFactoryImpl;
import org.elasticsearch.logging.internal.spi.LoggerFactory;

/**
 * Machine learning of the test cluster, as the node sees it from beyond the class loader: only the JDK's types cross.
 *
 * <p>{@code apply("request", {method, path, query, body})} gives {@code {status, body}}, or null where no endpoint is here;
 * {@code apply("processor", {tag, config})} gives {@code {run}}, which takes {@code {index, id, source}} and gives {@code {source}};
 * both of them give {@code {failure: {type, reason, status}}} for what failed.
 */
public final class MachineLearning implements BiFunction<String, Map<String, Object>, Map<String, Object>> {
  private final MlNode node = new MlNode();
  private final TokenService tokens = new TokenService();
  private final TrainedModels models;
  private final TrainedModelEndpoints trainedModels;
  private final AnomalyJobs jobs = new AnomalyJobs();
  private final AnomalyJobEndpoints anomalyJobs = new AnomalyJobEndpoints(jobs, node);

  /**
   * {@code referencedModels} gives the ids that inference processors of stored pipelines name; {@code definitions} is the node's index of
   * definitions, which takes {@code create}, {@code read}, {@code refresh} and {@code delete}.
   */
  public MachineLearning(Supplier<Collection<String>> referencedModels, BiFunction<String, Map<String, Object>, Object> definitions) {
    LoggerFactory.setInstance(new LoggerFactoryImpl());
    // Looks for its extensions when it is first used, in the loader that the thread names.
    Json.write(Map.of());
    models = new TrainedModels(node, tokens, new DefinitionStore(definitions), referencedModels);
    trainedModels = new TrainedModelEndpoints(models, node);
  }

  @Override
  public Map<String, Object> apply(String what, Map<String, Object> input) {
    Thread thread = Thread.currentThread();
    ClassLoader former = thread.getContextClassLoader();
    // Libraries look services up in the loader that the thread names; threads made here take it over.
    thread.setContextClassLoader(MachineLearning.class.getClassLoader());
    try {
      return switch (what) {
        case "request" -> request(input);
        case "processor" -> processor(input);
        default -> throw new IllegalArgumentException(what);
      };
    } finally {
      thread.setContextClassLoader(former);
    }
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> request(Map<String, Object> input) {
    Request request = new Request((String) input.get("method"), (List<String>) input.get("path"),
        (Map<String, String>) input.get("query"), (byte[]) input.get("body"));
    Answer answer;
    try {
      answer = handle(request);
    } catch (Exception failure) {
      answer = Answer.failure(failure);
    }
    return answer == null ? null : Map.of("status", answer.status(), "body", answer.body());
  }

  private Answer handle(Request request) throws Exception {
    String call = request.method() + " /" + String.join("/", request.path());
    if (call.startsWith("GET /_ml/memory/")) return memory();
    return switch (call) {
      case "GET /_ml/info" -> info();
      case "PUT /_logtwin/ml" -> configure(Json.read(request.body()));
      case "DELETE /_logtwin/ml" -> reset();
      case "POST /_logtwin/parse" -> parse(request);
      case "POST /_logtwin/privileges" -> privileges(Json.read(request.body()));
      default -> switch (request.path().get(1)) {
        case "trained_models" -> trainedModels.handle(request);
        case "anomaly_detectors", "datafeeds" -> anomalyJobs.handle(request);
        default -> null;
      };
    };
  }

  private Answer configure(Map<String, Object> settings) {
    node.configure(settings);
    if (settings.get("token_service") instanceof String url) tokens.setAddress(url);
    return Answer.acknowledged();
  }

  private Answer reset() {
    models.reset();
    jobs.reset();
    return Answer.acknowledged();
  }

  private static Answer parse(Request request) throws Exception {
    BodyParsers.parse(Json.read(request.body()));
    return Answer.ok(Map.of("ok", true));
  }

  @SuppressWarnings("unchecked")
  private static Answer privileges(Map<String, Object> body) {
    List<String> granted = (List<String>) body.get("granted");
    if (body.get("actions") instanceof List<?> actions) return Answer.ok(IndexPrivileges.allowed(granted, (List<String>) actions));
    return Answer.ok(ClusterPrivileges.implied(granted, (List<String>) body.get("asked")));
  }

  private Answer info() {
    String version = Build.current().version();
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("max_model_memory_limit", (node.memory() >> 20) + "mb");
    limits.put("effective_max_model_memory_limit", (node.memory() >> 20) + "mb");
    limits.put("total_ml_memory", (node.memory() >> 20) + "mb");
    limits.put("total_ml_processors", 2);
    limits.put("max_single_ml_node_processors", 2);
    return Answer.ok(Map.of("upgrade_mode", false, "native_code", Map.of("version", version, "build_hash", "logtwin"), "limits", limits,
        "defaults", Map.of("anomaly_detectors", Map.of("model_memory_limit", "1gb", "categorization_examples_limit", 4,
            "model_snapshot_retention_days", 10, "daily_model_snapshot_retention_after_days", 1), "datafeeds", Map.of("scroll_size", 1000))));
  }

  private Answer memory() {
    Map<String, Object> ml = new LinkedHashMap<>();
    ml.put("max_in_bytes", node.memory());
    ml.put("native_code_overhead_in_bytes", 0);
    ml.put("anomaly_detectors_in_bytes", jobs.usedMemory());
    ml.put("data_frame_analytics_in_bytes", 0);
    ml.put("native_inference_in_bytes", models.usedMemory());
    Map<String, Object> stats = new LinkedHashMap<>();
    stats.put("name", node.discoveryNode().getName());
    stats.put("ephemeral_id", node.discoveryNode().getEphemeralId());
    stats.put("transport_address", node.discoveryNode().getAddress().toString());
    stats.put("attributes", node.discoveryNode().getAttributes());
    stats.put("roles", List.of("data", "ingest", "master", "ml"));
    stats.put("mem", Map.of("total_in_bytes", 8L << 30, "adjusted_total_in_bytes", 8L << 30, "ml", ml));
    return Answer.ok(Map.of("_nodes", Map.of("total", 1, "successful", 1, "failed", 0), "cluster_name", "logtwin", "nodes",
        Map.of(node.id(), stats)));
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> processor(Map<String, Object> input) {
    try {
      InferenceProcessor processor =
          new InferenceProcessor(models, node, (String) input.get("tag"), (Map<String, Object>) input.get("config"));
      UnaryOperator<Map<String, Object>> run = document -> {
        try {
          return Map.of("source", processor.run((String) document.get("index"), (String) document.get("id"),
              (Map<String, Object>) document.get("source")));
        } catch (RuntimeException failure) {
          return failed(failure);
        }
      };
      return Map.of("run", run);
    } catch (RuntimeException failure) {
      return failed(failure);
    }
  }

  private static Map<String, Object> failed(RuntimeException failure) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("type", failure.getClass().getSimpleName());
    described.put("reason", failure.getMessage());
    described.put("status", Json.statusOf(failure));
    return Map.of("failure", described);
  }
}
