// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is suspicious about a set of results, whatever the scores say: each finding with its evidence and a remedy.

import type { ModelWarning } from '../inference/modelFolder.js';
import type { Statistics } from './tally.js';

/** How much a finding weighs: `stop` means do not deploy. */
export type Weight = 'stop' | 'caution' | 'note';

/** One finding. `check` is stable; the texts are for people. */
export interface Finding {
  readonly check: string;
  readonly weight: Weight;
  readonly message: string;
  readonly evidence: string;
  readonly remedy: string;
}

/** What is known of the model; results from elsewhere say nothing. */
export interface ModelFacts {
  readonly labels?: readonly string[] | undefined;
  /** What loading its folder found strange. */
  readonly warnings?: readonly ModelWarning[] | undefined;
}

/** Share of one label from which a model counts as collapsed. */
const collapseShare = 0.95;
/** Fewer texts than this can be of one label by chance. */
const collapseTexts = 30;
/** Share of truncated texts worth stopping for. */
const truncatedShare = 0.1;

/** All findings about results together with those of other checks, gravest first. */
export function findingsOf(statistics: Statistics, model: ModelFacts = {}, others: readonly Finding[] = []): Finding[] {
  const found = [
    collapse(statistics),
    ...warningFindings(model.warnings ?? []),
    strangeTruth(statistics, model),
    nearConstantConfidence(statistics),
    truncation(statistics),
    fewExamples(statistics),
    duplicates(statistics),
    failures(statistics),
    ...others,
  ].filter((finding) => finding !== undefined);
  const order: readonly Weight[] = ['stop', 'caution', 'note'];
  return found.sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight));
}

/** One label for nearly everything, unless nearly everything truly has it. */
function collapse(statistics: Statistics): Finding | undefined {
  const [top] = statistics.label_distribution;
  if (!top || statistics.classified < collapseTexts || top.share <= collapseShare) return undefined;
  const truth = statistics.true_label_distribution.find(({ label }) => label === top.label)?.share;
  if (truth !== undefined && truth > collapseShare) {
    return {
      check: 'one_label_data',
      weight: 'caution',
      message: `Nearly all texts truly are ${top.label}; this set cannot show whether the model knows anything else.`,
      evidence: `${percent(truth)} of the true labels are ${top.label}.`,
      remedy: 'Add texts of the other labels before judging the model.',
    };
  }
  return {
    check: 'collapse',
    weight: 'stop',
    message: `The model has collapsed: it answers ${top.label} to nearly everything.`,
    evidence:
      `${group(top.count)} of ${group(statistics.classified)} texts (${percent(top.share)}) are called ${top.label}` +
      (truth === undefined ? '.' : `, but only ${percent(truth)} truly are.`),
    remedy:
      'Check that the classifier head was trained on these labels, that the training set was balanced, and that the text is built as it was for training.',
  };
}

/** How much a warning about a model folder weighs, and what to do about it. */
const modelWarnings: Readonly<Record<ModelWarning['kind'], Omit<Finding, 'evidence'>>> = {
  labels_disagree: {
    check: 'label_maps',
    weight: 'stop',
    message: 'id2label and label2id of the model disagree: predictions may carry the wrong names.',
    remedy: 'Correct config.json from the training script, then convert the model again.',
  },
  labels_missing: {
    check: 'placeholder_labels',
    weight: 'caution',
    message: 'The model does not name its labels, which is how base checkpoints look whose head was never trained.',
    remedy: 'Make sure that this is the fine-tuned checkpoint and name its labels in config.json.',
  },
  character_map_missing: {
    check: 'tokenizer_files',
    weight: 'caution',
    message: 'The tokenizer is not complete: texts may be read differently than in training.',
    remedy: 'Copy all tokenizer files from the checkpoint.',
  },
};

/** What loading a model folder found strange, as findings. */
export function warningFindings(warnings: readonly ModelWarning[]): Finding[] {
  return warnings.map(({ kind, message }) => ({ ...modelWarnings[kind], evidence: message }));
}

function strangeTruth(statistics: Statistics, model: ModelFacts): Finding | undefined {
  if (!model.labels || statistics.labelled === 0) return undefined;
  const known = new Set(model.labels);
  const strange = statistics.true_label_distribution.filter(({ label }) => !known.has(label));
  if (strange.length === 0) return undefined;
  const rows = strange.reduce((sum, { count }) => sum + count, 0);
  return {
    check: 'unknown_labels',
    weight: 'stop',
    message: 'The data has true labels that the model cannot give.',
    evidence: `${strange
      .slice(0, 5)
      .map(({ label }) => `"${label}"`)
      .join(', ')} (${group(rows)} texts); the model knows ${model.labels.join(', ')}.`,
    remedy: 'Rename the labels of the data (upper and lower case count) or use a model trained for them.',
  };
}

function nearConstantConfidence(statistics: Statistics): Finding | undefined {
  const { confidence, classified } = statistics;
  if (!confidence || classified < collapseTexts || statistics.distinct_texts < collapseTexts) return undefined;
  const spread = confidence.p95 - confidence.p5;
  if (spread >= 0.02 || confidence.p50 >= 0.99) return undefined;
  return {
    check: 'constant_confidence',
    weight: 'stop',
    message: 'The model is equally sure of every text: it does not look at what it reads.',
    evidence: `Nine in ten confidences lie between ${confidence.p5.toFixed(3)} and ${confidence.p95.toFixed(3)}.`,
    remedy: 'The classifier head is probably untrained: load the fine-tuned checkpoint, not the base one.',
  };
}

function truncation(statistics: Statistics): Finding | undefined {
  const { truncated, classified } = statistics;
  if (truncated === 0) return undefined;
  const share = truncated / classified;
  return {
    check: 'truncation',
    weight: share >= truncatedShare ? 'caution' : 'note',
    message: 'Some texts are longer than the model reads: what stands behind the cut is not seen.',
    evidence: `${group(truncated)} of ${group(classified)} texts (${percent(share)}) were cut.`,
    remedy:
      'Put what matters (payload, message) first in the normalized text, or raise max_sequence_length if the model allows.',
  };
}

function fewExamples(statistics: Statistics): Finding | undefined {
  const rare = statistics.true_label_distribution.filter(({ count }) => count < 30);
  if (rare.length === 0) return undefined;
  return {
    check: 'few_examples',
    weight: 'caution',
    message: 'Some labels have too few examples to say anything about them.',
    evidence: `${rare.map(({ label, count }) => `${label}: ${count}`).join(', ')}. With 30 examples a recall still moves by 18 points either way.`,
    remedy: 'Label more texts of these classes, and read the intervals instead of the scores.',
  };
}

function duplicates(statistics: Statistics): Finding | undefined {
  const repeated = statistics.texts - statistics.distinct_texts;
  const share = repeated / statistics.texts;
  if (repeated < collapseTexts || share < 0.2) return undefined;
  return {
    check: 'duplicates',
    weight: 'note',
    message: 'Many texts are there more than once, so the numbers rest on fewer examples than it seems.',
    evidence: `${group(repeated)} of ${group(statistics.texts)} texts (${percent(share)}) repeat an earlier one.`,
    remedy: 'Judge on distinct texts as well (logtwin extract --unique).',
  };
}

function failures(statistics: Statistics): Finding | undefined {
  if (statistics.failed === 0) return undefined;
  return {
    check: 'failed_texts',
    weight: 'caution',
    message: 'Some texts could not be classified.',
    evidence: `${group(statistics.failed)} of ${group(statistics.texts)} texts failed.`,
    remedy: 'Their errors stand in the results file.',
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function group(count: number): string {
  return count.toLocaleString('en-US');
}
