// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster;

import java.util.HashMap;
import java.util.Map;

import org.opensearch.core.common.util.CollectionUtils;
import org.opensearch.ingest.AbstractProcessor;
import org.opensearch.ingest.ConfigurationUtils;
import org.opensearch.ingest.IngestDocument;
import org.opensearch.ingest.Processor;
import org.opensearch.script.IngestScript;
import org.opensearch.script.Script;
import org.opensearch.script.ScriptService;
import org.opensearch.script.ScriptType;

/**
 * The script processor as Elasticsearch has it: the script gets the very document. This server's own hands it a copy (whose maps have
 * other capacities, hence another order) and forgets changes made before a failure. Calls itself {@code script}, so that errors do.
 */
final class DocumentScript extends AbstractProcessor {
  /** What pipelines call it. */
  static final String NAME = "document_script";

  private final IngestScript script;

  private DocumentScript(String tag, String description, IngestScript script) {
    super(tag, description);
    this.script = script;
  }

  static Processor.Factory factory(ScriptService scripts) {
    return (factories, tag, description, config) -> {
      String source = ConfigurationUtils.readStringProperty(NAME, tag, config, "source");
      Map<String, Object> params = ConfigurationUtils.readOptionalMap(NAME, tag, config, "params");
      ConfigurationUtils.readOptionalStringProperty(NAME, tag, config, "lang");
      Script script = new Script(ScriptType.INLINE, "painless", source, params == null ? new HashMap<>() : params);
      return new DocumentScript(tag, description,
          scripts.compile(script, IngestScript.CONTEXT).newInstance(script.getParams()));
    };
  }

  @Override
  public IngestDocument execute(IngestDocument document) {
    Map<String, Object> source = document.getSourceAndMetadata();
    script.execute(source);
    CollectionUtils.ensureNoSelfReferences(source, "ingest script");
    return document;
  }

  @Override
  public String getType() {
    return "script";
  }
}
