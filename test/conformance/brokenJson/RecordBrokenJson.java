// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Records what Elasticsearch's JSON parser says of texts, one a line on standard input with \n, \t and \\ for line breaks, tabs and
// backslashes: java -cp 'JARS OF test/cluster/elasticsearch' RecordBrokenJson.java < texts > recorded.tsv

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.xcontent.XContentParseException;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.elasticsearch.xcontent.json.JsonXContent;

public class RecordBrokenJson {
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader texts = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = texts.readLine()) != null; ) out.println(line + "\t" + escaped(answer(line.translateEscapes())));
  }

  private static String answer(String text) throws Exception {
    try (XContentParser parser =
        JsonXContent.jsonXContent.createParser(XContentParserConfiguration.EMPTY, new BytesArray(text).streamInput())) {
      parser.allowDuplicateKeys(false);
      XContentParser.Token token = parser.nextToken();
      if (token == XContentParser.Token.START_OBJECT) parser.map();
      else if (token == XContentParser.Token.START_ARRAY) parser.list();
      else if (token == XContentParser.Token.VALUE_STRING) parser.text();
      else if (token == XContentParser.Token.VALUE_NUMBER) parser.numberValue();
      try {
        return "ok\t" + (parser.nextToken() == null ? "" : "more");
      } catch (XContentParseException behind) {
        return "ok\t" + behind.getMessage();
      }
    } catch (Exception error) {
      String causes = "";
      for (Throwable cause = error; cause != null; cause = cause.getCause())
        causes += (causes.isEmpty() ? "" : " <- ") + cause.getClass().getSimpleName() + ": " + cause.getMessage();
      return causes + "\t";
    }
  }

  private static String escaped(String text) {
    return text.replace("org.elasticsearch.common.io.stream.ByteBufferStreamInput", "~").replace("\\", "\\\\").replace("\n", "\\n");
  }
}
