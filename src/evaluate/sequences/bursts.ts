// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Bursts: far more events of an entity, or far more different values, in a window of time than its own past explains.

import { Entities } from './entities.js';

/** How to count. */
export interface BurstOptions {
  /** Length of a window. */
  readonly windowSeconds: number;
  /** Chance, by the entity's past, below which a count is a burst. */
  readonly chance?: number | undefined;
  /** Fewer events than this are no burst, however quiet the past. */
  readonly least?: number | undefined;
  /** Windows after which the past counts half. */
  readonly halfLife?: number | undefined;
  readonly maxEntities?: number | undefined;
}

/** A count that the past does not explain. */
export interface Burst {
  readonly entity: string;
  /** Milliseconds: the window's beginning, and the event with which the count became a burst. */
  readonly from: number;
  readonly at: number;
  readonly count: number;
  /** Events a window that the past makes one expect. */
  readonly expected: number;
  readonly chance: number;
}

interface Past {
  window: number;
  count: number;
  /** Distinct values of the window, where values are counted. */
  values: Set<string> | undefined;
  /** Windows that were seen and what was counted in them, older ones less. */
  windows: number;
  events: number;
  /** The count that was reported as a burst; 0 where none was. */
  reported: number;
}

/** What is assumed of an entity without a past: one event in one window. */
const prior = { events: 1, windows: 1 };
const defaults = { chance: 1e-6, least: 10, halfLife: 288, maxEntities: 100_000 };

/**
 * Counts events in windows that follow each other. The rate of an entity is unknown but for its past windows, which makes its
 * next count negative binomial (a Poisson count whose rate has a gamma distribution): a new entity is allowed more.
 */
export class BurstDetector {
  private readonly options: Required<{ readonly [Key in keyof BurstOptions]: number }>;
  private readonly entities: Entities<Past>;
  private readonly fading: number;

  constructor({ windowSeconds, ...given }: BurstOptions) {
    const { chance = defaults.chance, least = defaults.least } = given;
    const { halfLife = defaults.halfLife, maxEntities = defaults.maxEntities } = given;
    this.options = { windowSeconds, chance, least, halfLife, maxEntities };
    this.entities = new Entities(maxEntities);
    this.fading = 0.5 ** (1 / halfLife);
  }

  /**
   * Adds an event in the order of time; gives the burst when this event makes one of its window, once a window.
   *
   * @param value - given, different values are counted instead of events
   */
  add(entity: string, time: number, value?: string): Burst | undefined {
    const length = this.options.windowSeconds * 1000;
    const window = Math.floor(time / length);
    const past = this.entities.of(entity, () => ({
      window,
      count: 0,
      values: value === undefined ? undefined : new Set<string>(),
      windows: 0,
      events: 0,
      reported: 0,
    }));
    // An event that comes late counts for the window that is open.
    if (window > past.window) this.close(past, window);
    if (past.values && value !== undefined) past.values.add(value);
    past.count = past.values ? past.values.size : past.count + 1;
    if (past.reported > 0 || past.count < this.options.least) return undefined;
    const size = prior.events + past.events;
    const exposure = prior.windows + past.windows;
    const chance = negativeBinomialTail(past.count, size, exposure / (exposure + 1));
    if (chance > this.options.chance) return undefined;
    past.reported = past.count;
    return { entity, from: past.window * length, at: time, count: past.count, expected: size / exposure, chance };
  }

  /** Takes the open window, and empty ones behind it, into the past. */
  private close(past: Past, window: number): void {
    // One burst must not make the next one usual: it counts no further than to where it became one. A lasting change does.
    const usual = past.reported > 0 ? past.reported : past.count;
    past.events = past.events * this.fading + usual;
    past.windows = past.windows * this.fading + 1;
    const empty = window - past.window - 1;
    const faded = this.fading ** empty;
    past.events *= faded;
    past.windows = past.windows * faded + (1 - faded) / (1 - this.fading);
    past.window = window;
    past.count = 0;
    past.values?.clear();
    past.reported = 0;
  }
}

/** Chance of `count` or more: size failures with chance p each; sums what is below, or the tail where that is the smaller. */
export function negativeBinomialTail(count: number, size: number, p: number): number {
  const logAt = (k: number): number =>
    logGamma(k + size) - logGamma(size) - logGamma(k + 1) + size * Math.log(p) + k * Math.log1p(-p);
  let term = Math.exp(logAt(count));
  let sum = 0;
  // Terms rise up to the mode; behind it they fall geometrically.
  for (let k = count; k < count + 100_000; k++) {
    sum += term;
    const ratio = ((k + size) / (k + 1)) * (1 - p);
    term *= ratio;
    if (ratio < 1 && term < 1e-12 * sum) break;
  }
  return Math.min(1, sum);
}

/** Logarithm of the gamma function for positive numbers (Lanczos, g = 7). */
function logGamma(x: number): number {
  const coefficients = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  let sum = coefficients[0]!;
  for (let at = 1; at < coefficients.length; at++) sum += coefficients[at]! / (shifted + at);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}
