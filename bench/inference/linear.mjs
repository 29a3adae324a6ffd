// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Classification by the embedded linear model on one thread, tokens included, every text different and nothing cached.
// Limit: 25,000 texts a second of processor time on the published texts (about 86 tokens each).
// Run after `npm run build`: node bench/inference/linear.mjs (the corpus is found through LOGTWIN_CORPUS)

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { embeddedModelFolder } from '../../dist/inference/embeddedModel.js';
import { loadClassifier } from '../../dist/inference/textClassification.js';

const corpus = process.env.LOGTWIN_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const published = readFileSync(join(corpus, 'ecs-dumps', 'published-predictions.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line).ml_input);
const texts = Array.from({ length: 20 }, (_, copy) =>
  published.map((text, index) => `${text} ${copy}x${index}`),
).flat();
const chunk = 2048;

const classifier = await loadClassifier(embeddedModelFolder, { threads: 1, cacheSize: 0 });
await classifier.classify(texts.slice(0, chunk));
const before = process.cpuUsage();
const start = performance.now();
for (let at = 0; at < texts.length; at += chunk) await classifier.classify(texts.slice(at, at + chunk));
const wall = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(before);
const cpu = (user + system) / 1e6;
await classifier.close();

const { tokens, computed } = classifier.counts;
console.log(`${texts.length} texts, ${(tokens / computed).toFixed(1)} tokens each`);
console.log(
  `${Math.round(texts.length / cpu)} texts a second of processor time, ${Math.round(texts.length / wall)} of wall time`,
);
process.exitCode = texts.length / cpu >= 25_000 ? 0 : 1;
