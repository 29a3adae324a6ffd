// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every script and condition of the integration packages compiles, as it does on a real node.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

import { compilePainless, type ScriptContextName } from '../../src/painless/index.js';

const packages = resolve(process.env.LOGTWIN_CORPUS ?? '../shared/corpus', 'integrations/packages');
const skip = !existsSync(packages);
if (skip) process.stderr.write(`SKIPPED: no corpus at ${packages}: scripts of integration packages are not compiled\n`);

const key = (context: ScriptContextName, source: string): string => JSON.stringify([context, source]);

/** Scripts and conditions below a value of a pipeline, each once. */
function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      if (name === 'if' && typeof item === 'string') found.add(key('processor_conditional', item));
      const source: unknown = name === 'script' ? (item as { source?: unknown } | null)?.source : undefined;
      if (typeof source === 'string') found.add(key('ingest', source));
      collect(item, found);
    }
  }
}

(skip ? describe.skip : describe)('scripts of integration packages', () => {
  test('all compile', () => {
    const found = new Set<string>();
    for (const name of readdirSync(packages, { recursive: true, encoding: 'utf8' })) {
      if (/ingest_pipeline[\\/][^\\/]*\.ya?ml$/.test(name)) {
        collect(parse(readFileSync(join(packages, name), 'utf8'), { version: '1.2', schema: 'core' }), found);
      }
    }
    const failing: string[] = [];
    for (const entry of found) {
      const [context, source] = JSON.parse(entry) as [ScriptContextName, string];
      try {
        compilePainless(source, context);
      } catch (error) {
        failing.push(String(error));
      }
    }
    expect(found.size).toBeGreaterThan(3000);
    expect(failing).toEqual([]);
  });
});
