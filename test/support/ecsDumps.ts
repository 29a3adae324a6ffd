// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The real ECS dumps of the corpus, which the tests find through LOGTWIN_CORPUS and never copy.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { documentsOf, type DumpDocument } from '../../src/ingest/dumps/dumpDocument.js';
import { parseJson } from '../../src/values/json.js';
import type { HashMap } from '../../src/values/maps.js';

const folder = resolve(process.env['LOGTWIN_CORPUS'] ?? '../shared/corpus', 'ecs-dumps');

/** Why the dumps cannot be read here, or undefined. */
export function noDumps(): string | undefined {
  return existsSync(folder) ? undefined : `SKIPPED: no corpus of ECS dumps at ${folder} (set LOGTWIN_CORPUS)`;
}

/** A document of a dump without what the live cluster's pipeline added to it. */
export interface CorpusDocument extends DumpDocument {
  readonly file: string;
  /** What the live cluster's pipeline wrote, or null. */
  readonly mlInput: string | null;
}

/** Every document of every dump, in order of file name and place. */
export function readDumps(): CorpusDocument[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'cyberfortress-pipeline.json');
  return files.sort().flatMap((file) => {
    const found: CorpusDocument[] = [];
    const take = (document: DumpDocument): void => {
      const mlInput = (document.source.remove('ml_input') ?? null) as string | null;
      document.source.remove('ml');
      found.push({ ...document, file, mlInput });
    };
    const refuse = (reason: string): never => {
      throw new Error(`${file}: ${reason}`);
    };
    for (const value of parseJson(readFileSync(join(folder, file), 'utf8')) as unknown[])
      documentsOf(value, take, refuse);
    return found;
  });
}

/** The script processor of the pipeline that the live cluster ran, with or without its ignore_failure. */
export function deployedPipeline(ignoreFailure: boolean): HashMap {
  const pipeline = parseJson(readFileSync(join(folder, 'cyberfortress-pipeline.json'), 'utf8')) as HashMap;
  const [scriptStep] = pipeline.get('processors') as HashMap[];
  pipeline.put('processors', [scriptStep]);
  if (!ignoreFailure) (scriptStep!.get('script') as HashMap).remove('ignore_failure');
  return pipeline;
}
