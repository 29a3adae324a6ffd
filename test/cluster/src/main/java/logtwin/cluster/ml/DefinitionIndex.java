// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster.ml;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import org.opensearch.ResourceAlreadyExistsException;
import org.opensearch.action.DocWriteRequest;
import org.opensearch.action.bulk.BulkRequestBuilder;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.xcontent.XContentType;
import org.opensearch.core.common.bytes.BytesReference;
import org.opensearch.index.engine.VersionConflictEngineException;
import org.opensearch.transport.client.Client;

/**
 * The index in which definitions of models are, on this node: a document for each part, written as the server writes it (created, not
 * refreshed, flushed to disk before the answer). Only the JDK's types cross to Elasticsearch's side:
 *
 * <p>{@code create {id, source}} gives whether the document was new; {@code read {id}} gives its source; {@code delete {ids}} and
 * {@code refresh {}} give null.
 */
final class DefinitionIndex implements BiFunction<String, Map<String, Object>, Object> {
  /** The server's name for it, and its mapping as far as these documents go. */
  private static final String NAME = ".ml-inference-native-000002";
  private static final String MAPPING = """
      {"dynamic": "false", "properties": {"doc_type": {"type": "keyword"}, "model_id": {"type": "keyword"}, "doc_num": {"type": "long"},
       "definition_length": {"type": "long"}, "total_definition_length": {"type": "long"}, "compression_version": {"type": "long"},
       "binary_definition": {"type": "binary"}, "eos": {"type": "boolean"}}}""";

  private volatile Client client;
  private boolean made;

  /** Plug-ins are made before the node has a client. */
  void setClient(Client client) {
    this.client = client;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Object apply(String what, Map<String, Object> input) {
    make();
    switch (what) {
      case "create":
        return create((String) input.get("id"), (byte[]) input.get("source"));
      case "read":
        return BytesReference.toBytes(client.prepareGet(NAME, (String) input.get("id")).get().getSourceAsBytesRef());
      case "refresh":
        client.admin().indices().prepareRefresh(NAME).get();
        return null;
      case "delete":
        BulkRequestBuilder bulk = client.prepareBulk();
        for (String id : (List<String>) input.get("ids")) bulk.add(client.prepareDelete(NAME, id));
        bulk.get();
        return null;
      default:
        throw new IllegalArgumentException(what);
    }
  }

  private boolean create(String id, byte[] source) {
    try {
      client.prepareIndex(NAME).setId(id).setOpType(DocWriteRequest.OpType.CREATE).setSource(source, XContentType.JSON).get();
      return true;
    } catch (VersionConflictEngineException isThere) {
      return false;
    }
  }

  private synchronized void make() {
    if (made) return;
    try {
      Settings settings = Settings.builder().put("index.number_of_shards", 1).put("index.auto_expand_replicas", "0-1")
          .put("index.hidden", true).build();
      client.admin().indices().prepareCreate(NAME).setSettings(settings).setMapping(MAPPING).get();
    } catch (ResourceAlreadyExistsException isThere) {
      // Made before.
    }
    made = true;
  }
}
