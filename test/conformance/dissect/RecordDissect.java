// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Records what Elasticsearch's dissect library makes of texts:
//   java -cp "<elasticsearch-dissect and its libraries>" RecordDissect.java 9.5.3 > recorded.json
// Written cases first, then seeded random ones.

import java.util.*;
import org.elasticsearch.dissect.DissectParser;

public class RecordDissect {
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

  static final List<String> cases = new ArrayList<>();

  static void record(String pattern, String separator, String text) {
    String result;
    try {
      StringBuilder out = new StringBuilder();
      for (Map.Entry<String, String> e : new TreeMap<>(new DissectParser(pattern, separator).forceParse(text)).entrySet()) {
        out.append(out.length() == 0 ? "" : ",").append(quote(e.getKey())).append(":").append(quote(e.getValue()));
      }
      result = "\"fields\":{" + out + "}";
    } catch (Exception error) {
      String type = error.getClass().getName();
      result = "\"error\":[" + quote(type.substring(type.lastIndexOf('.') + 1)) + "," + quote(error.getMessage()) + "]";
    }
    cases.add("{\"pattern\":" + quote(pattern) + ",\"separator\":" + quote(separator) + ",\"text\":" + quote(text) + "," + result + "}");
  }

  static final Random random = new Random(953);
  static String pick(String... options) { return options[random.nextInt(options.length)]; }

  static String randomPattern() {
    StringBuilder out = new StringBuilder(pick("", "", "", " ", "[", ","));
    int n = 1 + random.nextInt(5);
    for (int i = 0; i < n; i++) {
      String modifier = pick("", "", "", "", "+", "+", "?");
      String order = modifier.equals("+") || random.nextInt(20) == 0 ? pick("", "", "/1", "/2") : "";
      out.append("%{").append(random.nextInt(40) == 0 ? pick("*", "&") : modifier).append(pick("a", "b", "c", "d", "e")).append(order).append(pick("", "", "", "->")).append("}");
      if (random.nextInt(20) == 0) out.append(" %{*k} %{&k}");
      if (random.nextInt(20) == 0) out.append("-%{}");
      if (i < n - 1 || random.nextInt(3) == 0) out.append(pick(" ", " ", ",", "] ", "-", "::", ""));
    }
    return out.toString();
  }

  static String randomText() {
    StringBuilder out = new StringBuilder(pick("", "", " ", "[", ","));
    int n = random.nextInt(8);
    for (int i = 0; i < n; i++) out.append(pick("x", "yy", "z1", "", "\u00e9")).append(pick(" ", " ", "  ", ",", "] ", "-", "::", ",,"));
    return out.append(pick("", "end")).toString();
  }

  public static void main(String[] args) {
    String[][] written = {
      {"%{a} %{b}", "x y"}, {"%{a} %{b}", "x  y"}, {"%{a->} %{b}", "x    y"}, {"%{a} %{b}", "x"}, {"%{a}", "x"}, {"%{a}", ""}, {"", "x"}, {"a", "a"}, {"%{a},%{b},%{c}", "x,,z"},
      {"%{a},%{b},%{c}", ",,"}, {"%{a},%{b},%{c}", "x,y"}, {"%{a},%{b},%{c},", "x,y,z,"}, {"%{a},%{b},%{c},", "x,y,z"}, {"[%{ts}] %{level} - %{msg}", "[2023-08-28] INFO - hello - you"},
      {"%{+a} %{+a} %{+a}", "x y z"}, {"%{+a/2} %{+a/1} %{b}", "x y z"}, {"%{a} %{+a}", "x y"}, {"%{+a} %{a}", "x y"}, {"%{a} %{+a/2} %{+a/1}", "x y z"}, {"%{+a} %{+a/1}", "x y"}, {"%{+a/1} %{+a}", "x y"},
      {"%{?skip} %{a}", "x y"}, {"%{} %{a}", "x y"}, {"%{?a} %{?a} %{b}", "x y z"}, {"%{*k} %{&k}", "name value"}, {"%{&k} %{*k}", "value name"}, {"%{*k}=%{&k}, %{*l}=%{&l}", "a=1, b=2"}, {"%{*k}", "x"}, {"%{&k}", "x"},
      {"%{*k} %{*k}", "x y"}, {"%{*k} %{&k} %{&k}", "x y z"}, {"%{*k} %{&l}", "x y"}, {"%{a/1}", "x"}, {"%{+a/}", "x"}, {"%{+a/x}", "x"}, {"%{+}", "x"}, {"%{*}", "x"}, {"%{?}", "x"}, {"%{->}", "x"}, {"%{a->}", "x"},
      {"%{a->} ", "x    "}, {"%{a->} %{b->} %{c}", "x   y   z"}, {"[%{a->}][%{b}]", "[x]  [y]"}, {"[%{a}]%{->}[%{b}]", "[x]  [y]"}, {"%{a}%{b}", "xy"}, {"%{a}%{b} %{c}", "xy z"}, {"%{a %{b}", "x y"}, {"%{a}} %{b}", "x} y"},
      {"%{{a}}", "{x}"}, {"%a", "x"}, {"{a}", "x"}, {"%{a}%%{b}", "x%y"}, {"%{a} %{a}", "x y"}, {"%{a.b} %{[c][d]}", "x y"}, {"%{a b} %{c-d}", "x y"}, {"%{+a->} %{+a}", "x   y"}, {"%{+a/2->} %{+a/1}", "x   y"}, {"%{a->/1} %{b}", "x y"},
      {"%{?a->} %{b}", "x   y"}, {"%{a}, %{b}", "x, y, z"}, {"%{a}::%{b}", "x::::y"}, {"%{a}::%{b}", "x:::y"}, {"  %{a}", "  x"}, {"  %{a}", " x"}, {"%{a}\n%{b}", "x\ny"}, {"%{a}\t%{b}", "x\ty"}, {"%{a}\u00e9%{b}", "x\u00e9y"}, {"%{a} %{b}", "\u00fc \u20ac"},
      {"%{a} %{b} %{c}", "x y "}, {"%{a} %{b} ", "x y "}, {"%{a} %{b} ", "x y"}, {"%{a}-%{b}-%{c}", "1-2-3-4"}, {"%{a} %{*k} %{&k}", "x  v"}, {"%{*k} %{&k}", " v"}, {"%{+a},%{+a}", ","}, {"%{@a} %{a+}", "x y"}, {"%{ a } %{b}", "x y"}, {"%{a}->%{b}", "x->y"},
      {"%{+a} %{b} %{+a}", "x y z"}, {"%{a}  %{b}", "x  y"}, {"%{a}  %{b}", "x y"}, {"%{a},%{b->},%{c}", "x,y,,,,z"}, {"%{a},%{b->}", "x,y,,,,"}, {"%{a->},%{b}", "x,,,,"}, {"%{a},%{?b},%{+c/2},%{+c/1}", "1,2,3,4"}, {"%{+a/0}", "x"}, {"%{+a/10} %{+a/9}", "x y"}, {"%{++a}", "x"}, {"%{+*a}", "x"}, {"%{?+a}", "x"},
      {"[%{a}", "["}, {"[%{a}", "[x"}, {" %{a}", " "}, {"[%{a}]", "[]"}, {"%{+a/1} %{a} %{a}", "x y z"}, {"%{+a/0} %{+a}", "x y"}, {"%{a} %{+a/1} %{a}", "x y z"}, {"%{&z} %{&c} %{&b}", "x y z"}, {"%{*longer} %{*other} %{*a}", "x y z"},
      {"%{+a/32767} %{+a}", "x y"}, {"%{+a/32768}", "x"}, {"%{+a/2147483648}", "x"}
    };
    for (String[] one : written) {
      record(one[0], "", one[1]);
      if (one[0].contains("+")) record(one[0], "-", one[1]);
    }
    for (int i = 0; i < 1500; i++) record(randomPattern(), pick("", " "), randomText());
    System.out.println("{\"elasticsearch\":" + quote(args[0]) + ",\"cases\":[");
    System.out.println(String.join(",\n", cases));
    System.out.println("]}");
  }
}
