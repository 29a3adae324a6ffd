// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster.ml;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import org.opensearch.common.xcontent.XContentType;
import org.opensearch.core.common.bytes.BytesArray;
import org.opensearch.core.common.bytes.BytesReference;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestChannel;
import org.opensearch.rest.RestHandler;
import org.opensearch.rest.RestRequest;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.client.node.NodeClient;

/** Hands every request under {@code _ml} to Elasticsearch's side, path and parameters as they came. */
final class MachineLearningHandler implements RestHandler {
  private static final int DEEPEST_PATH = 6;

  private final BiFunction<String, Map<String, Object>, Map<String, Object>> machineLearning;

  MachineLearningHandler(BiFunction<String, Map<String, Object>, Map<String, Object>> machineLearning) {
    this.machineLearning = machineLearning;
  }

  @Override
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (RestRequest.Method method : List.of(RestRequest.Method.GET, RestRequest.Method.PUT, RestRequest.Method.POST,
        RestRequest.Method.DELETE)) {
      StringBuilder path = new StringBuilder("/_ml");
      for (int depth = 1; depth < DEEPEST_PATH; depth++) routes.add(new Route(method, path.append("/{p").append(depth).append("}").toString()));
    }
    routes.add(new Route(RestRequest.Method.PUT, "/_logtwin/ml"));
    routes.add(new Route(RestRequest.Method.DELETE, "/_logtwin/ml"));
    routes.add(new Route(RestRequest.Method.POST, "/_logtwin/parse"));
    routes.add(new Route(RestRequest.Method.POST, "/_logtwin/privileges"));
    return routes;
  }

  @Override
  public void handleRequest(RestRequest request, RestChannel channel, NodeClient client) {
    Map<String, Object> input = new LinkedHashMap<>();
    URI uri = URI.create(request.uri());
    List<String> path = new ArrayList<>();
    for (String part : uri.getRawPath().substring(1).split("/")) path.add(decode(part.replace("+", "%2B")));
    input.put("method", request.method().name());
    input.put("path", path);
    input.put("query", query(uri.getRawQuery()));
    input.put("body", BytesReference.toBytes(request.content()));
    // Reading the parameters marks them as known to the REST layer.
    request.params().keySet().forEach(request::param);
    client.threadPool().executor(ThreadPool.Names.GENERIC).execute(() -> {
      Map<String, Object> answer = machineLearning.apply("request", input);
      channel.sendResponse(answer == null ? noHandler(request) : new BytesRestResponse(RestStatus.fromCode((Integer) answer.get("status")),
          XContentType.JSON.mediaType(), new BytesArray((byte[]) answer.get("body"))));
    });
  }

  private static BytesRestResponse noHandler(RestRequest request) {
    String text = "{\"error\":\"no handler found for uri [" + request.uri() + "] and method [" + request.method() + "]\"}";
    return new BytesRestResponse(RestStatus.BAD_REQUEST, XContentType.JSON.mediaType(), new BytesArray(text));
  }

  private static Map<String, String> query(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query == null) return parameters;
    for (String pair : query.split("&")) {
      int at = pair.indexOf('=');
      parameters.put(decode(at < 0 ? pair : pair.substring(0, at)), at < 0 ? "" : decode(pair.substring(at + 1)));
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
