// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Records what Java makes of dates beside java.time's own formats: java RecordJavaDates.java > recorded-dates.tsv
// Lines: T format, language, value, text of String.format or exception; D milliseconds, Date.toString, and SimpleDateFormat of
// the patterns below; R pattern, lenient or strict, text, milliseconds or exception; Z zone, language, then its short and long
// name at each of the moments below.

import java.text.*;
import java.time.*;
import java.time.format.DateTimeFormatter;
import java.util.*;

public class RecordJavaDates {
  static void line(Object... parts) {
    StringJoiner line = new StringJoiner("\t");
    for (Object part : parts) line.add(String.valueOf(part));
    System.out.println(line);
  }

  static Object value(String text) {
    String[] parts = text.split(" ", 2);
    return switch (parts[0]) {
      case "Long" -> Long.valueOf(parts[1]);
      case "Integer" -> Integer.valueOf(parts[1]);
      case "String" -> parts[1];
      case "Date" -> new Date(Long.parseLong(parts[1]));
      case "LocalDate" -> LocalDate.parse(parts[1]);
      case "LocalTime" -> LocalTime.parse(parts[1]);
      case "Instant" -> Instant.parse(parts[1]);
      case "ZonedDateTime" -> ZonedDateTime.parse(parts[1]);
      case "OffsetDateTime" -> OffsetDateTime.parse(parts[1]);
      case "Year" -> Year.parse(parts[1]);
      case "YearMonth" -> YearMonth.parse(parts[1]);
      case "Month" -> Month.valueOf(parts[1]);
      case "DayOfWeek" -> DayOfWeek.valueOf(parts[1]);
      default -> null;
    };
  }

  static void format(String format, String language, String value) {
    String text;
    try {
      text = String.format(Locale.forLanguageTag(language), format, value(value));
    } catch (Exception e) {
      text = e.getClass().getSimpleName() + " " + e.getMessage();
    }
    line("T", format, language, value, text);
  }

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.US);
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    line("# jdk " + System.getProperty("java.runtime.version"));

    for (String format : "%-tY %tq %tE %.3tY %#tY %+tY %10tY| %-10tY| %010tY %Tp %TB %1$tY-%1$tm %T %t %tY-%<tm %t% %,tY %<tY %-#tY %-.2tY %tt %Tq".split(" "))
      format(format, "en", "Long 1693226096789");
    String[] values = {
      "Long 1693226096789", "Long -1", "Date -99999999999999", "Date -12219292800001", "Date 253402300800000", "LocalDate 2023-08-28", "LocalDate -0043-03-15",
      "LocalTime 01:02:03.000000004", "Instant 2023-08-28T12:34:56.789Z", "ZonedDateTime 2023-08-28T01:02:03.000456789+02:00[Europe/Paris]",
      "ZonedDateTime 2023-12-31T23:02:03-05:00[America/New_York]", "ZonedDateTime 2023-08-28T00:02:03+03:00[GMT+03:00]", "ZonedDateTime 2023-08-28T00:02:03+03:00[UTC+03:00]",
      "OffsetDateTime 2023-08-28T12:02:03-03:30", "OffsetDateTime 2023-08-28T12:02:03Z", "Year 2023", "YearMonth 2023-08", "Month AUGUST", "DayOfWeek MONDAY",
      "Integer 5", "String x", "null",
    };
    for (String value : values)
      for (String letter : "H I k l M S L N p z Z s Q B b h A a C Y y j m d e R T r D F c".split(" "))
        format("%t" + letter, "en", value);
    for (String language : new String[] {"de-DE", "fr-FR", "it", "ja-JP", "zh-CN"})
      format("%tA %<tB %<ta %<tb %<tp %<tr %<tZ", language, values[9]);

    long[] moments = {
      0, -12219292800000L, -12219292800001L, -12219379200000L, -62135596800000L, -62135769600000L, -62135769600001L, -62167219200000L,
      -99999999999999L, -12225340800000L, -12200000000000L, -12212553600000L, -12212640000000L, 253402300800000L, 1609459200000L, 1230768000000L,
    };
    String[] patterns = {"G y-MM-dd D F E u HH:mm:ss.SSS", "yy MMM L", "Y w W"};
    for (long moment : moments) {
      List<Object> parts = new ArrayList<>(List.of("D", moment, new Date(moment)));
      for (String pattern : patterns) parts.add(new SimpleDateFormat(pattern).format(new Date(moment)));
      line(parts.toArray());
    }

    String[][] texts = {
      {"yyyy-MM-dd", "0023-08-28", "1582-10-04", "1582-10-05", "1582-10-14", "1582-10-15", "1582-10-16", "1500-02-29", "1700-02-29", "0001-01-01", "0000-01-01",
        "-0001-01-01", "1582-12-31", "1581-13-45", "1582-09-60", "1000-01-01"},
      {"yyyy D", "1582 277", "1582 278", "1582 300", "1500 60"},
      {"G yyyy-MM-dd", "BC 0044-03-15", "AD 0044-03-15"},
      {"YYYY-ww-u", "2020-53-1", "2020-53-7", "2021-01-1", "2021-53-3", "2019-01-4", "2020-54-1", "2020-00-1", "2020-10-8"},
      {"YYYY", "2020", "2021"},
      {"YYYY-ww", "2020-53", "2021-10"},
      {"yyyy-ww", "2020-53", "2021-01", "2021-52"},
      {"yyyy-ww-u", "2020-53-1", "2021-53-6", "2016-01-7"},
      {"yyyy-ww EEE", "2020-53 Fri", "2021-10 Mon"},
      {"EEE yyyy-ww", "Fri 2020-53"},
      {"yyyy MMM W u", "2020 Feb 2 3", "2020 Mar 1 7", "2021 May 6 1"},
      {"yyyy-MM F EEE", "2020-02 2 Wed", "2020-02 5 Sat", "2020-02 -1 Sat", "2020-02 0 Sat"},
      {"yyyy-MM EEE", "2020-02 Wed", "2020-03 Sun"},
      {"EEE yyyy", "Wed 2020"},
      {"EEE, d MMM yyyy", "Mon, 28 Aug 2023", "Tue, 28 Aug 2023"},
      {"yyyy-MM-dd D", "2020-03-04 10", "2020-03-04 64"},
      {"D yyyy-MM-dd", "10 2020-03-04", "64 2020-03-04"},
      {"yyyy-MM-dd ww", "2020-03-04 01", "2020-03-04 10"},
      {"ww yyyy-MM-dd u", "01 2020-03-04 5"},
      {"YYYY yyyy-MM-dd", "2019 2020-03-04"},
      {"yyyy YYYY-MM-dd", "2020 2019-03-04"},
    };
    for (String[] group : texts)
      for (String text : Arrays.copyOfRange(group, 1, group.length))
        for (boolean lenient : new boolean[] {true, false}) {
          SimpleDateFormat format = new SimpleDateFormat(group[0]);
          format.setLenient(lenient);
          String read;
          try {
            read = String.valueOf(format.parse(text).getTime());
          } catch (ParseException e) {
            read = "ParseException " + e.getMessage();
          }
          line("R", group[0], lenient ? "lenient" : "strict", text, read);
        }

    String[] days = {"2024-01-15", "2024-04-05", "2024-07-15", "2024-10-30", "1999-12-31"};
    String zones = "UTC UT GMT Etc/UTC Zulu Etc/GMT+3 GMT+03:00 UTC+03:00 CET Europe/Paris Europe/London Europe/Dublin Europe/Moscow Europe/Istanbul Europe/Athens "
      + "America/New_York America/Sao_Paulo America/Bogota America/Argentina/Buenos_Aires America/Phoenix America/Anchorage America/Halifax America/St_Johns "
      + "America/Asuncion Pacific/Honolulu Pacific/Auckland Pacific/Guam Asia/Tokyo Asia/Kolkata Asia/Shanghai Asia/Tehran Asia/Almaty Asia/Dubai Asia/Singapore "
      + "Asia/Jakarta Asia/Jerusalem Africa/Cairo Africa/Lagos Africa/Addis_Ababa Africa/Johannesburg Australia/Sydney Australia/Perth US/Pacific";
    for (String zone : zones.split(" ")) {
      List<Object> parts = new ArrayList<>(List.of("Z", zone));
      for (String day : days) {
        if (zone.contains("Argentina") && day.startsWith("1999")) continue;
        ZonedDateTime time = LocalDate.parse(day).atStartOfDay(ZoneId.of(zone));
        parts.add(day + " " + DateTimeFormatter.ofPattern("z, zzzz", Locale.ENGLISH).format(time));
      }
      line(parts.toArray());
    }
  }
}
