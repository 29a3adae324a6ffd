// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which processors, conditions and script statements of a suite's pipelines no case reached.

import type { CountedScript, Pipeline } from '../pipeline.js';
import type { TestSuite } from './testCase.js';

/** A statement of a script that never ran. */
export interface UnreachedStatement {
  /** JSON pointer of the script. */
  readonly script: string;
  /** One-based line in the script. */
  readonly line: number;
  /** The line's text. */
  readonly text: string;
}

/** Coverage of one pipeline. */
export interface Coverage {
  readonly pipeline: string;
  /** Processors, nested ones included. */
  readonly processors: number;
  /** JSON pointers of processors that never ran. */
  readonly unreached: readonly string[];
  /** Processors that have a condition. */
  readonly conditions: number;
  /** JSON pointers of processors whose condition was never true, or never false. */
  readonly neverTrue: readonly string[];
  readonly neverFalse: readonly string[];
  /** Statements of scripts; 0 where they were not counted. */
  readonly statements: number;
  /** Statements that never ran, of scripts that ran at all. */
  readonly unreachedStatements: readonly UnreachedStatement[];
  /** How many statements ran. */
  readonly reachedStatements: number;
}

/** Coverage of each pipeline after the suites ran; a definition that several suites run is one pipeline. */
export function coverageOf(suites: readonly TestSuite[]): Coverage[] {
  const copies = new Map<string, Pipeline[]>();
  for (const { engine } of suites) {
    for (const id of engine.ids) {
      const pipeline = engine.pipeline(id);
      const key = `${id}\n${pipeline.name}`;
      copies.set(key, [...(copies.get(key) ?? []), pipeline]);
    }
  }
  return [...copies.values()].map(coverageOfPipeline);
}

function coverageOfPipeline(copies: readonly Pipeline[]): Coverage {
  const [{ id, allSteps }] = copies as readonly [Pipeline];
  const sum = (count: (pipeline: Pipeline) => number) => copies.reduce((total, copy) => total + count(copy), 0);
  const steps = allSteps.map(({ pointer, condition }, index) => ({
    pointer,
    isConditional: condition !== undefined,
    runs: sum((copy) => copy.allSteps[index]!.runs),
    skips: sum((copy) => copy.allSteps[index]!.skips),
  }));
  const pointers = (wanted: (step: (typeof steps)[number]) => boolean) =>
    steps.filter(wanted).map(({ pointer }) => pointer);
  const scripts = countedScripts(copies);
  const counts = scripts.flatMap(({ hits }) => hits);
  return {
    pipeline: id,
    processors: steps.length,
    unreached: pointers(({ runs }) => runs === 0),
    conditions: pointers(({ isConditional }) => isConditional).length,
    neverTrue: pointers(({ isConditional, runs }) => isConditional && runs === 0),
    neverFalse: pointers(({ isConditional, skips }) => isConditional && skips === 0),
    statements: counts.length,
    reachedStatements: counts.filter((hits) => hits > 0).length,
    unreachedStatements: scripts.flatMap(unreachedStatements),
  };
}

interface ScriptCounts extends Pick<CountedScript, 'pointer' | 'source'> {
  readonly offsets: readonly number[];
  readonly hits: readonly number[];
}

/** The scripts of a definition with the counts of all its copies added up. */
function countedScripts(copies: readonly Pipeline[]): ScriptCounts[] {
  return copies[0]!.scripts.map(({ pointer, source }, index) => {
    const counts = copies.map((copy) => copy.scripts[index]!.script.statements());
    const offsets = counts[0]!.map(({ offset }) => offset);
    const hits = offsets.map((_, place) => counts.reduce((total, own) => total + own[place]!.hits, 0));
    return { pointer, source, offsets, hits };
  });
}

function unreachedStatements({ pointer, source, offsets, hits }: ScriptCounts): UnreachedStatement[] {
  // A script that never ran is named by its processor already.
  if (hits.every((count) => count === 0)) return [];
  return offsets
    .filter((_, index) => hits[index] === 0)
    .map((offset) => {
      const { line } = source.position(offset);
      return { script: pointer, line, text: source.line(line).trim() };
    });
}

/** Coverage for people: a table of all pipelines, then what was not reached. */
export function renderCoverage(coverage: readonly Coverage[]): string {
  const share = (reached: number, all: number) => (all === 0 ? '-' : `${reached} of ${all}`);
  const rows = coverage.map((item) => [
    item.pipeline,
    share(item.processors - item.unreached.length, item.processors),
    share(item.conditions - new Set([...item.neverTrue, ...item.neverFalse]).size, item.conditions),
    share(item.reachedStatements, item.statements),
  ]);
  const table = [['pipeline', 'processors', 'conditions both ways', 'script statements'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  for (const item of coverage) {
    const details = [
      ...item.unreached.map((pointer) => `  never ran            ${pointer}`),
      // A processor that never ran says so already.
      ...item.neverFalse
        .filter((pointer) => !item.unreached.includes(pointer))
        .map((pointer) => `  condition not false  ${pointer}`),
      ...item.unreachedStatements.map(({ script, line, text }) => `  statement never ran  ${script}:${line}  ${text}`),
    ];
    if (details.length > 0) lines.push('', item.pipeline, ...details);
  }
  return lines.join('\n');
}
