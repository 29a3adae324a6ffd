// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelDefinitionPartAction;

/** The parts of definitions as documents of an index, in the server's form (TrainedModelDefinitionDoc) and under its ids. */
final class DefinitionStore {
  private static final String TYPE = "trained_model_definition_doc";
  private static final String BYTES = "binary_definition";
  private static final int COMPRESSION_VERSION = 1;

  private final BiFunction<String, Map<String, Object>, Object> index;

  DefinitionStore(BiFunction<String, Map<String, Object>, Object> index) {
    this.index = index;
  }

  /** Writes a part, and makes the last one visible to searches with all before it. Gives false where it is there already. */
  boolean create(PutTrainedModelDefinitionPartAction.Request part) {
    boolean last = part.getPart() == part.getTotalParts() - 1;
    byte[] source;
    try (XContentBuilder builder = JsonXContent.contentBuilder()) {
      byte[] bytes = BytesReference.toBytes(part.getDefinition());
      builder.startObject().field("doc_type", TYPE).field("model_id", part.getModelId()).field("doc_num", part.getPart())
          .field("definition_length", bytes.length).field("total_definition_length", part.getTotalDefinitionLength())
          .field("compression_version", COMPRESSION_VERSION).field(BYTES, bytes).field("eos", last).endObject();
      source = BytesReference.toBytes(BytesReference.bytes(builder));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    if (!(Boolean) index.apply("create", Map.of("id", id(part.getModelId(), part.getPart()), "source", source))) return false;
    if (last) index.apply("refresh", Map.of());
    return true;
  }

  InputStream read(String modelId, int number) {
    byte[] source = (byte[]) index.apply("read", Map.of("id", id(modelId, number)));
    try (XContentParser parser = Json.parser(source)) {
      for (XContentParser.Token token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token != XContentParser.Token.FIELD_NAME || !parser.currentName().equals(BYTES)) continue;
        parser.nextToken();
        return new ByteArrayInputStream(parser.binaryValue());
      }
      throw new IllegalStateException("no definition in " + id(modelId, number));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  void delete(String modelId, List<Integer> numbers) {
    index.apply("delete", Map.of("ids", numbers.stream().map(number -> id(modelId, number)).toList()));
  }

  private static String id(String modelId, int number) {
    return TYPE + "-" + modelId + "-" + number;
  }
}
