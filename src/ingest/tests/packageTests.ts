// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Finds and reads the pipeline tests of packages as elastic-package lays them out: pipelines in
// `data_stream/X/elasticsearch/ingest_pipeline`, cases in `data_stream/X/_dev/test/pipeline`.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DiagnosticError, refuse } from '../../diagnostics/diagnostic.js';
import { textOf } from '../../values/javaText.js';
import { parseJson, toPlain } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import { createEngine, type EngineOptions } from '../engine.js';
import { loadPipeline, type LoadedPipeline } from '../loadPipeline.js';
import { linkedFile, nameOfPipelineFile, withSiblingIds } from '../packagePipelines.js';
import { parseYaml } from '../parseYaml.js';
import { deepCopy } from '../../processors/core/deepCopy.js';
import { goRegExp } from './goRegExp.js';
import type { TestCase, TestDocument, TestSuite } from './testCase.js';

/** Where the cases of a data stream are. */
const testFolderOfStream = '_dev/test/pipeline';

/** A data stream of a package that has pipelines. */
export interface DataStream {
  /** `package/data_stream`. */
  readonly name: string;
  readonly folder: string;
  /** `logs-package.data_stream`. */
  readonly index: string;
  /** Pipelines by the ids that they get. */
  readonly pipelines: ReadonlyMap<string, LoadedPipeline>;
  /** Id of the pipeline that documents enter. */
  readonly entry: string;
  readonly testFolder: string;
}

/** Package folders below a folder, itself included: those with a manifest and data streams. */
export function findPackages(folder: string): string[] {
  if (existsSync(join(folder, 'manifest.yml')) && existsSync(join(folder, 'data_stream'))) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
    .flatMap((name) => findPackages(join(folder, name)));
}

/** Folders of a package's data streams that have pipelines. */
export function findDataStreams(packageFolder: string): string[] {
  const folder = join(packageFolder, 'data_stream');
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((stream) => existsSync(join(stream, 'elasticsearch/ingest_pipeline')));
}

/**
 * The data streams of a package that have pipelines.
 *
 * @throws DiagnosticError for a file that is no YAML or JSON.
 */
export function readDataStreams(packageFolder: string): DataStream[] {
  return findDataStreams(packageFolder).map(readDataStream);
}

function readDataStream(folder: string): DataStream {
  const packageFolder = join(folder, '../..');
  const packageManifest = readManifest(join(packageFolder, 'manifest.yml'));
  const packageName = text(packageManifest.get('name')) ?? basename(packageFolder);
  const version = text(packageManifest.get('version')) ?? '0.0.0';
  const name = basename(folder);
  const manifest = readManifest(join(folder, 'manifest.yml'));
  const type = text(manifest.get('type')) ?? 'logs';
  const dataset = text(manifest.get('dataset')) ?? `${packageName}.${name}`;
  const entryName = text(settingOf(manifest, 'elasticsearch.ingest_pipeline.name')) ?? 'default';
  // Ids as Fleet gives them, so that `_ingest.pipeline` reads as on a cluster.
  const idOf = (pipeline: string) => `${type}-${dataset}-${version}${pipeline === entryName ? '' : `-${pipeline}`}`;
  const pipelineFolder = join(folder, 'elasticsearch/ingest_pipeline');
  const pipelines = new Map<string, LoadedPipeline>();
  for (const entry of readdirSync(pipelineFolder).sort()) {
    const file = entry.replace(/\.link$/, '');
    if (!/\.(yml|yaml|json)$/.test(file)) continue;
    const path = linkedFile(join(pipelineFolder, entry));
    const text = readFileSync(path, 'utf8');
    pipelines.set(idOf(nameOfPipelineFile(file)), loadPipeline(withSiblingIds(text, idOf), path));
  }
  const entry = idOf(entryName);
  addRoutingRules(join(folder, 'routing_rules.yml'), pipelines.get(idOf('default')));
  return {
    name: `${packageName}/${name}`,
    folder,
    // Of the folder, as elastic-package has it, also where the manifest names another dataset.
    index: `${type}-${packageName}.${name}-default`,
    pipelines,
    entry,
    testFolder: join(folder, testFolderOfStream),
  };
}

/** Rules that send documents to other datasets become reroute processors at the pipeline's end, as elastic-package makes them. */
function addRoutingRules(file: string, pipeline: LoadedPipeline | undefined): void {
  if (!pipeline || !existsSync(file)) return;
  const rules = parseYaml(readFileSync(file, 'utf8'), file);
  const processors = pipeline.config.get('processors');
  if (!Array.isArray(rules) || !Array.isArray(processors)) return;
  for (const group of rules as HashMap[]) {
    for (const rule of (group.get('rules') ?? []) as HashMap[]) {
      const options = new HashMap();
      options.put('tag', group.get('source_dataset'));
      for (const [key, option] of [
        ['target_dataset', 'dataset'],
        ['namespace', 'namespace'],
        ['if', 'if'],
      ] as const) {
        const value = rule.get(key);
        if (value !== null) options.put(option, value);
      }
      const processor = new HashMap();
      processor.put('reroute', options);
      processors.push(processor);
    }
  }
}

/**
 * The tests of a package.
 *
 * @throws DiagnosticError for a broken file or pipeline.
 */
export function readPackageTests(packageFolder: string, options: EngineOptions = {}): TestSuite[] {
  return findDataStreams(packageFolder).flatMap((folder) => readDataStreamTests(folder, options));
}

/**
 * The tests of a data stream, none or one suite.
 *
 * @throws DiagnosticError for a broken manifest or pipeline.
 */
export function readDataStreamTests(folder: string, options: EngineOptions = {}): TestSuite[] {
  if (!existsSync(join(folder, testFolderOfStream))) return [];
  const stream = readDataStream(folder);
  const cases = readCases(stream);
  if (cases.length === 0) return [];
  const engine = createEngine({ ...options, pipelines: stream.pipelines });
  return [{ name: stream.name, engine, pipeline: stream.entry, cases, definitions: stream.pipelines }];
}

/** Options of elastic-package's test configurations; the last two are of its own check of mappings. */
const configOptions: ReadonlySet<string> = new Set([
  'skip',
  'multiline',
  'fields',
  'dynamic_fields',
  'numeric_keyword_fields',
  'string_number_fields',
]);

/** The cases of a data stream; one whose files are broken says so, and the others run. */
export function readCases(stream: DataStream): TestCase[] {
  const { testFolder } = stream;
  return readdirSync(testFolder)
    .filter((name, _index, names) => isCaseFile(name, names))
    .sort()
    .map((name) => readCaseIfWhole(stream, join(testFolder, name)));
}

function readCaseIfWhole(stream: DataStream, file: string): TestCase {
  try {
    return readCase(stream, file);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const { message } = error;
    return { ...caseOf(stream, file), documents: [], expected: undefined, dynamicFields: new Map(), broken: message };
  }
}

function caseOf(stream: DataStream, file: string): Pick<TestCase, 'name' | 'file' | 'expectedFile'> {
  return { name: `${stream.name}/${basename(file)}`, file, expectedFile: `${file}-expected.json` };
}

/** Files of cases are named `test-..`; old packages name them as they like, with the expected documents beside them. */
function isCaseFile(name: string, others: readonly string[]): boolean {
  if (!/\.(log|json)$/.test(name) || /-(?:expected|config)\.json$/.test(name)) return false;
  return name.startsWith('test-') || others.includes(`${name}-expected.json`);
}

function readCase(stream: DataStream, file: string): TestCase {
  const config = readConfig(stream.testFolder, file);
  const fields = config.get('fields');
  const skip = config.get('skip') ?? skipOfPackage(stream);
  const read = file.endsWith('.log') ? readLog : readEvents;
  const sources = skip instanceof HashMap ? [] : read(file, config);
  const documents = sources.map((source, index): TestDocument => ({
    source: fields instanceof HashMap ? withFields(source, fields, file) : source,
    index: stream.index,
    id: String(index + 1),
    place: `${basename(file)}:${index + 1}`,
  }));
  const { expectedFile } = caseOf(stream, file);
  const unknown = [...config.entries.keys()].map(String).filter((option) => !configOptions.has(option));
  const dynamic = config.get('dynamic_fields');
  return {
    ...caseOf(stream, file),
    documents,
    expected: existsSync(expectedFile) ? readExpected(expectedFile) : undefined,
    dynamicFields: new Map(
      dynamic instanceof HashMap ? dynamic.javaEntries().map(([key, value]) => [String(key), String(value)]) : [],
    ),
    ...(skip instanceof HashMap && { skip: text(skip.get('reason')) ?? 'skipped by its configuration' }),
    ...(unknown.length > 0 && {
      notes: unknown.map((option) => `${file}: elastic-package has no option "${option}" in test configurations`),
    }),
  };
}

/** What `_dev/test/config.yml` of the package says of all its pipeline tests. */
function skipOfPackage(stream: DataStream): unknown {
  const file = join(stream.folder, '../../_dev/test/config.yml');
  if (!existsSync(file) || statSync(file).size === 0) return null;
  const pipeline = readManifest(file).get('pipeline');
  return pipeline instanceof HashMap ? pipeline.get('skip') : null;
}

/** The common configuration with the case's own over it, which old packages have as JSON. */
function readConfig(folder: string, file: string): HashMap {
  let config = new HashMap();
  for (const path of [join(folder, 'test-common-config.yml'), `${file}-config.yml`, `${file}-config.json`]) {
    if (existsSync(path) && statSync(path).size > 0) config = overlay(config, readManifest(path)) as HashMap;
  }
  return config;
}

/** Lays a value over another as elastic-package does: lists item by item, and null takes a key away. */
function overlay(former: unknown, added: unknown): unknown {
  if (Array.isArray(former) && Array.isArray(added)) {
    const length = Math.max(former.length, added.length);
    return Array.from({ length }, (_, index) =>
      index < added.length ? overlay(former[index], added[index]) : (former[index] as unknown),
    );
  }
  if (!(added instanceof HashMap)) return added;
  const result = former instanceof HashMap ? former : new HashMap();
  for (const [key, value] of added.javaEntries()) {
    if (value === null) result.remove(key);
    else result.put(key, overlay(result.get(key), value));
  }
  return result;
}

/** Every line is a document; with a pattern, a line that matches it starts one. */
function readLog(file: string, config: HashMap): HashMap[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const multiline = config.get('multiline');
  const pattern = multiline instanceof HashMap ? text(multiline.get('first_line_pattern')) : undefined;
  const first = pattern === undefined ? undefined : goRegExp(pattern);
  const messages: string[] = [];
  for (const line of lines.map((item) => item.replace(/\r$/, ''))) {
    const last = messages.length - 1;
    if (first === undefined || last < 0) messages.push(line);
    else if (messages[last] === '') messages[last] = line;
    else if (first.test(line)) messages.push(line);
    else messages[last] += `\n${line}`;
  }
  // With a pattern, blank lines before the first line are no document.
  if (first !== undefined && messages[0] === '') messages.shift();
  return messages.map((message) => new HashMap(new Map([['message', message]])));
}

function readEvents(file: string): HashMap[] {
  const content = parseJson(readFileSync(file, 'utf8'), { name: file, duplicateKeys: 'last' });
  const events = content instanceof HashMap ? content.get('events') : null;
  if (!Array.isArray(events)) refuse('IN1005', `${file} has no list of events`);
  return events.map((event: unknown) =>
    event instanceof HashMap ? event : refuse('IN1005', `${file} has an event that is no object`),
  );
}

function readExpected(file: string): readonly unknown[] {
  const content = toPlain(parseJson(readFileSync(file, 'utf8'), { name: file, duplicateKeys: 'last' }));
  const expected = (content as { expected?: unknown }).expected;
  return Array.isArray(expected) ? expected : refuse('IN1005', `${file} has no list of expected documents`);
}

/**
 * Puts the fields of a test's configuration into a document. As elastic-package finds them: a key as it is written comes
 * before the path that its dots make.
 */
function withFields(source: HashMap, fields: HashMap, file: string): HashMap {
  for (const [key, value] of fields.javaEntries()) putDotted(source, String(key), deepCopy(value), file);
  return source;
}

function putDotted(map: HashMap, key: string, value: unknown, file: string): void {
  const dot = key.indexOf('.');
  if (dot < 0 || map.has(key)) {
    map.put(key, value);
    return;
  }
  const first = key.slice(0, dot);
  if (!map.has(first)) map.put(first, new HashMap());
  const inner = map.get(first);
  if (!(inner instanceof HashMap))
    refuse('IN1005', `${file}: the configuration's fields name ${key}, but "${first}" of an event is no object`);
  putDotted(inner, key.slice(dot + 1), value, file);
}

/** A setting of a manifest, whose keys may stand in each other or be written with dots. */
function settingOf(manifest: unknown, path: string): unknown {
  if (path === '') return manifest;
  if (!(manifest instanceof HashMap)) return undefined;
  const words = path.split('.');
  for (let length = words.length; length > 0; length--) {
    const found = settingOf(manifest.get(words.slice(0, length).join('.')), words.slice(length).join('.'));
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

function readManifest(file: string): HashMap {
  const content = parseYaml(readFileSync(file, 'utf8'), file);
  return content instanceof HashMap ? content : refuse('IN1005', `${file} is no YAML object`);
}

function text(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : textOf(value);
}
