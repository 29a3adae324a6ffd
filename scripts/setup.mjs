// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Brings a fresh clone to a state in which everything runs: packages installed, src/ built. Does nothing when both are current.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program with its output on stderr; ends this process with its exit code when it fails. */
export function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['inherit', 2, 2], ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs what package-lock.json names and builds dist/, each only when something changed. */
export function setup() {
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || modified(lock) > modified(installed)) {
    process.stderr.write('installing packages (npm install, without install scripts)...\n');
    // onnxruntime-node's install script would fetch CUDA libraries; its CPU binaries are in the package.
    // `npm ci` refuses a lock file in which a registry mirror has no build of an optional package for other platforms;
    // `install --no-save` installs exactly what the lock file names, and leaves it as it is.
    run('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  const stamp = join(root, 'dist', '.built');
  if (!existsSync(stamp) || newest(join(root, 'src')) > modified(stamp) || modified(lock) > modified(stamp)) {
    process.stderr.write('building (tsc)...\n');
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    rmSync(join(root, '.cache', 'tsconfig.build.tsbuildinfo'), { force: true });
    run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
    writeFileSync(stamp, '');
  }
}

function modified(file) {
  return statSync(file).mtimeMs;
}

function newest(folder) {
  return Math.max(...readdirSync(folder, { recursive: true }).map((name) => modified(join(folder, name))));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup();
