// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A value as JSON that keeps its Java type: Integer, String, Boolean, null, List and Map with text keys stand for themselves; any
 * other is an object with one key that names the type, such as {@code {"$long":"5"}}.
 */
final class TypedValue {
  private TypedValue() {}

  static Object of(Object value) {
    return switch (value) {
      case null -> null;
      case Integer number -> number;
      case String text -> text;
      case Boolean truth -> truth;
      case Long number -> tagged("long", number.toString());
      case Double number -> tagged("double", number.toString());
      case Float number -> tagged("float", number.toString());
      case Short number -> tagged("short", number.toString());
      case Byte number -> tagged("byte", number.toString());
      case Character character -> tagged("char", character.toString());
      case BigInteger number -> tagged("biginteger", number.toString());
      case BigDecimal number -> tagged("bigdecimal", number.toString());
      case Map<?, ?> map -> ofMap(map);
      case Set<?> set -> tagged("set", ofAll(set));
      case Iterable<?> list when list instanceof List<?> -> ofAll(list);
      case Object array when array.getClass().isArray() -> ofArray(array);
      default -> tagged("object", String.valueOf(value));
    };
  }

  private static Object ofMap(Map<?, ?> map) {
    if (map.keySet().stream().allMatch(key -> key instanceof String)) {
      Map<String, Object> typed = new LinkedHashMap<>();
      map.forEach((key, value) -> typed.put((String) key, of(value)));
      return typed;
    }
    List<Object> entries = new ArrayList<>();
    // Not List.of: keys and values may be null.
    map.forEach((key, value) -> entries.add(java.util.Arrays.asList(of(key), of(value))));
    return tagged("map", entries);
  }

  private static List<Object> ofAll(Iterable<?> values) {
    List<Object> typed = new ArrayList<>();
    values.forEach(value -> typed.add(of(value)));
    return typed;
  }

  private static Object ofArray(Object array) {
    List<Object> typed = new ArrayList<>();
    for (int index = 0; index < Array.getLength(array); index++) typed.add(of(Array.get(array, index)));
    return tagged("array", typed);
  }

  private static Map<String, Object> tagged(String type, Object value) {
    return Map.of("$" + type, value);
  }
}
