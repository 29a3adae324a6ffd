// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Checks that every source file begins with the two SPDX lines (after a #! line, if there is one). One list is Mozilla's.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const header = /^(#!.*\n\n?)?\/\/ SPDX-FileCopyrightText: .+\n\/\/ SPDX-License-Identifier: (Apache-2\.0|MPL-2\.0)\n/;
const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs', '*.cjs', '*.js', '*.java'], { encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);
const missing = files.filter((file) => !header.test(readFileSync(file, 'utf8')));
for (const file of missing) console.error(`${file}: the two SPDX lines are missing at the top`);
console.log(`${files.length - missing.length} of ${files.length} source files have their licence header`);
process.exit(missing.length ? 1 : 0);
