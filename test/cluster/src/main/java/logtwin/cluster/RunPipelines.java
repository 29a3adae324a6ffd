// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.opensearch.action.ingest.SimulateDocumentBaseResult;
import org.opensearch.action.ingest.SimulateDocumentResult;
import org.opensearch.action.ingest.SimulatePipelineAction;
import org.opensearch.action.ingest.SimulatePipelineRequest;
import org.opensearch.action.ingest.SimulatePipelineResponse;
import org.opensearch.common.xcontent.XContentType;
import org.opensearch.core.common.bytes.BytesReference;
import org.opensearch.core.xcontent.ToXContent;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.rest.RestRequest;
import org.opensearch.transport.client.node.NodeClient;

/**
 * Runs the node's _simulate action: an item is that API's request body with {@code verbose?}; a result is {@code {response}}, the
 * API's answer, with {@code typed}, each document's _source with the Java types of its values (null for a document without).
 */
final class RunPipelines extends BatchHandler {
  @Override
  public String getName() {
    return "logtwin_pipelines";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(RestRequest.Method.POST, "/_logtwin/pipelines"));
  }

  @Override
  Map<String, Object> run(Map<String, Object> item, NodeClient client) throws Exception {
    boolean verbose = Boolean.TRUE.equals(item.remove("verbose"));
    BytesReference body;
    try (XContentBuilder builder = XContentBuilder.builder(XContentType.JSON.xContent())) {
      body = BytesReference.bytes(builder.map(item));
    }
    SimulatePipelineRequest request = new SimulatePipelineRequest(body, XContentType.JSON);
    request.setVerbose(verbose);
    SimulatePipelineResponse response = client.execute(SimulatePipelineAction.INSTANCE, request).actionGet();
    List<Object> typed = new ArrayList<>();
    for (SimulateDocumentResult result : response.getResults()) {
      boolean hasDocument = result instanceof SimulateDocumentBaseResult base && base.getIngestDocument() != null;
      typed.add(hasDocument ? TypedValue.of(((SimulateDocumentBaseResult) result).getIngestDocument().getSourceAndMetadata()) : null);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    try (XContentBuilder builder = XContentBuilder.builder(XContentType.JSON.xContent())) {
      response.toXContent(builder, ToXContent.EMPTY_PARAMS);
      answer.put("response", parse(BytesReference.bytes(builder)));
    }
    answer.put("typed", typed);
    return answer;
  }
}
