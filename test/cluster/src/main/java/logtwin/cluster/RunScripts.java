// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.opensearch.core.common.util.CollectionUtils;
import org.opensearch.script.IngestConditionalScript;
import org.opensearch.script.IngestScript;
import org.opensearch.script.Script;
import org.opensearch.script.ScriptService;
import org.opensearch.script.ScriptType;
import org.opensearch.transport.client.node.NodeClient;

/**
 * Compiles and runs scripts: an item is {@code {context?, source, params?, ctx?}}, a result {@code {ctx}}, {@code {value}} for a
 * condition, or {@code {error}}. The script gets the very map that it is given, as on Elasticsearch; this server's own script
 * processor hands it a copy (whose maps have other capacities, hence another order) and forgets changes made before a failure.
 */
final class RunScripts extends BatchHandler {
  private final ScriptService scripts;
  private final GrammarMemory memory;

  RunScripts(ScriptService scripts) {
    this.scripts = scripts;
    try {
      memory = new GrammarMemory();
    } catch (ClassNotFoundException missing) {
      throw new IllegalStateException(missing);
    }
  }

  @Override
  public String getName() {
    return "logtwin_scripts";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(org.opensearch.rest.RestRequest.Method.POST, "/_logtwin/scripts"));
  }

  @Override
  Map<String, Object> run(Map<String, Object> item, NodeClient client) throws Exception {
    memory.counts();
    Map<String, Object> params = map(item.get("params"));
    Script script = new Script(ScriptType.INLINE, "painless", (String) item.get("source"), params);
    Map<String, Object> ctx = map(item.get("ctx"));
    if ("processor_conditional".equals(item.get("context"))) {
      boolean value = scripts.compile(script, IngestConditionalScript.CONTEXT).newInstance(params).execute(ctx);
      return Map.of("value", value);
    }
    scripts.compile(script, IngestScript.CONTEXT).newInstance(params).execute(ctx);
    CollectionUtils.ensureNoSelfReferences(ctx, "ingest script");
    return Map.of("ctx", TypedValue.of(ctx));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return value == null ? new HashMap<>() : (Map<String, Object>) value;
  }
}
