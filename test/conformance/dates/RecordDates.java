// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Records what Elasticsearch's own date formats make of texts:
//   java -cp "<elasticsearch and its libraries>" RecordDates.java inputs.tsv > recorded.json
// Columns: format, time zone, locale, texts. The formats are tried as the ingest processor `date` tries them.

import java.nio.file.*;
import java.time.*;
import java.time.temporal.*;
import java.util.*;
import java.util.function.*;
import org.elasticsearch.common.time.*;

public class RecordDates {
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

  /** The server's name of an exception: its class in snake case. */
  static String typeOf(Throwable t) {
    return t.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_").toLowerCase(Locale.ROOT);
  }

  static String chain(Throwable error) {
    StringBuilder out = new StringBuilder("[");
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (out.length() > 1) out.append(',');
      out.append("[" + quote(typeOf(t)) + "," + quote(t.getMessage()) + "]");
    }
    return out.append("]").toString();
  }

  static Function<String, ZonedDateTime> parser(String format, ZoneId zone, Locale locale) {
    switch (format) {
      case "ISO8601": return text -> DateFormatters.from(DateFormatter.forPattern("iso8601").parse(text), Locale.ROOT, zone).withZoneSameInstant(zone);
      case "UNIX": return text -> Instant.ofEpochMilli((long) (Double.parseDouble(text) * 1000.0)).atZone(zone);
      case "UNIX_MS": return text -> Instant.ofEpochMilli(Long.parseLong(text)).atZone(zone);
      case "TAI64N": return text -> {
        String hex = text.startsWith("@") ? text.substring(1) : text;
        long base = Long.parseLong(hex.substring(1, 16), 16);
        long rest = Long.parseLong(hex.substring(16, 24), 16);
        return Instant.ofEpochMilli(base * 1000 - 10000 + rest / 1000000).atZone(zone);
      };
    }
    // Since Elasticsearch 7.16 (pull request 63876) a zone or offset in the text counts, and the moment is then moved to the processor's zone.
    DateFormatter formatter = DateFormatter.forPattern(format).withLocale(locale);
    return text -> {
      TemporalAccessor accessor = formatter.parse(text);
      if (!accessor.isSupported(ChronoField.YEAR) && !accessor.isSupported(ChronoField.YEAR_OF_ERA)
          && !accessor.isSupported(WeekFields.ISO.weekBasedYear()) && !accessor.isSupported(WeekFields.of(locale).weekBasedYear())
          && !accessor.isSupported(ChronoField.INSTANT_SECONDS)) {
        ZonedDateTime filled = Instant.EPOCH.atZone(ZoneOffset.UTC).withYear(LocalDate.now(ZoneOffset.UTC).getYear());
        for (ChronoField field : List.of(ChronoField.NANO_OF_SECOND, ChronoField.SECOND_OF_DAY, ChronoField.MINUTE_OF_DAY,
            ChronoField.HOUR_OF_DAY, ChronoField.DAY_OF_MONTH, ChronoField.MONTH_OF_YEAR)) {
          if (accessor.isSupported(field)) filled = filled.with(field, accessor.get(field));
        }
        accessor = filled.withZoneSameLocal(zone);
      }
      return DateFormatters.from(accessor, locale, zone).withZoneSameInstant(zone);
    };
  }

  public static void main(String[] args) throws Exception {
    System.out.println("{\"elasticsearch\":" + quote(args[1]) + ",\"jdk\":" + quote(System.getProperty("java.runtime.version"))
        + ",\"year\":" + LocalDate.now(ZoneOffset.UTC).getYear() + ",\"cases\":[");
    List<String> cases = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      if (line.startsWith("#") || line.isEmpty()) continue;
      String[] parts = line.split("\t", -1);
      for (int i = 3; i < parts.length; i++) {
        String result;
        try {
          if (parts[0].startsWith("print ")) {
            ZonedDateTime moment = ZonedDateTime.parse(parts[i]);
            if (!parts[1].isEmpty()) moment = moment.withZoneSameInstant(ZoneId.of(parts[1]));
            result = "\"printed\":" + quote(DateFormatter.forPattern(parts[0].substring(6)).withLocale(Locale.forLanguageTag(parts[2])).format(moment));
          } else {
            ZoneId zone = parts[1].isEmpty() ? ZoneOffset.UTC : ZoneId.of(parts[1]);
            Locale locale = parts[2].isEmpty() ? Locale.ENGLISH : Locale.forLanguageTag(parts[2]);
            ZonedDateTime moment = parser(parts[0], zone, locale).apply(parts[i]);
            result = "\"second\":" + moment.toEpochSecond() + ",\"nano\":" + moment.getNano() + ",\"zone\":" + quote(moment.getZone().getId());
          }
        } catch (Exception error) {
          result = "\"error\":" + chain(error);
        }
        cases.add("{\"format\":" + quote(parts[0]) + ",\"timezone\":" + quote(parts[1]) + ",\"locale\":" + quote(parts[2]) + ",\"text\":" + quote(parts[i]) + "," + result + "}");
      }
    }
    System.out.println(String.join(",\n", cases));
    System.out.println("]}");
  }
}
