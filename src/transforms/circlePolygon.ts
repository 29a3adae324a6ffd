// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Regular polygons in place of circles, as Elasticsearch makes them (CircleUtils, 9.5.3).

import { illegalArgument } from '../diagnostics/failure.js';
import { textOf } from '../values/javaText.js';
import { Double } from '../values/numbers.js';
import { circleText, type Circle } from './circle.js';
import { cosineAndSine } from './exactTrigonometry.js';

/** A corner. */
export type Point = readonly [x: number, y: number];

const fewestSides = 4;
const mostSides = 1000;
/** Meters by which a corner may be off. */
const tolerance = 0.1;
/** Meters. */
const earthRadius = 6371008.7714;
/** Steps towards a corner after which there is none: the server would not end. */
const mostSteps = 100_000;

/** Sides with which a polygon stays within an error of the circle around it. */
export function sidesOf(radius: number, error: number): number {
  const sides = Math.ceil((2 * Math.PI) / Math.acos(1 - error / radius));
  return Math.min(mostSides, Math.max(fewestSides, Number.isNaN(sides) ? 0 : sides));
}

/** The corners of a polygon on a plane; the last one is the first. */
export function planePolygon({ x, y, radius }: Circle, sides: number): Point[] {
  return closed(directions(sides).map(([cosine, sine]) => [radius * cosine + x, radius * sine + y]));
}

/**
 * The corners of a polygon on the globe, as longitudes and latitudes, which may pass the date line.
 *
 * @throws Failure illegal_argument_exception for a circle that holds a pole.
 */
export function globePolygon(circle: Circle, sides: number): Point[] {
  for (const [pole, latitude] of [
    ['north', 90],
    ['south', -90],
  ] as const)
    if (distance(circle.y, circle.x, latitude, 0) < circle.radius)
      throw illegalArgument(
        `circle [${circleText(circle)}] contains the ${pole} pole. It cannot be translated to a polygon`,
      );
  return closed(directions(sides).map((direction) => cornerOf(circle, direction)));
}

function directions(sides: number): (readonly [cosine: number, sine: number])[] {
  return Array.from({ length: sides }, (_, index) => cosineAndSine(radians(index * (360 / sides))));
}

/** Goes out from the center, and back by half as much, until the distance is that of the radius. */
function cornerOf({ x, y, radius }: Circle, [cosine, sine]: readonly [number, number]): Point {
  let factor = 2;
  let step = 1;
  let last = 0;
  for (let steps = 0; steps < mostSteps; steps++) {
    const latitude = y + sine * factor;
    const longitude = x + cosine * factor;
    const away = distance(y, x, latitude, longitude);
    if (Math.abs(away - radius) < tolerance) return [longitude, latitude];
    const direction = away > radius ? -1 : 1;
    factor += direction * step;
    if (last === -direction) step /= 2;
    last = direction;
  }
  throw illegalArgument(`no polygon has corners at a distance of [${textOf(new Double(radius))}] meters`);
}

/** By the haversine formula, in meters. */
function distance(latitude: number, longitude: number, otherLatitude: number, otherLongitude: number): number {
  const ofLatitudes = (1 - Math.cos(radians(otherLatitude) - radians(latitude))) / 2;
  const ofLongitudes = (1 - Math.cos(radians(otherLongitude) - radians(longitude))) / 2;
  const both = ofLatitudes + Math.cos(radians(latitude)) * Math.cos(radians(otherLatitude)) * ofLongitudes;
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(both)));
}

function radians(degrees: number): number {
  return degrees * (Math.PI / 180);
}

function closed(corners: Point[]): Point[] {
  const [first] = corners as [Point];
  if (first.some(Number.isNaN)) {
    const [x, y] = first.map((coordinate) => textOf(new Double(coordinate))) as [string, string];
    const end = corners.length;
    throw illegalArgument(
      `first and last points of the linear ring must be the same (it must close itself): x[0]=${x} x[${end}]=${x} y[0]=${y} y[${end}]=${y}`,
    );
  }
  return [...corners, first];
}
