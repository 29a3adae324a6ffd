// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.ingest.SimulatePipelineRequest;
import org.elasticsearch.cluster.metadata.ProjectId;
import org.elasticsearch.cluster.project.DefaultProjectResolver;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.core.RestApiVersion;
import org.elasticsearch.ingest.AbstractProcessor;
import org.elasticsearch.ingest.Pipeline;
import org.elasticsearch.ingest.Processor;
import org.elasticsearch.script.ScriptContext;
import org.elasticsearch.script.ScriptEngine;
import org.elasticsearch.script.ScriptModule;
import org.elasticsearch.script.ScriptService;

/**
 * Pipelines as the server's own Pipeline reads them: keys, processors, conditions, handlers of failures. Settings of the single
 * processors and the language of scripts are in modules that are not published (ingest-common, lang-painless); the node checks those.
 */
final class PipelineBodies {
  private static final String ID = "parsed";
  private static final ScriptService SCRIPTS = new ScriptService(Settings.EMPTY, Map.of("painless", new AnyScript()),
      ScriptModule.CORE_CONTEXTS, System::currentTimeMillis, DefaultProjectResolver.INSTANCE);

  /** A factory for every type of processor: that of inference checks its settings, the others take any. */
  private static final Map<String, Processor.Factory> FACTORIES = new HashMap<>() {
    @Override
    public Processor.Factory get(Object type) {
      return (factories, tag, description, config, project) -> {
        if (type.equals("inference")) new InferenceProcessor(null, null, null, config);
        else config.clear();
        return new Unrun((String) type, tag, description);
      };
    }
  };

  private PipelineBodies() {}

  static ActionRequestValidationException pipeline(Map<String, Object> body) throws Exception {
    Pipeline.create(ID, body, FACTORIES, SCRIPTS, ProjectId.DEFAULT, feature -> true);
    return null;
  }

  @SuppressWarnings("unchecked")
  static ActionRequestValidationException simulate(Map<String, Object> body) throws Exception {
    if (body.get("pipeline") instanceof Map<?, ?> pipeline) pipeline((Map<String, Object>) pipeline);
    // The rest of the request's parser needs a whole ingest service.
    Method documents = SimulatePipelineRequest.class.getDeclaredMethod("parseDocs", Map.class, RestApiVersion.class);
    documents.setAccessible(true);
    try {
      documents.invoke(null, body, RestApiVersion.current());
    } catch (InvocationTargetException refused) {
      throw (Exception) refused.getCause();
    }
    return null;
  }

  private static final class Unrun extends AbstractProcessor {
    private final String type;

    Unrun(String type, String tag, String description) {
      super(tag, description);
      this.type = type;
    }

    @Override
    public String getType() {
      return type;
    }
  }

  /** Takes every source for a script that is never run. */
  private static final class AnyScript implements ScriptEngine {
    @Override
    public String getType() {
      return "painless";
    }

    @Override
    public <T> T compile(String name, String source, ScriptContext<T> context, Map<String, String> parameters) {
      Class<T> factory = context.factoryClazz;
      return factory.cast(Proxy.newProxyInstance(factory.getClassLoader(), new Class<?>[] { factory }, (proxy, method, arguments) -> null));
    }

    @Override
    public Set<ScriptContext<?>> getSupportedContexts() {
      return Set.copyOf(ScriptModule.CORE_CONTEXTS.values());
    }
  }
}
