// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.ExceptionsHelper;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.search.SearchModule;
import org.elasticsearch.xcontent.NamedXContentRegistry;
import org.elasticsearch.xcontent.ToXContent;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.elasticsearch.xpack.core.ml.inference.MlInferenceNamedXContentProvider;

/** JSON as Elasticsearch reads and writes it. */
final class Json {
  private static final XContentParserConfiguration CONFIGURATION = XContentParserConfiguration.EMPTY.withRegistry(registry());

  private Json() {}

  private static NamedXContentRegistry registry() {
    List<NamedXContentRegistry.Entry> entries = new ArrayList<>(new MlInferenceNamedXContentProvider().getNamedXContentParsers());
    // Queries and aggregations, which datafeeds hold.
    entries.addAll(new SearchModule(Settings.EMPTY, List.of()).getNamedXContents());
    return new NamedXContentRegistry(entries);
  }

  /** A parser over a request body, as a REST handler gets it. */
  static XContentParser parser(byte[] body) throws IOException {
    return JsonXContent.jsonXContent.createParser(CONFIGURATION, body);
  }

  static Map<String, Object> read(byte[] body) {
    return XContentHelper.convertToMap(JsonXContent.jsonXContent, body, 0, body.length, false);
  }

  static byte[] write(Map<String, ?> value) {
    try (XContentBuilder builder = JsonXContent.contentBuilder()) {
      return bytes(builder.map(value));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static byte[] write(ToXContent value, Map<String, String> parameters) throws IOException {
    try (XContentBuilder builder = JsonXContent.contentBuilder()) {
      value.toXContent(builder, new ToXContent.MapParams(parameters));
      return bytes(builder);
    }
  }

  /** The body of an error answer, as the REST layer writes it. */
  static byte[] writeFailure(Exception failure) {
    try (XContentBuilder builder = JsonXContent.contentBuilder()) {
      builder.startObject();
      ElasticsearchException.generateFailureXContent(builder, ToXContent.EMPTY_PARAMS, failure, true);
      builder.field("status", statusOf(failure));
      return bytes(builder.endObject());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static int statusOf(Exception failure) {
    return ExceptionsHelper.status(failure).getStatus();
  }

  private static byte[] bytes(XContentBuilder builder) {
    return BytesReference.toBytes(BytesReference.bytes(builder));
  }
}
