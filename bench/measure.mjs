// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Times a program: wall clock, processor seconds of all its threads, largest resident size.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

/** The built program. */
export const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Runs a command; undefined where it cannot be run. Peak memory is known on Linux only. */
export async function measure(command, args) {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let peak = 0;
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const watch = setInterval(() => {
    const status = `/proc/${child.pid}/status`;
    if (!existsSync(status)) return;
    try {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) * 1024);
    } catch {
      // The process ended between the two looks at it.
    }
  }, 20);
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(undefined));
    child.on('close', resolve);
  });
  clearInterval(watch);
  if (code === undefined) return undefined;
  return { seconds: (performance.now() - started) / 1000, peak, code, stderr };
}

/** Processor seconds of a running process and of all that it started, so far. Linux only, in hundredths. */
export function processorSecondsOfTree(root) {
  const processes = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      processes.set(Number(name), { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) });
    } catch {
      // The process ended between the two looks at it.
    }
  }
  const ticksOf = (pid) =>
    [...processes].reduce((sum, [child, { parent }]) => (parent === pid ? sum + ticksOf(child) : sum), 0) +
    (processes.get(pid)?.ticks ?? 0);
  return ticksOf(root) / 100;
}

/** The fastest of some runs, taken in turns with others so that all meet the same noise. */
export async function fastest(rounds, commands) {
  const best = commands.map(() => undefined);
  for (let round = 0; round < rounds; round++) {
    for (const [index, [command, args]] of commands.entries()) {
      const run = await measure(command, args);
      if (run && (!best[index] || run.seconds < best[index].seconds)) best[index] = run;
    }
  }
  return best;
}
