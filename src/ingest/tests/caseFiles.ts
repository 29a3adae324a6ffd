// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Our own pipeline tests: `NAME.case.yml` beside a normalizer or pipeline.
//
//     pipeline: normalize            # a bundled pipeline, a file relative to this one, or a pipeline itself
//     cases:
//       - name: an alert
//         docs:
//           - { _index: logs-suricata.eve-default, _source: { event: { kind: alert } } }
//         expect:
//           - { event: { kind: alert }, ml_input: ... }   # null: dropped; { error: reason }: failed
//
// A file with a single case may hold `docs` and `expect` at its top.

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import { textOf } from '../../values/javaText.js';
import { toPlain } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import { loadBundle } from '../bundle.js';
import { createEngine, type EngineOptions } from '../engine.js';
import { loadPipeline } from '../loadPipeline.js';
import { parseYaml } from '../parseYaml.js';
import type { TestCase, TestDocument, TestSuite } from './testCase.js';

/** How the files of our own tests end. */
export const caseFileEnding = '.case.yml';

/** Index and id of a document that names none. */
const defaults = { index: '_index', id: '_id' };

/**
 * Reads the tests of a file.
 *
 * @throws DiagnosticError IN1005 for a file that is not as described above, IN1xxx and IN2xxx for its pipeline.
 */
export function readCaseFile(file: string, options: EngineOptions = {}): TestSuite {
  const content = parseYaml(readFileSync(file, 'utf8'), file);
  if (!(content instanceof HashMap)) refuse('IN1005', `${file} is no YAML object`);
  const { engine, pipeline } = openPipelineOf(file, content.get('pipeline'), options);
  const cases = content.get('cases') ?? [content];
  if (!Array.isArray(cases)) refuse('IN1005', `${file}: cases is no list`);
  const name = basename(file, caseFileEnding);
  return {
    name,
    engine,
    pipeline,
    cases: cases.map((item: unknown, index) =>
      item instanceof HashMap ? caseOf(file, name, item, index) : refuse('IN1005', `${file}: a case is no object`),
    ),
  };
}

function openPipelineOf(
  file: string,
  pipeline: unknown,
  options: EngineOptions,
): Pick<TestSuite, 'engine' | 'pipeline'> {
  if (pipeline instanceof HashMap) {
    const engine = createEngine({ ...options, pipelines: { case: { name: `${file} > pipeline`, config: pipeline } } });
    return { engine, pipeline: 'case' };
  }
  if (typeof pipeline !== 'string') refuse('IN1005', `${file} names no pipeline`);
  const { pipelines } = loadBundle({});
  const engine = createEngine({ ...options, pipelines });
  const path = join(dirname(file), pipeline);
  if (existsSync(path)) {
    const id = basename(path).replace(/\.(json|ya?ml)$/, '');
    engine.put(id, loadPipeline(readFileSync(path, 'utf8'), path));
    return { engine, pipeline: id };
  }
  const id = [pipeline, `logtwin-${pipeline}`].find((name) => pipelines.has(name));
  return {
    engine,
    pipeline: id ?? refuse('IN1004', `${file}: there is no file and no bundled pipeline "${pipeline}"`),
  };
}

function caseOf(file: string, suite: string, item: HashMap, index: number): TestCase {
  const own = item.get('name');
  const name = own === null ? String(index + 1) : textOf(own);
  const docs = item.get('docs');
  const expected = item.get('expect');
  const dynamic = item.get('dynamic_fields');
  if (!Array.isArray(docs)) refuse('IN1005', `${file}: the case ${name} has no list of docs`);
  if (expected !== null && !Array.isArray(expected)) refuse('IN1005', `${file}: expect of the case ${name} is no list`);
  return {
    name: `${suite}/${name}`,
    file,
    documents: docs.map((doc: unknown, place) =>
      doc instanceof HashMap
        ? documentOf(doc, `${name}:${place + 1}`)
        : refuse('IN1005', `${file}: a document is no object`),
    ),
    expected: expected === null ? undefined : (toPlain(expected) as unknown[]),
    expectedFile: file,
    dynamicFields: new Map(
      dynamic instanceof HashMap ? dynamic.javaEntries().map(([key, value]) => [textOf(key), textOf(value)]) : [],
    ),
  };
}

/** A document is its source, or an object with `_source` and metadata. */
function documentOf(doc: HashMap, place: string): TestDocument {
  const source = doc.get('_source');
  if (!(source instanceof HashMap)) return { ...defaults, source: doc, place };
  const text = (key: string, otherwise: string) => (doc.get(key) === null ? otherwise : textOf(doc.get(key)));
  return { source, index: text('_index', defaults.index), id: text('_id', defaults.id), place };
}
