// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.opensearch.OpenSearchException;
import org.opensearch.common.xcontent.XContentHelper;
import org.opensearch.common.xcontent.XContentType;
import org.opensearch.core.common.bytes.BytesReference;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.core.xcontent.MediaType;
import org.opensearch.core.xcontent.ToXContent;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.rest.BaseRestHandler;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestRequest;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.client.node.NodeClient;

/** Answers {@code {"items":[...]}} with {@code {"results":[...]}}: one result an item, a failure being one too. */
abstract class BatchHandler extends BaseRestHandler {
  /** Does one item; what it throws becomes the item's {@code error}. */
  abstract Map<String, Object> run(Map<String, Object> item, NodeClient client) throws Exception;

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    Map<String, Object> body =
        XContentHelper.convertToMap(request.requiredContent(), false, (MediaType) XContentType.JSON).v2();
    return channel -> client.threadPool().executor(ThreadPool.Names.GENERIC).execute(() -> {
      try {
        List<Object> results = new ArrayList<>();
        for (Object item : (List<?>) body.get("items")) {
          @SuppressWarnings("unchecked")
          Map<String, Object> fields = (Map<String, Object>) item;
          results.add(result(fields, client));
        }
        XContentBuilder answer = XContentBuilder.builder(XContentType.JSON.xContent());
        answer.map(Map.of("results", results));
        channel.sendResponse(new BytesRestResponse(RestStatus.OK, answer));
      } catch (Exception failure) {
        try {
          channel.sendResponse(new BytesRestResponse(channel, failure));
        } catch (IOException broken) {
          throw new IllegalStateException(broken);
        }
      }
    });
  }

  private Map<String, Object> result(Map<String, Object> item, NodeClient client) throws IOException {
    try {
      return run(item, client);
    } catch (Exception failure) {
      return new LinkedHashMap<>(Map.of("error", describe(failure)));
    }
  }

  /** The failure as the REST layer would describe it. */
  static Object describe(Exception failure) throws IOException {
    try (XContentBuilder builder = XContentBuilder.builder(XContentType.JSON.xContent())) {
      builder.startObject();
      OpenSearchException.generateFailureXContent(builder, ToXContent.EMPTY_PARAMS, failure, true);
      builder.endObject();
      return parse(BytesReference.bytes(builder)).get("error");
    }
  }

  static Map<String, Object> parse(BytesReference json) {
    return XContentHelper.convertToMap(json, true, (MediaType) XContentType.JSON).v2();
  }
}
