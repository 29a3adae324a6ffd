// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster.ml;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import org.opensearch.ingest.AbstractProcessor;
import org.opensearch.ingest.IngestDocument;
import org.opensearch.ingest.Processor;

/** The {@code inference} processor in this node's pipelines; Elasticsearch's side does the work on a document of its own. */
final class InferenceProcessor extends AbstractProcessor {
  static final String TYPE = "inference";
  /** What a document of this server keeps beside its fields. */
  private static final Set<String> METADATA = metadata();

  private final UnaryOperator<Map<String, Object>> run;
  private final Executor executor;

  private InferenceProcessor(String tag, String description, UnaryOperator<Map<String, Object>> run, Executor executor) {
    super(tag, description);
    this.run = run;
    this.executor = executor;
  }

  /** Makes processors of their settings. */
  static Processor.Factory factory(BiFunction<String, Map<String, Object>, Map<String, Object>> machineLearning, Executor executor) {
    return (factories, tag, description, config) -> {
      Map<String, Object> input = new HashMap<>();
      input.put("tag", tag);
      input.put("config", config);
      Map<String, Object> answer = machineLearning.apply("processor", input);
      if (answer.get("failure") != null) throw Failures.of(answer.get("failure"));
      @SuppressWarnings("unchecked")
      UnaryOperator<Map<String, Object>> run = (UnaryOperator<Map<String, Object>>) answer.get("run");
      return new InferenceProcessor(tag, description, run, executor);
    };
  }

  private static Set<String> metadata() {
    Set<String> names = new HashSet<>();
    for (IngestDocument.Metadata metadata : IngestDocument.Metadata.values()) names.add(metadata.getFieldName());
    return names;
  }

  /** Infers on another thread: those that ingest must not wait for a model. */
  @Override
  public void execute(IngestDocument document, BiConsumer<IngestDocument, Exception> handler) {
    executor.execute(() -> {
      try {
        execute(document);
      } catch (Exception failure) {
        handler.accept(null, failure);
        return;
      }
      handler.accept(document, null);
    });
  }

  @Override
  @SuppressWarnings("unchecked")
  public IngestDocument execute(IngestDocument document) {
    Map<String, Object> all = document.getSourceAndMetadata();
    Map<String, Object> source = new LinkedHashMap<>(all);
    source.keySet().removeAll(METADATA);
    Map<String, Object> input = new HashMap<>();
    input.put("index", all.get("_index"));
    input.put("id", all.get("_id"));
    input.put("source", source);
    Map<String, Object> answer = run.apply(input);
    if (answer.get("failure") != null) throw Failures.of(answer.get("failure"));
    all.putAll((Map<String, Object>) answer.get("source"));
    return document;
  }

  @Override
  public String getType() {
    return TYPE;
  }
}
