// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Coverage of pipelines as an lcov file, which editors and continuous integration show beside the lines of the
// pipelines: a line for each processor and each script statement, a branch for each condition.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { CountedScript, Pipeline } from '../pipeline.js';
import { withoutComments } from '../loadPipeline.js';
import type { TestSuite } from './testCase.js';

/** The lcov text of all pipelines that come from files; a file that several suites share is one record. */
export function renderLcov(suites: readonly TestSuite[]): string {
  const files = new Map<string, Pipeline[]>();
  for (const { engine } of suites) {
    for (const id of engine.ids) {
      const pipeline = engine.pipeline(id);
      if (!existsSync(pipeline.name)) continue;
      const file = resolve(pipeline.name);
      files.set(file, [...(files.get(file) ?? []), pipeline]);
    }
  }
  return [...files].map(([file, pipelines]) => record(file, pipelines)).join('');
}

function record(file: string, pipelines: readonly Pipeline[]): string {
  const lineCounter = new LineCounter();
  const text = readFileSync(file, 'utf8');
  const source = /^\s*\{/.test(withoutComments(text)) ? withoutComments(text) : text;
  const document = parseDocument(source, { version: '1.2', schema: 'core', lineCounter });
  const places = new Places(document, lineCounter);
  const hits = new Map<number, number>();
  const branches = new Map<number, [number, number]>();
  const add = (line: number, count: number) => hits.set(line, (hits.get(line) ?? 0) + count);
  for (const pipeline of pipelines) {
    for (const { pointer, runs, skips, condition } of pipeline.allSteps) {
      const line = places.ofProcessor(pointer);
      add(line, runs);
      if (condition === undefined) continue;
      const [taken, passed] = branches.get(line) ?? [0, 0];
      branches.set(line, [taken + runs, passed + skips]);
    }
    for (const script of pipeline.scripts) for (const [line, count] of linesOfScript(script, places)) add(line, count);
  }
  const lines = [...hits].sort(([a], [b]) => a - b);
  const outcomes = [...branches].sort(([a], [b]) => a - b);
  return [
    'TN:',
    `SF:${file}`,
    ...outcomes.flatMap(([line, counts]) => counts.map((count, branch) => `BRDA:${line},0,${branch},${count}`)),
    `BRF:${outcomes.length * 2}`,
    `BRH:${outcomes.flatMap(([, counts]) => counts).filter((count) => count > 0).length}`,
    ...lines.map(([line, count]) => `DA:${line},${count}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(([, count]) => count > 0).length}`,
    'end_of_record',
    '',
  ].join('\n');
}

/** Counts by line of the file; of several statements in one line the one that ran least counts. */
function linesOfScript({ pointer, source, script }: CountedScript, places: Places): Map<number, number> {
  const first = places.ofBlock(pointer);
  const lines = new Map<number, number>();
  // Only the lines of a literal block are lines of the file.
  if (first === undefined) return lines;
  for (const { offset, hits } of script.statements()) {
    const line = first + source.position(offset).line - 1;
    lines.set(line, Math.min(lines.get(line) ?? Infinity, hits));
  }
  return lines;
}

/** Lines of a pipeline's parts in its file. */
class Places {
  private readonly document: Document;
  private readonly lineCounter: LineCounter;

  constructor(document: Document, lineCounter: LineCounter) {
    this.document = document;
    this.lineCounter = lineCounter;
  }

  /** The line of a processor's name. */
  ofProcessor(pointer: string): number {
    const path = pointer.split('/').slice(1);
    const type = path.pop()!;
    const parent = this.document.getIn(path, true);
    const key = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === type)?.key : null;
    return this.line(isNode(key) ? key.range![0] : 0);
  }

  /** The first line of a script that is a literal block; undefined for any other. */
  ofBlock(pointer: string): number | undefined {
    const node = this.document.getIn(pointer.split('/').slice(1), true);
    return isScalar(node) && node.type === 'BLOCK_LITERAL' ? this.line(node.range![0]) + 1 : undefined;
  }

  private line(offset: number): number {
    return this.lineCounter.linePos(offset).line;
  }
}
