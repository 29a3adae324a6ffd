// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Records what Elasticsearch's own classes make of circles, called as its circle processor calls them:
//   java -cp "<elasticsearch, elasticsearch-geo, x-content and their libraries>" RecordCircle.java recorded.tsv > new.tsv
// Columns: error distance, shape_type, value as JSON, which are read again; then the polygon as JSON, or classes and messages of the
// exception and its causes.

import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.geo.GeometryParserFormat;
import org.elasticsearch.geometry.*;
import org.elasticsearch.geometry.utils.*;
import org.elasticsearch.xcontent.*;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.elasticsearch.xcontent.support.MapXContentParser;

public class RecordCircle {
  static String polygon(double error, String shape, Object value) throws Exception {
    MapXContentParser parser = new MapXContentParser(NamedXContentRegistry.EMPTY, DeprecationHandler.THROW_UNSUPPORTED_OPERATION, Map.of("shape", value), XContentType.JSON);
    for (int i = 0; i < 3; i++) parser.nextToken();
    GeometryParserFormat format = GeometryParserFormat.geometryFormat(parser);
    Geometry geometry = format.fromXContent(StandardValidator.instance(true), true, true, parser);
    if (geometry.type() != ShapeType.CIRCLE) throw new IllegalArgumentException("found [" + geometry.type() + "] instead of circle");
    Circle circle = (Circle) geometry;
    int sides = CircleUtils.circleToPolygonNumSides(circle.getRadiusMeters(), error);
    Polygon polygon = shape.equals("geo_shape") ? CircleUtils.createRegularGeoShapePolygon(circle, sides) : CircleUtils.createRegularShapePolygon(circle, sides);
    XContentBuilder builder = XContentFactory.jsonBuilder().startObject().field("value");
    format.toXContent(polygon, builder, ToXContent.EMPTY_PARAMS);
    String text = Strings.toString(builder.endObject());
    return text.substring("{\"value\":".length(), text.length() - 1);
  }

  public static void main(String[] arguments) throws Exception {
    org.elasticsearch.logging.internal.spi.LoggerFactory.setInstance(new org.elasticsearch.common.logging.internal.LoggerFactoryImpl());
    for (String line : Files.readAllLines(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
      String[] parts = line.split("\t");
      Object value;
      try (XContentParser parser = JsonXContent.jsonXContent.createParser(XContentParserConfiguration.EMPTY, "{\"value\":" + parts[2] + "}")) {
        value = parser.map().get("value");
      }
      String result;
      try {
        result = polygon(Double.parseDouble(parts[0]), parts[1], value);
      } catch (Exception exception) {
        StringJoiner chain = new StringJoiner(" <- ");
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) chain.add(cause.getClass().getSimpleName() + ": " + cause.getMessage());
        result = chain.toString();
      }
      System.out.println(String.join("\t", parts[0], parts[1], parts[2], result));
    }
    System.exit(0);
  }
}
