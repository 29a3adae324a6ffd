// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;


/** One REST request, which fails as the server does when it carries a parameter that its handler does not know. */
record Request(String method, List<String> path, Map<String, String> query, byte[] body) {
  private static final List<String> COMMON = List.of("pretty", "human", "error_trace", "filter_path", "format");

  boolean hasBody() {
    return body.length > 0;
  }

  /** A path element without its checks, such as the id in {@code _ml/trained_models/{id}}. */
  String part(int index) {
    return path.get(index);
  }

  boolean flag(String name, boolean otherwise) {
    String value = query.get(name);
    if (value == null) return otherwise;
    if (value.isEmpty() || value.equals("true")) return true;
    if (value.equals("false")) return false;
    throw new IllegalArgumentException("Failed to parse value [" + value + "] as only [true] or [false] are allowed.");
  }

  int number(String name, int otherwise) {
    String value = query.get(name);
    if (value == null) return otherwise;
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("Failed to parse int parameter [" + name + "] with value [" + value + "]", malformed);
    }
  }

  /** Refuses parameters other than these and those that every handler knows. */
  void accept(String... known) {
    TreeSet<String> unknown = new TreeSet<>(query.keySet());
    COMMON.forEach(unknown::remove);
    List.of(known).forEach(unknown::remove);
    if (unknown.isEmpty()) return;
    String names = String.join("], [", unknown);
    throw new IllegalArgumentException("request [/" + String.join("/", path) + "] contains unrecognized parameter"
        + (unknown.size() == 1 ? "" : "s") + ": [" + names + "]");
  }
}
