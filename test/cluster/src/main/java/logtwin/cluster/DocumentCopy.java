// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster;

import java.util.Collections;

import org.opensearch.ingest.AbstractProcessor;
import org.opensearch.ingest.ConfigurationUtils;
import org.opensearch.ingest.IngestDocument;
import org.opensearch.ingest.Processor;
import org.opensearch.script.ScriptService;
import org.opensearch.script.TemplateScript;

/**
 * The set processor with {@code copy_from}, which this server does not have: the document is asked and changed as Elasticsearch does it,
 * so that its own errors come out. Calls itself {@code set}, so that errors do.
 */
final class DocumentCopy extends AbstractProcessor {
  /** What pipelines call it. */
  static final String NAME = "document_copy";

  private final String source;
  private final TemplateScript.Factory target;
  private final boolean ignoresEmpty;
  private final boolean overrides;

  private DocumentCopy(String tag, String description, String source, TemplateScript.Factory target, boolean ignoresEmpty, boolean overrides) {
    super(tag, description);
    this.source = source;
    this.target = target;
    this.ignoresEmpty = ignoresEmpty;
    this.overrides = overrides;
  }

  static Processor.Factory factory(ScriptService scripts) {
    return (factories, tag, description, config) -> {
      ConfigurationUtils.readOptionalStringProperty(NAME, tag, config, "media_type");
      String field = ConfigurationUtils.readStringProperty(NAME, tag, config, "field");
      return new DocumentCopy(tag, description, ConfigurationUtils.readStringProperty(NAME, tag, config, "copy_from"),
          ConfigurationUtils.compileTemplate(NAME, tag, "field", field, scripts),
          ConfigurationUtils.readBooleanProperty(NAME, tag, config, "ignore_empty_value", false),
          ConfigurationUtils.readBooleanProperty(NAME, tag, config, "override", true));
    };
  }

  @Override
  public IngestDocument execute(IngestDocument document) {
    String path = document.renderTemplate(target);
    if (!overrides && document.hasField(path) && document.getFieldValue(path, Object.class) != null) return document;
    Object value = document.getFieldValue(source, Object.class, ignoresEmpty);
    if (ignoresEmpty && (value == null || value.equals(""))) return document;
    document.setFieldValue(path, IngestDocument.deepCopyMap(Collections.singletonMap("value", value)).get("value"));
    return document;
  }

  @Override
  public String getType() {
    return "set";
  }
}
