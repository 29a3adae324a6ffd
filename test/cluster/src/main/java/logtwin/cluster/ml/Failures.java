// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster.ml;

import java.util.Map;

import org.opensearch.OpenSearchParseException;
import org.opensearch.OpenSearchSecurityException;
import org.opensearch.OpenSearchStatusException;
import org.opensearch.ResourceNotFoundException;
import org.opensearch.core.rest.RestStatus;

/** Turns a failure that Elasticsearch's side described into one whose name and status are the same in an answer of this server. */
final class Failures {
  private Failures() {}

  static RuntimeException of(Object described) {
    Map<?, ?> failure = (Map<?, ?>) described;
    String reason = (String) failure.get("reason");
    RestStatus status = RestStatus.fromCode((Integer) failure.get("status"));
    return switch ((String) failure.get("type")) {
      case "IllegalArgumentException" -> new IllegalArgumentException(reason);
      case "IllegalStateException" -> new IllegalStateException(reason);
      case "ElasticsearchParseException" -> new OpenSearchParseException("{}", reason);
      case "ElasticsearchSecurityException" -> new OpenSearchSecurityException(reason, status);
      case "ResourceNotFoundException" -> new ResourceNotFoundException("{}", reason);
      default -> new OpenSearchStatusException("{}", status, reason);
    };
  }
}
