// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Sine and cosine rounded to the nearest double, which is what the JVM's come to but for one in two thousand; JavaScript's differ from
// them in one of a hundred. Computed in pairs of doubles, whose sum has twice the digits.

type Pair = readonly [high: number, low: number];

/** Half of pi. */
const quarterTurn: Pair = [1.5707963267948966, 6.123233995736766e-17];

/** Cosine and sine of an angle from 0 to two pi. */
export function cosineAndSine(radians: number): readonly [cosine: number, sine: number] {
  const quarters = Math.round(radians / quarterTurn[0]);
  const rest = sum([radians, 0], times(quarterTurn, [-quarters, 0]));
  const square = times(rest, rest);
  const cosine = series([1, 0], square, 1)[0];
  const sine = series(rest, square, 2)[0];
  const turned = [
    [cosine, sine],
    [-sine, cosine],
    [-cosine, -sine],
    [sine, -cosine],
  ] as const;
  return turned[quarters % 4]!;
}

/** first - first x²/(n(n+1)) + first x⁴/(n(n+1)(n+2)(n+3)) - .. */
function series(first: Pair, square: Pair, n: number): Pair {
  let total = first;
  let term = first;
  for (let at = n; Math.abs(term[0]) > 1e-40; at += 2) {
    term = dividedBy(times(term, [-square[0], -square[1]]), at * (at + 1));
    total = sum(total, term);
  }
  return total;
}

function sum(a: Pair, b: Pair): Pair {
  const high = a[0] + b[0];
  const ofB = high - a[0];
  const error = a[0] - (high - ofB) + (b[0] - ofB) + a[1] + b[1];
  return normal(high, error);
}

function times(a: Pair, b: Pair): Pair {
  const high = a[0] * b[0];
  return normal(high, productError(a[0], b[0], high) + a[0] * b[1] + a[1] * b[0]);
}

function dividedBy(a: Pair, divisor: number): Pair {
  const high = a[0] / divisor;
  const product = high * divisor;
  return normal(high, (a[0] - product - productError(high, divisor, product) + a[1]) / divisor);
}

function normal(high: number, low: number): Pair {
  const total = high + low;
  return [total, low - (total - high)];
}

/** What a product of doubles lost when it was rounded: Dekker's halves of 26 digits multiply exactly. */
function productError(a: number, b: number, product: number): number {
  const [aHigh, aLow] = halves(a);
  const [bHigh, bLow] = halves(b);
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

function halves(value: number): Pair {
  const shifted = value * 134217729;
  const high = shifted - (shifted - value);
  return [high, value - high];
}
