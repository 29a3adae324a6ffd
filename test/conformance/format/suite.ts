// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Loads case files into the cases that both back ends run.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Ajv, type ValidateFunction } from 'ajv';

import { parseSuite, plainOf, unrecorded } from './suiteYaml.js';
import type { TypedValue } from './typedValue.js';

/** Folder of the case files. */
export const conformanceFolder = resolve(process.cwd(), 'test/conformance');
const suiteFolders = ['painless', 'processors', 'pipelines', 'mustache'];

/** An error as case files state it; see suite.schema.json. */
export interface ExpectedError {
  readonly type: string;
  readonly reason: string | null;
  readonly script?: 'compile' | 'runtime' | 'other';
  readonly at?: number;
  readonly processor?: string;
  readonly property?: string;
}

/** What became of one document. */
export type DocumentOutcome =
  | { readonly source: TypedValue; readonly metadata?: TypedValue }
  | { readonly dropped: true }
  | { readonly error: ExpectedError };

/** What a case yields. */
export type Outcome =
  | { readonly ctx: TypedValue }
  | { readonly value: TypedValue }
  | { readonly error: ExpectedError }
  | { readonly docs: readonly DocumentOutcome[] }
  | { readonly response: TypedValue };

/** A script to run on a ctx. */
export interface ScriptInput {
  readonly kind: 'script';
  readonly context: 'ingest' | 'processor_conditional';
  readonly source: string;
  readonly params: TypedValue;
  readonly ctx: TypedValue;
  /** Whether only ctx.value counts. */
  readonly expression: boolean;
}

/** A pipeline to simulate. */
export interface PipelineInput {
  readonly kind: 'pipeline';
  readonly pipeline: TypedValue;
  readonly pipelines: Readonly<Record<string, TypedValue>>;
  readonly docs: readonly TypedValue[];
  readonly verbose: boolean;
  readonly wholeResponse: boolean;
}

/** One case, ready to run. */
export interface Case {
  /** `suite > section > name`; unique. */
  readonly id: string;
  readonly input: ScriptInput | PipelineInput;
  /** Undefined while nothing is recorded. */
  readonly expect: Outcome | undefined;
  /** Set when something else than the recording server decides. */
  readonly decidedBy?: string;
}

/** A case file. */
export interface Suite {
  readonly file: string;
  readonly name: string;
  readonly cases: readonly Case[];
}

type Plain = Record<string, TypedValue>;

let validate: ValidateFunction | undefined;

/** Loads all case files, in the order of their names. */
export function loadSuites(): Suite[] {
  return suiteFiles().map(loadSuite);
}

/** Paths of all case files. */
export function suiteFiles(): string[] {
  return suiteFolders.flatMap((folder) =>
    readdirSync(join(conformanceFolder, folder))
      .filter((name) => name.endsWith('.yml'))
      .sort()
      .map((name) => join(conformanceFolder, folder, name)),
  );
}

/**
 * Loads and checks one case file.
 *
 * @throws Error naming the file and the place for a file that is not as the schema says, or has a case twice
 */
export function loadSuite(file: string): Suite {
  const content = plainOf(parseSuite(readFileSync(file, 'utf8'), file).contents) as Plain;
  validate ??= new Ajv({ allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(join(conformanceFolder, 'suite.schema.json'), 'utf8')) as object,
  );
  if (!validate(content)) {
    const [problem] = validate.errors!;
    throw new Error(`${file}: ${problem!.instancePath || '/'} ${problem!.message}`);
  }
  const name = content['suite'] as string;
  const cases = (content['sections'] as Plain[]).flatMap((section) => casesOf(name, section));
  const seen = new Set<string>();
  for (const { id } of cases) {
    if (seen.has(id)) throw new Error(`${file}: two cases are called ${id}`);
    seen.add(id);
  }
  return { file, name, cases };
}

function casesOf(suite: string, section: Plain): Case[] {
  const prefix = `${suite} > ${section['name'] as string} > `;
  const expressions = section['expressions'] ?? {};
  const entries: [string, TypedValue][] = Array.isArray(expressions)
    ? (expressions as string[]).map((expression): [string, TypedValue] => [expression, unrecorded])
    : Object.entries(expressions as Plain);
  return [
    ...entries.map(([expression, expected]) => ({
      id: prefix + expression,
      input: {
        kind: 'script' as const,
        context: 'ingest' as const,
        source: `${(section['before'] as string | undefined) ?? ''}ctx.value = ${expression};`,
        params: section['params'] ?? {},
        ctx: section['ctx'] ?? {},
        expression: true,
      },
      expect: expressionOutcome(expected),
    })),
    ...((section['cases'] ?? []) as Plain[]).map((item) => caseOf(prefix, item)),
  ];
}

function expressionOutcome(expected: TypedValue): Outcome | undefined {
  if (expected === unrecorded) return undefined;
  const error = typeof expected === 'object' && expected !== null ? (expected as Plain)['!error'] : undefined;
  return error === undefined ? { value: expected } : { error: error as unknown as ExpectedError };
}

function caseOf(prefix: string, item: Plain): Case {
  const expected = item['expect'];
  return {
    id: prefix + (item['name'] as string),
    input: item['script'] === undefined ? pipelineInput(item) : scriptInput(item),
    expect: expected === undefined || expected === unrecorded ? undefined : (expected as unknown as Outcome),
    ...(item['decidedBy'] === undefined ? {} : { decidedBy: item['decidedBy'] as string }),
  };
}

function scriptInput(item: Plain): ScriptInput {
  return {
    kind: 'script',
    context: (item['context'] as ScriptInput['context'] | undefined) ?? 'ingest',
    source: item['script'] as string,
    params: item['params'] ?? {},
    ctx: item['ctx'] ?? {},
    expression: false,
  };
}

function pipelineInput(item: Plain): PipelineInput {
  const processor =
    item['template'] === undefined ? item['processor'] : { set: { field: 'rendered', value: item['template'] } };
  const documents = (item['docs'] as Plain[] | undefined) ?? [{}];
  return {
    kind: 'pipeline',
    pipeline: item['pipeline'] ?? { processors: [processor!] },
    pipelines: (item['pipelines'] ?? {}) as Plain,
    docs: documents.map((document) => (document['_source'] === undefined ? { _source: document } : document)),
    verbose: item['verbose'] === true,
    wholeResponse: item['verbose'] === true || item['response'] === true,
  };
}
