// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelVocabularyAction;

/**
 * Turns texts into token ids by asking the process that started the node: Elasticsearch's tokenizers are in a module that is not
 * published, so logtwin's own, which 164 vectors of a server have proved, stand in for them here.
 */
final class TokenService {
  /** The arguments of forward, and whether the text was cut. */
  record Tokens(List<long[][]> arguments, boolean truncated) {}

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile URI address;

  void setAddress(String url) {
    address = URI.create(url);
  }

  /** Makes a tokenizer of a vocabulary known under a name. */
  void open(String name, PutTrainedModelVocabularyAction.Request vocabulary) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("open", name);
    body.put("vocabulary", vocabulary.getVocabulary());
    body.put("merges", vocabulary.getMerges());
    body.put("scores", vocabulary.getScores());
    ask(body);
  }

  /** The tokens of a text, with the settings of a {@code tokenization} object. */
  Tokens tokenize(String name, Map<String, Object> tokenization, String text) {
    Map<String, Object> answer = ask(Map.of("tokenizer", name, "tokenization", tokenization, "text", text));
    List<long[][]> arguments = ((List<?>) answer.get("arguments")).stream().map(rows -> matrix((List<?>) rows)).toList();
    return new Tokens(arguments, (Boolean) answer.get("truncated"));
  }

  private static long[][] matrix(List<?> rows) {
    return rows.stream().map(row -> ((List<?>) row).stream().mapToLong(id -> ((Number) id).longValue()).toArray())
        .toArray(long[][]::new);
  }

  private Map<String, Object> ask(Map<String, Object> body) {
    if (address == null) throw new IllegalStateException("No token service is known; see PUT /_logtwin/ml.");
    HttpRequest request = HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body))).build();
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      Map<String, Object> answer = Json.read(response.body());
      if (response.statusCode() == 200) return answer;
      throw new ElasticsearchStatusException((String) answer.get("reason"), RestStatus.fromCode(response.statusCode()));
    } catch (IOException broken) {
      throw new UncheckedIOException("The token service does not answer.", broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("inference canceled as process is stopping", stopped);
    }
  }
}
