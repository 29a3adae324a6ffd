// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Status and JSON body of an answer. */
record Answer(int status, byte[] body) {
  static Answer ok(byte[] body) {
    return new Answer(200, body);
  }

  static Answer ok(Map<String, ?> body) {
    return ok(Json.write(body));
  }

  static Answer acknowledged() {
    return new Answer(200, "{\"acknowledged\":true}".getBytes(StandardCharsets.UTF_8));
  }

  static Answer failure(Exception failure) {
    return new Answer(Json.statusOf(failure), Json.writeFailure(failure));
  }
}
