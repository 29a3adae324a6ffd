// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Records what Elasticsearch 9.5.3's IngestDocument makes of fields.jsonl, line by line: the class path is the one that
// test/cluster/elasticsearch is built with.
// java -cp "$(cat test/cluster/elasticsearch/target/classpath.txt)" RecordFields.java fields.jsonl > recorded-fields.jsonl

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.index.VersionType;
import org.elasticsearch.ingest.*;
import org.elasticsearch.xcontent.json.JsonXContent;

public class RecordFields {
  public static void main(String[] args) throws Exception {
    LogConfigurator.configureESLogging();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      Map<String, Object> given = XContentHelper.convertToMap(JsonXContent.jsonXContent, line, false);
      @SuppressWarnings("unchecked")
      Map<String, Object> source = (Map<String, Object>) given.get("source");
      IngestDocument document = new IngestDocument("index", "id", 1, null, VersionType.INTERNAL, source);
      Map<String, Object> seen = new HashMap<>();
      Processor processor = new AbstractProcessor(null, null) {
        public String getType() {
          return "recorded";
        }

        public IngestDocument execute(IngestDocument inside) {
          try {
            Object found = access(inside, given);
            if (given.get("operation").equals("get") || given.get("operation").equals("has")) seen.put("found", found);
          } catch (RuntimeException e) {
            seen.put("error", e.getMessage());
          }
          return inside;
        }
      };
      var pattern = IngestPipelineFieldAccessPattern.getAccessPattern((String) given.get("pattern"));
      var pipeline = new Pipeline("p", null, null, null, new CompoundProcessor(processor), pattern, null, null, null);
      document.executePipeline(pipeline, (result, failure) -> {});
      seen.put("source", document.getSource());
      System.out.println(Strings.toString(JsonXContent.contentBuilder().map(seen)));
    }
  }

  static Object access(IngestDocument document, Map<String, Object> given) {
    String path = (String) given.get("path");
    boolean flag = (Boolean) given.get("flag");
    switch ((String) given.get("operation")) {
      case "get":
        return document.getFieldValue(path, Object.class, flag);
      case "has":
        return document.hasField(path, flag);
      case "remove":
        document.removeField(path, flag);
        return null;
      case "set":
        document.setFieldValue(path, given.get("value"));
        return null;
      case "append":
        document.appendFieldValue(path, given.get("value"), flag, false);
        return null;
      default:
        document.appendFieldValue(path, given.get("value"), flag, true);
        return null;
    }
  }
}
