// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Records what java.util.regex does: java RecordJavaRegex.java inputs.tsv > recorded.json
// Cases are the lines of inputs.tsv (pattern, flags, text; \\uXXXX for what is not printable) and seeded random ones.

import java.nio.file.*;
import java.util.*;
import java.util.regex.*;

public class RecordJavaRegex {
  /** A text that counts the characters read from it. */
  static final class Counted implements CharSequence {
    final String text;
    final int[] count;
    Counted(String text, int[] count) { this.text = text; this.count = count; }
    public int length() { return text.length(); }
    public char charAt(int index) { if (++count[0] > 20000) throw new Limit(); return text.charAt(index); }
    public CharSequence subSequence(int start, int end) { return new Counted(text.substring(start, end), count); }
    public String toString() { return text; }
  }
  static final class Limit extends RuntimeException {}

  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < 32 || c > 126) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }

  static String groups(Matcher m) {
    StringBuilder out = new StringBuilder("[");
    for (int g = 0; g <= m.groupCount(); g++) out.append(g == 0 ? "" : ",").append(m.start(g)).append(',').append(m.end(g));
    return out.append(']').toString();
  }

  static String record(String pattern, int flags, String text) {
    StringBuilder out = new StringBuilder("{\"pattern\":" + quote(pattern) + ",\"flags\":" + flags + ",\"text\":" + quote(text));
    try {
      Pattern p = Pattern.compile(pattern, flags);
      int[] count = {0};
      Matcher m = p.matcher(new Counted(text, count));
      StringBuilder found = new StringBuilder();
      StringBuilder reads = new StringBuilder();
      int n = 0;
      while (true) {
        boolean more = m.find();
        reads.append(reads.length() == 0 ? "" : ",").append(count[0]);
        if (!more || ++n > 20) break;
        found.append(found.length() == 0 ? "" : ",").append(groups(m));
      }
      count[0] = 0;
      Matcher whole = p.matcher(new Counted(text, count));
      String matches = whole.matches() ? groups(whole) : "null";
      out.append(",\"found\":[" + found + "],\"reads\":[" + reads + "],\"matches\":" + matches + ",\"matchReads\":" + count[0]);
      Matcher looking = p.matcher(text);
      out.append(",\"lookingAt\":" + looking.lookingAt());
      out.append(",\"split\":[");
      String[] parts = p.split(text);
      for (int i = 0; i < parts.length; i++) out.append(i == 0 ? "" : ",").append(quote(parts[i]));
      out.append("]");
    } catch (PatternSyntaxException e) {
      out.append(",\"error\":" + quote(e.getMessage()));
    } catch (Limit e) {
      return null;
    }
    return out.append('}').toString();
  }

  static final Random random = new Random(20251121);
  static <T> T pick(List<T> list) { return list.get(random.nextInt(list.size())); }
  static int depth = 0;

  static String atom() {
    int kind = random.nextInt(depth > 3 ? 10 : 20);
    if (kind < 6) return pick(List.of("a", "b", "c", "A", "1", "-", " ", "\\.", "ab", "abc", "abcd"));
    if (kind < 8) return pick(List.of(".", "\\w", "\\d", "\\s", "\\W", "\\D", "\\S", "\\b", "\\B", "^", "$", "\\h", "\\R", "\\z", "\\Z", "\\A", "\\G"));
    if (kind < 10) return pick(List.of("[ab]", "[^a]", "[a-c&&[^b]]", "[a-z]", "[\\d-]", "\\p{Alpha}", "\\P{L}", "\\p{Lu}", "[^\\n]", "[a[bc]]", "[ab&&bc]", "[^ab&&[bc]]"));
    depth++;
    String body = expression();
    depth--;
    if (kind < 15) return "(" + body + ")";
    if (kind < 17) return "(?:" + body + ")";
    return pick(List.of("(?=", "(?!", "(?>", "(?i:", "(?<=", "(?<!")) + body + ")";
  }

  static String expression() {
    StringBuilder out = new StringBuilder();
    int branches = random.nextInt(5) == 0 ? 2 : 1;
    for (int b = 0; b < branches; b++) {
      if (b > 0) out.append('|');
      int n = 1 + random.nextInt(3);
      for (int i = 0; i < n; i++) {
        String atom = atom();
        out.append(atom);
        if (random.nextInt(3) == 0) {
          out.append(pick(List.of("*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}")));
          if (random.nextInt(4) == 0) out.append(pick(List.of("?", "+")));
        }
      }
      if (random.nextInt(12) == 0) out.append("\\1");
    }
    return out.toString();
  }

  static String text() {
    StringBuilder out = new StringBuilder();
    int n = random.nextInt(14);
    for (int i = 0; i < n; i++) out.append(pick(List.of("a", "b", "c", "a", "b", "A", "1", "-", " ", ".", "\n", "ab", "abcd")));
    return out.toString();
  }

  static String unescape(String text) {
    Matcher m = Pattern.compile("\\\\u([0-9a-fA-F]{4})").matcher(text);
    StringBuilder out = new StringBuilder();
    while (m.find()) m.appendReplacement(out, Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16))));
    return m.appendTail(out).toString();
  }

  public static void main(String[] args) throws Exception {
    List<String> cases = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      if (line.startsWith("#") || line.isEmpty()) continue;
      String[] parts = line.split("\t", -1);
      for (int i = 2; i < parts.length; i++) cases.add(record(unescape(parts[0]), Integer.parseInt(parts[1]), unescape(parts[i])));
    }
    int written = cases.size();
    while (cases.size() < written + 1500) {
      String pattern = expression();
      for (int i = 0; i < 2; i++) {
        String one = record(pattern, random.nextInt(6) == 0 ? pick(List.of(2, 8, 32, 1, 9)) : 0, text());
        if (one != null) cases.add(one);
      }
    }
    System.out.println("{\"jdk\":" + quote(System.getProperty("java.runtime.version")) + ",\"cases\":[");
    System.out.println(String.join(",\n", cases));
    System.out.println("]}");
  }
}
