// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster.ml;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.opensearch.ingest.IngestMetadata;
import org.opensearch.ingest.PipelineConfiguration;

/** The ids of models that inference processors of the stored pipelines name, in {@code on_failure} and {@code foreach} too. */
final class ReferencedModels {
  private ReferencedModels() {}

  static Collection<String> in(IngestMetadata pipelines) {
    Set<String> ids = new TreeSet<>();
    if (pipelines == null) return ids;
    for (PipelineConfiguration pipeline : pipelines.getPipelines().values()) collect(pipeline.getConfigAsMap(), ids);
    return ids;
  }

  private static void collect(Object config, Set<String> ids) {
    if (config instanceof List<?> list) list.forEach(item -> collect(item, ids));
    if (!(config instanceof Map<?, ?> map)) return;
    if (map.get(InferenceProcessor.TYPE) instanceof Map<?, ?> settings && settings.get("model_id") instanceof String id) ids.add(id);
    map.values().forEach(value -> collect(value, ids));
  }
}
