// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Records what Elasticsearch 9.5.3's Pipeline, CompoundProcessor, ConditionalProcessor and IngestDocument make of the pipelines of
// pipelines.jsonl, line by line. Processors, templates and conditions are stand-ins that do what the real ones do here.
// java -cp "$(cat test/cluster/elasticsearch/target/classpath.txt)" RecordPipelines.java pipelines.jsonl > recorded-pipelines.jsonl

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import java.util.function.BiConsumer;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.cluster.metadata.ProjectId;
import org.elasticsearch.cluster.project.DefaultProjectResolver;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.index.VersionType;
import org.elasticsearch.ingest.*;
import org.elasticsearch.script.*;
import org.elasticsearch.xcontent.json.JsonXContent;

public class RecordPipelines {
  static final Map<String, Pipeline> pipelines = new HashMap<>();

  public static void main(String[] args) throws Exception {
    LogConfigurator.configureESLogging();
    Map<String, Processor.Factory> processors = processors();
    ScriptService conditions = conditions();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      pipelines.clear();
      for (var entry : XContentHelper.convertToMap(JsonXContent.jsonXContent, line, true).entrySet()) {
        @SuppressWarnings("unchecked")
        Map<String, Object> config = (Map<String, Object>) entry.getValue();
        pipelines.put(entry.getKey(), Pipeline.create(entry.getKey(), config, processors, conditions, ProjectId.DEFAULT));
      }
      IngestDocument document = new IngestDocument("index", "id", 1, null, VersionType.INTERNAL, new HashMap<>());
      Map<String, Object> seen = new HashMap<>();
      document.executePipeline(pipelines.get("p0"), (result, failure) -> {
        if (failure != null) {
          seen.put("error", ((ElasticsearchException) failure).getRootCause().getMessage());
          ElasticsearchException headed = (ElasticsearchException) failure;
          for (String key : headed.getBodyHeaderKeys()) seen.put(key, headed.getBodyHeader(key));
        } else if (result == null) {
          seen.put("dropped", true);
        }
      });
      seen.put("source", document.getSource());
      seen.put("index", document.getMetadata().getIndex());
      System.out.println(Strings.toString(JsonXContent.contentBuilder().map(seen)));
    }
  }

  static Map<String, Processor.Factory> processors() {
    Map<String, Processor.Factory> factories = new HashMap<>();
    factories.put("append", factory("append", "value", (document, value) -> {
      String text = value;
      for (String name : List.of("pipeline", "on_failure_message", "on_failure_processor_type", "on_failure_processor_tag", "on_failure_pipeline")) {
        text = text.replace("{{{_ingest." + name + "}}}", Objects.toString(document.getIngestMetadata().get(name), ""));
      }
      document.appendFieldValue("trace", text);
    }));
    factories.put("fail", factory("fail", "message", (document, message) -> {
      throw new RuntimeException(message);
    }));
    factories.put("terminate", factory("terminate", null, (document, none) -> document.terminate()));
    factories.put("reroute", factory("reroute", "destination", IngestDocument::reroute));
    factories.put("drop", (known, tag, description, config, project) -> new AbstractProcessor(tag, description) {
      public String getType() {
        return "drop";
      }

      public IngestDocument execute(IngestDocument document) {
        return null;
      }
    });
    factories.put("pipeline", (known, tag, description, config, project) -> {
      String name = ConfigurationUtils.readStringProperty("pipeline", tag, config, "name");
      boolean mayBeMissing = ConfigurationUtils.readBooleanProperty("pipeline", tag, config, "ignore_missing_pipeline", false);
      return new AbstractProcessor(tag, description) {
        public String getType() {
          return "pipeline";
        }

        public boolean isAsync() {
          return true;
        }

        public void execute(IngestDocument document, BiConsumer<IngestDocument, Exception> handler) {
          Pipeline called = pipelines.get(name);
          if (called != null) document.executePipeline(called, handler);
          else if (mayBeMissing) handler.accept(document, null);
          else handler.accept(null, new IllegalStateException("Pipeline processor configured for non-existent pipeline [" + name + "]"));
        }
      };
    });
    return factories;
  }

  /** A processor of one option, which it is run with. */
  static Processor.Factory factory(String type, String option, BiConsumer<IngestDocument, String> run) {
    return (known, tag, description, config, project) -> {
      String value = option == null ? null : ConfigurationUtils.readStringProperty(type, tag, config, option);
      config.remove("field");
      return new AbstractProcessor(tag, description) {
        public String getType() {
          return type;
        }

        public IngestDocument execute(IngestDocument document) {
          run.accept(document, value);
          return document;
        }
      };
    };
  }

  /** Conditions are true, false or fail as Painless does where ctx.a is missing. */
  static ScriptService conditions() {
    ScriptEngine engine = new ScriptEngine() {
      public String getType() {
        return "painless";
      }

      @SuppressWarnings("unchecked")
      public <F> F compile(String name, String code, ScriptContext<F> context, Map<String, String> params) {
        return (F) (IngestConditionalScript.Factory) (given, ctx) -> new IngestConditionalScript(given, ctx) {
          public boolean execute() {
            if (code.equals("true") || code.equals("false")) return code.equals("true");
            throw new NullPointerException("cannot access method/field [b] from a null def reference");
          }
        };
      }

      public Set<ScriptContext<?>> getSupportedContexts() {
        return Set.of(IngestConditionalScript.CONTEXT);
      }
    };
    return new ScriptService(Settings.EMPTY, Map.of("painless", engine), ScriptModule.CORE_CONTEXTS, () -> 1, DefaultProjectResolver.INSTANCE);
  }
}
