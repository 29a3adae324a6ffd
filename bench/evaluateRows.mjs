// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Memory of an evaluation of a million labelled texts, and of its report. The classifier costs nothing, so that what is
// measured is ours. Run after `npm run build`: node bench/evaluateRows.mjs [rows]

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { evaluate } from '../dist/evaluate/evaluate.js';
import { writeReport } from '../dist/evaluate/report/writeReport.js';
import { classificationResult } from '../dist/inference/textClassificationResult.js';
import { SeededRandom } from '../dist/util/seededRandom.js';

const rows = Number(process.argv[2] ?? 1_000_000);
const labels = ['INFO', 'WARNING', 'ERROR'];
const random = new SeededRandom(1);
const classifier = {
  labels,
  classify: async (texts) =>
    texts.map(() => {
      const odds = labels.map(() => random.fraction());
      const sum = odds.reduce((total, value) => total + value, 0);
      const options = { numTopClasses: -1, truncated: false, modelId: 'bench' };
      return classificationResult(
        odds.map((value) => value / sum),
        labels,
        options,
      );
    }),
};
async function* texts() {
  for (let row = 0; row < rows; row++) {
    yield {
      text: `event ${row} user u${row % 977} from host h${row % 131}`,
      label: labels[row % 3],
      source: `s${row % 9}`,
    };
  }
}

let peak = 0;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 100);
const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
try {
  let start = performance.now();
  const lap = () => {
    const seconds = (performance.now() - start) / 1000;
    start = performance.now();
    return `${seconds.toFixed(1)} s, peak ${megabytes(peak)} resident`;
  };
  await evaluate({
    classifier,
    texts: texts(),
    folder,
    version: '0',
    model: { id: 'bench' },
    inputs: ['bench'],
    samples: 10,
  });
  console.log(
    `${rows} rows evaluated: ${lap()}, rows file ${megabytes(statSync(join(folder, 'results.ndjson')).size)}`,
  );
  const { bytes } = await writeReport(folder, folder);
  console.log(`report: ${lap()}, ${megabytes(bytes)}`);
} finally {
  clearInterval(watch);
  rmSync(folder, { recursive: true });
}
