// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Circles as GeoJSON or WKT write them, and the words in which Elasticsearch 9.5.3 refuses what is none (GeoJson, WellKnownText).

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { textOf } from '../values/javaText.js';
import { HashMap } from '../values/maps.js';
import { BigDecimal, BigInteger, Byte, Double, Float, Short } from '../values/numbers.js';
import { parseDouble } from '../values/parseNumbers.js';

export interface Circle {
  readonly x: number;
  readonly y: number;
  /** NaN where there is none. */
  readonly z: number;
  /** In meters, or for shapes on a plane in their unit. */
  readonly radius: number;
}

/** What stands for a circle of nowhere. */
const emptyCircle: Circle = { x: 0, y: 0, z: NaN, radius: -1 };

/** As the server's messages and WKT write it. */
export function circleText({ x, y, z, radius }: Circle): string {
  const numbers = [x, y, radius, ...(Number.isNaN(z) ? [] : [z])];
  return `CIRCLE (${numbers.map((number) => textOf(new Double(number))).join(' ')})`;
}

function circleOf(x: number, y: number, z: number, radius: number): Circle {
  if (radius < 0) throw illegalArgument(`Circle radius [${textOf(new Double(radius))}] cannot be negative`);
  return { x, y, z, radius };
}

const notCircle = (type: string): Failure => illegalArgument(`found [${type}] instead of circle`);
const parseFailure = (reason: string): Failure => new Failure('parse_exception', reason);

// WKT

const wktTypes: ReadonlyMap<string, string> = new Map(
  ['point', 'multipoint', 'linestring', 'multilinestring', 'polygon', 'multipolygon', 'geometrycollection', 'bbox'].map(
    (word) => [word, word === 'bbox' ? 'ENVELOPE' : word.toUpperCase()],
  ),
);

/**
 * Reads `CIRCLE (x y radius)` or `CIRCLE Z (x y radius z)`; what stands behind does not matter.
 *
 * @throws Failure parse_exception or illegal_argument_exception in the server's words.
 */
export function parseWktCircle(text: string): Circle {
  const tokens = text.replace(/#[^\n\r]*/g, '').match(/[-+.\w\xa0-\xff]+|[^\0- ]/g) ?? [];
  let at = 0;
  const isWord = (token: string | undefined): boolean => token !== undefined && /^[-+.\w\xa0-\xff]/.test(token);
  const shown = (token: string | undefined): string =>
    token === undefined ? 'END-OF-STREAM' : isWord(token) ? token : `'${token}'`;
  const word = (): string => {
    const token = tokens[at++];
    if (token !== undefined && (isWord(token) || '(),'.includes(token))) return token;
    throw parseFailure(`expected word but found: ${shown(token)}`);
  };
  const number = (): number => {
    const token = tokens[at++];
    if (!isWord(token)) throw parseFailure(`expected number but found: ${shown(token)}`);
    if (/^nan$/i.test(token!)) return NaN;
    try {
      return parseDouble(token!);
    } catch {
      throw parseFailure(`invalid number found: ${token}`);
    }
  };
  const type = word().toLowerCase();
  const other = wktTypes.get(type);
  if (other !== undefined) throw notCircle(other);
  if (type !== 'circle') throw illegalArgument(`Unknown geometry type: ${type}`);
  let next = word();
  const needsZ = /^[zm]$/i.test(next);
  if (needsZ) next = word();
  const missesZ = (): Failure =>
    illegalArgument(
      "When specifying 'Z' or 'M', coordinates must include three values. Only two coordinates were provided",
    );
  if (/^empty$/i.test(next)) {
    if (needsZ) throw missesZ();
    return emptyCircle;
  }
  if (next !== '(') throw parseFailure(`expected EMPTY or ( but found: ${next}`);
  const [x, y, radius] = [number(), number(), number()];
  const z = isWord(tokens[at]) ? number() : NaN;
  if (needsZ && Number.isNaN(z)) throw missesZ();
  const close = word();
  if (close !== ')') throw parseFailure(`expected ) but found: ${close}`);
  return circleOf(x, y, z, radius);
}

// GeoJSON

const geoJsonTypes = new Set(
  'POINT MULTIPOINT LINESTRING MULTILINESTRING POLYGON MULTIPOLYGON GEOMETRYCOLLECTION ENVELOPE BBOX'.split(' '),
);
const orientations = new Set(['right', 'counterclockwise', 'ccw', 'left', 'clockwise', 'cw']);

/** Units of distances by the ends of texts, in the order in which they are looked for. */
const units: readonly (readonly [end: string, meters: number])[] = (
  [
    [0.0254, 'in', 'inch'],
    [0.9144, 'yd', 'yards'],
    [0.3048, 'ft', 'feet'],
    [1000, 'km', 'kilometers'],
    [1852, 'NM', 'nmi', 'nauticalmiles'],
    [0.001, 'mm', 'millimeters'],
    [0.01, 'cm', 'centimeters'],
    [1609.344, 'mi', 'miles'],
    [1, 'm', 'meters'],
  ] as const
).flatMap(([meters, ...ends]) => ends.map((end) => [end, meters] as const));

type Coordinates = readonly number[] | 'list';

/**
 * Reads `{"type": "circle", "coordinates": [x, y], "radius": "40m"}`; the radius is a text.
 *
 * @throws Failure x_content_parse_exception or illegal_argument_exception in the server's words.
 */
export function parseGeoJsonCircle(json: HashMap): Circle {
  let type: string | undefined;
  let coordinates: Coordinates | undefined;
  let radius: number | undefined;
  let orientation: string | undefined;
  let hasGeometries = false;
  for (const [key, value] of json.javaEntries()) {
    switch (key) {
      case 'type':
        type = textField(key, value);
        break;
      case 'coordinates':
        if (value instanceof HashMap) throw unsupported(key, value);
        coordinates = inField(key, () => coordinatesOf(value));
        break;
      case 'radius': {
        const text = textField(key, value);
        radius = inField(key, () => metersOf(text));
        break;
      }
      case 'orientation':
        orientation = textField(key, value);
        break;
      case 'geometries':
        if (!(value instanceof HashMap) && !Array.isArray(value)) throw unsupported(key, value);
        hasGeometries = true;
        break;
    }
  }
  if (type === undefined) throw illegalArgument('Required [type]');
  if (orientation !== undefined && !orientations.has(orientation.toLowerCase()))
    throw notBuilt(illegalArgument(`Unknown orientation [${orientation}]`));
  const shape = type.toUpperCase();
  if (geoJsonTypes.has(shape)) throw notCircle(shape === 'BBOX' ? 'ENVELOPE' : shape);
  if (shape === 'LINEARRING') throw notBuilt(parseFailure(`unsupported shape type ${type}`));
  if (shape !== 'CIRCLE')
    throw notBuilt(illegalArgument(`No enum constant org.elasticsearch.geometry.ShapeType.${shape}`));
  if (coordinates === undefined) throw notBuilt(parseFailure('coordinates not included'));
  if (radius === undefined) throw notBuilt(parseFailure('radius is not specified'));
  for (const [name, isGiven] of [
    ['geometries', hasGeometries],
    ['orientation', orientation !== undefined],
  ] as const)
    if (isGiven) throw notBuilt(parseFailure(`parameter ${name} is not supported for type ${type}`));
  if (coordinates === 'list') throw notBuilt(new Failure('exception', 'expected a single points but got a list'));
  const [x, y, z = NaN] = coordinates as [number, number, number?];
  try {
    return circleOf(x, y, z, radius);
  } catch (error) {
    throw notBuilt(error as Failure);
  }
}

function textField(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw unsupported(name, value);
}

function unsupported(name: string, value: unknown): Failure {
  return geoJsonFailure(`[0:0] [geojson] ${name} doesn't support values of type: ${tokenOf(value)}`);
}

/** What fails in a field is the cause of the field's failure. */
function inField<Value>(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw geoJsonFailure(`[0:0] [geojson] failed to parse field [${name}]`, error);
  }
}

function notBuilt(cause: Failure): Failure {
  return geoJsonFailure('Failed to build [geojson] after last required field arrived', cause);
}

function geoJsonFailure(reason: string, cause?: Failure): Failure {
  return new Failure('x_content_parse_exception', reason, cause && { cause });
}

function tokenOf(value: unknown): string {
  if (value === null) return 'VALUE_NULL';
  if (value instanceof HashMap) return 'START_OBJECT';
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'boolean') return 'VALUE_BOOLEAN';
  return typeof value === 'string' ? 'VALUE_STRING' : 'VALUE_NUMBER';
}

function coordinatesOf(value: unknown): Coordinates {
  if (!Array.isArray(value)) throw parseFailure('geo coordinates must be numbers');
  if (value.length === 0) return 'list';
  if (Array.isArray(value[0])) {
    for (const item of value) coordinatesOf(item);
    return 'list';
  }
  const numbers = value.map((item: unknown) => {
    if (item === null) throw illegalArgument('coordinates cannot contain NULL values)');
    const number = numberOf(item);
    if (number === undefined) throw parseFailure('geo coordinates must be numbers');
    return number;
  });
  if (numbers.length === 1) throw parseFailure('geo coordinates must be numbers');
  if (numbers.length > 3) throw parseFailure('geo coordinates greater than 3 dimensions are not supported');
  return numbers;
}

/** Number.doubleValue. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (value instanceof Double || value instanceof Float || value instanceof Short || value instanceof Byte)
    return value.value;
  if (value instanceof BigInteger) return Number(value.value);
  return value instanceof BigDecimal ? Number(textOf(value)) : undefined;
}

function metersOf(text: string): number {
  const [end, meters] = units.find(([unit]) => text.endsWith(unit)) ?? ['', 1];
  return parseDouble(text.slice(0, text.length - end.length)) * meters;
}
