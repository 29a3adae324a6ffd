// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `npm run demo`: sets up a fresh clone and shows the whole path on embedded samples.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';

setup();
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const output = fileURLToPath(new URL('../out/demo', import.meta.url));
const { status } = spawnSync(process.execPath, [program, 'demo', '-o', output, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
