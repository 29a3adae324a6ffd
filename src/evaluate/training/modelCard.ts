// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The card of a trained model: what it is, what it learned from, how good it is, how to make it again.

import type { ClassifierScores } from './trainClassifier.js';
import type { LinearModelJson } from './writeTrainedClassifier.js';

/** A section of the card that only the one who trained the model can write. */
export interface CardSection {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

/** The card as Markdown. */
export function modelCard(model: LinearModelJson, sections: readonly CardSection[]): string {
  const { provenance } = model;
  const parts = [
    `# ${model.id}`,
    `A linear text classifier for log lines and security events: labels ${model.labels.join(', ')}. It adds up one row of ` +
      `weights a word piece and one a pair of neighbours, divides by the length of the text in feature space, and gives logits.`,
    '## Use',
    `Local: \`logtwin classify --model ${model.id} "TEXT"\`. On Elastic ML: \`model.pt\` with \`bert\` tokenization ` +
      `(\`${JSON.stringify(model.tokenization)}\`) and the labels above; the server applies softmax.`,
    '## Trained on',
    [
      ...provenance.trained_on.map((source) => `- ${source}`),
      `- ${provenance.examples} texts: ${Object.entries(provenance.label_counts)
        .map(([label, count]) => `${label} ${count}`)
        .join(', ')}`,
    ].join('\n'),
    `Made again, byte for byte, by \`${provenance.command}\`.`,
    '## Scores',
    ...Object.entries(model.metrics).map(([name, scores]) => scoresSection(name, model.labels, scores)),
    ...sections.map(({ title, text }) => `## ${title}\n\n${text}`),
    '## Limits',
    'It knows words and pairs of words, not meaning: a word that often stands in errors makes any line look like one. ' +
      'Products, languages and phrases that it was not trained on are guesses; measure it on your own texts with `logtwin evaluate` first.',
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Scores as Markdown tables. */
export function scoresSection(name: string, labels: readonly string[], scores: ClassifierScores): string {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    `**${name}**: ${scores.texts} texts, accuracy ${scores.accuracy.toFixed(3)}, macro-F1 ${scores.macro_f1.toFixed(3)}`,
    '',
    row(['label', 'precision', 'recall', 'F1', ...labels.map((label) => `taken for ${label}`)]),
    row(['---', ...Array.from({ length: 3 + labels.length }, () => '---:')]),
    ...labels.map((label, index) => {
      const { precision, recall, f1 } = scores.classes[label]!;
      return row([
        label,
        ...[precision, recall, f1].map((value) => value.toFixed(3)),
        ...scores.confusion_matrix[index]!,
      ]);
    }),
  ].join('\n');
}
