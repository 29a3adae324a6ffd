// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// At which score to alert: what each threshold would mean, and which one fits a budget, a price or a promise.

import { refuse } from '../../diagnostics/diagnostic.js';
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

/** Outcomes at every distinct score, highest first. */
export function thresholdOutcomes(scores: AlertScores): ThresholdOutcome[] {
  const { scores: ranked, truth } = scores.ranked();
  const labelled = truth.filter((value) => !Number.isNaN(value)).length;
  const positives = truth.filter((value) => value === 1).length;
  const outcomes: ThresholdOutcome[] = [];
  let caught = 0;
  let falseAlarms = 0;
  for (let at = 0; at < ranked.length; at++) {
    if (truth[at] === 1) caught++;
    else if (truth[at] === 0) falseAlarms++;
    if (at + 1 < ranked.length && ranked[at + 1] === ranked[at]) continue;
    outcomes.push({
      threshold: ranked[at]!,
      alerts: at + 1,
      share: (at + 1) / ranked.length,
      caught: labelled > 0 ? caught : null,
      missed: labelled > 0 ? positives - caught : null,
      false_alarms: labelled > 0 ? falseAlarms : null,
      precision: caught + falseAlarms > 0 ? caught / (caught + falseAlarms) : null,
      recall: positives > 0 ? caught / positives : null,
    });
  }
  return outcomes;
}

/** At most `limit` outcomes of many, evenly spread over the share of events that alert, ends included. */
export function thinOutcomes(outcomes: readonly ThresholdOutcome[], limit: number): ThresholdOutcome[] {
  if (outcomes.length <= limit) return [...outcomes];
  return Array.from(
    { length: limit },
    (_, index) => outcomes[Math.round((index * (outcomes.length - 1)) / (limit - 1))]!,
  );
}

/**
 * Chooses a threshold: the lowest one within the budget or with the wanted precision, the highest one with the wanted
 * recall, the cheapest one.
 *
 * @throws DiagnosticError EV1005 when the rule needs labels that are not there, or nothing satisfies it.
 */
export function chooseThreshold(scores: AlertScores, rule: ThresholdRule): ThresholdChoice {
  const outcomes = thresholdOutcomes(scores);
  if (outcomes.length === 0) {
    refuse('EV1005', 'no threshold can be chosen: the results do not hold the probabilities of all labels');
  }
  if (rule.kind !== 'budget' && outcomes.at(-1)!.recall === null) {
    refuse(
      'EV1005',
      `a threshold by ${rule.kind} needs texts that truly are ${scores.labels.join(' or ')}`,
      'Give --label.',
    );
  }
  const outcome = choose(outcomes, rule);
  if (!outcome) {
    refuse(
      'EV1005',
      `no threshold satisfies ${describeRule(rule)}`,
      `The strictest one still ${describeOutcome(outcomes[0]!)}.`,
    );
  }
  const below = outcomes[outcomes.indexOf(outcome) + 1]?.threshold ?? outcome.threshold;
  return { labels: scores.labels, rule, threshold: (outcome.threshold + below) / 2, outcome };
}

function choose(outcomes: readonly ThresholdOutcome[], rule: ThresholdRule): ThresholdOutcome | undefined {
  switch (rule.kind) {
    case 'budget':
      return outcomes.findLast(({ share }) => share * rule.eventsPerDay <= rule.alertsPerDay);
    case 'precision':
      return outcomes.findLast(({ precision }) => precision !== null && precision >= rule.atLeast);
    case 'recall':
      return outcomes.find(({ recall }) => recall !== null && recall >= rule.atLeast);
    case 'cost': {
      const costOf = ({ missed, false_alarms }: ThresholdOutcome): number =>
        missed! * rule.miss + false_alarms! * rule.falseAlarm;
      return outcomes.reduce((best, outcome) => (costOf(outcome) < costOf(best) ? outcome : best));
    }
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
