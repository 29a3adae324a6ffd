// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The circle processor.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { type Circle, parseGeoJsonCircle, parseWktCircle } from '../transforms/circle.js';
import { globePolygon, planePolygon, type Point, sidesOf } from '../transforms/circlePolygon.js';
import { textOf } from '../values/javaText.js';
import { HashMap, LinkedHashMap } from '../values/maps.js';
import { Double } from '../values/numbers.js';
import { illegalConfig } from './core/configError.js';
import { processor } from './core/processor.js';

export const circle = processor({
  type: 'circle',
  summary: 'Puts a regular polygon in place of a circle.',
  options: {
    field: { type: 'path', required: true, doc: 'Field with the circle, as GeoJSON or WKT.' },
    target_field: { type: 'path', doc: 'Where the polygon goes, in the same form; by default, the field itself.' },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
    error_distance: {
      type: 'double',
      required: true,
      doc: 'How far the sides may be from the circle: meters for geo_shape, the unit of the coordinates for shape.',
    },
    shape_type: { type: 'string', required: true, doc: 'geo_shape or shape: on the globe or on a plane.' },
  },
  examples: [
    {
      config: { field: 'circle', error_distance: 28, shape_type: 'geo_shape' },
      before: { circle: 'CIRCLE (30 10 40)' },
      after: {
        circle:
          'POLYGON ((30.000365257263184 10.0, 30.000111397193788 10.00034284530941, 29.999706043744222 10.000213571721195, ' +
          '29.999706043744222 9.999786428278805, 30.000111397193788 9.99965715469059, 30.000365257263184 10.0))',
      },
    },
  ],
  compile(options) {
    const { field, ignore_missing } = options;
    const target = options.target_field ?? field;
    const error = Math.abs(options.error_distance);
    const shape = options.shape_type.toUpperCase();
    if (shape !== 'SHAPE' && shape !== 'GEO_SHAPE')
      throw illegalConfig(`illegal [shape_type] value [${options.shape_type}]. valid values are [SHAPE, GEO_SHAPE]`);
    const polygonOf = shape === 'SHAPE' ? planePolygon : globePolygon;
    return (document) => {
      const value = document.read(field, ignore_missing);
      if (value === null && ignore_missing) return;
      if (value === null) throw illegalArgument(`field [${field.text}] is null, cannot process it.`);
      if (typeof value !== 'string' && !(value instanceof HashMap))
        throw illegalArgument(`field [${field.text}] must be a WKT Circle or a GeoJSON Circle value`);
      document.set(
        target,
        polygonFor(value, (circle) => polygonOf(circle, sidesOf(circle.radius, error))),
      );
    };
  },
});

function polygonFor(value: string | HashMap, polygonOf: (circle: Circle) => Point[]): unknown {
  try {
    return typeof value === 'string'
      ? wktOf(polygonOf(parseWktCircle(value)))
      : geoJsonOf(polygonOf(parseGeoJsonCircle(value)));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw illegalArgument('invalid circle definition', error);
  }
}

function wktOf(corners: readonly Point[]): string {
  const texts = corners.map((corner) => corner.map((number) => textOf(new Double(number))).join(' '));
  return `POLYGON ((${texts.join(', ')}))`;
}

function geoJsonOf(corners: readonly Point[]): HashMap {
  const polygon = new LinkedHashMap();
  polygon.put('type', 'Polygon');
  polygon.put('coordinates', [corners.map((corner) => corner.map((number) => new Double(number)))]);
  return polygon;
}
