// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Start-up times of the program. To reach: `--help` 0.25 s, `classify` with the embedded model 1 s.
// Run after `npm run build`: node bench/startup.mjs [rounds]

import { fastest, program } from './measure.mjs';

const rounds = Number(process.argv[2] ?? 7);
const limits = [
  ['node -e 0', ['-e', '0'], undefined],
  ['logtwin --help', [program, '--help'], 0.25],
  ['logtwin convert --help', [program, 'convert', '--help'], undefined],
  ['logtwin classify TEXT', [program, 'classify', 'Failed password for root from 10.0.0.5 port 22 ssh2'], 1],
];
const runs = await fastest(
  rounds,
  limits.map(([, args]) => [process.execPath, args]),
);
limits.forEach(([name, , limit], index) => {
  const run = runs[index];
  const verdict = limit === undefined ? '' : ` (limit ${limit} s)`;
  console.log(
    `${name.padEnd(24)} ${run.seconds.toFixed(3)} s${verdict}${run.code === 0 ? '' : ` FAILED: ${run.stderr.slice(0, 200)}`}`,
  );
});
