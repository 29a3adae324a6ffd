// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Records what Elasticsearch's grok library makes of texts:
//   java -cp "<elasticsearch-grok and its libraries>" RecordGrok.java inputs.tsv 9.5.3 > recorded.json
// Columns: bank (legacy or v1), expressions joined by " || ", texts.

import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.elasticsearch.grok.*;

public class RecordGrok {
  static String quote(String text) {
    if (text == null) return "null";
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < 32 || c > 126) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }

  /** Values with their type, as {"int":5}. */
  static String value(Object value) {
    if (value instanceof String text) return quote(text);
    if (value instanceof List<?> list) return "[" + String.join(",", list.stream().map(RecordGrok::value).toList()) + "]";
    String type = value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return "{\"" + type + "\":" + quote(value.toString()) + "}";
  }

  public static void main(String[] args) throws Exception {
    List<String> cases = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[0]), StandardCharsets.UTF_8)) {
      if (line.startsWith("#") || line.isEmpty()) continue;
      String[] parts = line.split("\t", -1);
      List<String> patterns = List.of(parts[1].split(" \\|\\| "));
      for (int i = 2; i < parts.length; i++) {
        String text = parts[i].replace("\\t", "\t").replace("\\n", "\n");
        String head = "{\"bank\":" + quote(parts[0]) + ",\"patterns\":[" + String.join(",", patterns.stream().map(RecordGrok::quote).toList()) + "],\"text\":" + quote(text);
        String result;
        try {
          String combined = patterns.size() == 1 ? patterns.get(0) : Grok.combinePatterns(patterns, "_m");
          Grok grok = new Grok(parts[0].equals("v1") ? GrokBuiltinPatterns.ecsV1Patterns() : GrokBuiltinPatterns.legacyPatterns(), combined, warning -> {});
          Map<String, Object> captures = grok.captures(text);
          if (captures == null) {
            result = "\"captures\":null";
          } else {
            StringBuilder fields = new StringBuilder();
            String index = "0";
            for (Map.Entry<String, Object> e : captures.entrySet()) {
              if (e.getKey().startsWith("_m.")) { index = e.getKey().substring(3); continue; }
              fields.append(fields.length() == 0 ? "" : ",").append(quote(e.getKey())).append(":").append(value(e.getValue()));
            }
            result = "\"captures\":{" + fields + "},\"patternIndex\":" + index;
          }
        } catch (Exception error) {
          result = "\"error\":[" + quote(error.getClass().getSimpleName()) + "," + quote(error.getMessage()) + "]";
        }
        cases.add(head + "," + result + "}");
      }
    }
    System.out.println("{\"elasticsearch\":" + quote(args[1]) + ",\"cases\":[");
    System.out.println(String.join(",\n", cases));
    System.out.println("]}");
  }
}
