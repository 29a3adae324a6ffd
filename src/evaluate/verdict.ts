// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Deploy or not, and why, in one sentence: computed from findings and metrics by fixed rules.

import type { Finding } from './findings.js';
import type { Metrics } from './measure.js';

/** The decision that the evidence supports. */
export type Decision = 'deploy' | 'deploy_with_care' | 'do_not_deploy' | 'cannot_tell';

/** A decision and what it rests on. */
export interface Verdict {
  readonly decision: Decision;
  readonly headline: string;
  readonly reasons: readonly string[];
}

/** Lower bound of macro-F1 from which a model is good enough to act on without a look at its mistakes. */
const goodMacroF1 = 0.8;
/** Lower bound of macro-F1 below which a model is wrong too often to act on. */
const poorMacroF1 = 0.5;
/** Recall of a label below which most readers would be surprised. */
const poorRecall = 0.7;
/** Calibration error above which confidences must not be used as thresholds. */
const poorCalibration = 0.1;

/** Judges a model on one set of texts. */
export function judge(findings: readonly Finding[], metrics: Metrics | null): Verdict {
  const stops = findings.filter(({ weight }) => weight === 'stop');
  if (stops.length > 0) {
    return {
      decision: 'do_not_deploy',
      headline: 'Do not deploy this model.',
      reasons: stops.map(({ message, evidence }) => `${message} ${evidence}`),
    };
  }
  if (!metrics) {
    return {
      decision: 'cannot_tell',
      headline: 'Nothing speaks against this model, but nothing speaks for it either.',
      reasons: [
        'The texts carry no true labels, so nobody knows how often it is right. Label a few hundred and evaluate again with --label.',
      ],
    };
  }
  const [low, high] = metrics.intervals.macro_f1 ?? [metrics.macro_f1, metrics.macro_f1];
  const range = `macro-F1 ${metrics.macro_f1.toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
  if (low <= metrics.majority.macro_f1) {
    return {
      decision: 'do_not_deploy',
      headline: 'Do not deploy this model.',
      reasons: [
        `It is not clearly better than always answering ${metrics.majority.label}: ${range} against ${metrics.majority.macro_f1.toFixed(3)}.`,
      ],
    };
  }
  if (low < poorMacroF1) {
    return {
      decision: 'do_not_deploy',
      headline: 'Do not deploy this model.',
      reasons: [
        `It is better than always answering ${metrics.majority.label}, but wrong too often to act on: ${range}.`,
        weakestRecall(metrics),
      ],
    };
  }
  const reasons = [
    `It is better than always answering ${metrics.majority.label} (macro-F1 ${metrics.majority.macro_f1.toFixed(3)}): ${range}.`,
  ];
  const cautions = findings.filter(({ weight }) => weight === 'caution').map(({ message }) => message);
  if (metrics.classes.some(({ support, recall }) => support > 0 && recall < poorRecall))
    cautions.push(weakestRecall(metrics));
  if (metrics.ece !== null && metrics.ece > poorCalibration) {
    cautions.push(
      `Its confidences are off by ${(metrics.ece * 100).toFixed(0)} points on average: calibrate before choosing a threshold.`,
    );
  }
  if (low < goodMacroF1 || cautions.length > 0) {
    return {
      decision: 'deploy_with_care',
      headline: 'Deploy with care: useful, with weaknesses to know.',
      reasons: [...reasons, ...cautions],
    };
  }
  return { decision: 'deploy', headline: 'Ready to deploy.', reasons };
}

function weakestRecall(metrics: Metrics): string {
  const present = metrics.classes.filter(({ support }) => support > 0);
  const { label, recall, support } = present.reduce((weakest, entry) =>
    entry.recall < weakest.recall ? entry : weakest,
  );
  return `It finds only ${(recall * 100).toFixed(0)} % of the ${support.toLocaleString('en-US')} ${label} texts.`;
}
