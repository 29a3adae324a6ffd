// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// All scores, the curves and 1,000 bootstraps of 100,000 rows with three classes. Limit: 10 s.
// Run after `npm run build`: node bench/scores.mjs [rows] [samples]

import { performance } from 'node:perf_hooks';
import { bootstrapIntervals } from '../dist/evaluate/metrics/bootstrap.js';
import { precisionRecallCurve, rocCurve, thresholdCounts } from '../dist/evaluate/metrics/curves.js';
import { Scorer } from '../dist/evaluate/metrics/scorer.js';
import { unitWeights } from '../dist/evaluate/metrics/scoredRows.js';
import { SeededRandom } from '../dist/util/seededRandom.js';

const length = Number(process.argv[2] ?? 100_000);
const samples = Number(process.argv[3] ?? 1000);
const labels = ['INFO', 'WARNING', 'ERROR'];
const random = new SeededRandom(1);
const truth = Int32Array.from({ length }, () => random.below(3));
const probabilities = new Float64Array(length * 3);
const predicted = truth.map((label, row) => {
  const odds = labels.map((_, index) => Math.exp(random.normal() + (index === label ? 2 : 0)));
  const sum = odds.reduce((total, value) => total + value, 0);
  odds.forEach((value, index) => (probabilities[row * 3 + index] = value / sum));
  return odds.indexOf(Math.max(...odds));
});

const before = process.cpuUsage();
const start = performance.now();
const scorer = new Scorer({ labels, length, truth, predicted, probabilities }, { severity: [0, 1, 2] });
const scores = scorer.score(unitWeights(length));
for (const index of labels.keys()) {
  const counts = thresholdCounts(scorer.ranking(index), unitWeights(length));
  rocCurve(counts);
  precisionRecallCurve(counts);
}
const pointSeconds = (performance.now() - start) / 1000;
const intervals = bootstrapIntervals(scorer, { samples });
const seconds = (performance.now() - start) / 1000;
const cpu = process.cpuUsage(before);
const cpuSeconds = (cpu.user + cpu.system) / 1e6;
const [low, high] = intervals.get('macro_f1');
console.log(`${length} rows, ${labels.length} classes, ${scores.size} scores, ${samples} bootstraps`);
console.log(
  `scores and curves ${pointSeconds.toFixed(2)} s; everything ${seconds.toFixed(2)} s (CPU ${cpuSeconds.toFixed(2)} s), limit 10 s`,
);
console.log(`macro F1 ${scores.get('macro_f1').toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`);
if (cpuSeconds > 10) process.exitCode = 1;
