// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Real pipelines, of integration packages and of corelight, with the events of their tests: what the fuzzer damages.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { loadPipeline } from '../../../src/ingest/loadPipeline.js';
import { findPackages, readCases, readDataStreams } from '../../../src/ingest/tests/packageTests.js';
import { typedOf, type TypedValue } from '../../conformance/format/typedValue.js';

type Plain = Readonly<Record<string, TypedValue>>;

/** Pipelines with a document's way into them, and documents that they are made for. */
export interface RealPipelines {
  /** `package/data_stream`, or the name of a pipeline of corelight. */
  readonly name: string;
  /** Id of the pipeline that documents enter. */
  readonly entry: string;
  /** Definitions by id. */
  readonly pipelines: Readonly<Record<string, Plain>>;
  readonly documents: readonly TypedValue[];
}

const corpus = resolve(process.env['LOGTWIN_CORPUS'] ?? '../shared/corpus');

/** Says where the corpus should be, or nothing where it is there. */
export function reasonToSkipPackages(): string | undefined {
  const folders = ['integrations/packages', 'corelight/pipeline'].map((name) => join(corpus, name));
  const missing = folders.find((folder) => !existsSync(folder));
  return missing === undefined ? undefined : `SKIPPED: no real pipelines at ${missing} (set LOGTWIN_CORPUS)`;
}

/** All that the corpus has. */
export function readRealPipelines(): RealPipelines[] {
  return [
    ...readIntegrations(join(corpus, 'integrations/packages')),
    ...readCorelight(join(corpus, 'corelight/pipeline')),
  ];
}

function readIntegrations(folder: string): RealPipelines[] {
  return findPackages(folder)
    .flatMap(readDataStreams)
    .map((stream) => {
      const pipelines = Object.fromEntries(
        [...stream.pipelines].map(([id, { config }]) => [id, typedOf(config) as Plain]),
      );
      const tested = existsSync(stream.testFolder)
        ? readCases(stream).flatMap((item) => item.documents.map(({ source }) => typedOf(source)))
        : [];
      const documents = tested.length > 0 ? tested : [documentFor(pipelines)];
      return { name: stream.name, entry: stream.entry, pipelines, documents };
    });
}

/** Pipelines that call each other; corelight publishes no events. */
function readCorelight(folder: string): RealPipelines[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
  const pipelines = Object.fromEntries(
    files.map((path) => [basename(path), typedOf(loadPipeline(readFileSync(path, 'utf8'), path).config) as Plain]),
  );
  return Object.keys(pipelines).map((entry) => {
    const used = reachableFrom(entry, pipelines);
    return { name: entry, entry, pipelines: used, documents: [documentFor({ [entry]: used[entry]! })] };
  });
}

/** The pipelines that a pipeline names, and those that these name. */
export function reachableFrom(
  entry: string,
  pipelines: Readonly<Record<string, Plain>>,
): Readonly<Record<string, Plain>> {
  const reached: Record<string, Plain> = {};
  const visit = (id: string): void => {
    reached[id] = pipelines[id]!;
    const text = JSON.stringify(pipelines[id]);
    for (const other of Object.keys(pipelines))
      if (!(other in reached) && text.includes(JSON.stringify(other))) visit(other);
  };
  visit(entry);
  return reached;
}

/** A document with every field that the processors read. */
function documentFor(pipelines: Readonly<Record<string, Plain>>): TypedValue {
  const document: Record<string, TypedValue> = {};
  const fields = [...JSON.stringify(pipelines).matchAll(/"(?:field|copy_from)":"([\w@.-]+)"/g)].map(
    ([, path]) => path!,
  );
  for (const [index, path] of fields.filter((name) => !name.startsWith('_')).entries())
    put(document, path.split('.'), index % 3 === 0 ? index : `10.0.0.${index % 256}`);
  return document;
}

/** Puts a value where a path leads, unless something else is in its way. */
function put(into: Record<string, TypedValue>, path: readonly string[], value: TypedValue): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    into[key] ??= value;
    return;
  }
  const inner = (into[key] ??= {});
  if (typeof inner === 'object') put(inner as Record<string, TypedValue>, rest, value);
}
