// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// At which score to alert: what each threshold would mean, and which one fits a budget, a price or a promise.

import { refuse } from '../../diagnostics/diagnostic.js';
import { NumberColumn } from '../../util/numberColumn.js';
import type { AlertScores } from './alertScores.js';

/** What happens when events with a score of `threshold` and more raise an alert. */
export interface ThresholdOutcome {
  readonly threshold: number;
  /** Events that alert, and their share of all. */
  readonly alerts: number;
  readonly share: number;
  /** Of the labelled events: true alerts that are raised, that are missed, and false ones; null without labels. */
  readonly caught: number | null;
  readonly missed: number | null;
  readonly false_alarms: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
}

/** How to choose. */
export type ThresholdRule =
  | { readonly kind: 'budget'; readonly alertsPerDay: number; readonly eventsPerDay: number }
  | { readonly kind: 'cost'; readonly miss: number; readonly falseAlarm: number }
  | { readonly kind: 'precision'; readonly atLeast: number }
  | { readonly kind: 'recall'; readonly atLeast: number };

/** A chosen threshold. */
export interface ThresholdChoice {
  readonly labels: readonly string[];
  readonly rule: ThresholdRule;
  /**
   * What to deploy: halfway from the lowest score that alerts to the highest that does not, so that neither moves to the
   * other side where another runtime rounds its last digits differently.
   */
  readonly threshold: number;
  readonly outcome: ThresholdOutcome;
}

/** Outcomes in order, as an array or made when they are asked for. */
interface OutcomeList {
  readonly length: number;
  at(place: number): ThresholdOutcome | undefined;
}

/** Outcomes at every distinct score, highest first. A million of them are kept as counts, and made one at a time. */
export class ThresholdOutcomes implements OutcomeList {
  private readonly scores: Float64Array;
  /** By outcome: events that alert, and of the labelled ones the true and the false alerts. */
  private readonly alerts: Int32Array;
  private readonly caught: Int32Array;
  private readonly falseAlarms: Int32Array;
  private readonly labelled: boolean;
  private readonly positives: number;

  constructor(alertScores: AlertScores) {
    const { scores, truth } = alertScores.ranked();
    const alerts = new NumberColumn(Int32Array);
    const caught = new NumberColumn(Int32Array);
    const falseAlarms = new NumberColumn(Int32Array);
    let hits = 0;
    let misses = 0;
    for (let at = 0; at < scores.length; at++) {
      if (truth[at] === 1) hits++;
      else if (truth[at] === 0) misses++;
      if (at + 1 < scores.length && scores[at + 1] === scores[at]) continue;
      alerts.push(at + 1);
      caught.push(hits);
      falseAlarms.push(misses);
    }
    this.scores = scores;
    this.alerts = alerts.toArray();
    this.caught = caught.toArray();
    this.falseAlarms = falseAlarms.toArray();
    this.labelled = hits + misses > 0;
    this.positives = hits;
  }

  get length(): number {
    return this.alerts.length;
  }

  /** The outcome at a place; undefined behind the last one. */
  at(place: number): ThresholdOutcome | undefined {
    if (place >= this.length) return undefined;
    const { labelled, positives } = this;
    const alerts = this.alerts[place]!;
    const caught = this.caught[place]!;
    const falseAlarms = this.falseAlarms[place]!;
    return {
      threshold: this.scores[alerts - 1]!,
      alerts,
      share: alerts / this.scores.length,
      caught: labelled ? caught : null,
      missed: labelled ? positives - caught : null,
      false_alarms: labelled ? falseAlarms : null,
      precision: caught + falseAlarms > 0 ? caught / (caught + falseAlarms) : null,
      recall: positives > 0 ? caught / positives : null,
    };
  }

  /** The place of the first outcome that fits, or of the last one; -1 when none does. */
  find(which: 'first' | 'last', fits: (outcome: ThresholdOutcome) => boolean): number {
    const { length } = this;
    for (let step = 0; step < length; step++) {
      const place = which === 'first' ? step : length - 1 - step;
      if (fits(this.at(place)!)) return place;
    }
    return -1;
  }

  /** The place of the first outcome with the lowest cost. */
  cheapest(costOf: (outcome: ThresholdOutcome) => number): number {
    let best = 0;
    let least = Infinity;
    for (let place = 0; place < this.length; place++) {
      const cost = costOf(this.at(place)!);
      if (cost >= least) continue;
      best = place;
      least = cost;
    }
    return best;
  }
}

/** At most `limit` outcomes of many, evenly spread over the share of events that alert, ends included. */
export function thinOutcomes(outcomes: OutcomeList, limit: number): ThresholdOutcome[] {
  const { length } = outcomes;
  const kept = Math.min(length, limit);
  return Array.from({ length: kept }, (_, index) =>
    outcomes.at(kept === length ? index : Math.round((index * (length - 1)) / (limit - 1)))!,
  );
}

/**
 * Chooses a threshold: the lowest one within the budget or with the wanted precision, the highest one with the wanted
 * recall, the cheapest one.
 *
 * @param outcomes - those of the scores, where they are at hand.
 * @throws DiagnosticError EV1005 when the rule needs labels that are not there, or nothing satisfies it.
 */
export function chooseThreshold(
  scores: AlertScores,
  rule: ThresholdRule,
  outcomes: ThresholdOutcomes = new ThresholdOutcomes(scores),
): ThresholdChoice {
  if (outcomes.length === 0) {
    refuse('EV1005', 'no threshold can be chosen: the results do not hold the probabilities of all labels');
  }
  if (rule.kind !== 'budget' && outcomes.at(0)!.recall === null) {
    refuse(
      'EV1005',
      `a threshold by ${rule.kind} needs texts that truly are ${scores.labels.join(' or ')}`,
      'Give --label.',
    );
  }
  const place = choose(outcomes, rule);
  const outcome = place < 0 ? undefined : outcomes.at(place);
  if (!outcome) {
    refuse(
      'EV1005',
      `no threshold satisfies ${describeRule(rule)}`,
      `The strictest one still ${describeOutcome(outcomes.at(0)!)}.`,
    );
  }
  const below = outcomes.at(place + 1)?.threshold ?? outcome.threshold;
  return { labels: scores.labels, rule, threshold: (outcome.threshold + below) / 2, outcome };
}

function choose(outcomes: ThresholdOutcomes, rule: ThresholdRule): number {
  switch (rule.kind) {
    case 'budget':
      return outcomes.find('last', ({ share }) => share * rule.eventsPerDay <= rule.alertsPerDay);
    case 'precision':
      return outcomes.find('last', ({ precision }) => precision !== null && precision >= rule.atLeast);
    case 'recall':
      return outcomes.find('first', ({ recall }) => recall !== null && recall >= rule.atLeast);
    case 'cost':
      return outcomes.cheapest(
        ({ missed, false_alarms: falseAlarms }) => missed! * rule.miss + falseAlarms! * rule.falseAlarm,
      );
  }
}

/** A rule in words. */
export function describeRule(rule: ThresholdRule): string {
  switch (rule.kind) {
    case 'budget':
      return `at most ${rule.alertsPerDay} alerts a day at ${rule.eventsPerDay.toLocaleString('en-US')} events a day`;
    case 'cost':
      return `the least cost, a miss being ${rule.miss} and a false alarm ${rule.falseAlarm}`;
    case 'precision':
      return `a precision of at least ${rule.atLeast}`;
    case 'recall':
      return `a recall of at least ${rule.atLeast}`;
  }
}

function describeOutcome({ share, precision }: ThresholdOutcome): string {
  return `alerts on ${(share * 100).toPrecision(3)} % of the events${precision === null ? '' : ` with a precision of ${precision.toFixed(3)}`}`;
}
