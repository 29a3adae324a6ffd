// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Makes pipelines with a document smaller as long as something stays true of them.

import type { TypedValue } from '../../conformance/format/typedValue.js';
import type { RealInput } from './fuzzPackages.js';

type Mutable = { [key: string]: TypedValue } | TypedValue[];

/** One way to make an input smaller; undefined where it is none. */
type Step = (input: RealInput) => RealInput | undefined;

/** Each costs the node some milliseconds. */
const mostTries = 300;

/** Tries smaller inputs, each made from the smallest for which `isStill` was true. */
export async function shrinkPipelines(
  input: RealInput,
  isStill: (candidate: RealInput) => Promise<boolean>,
): Promise<void> {
  let best = input;
  let tries = 0;
  for (let improved = true; improved && tries < mostTries;) {
    improved = false;
    for (const step of stepsOf(best)) {
      if (tries >= mostTries) break;
      // Steps are made for a larger input than the best one may be by now.
      const candidate = step(best);
      if (candidate === undefined) continue;
      tries++;
      if (!(await isStill(candidate))) continue;
      best = candidate;
      improved = true;
    }
  }
}

/** What can be tried, the largest steps first. */
function* stepsOf(input: RealInput): Generator<Step> {
  const lists = Object.entries(input.pipelines).flatMap(([id, pipeline]) => pathsTo(pipeline, [id], isProcessorList));
  // The lists that hold others come first.
  lists.sort((a, b) => Number(b[0] === input.entry) - Number(a[0] === input.entry) || a.length - b.length);
  for (const list of lists) yield* stepsOfList(list, lengthAt(input.pipelines, list));
  for (const list of lists) {
    for (let at = lengthAt(input.pipelines, list) - 1; at >= 0; at--) yield inlining(list, at);
  }
  for (const path of Object.entries(input.pipelines).flatMap(([id, pipeline]) => pathsTo(pipeline, [id], isOption)))
    yield (given) => changedPipelines(given, path, removeAt);
  for (const path of pathsTo(input.document, [], () => true).reverse())
    yield (given) => changedDocument(given, path, removeAt);
  for (const path of pathsTo(input.document, [], (_key, value) => typeof value === 'string' && value.length > 1)) {
    for (const part of [0, 1, 2, 3])
      yield (given) => changedDocument(given, path, (parent, key) => cut(parent, key, part));
  }
}

/** Takes away runs of a list's items, long ones first. */
function* stepsOfList(list: readonly string[], length: number): Generator<Step> {
  for (let size = length; size >= 1; size = Math.floor(size / 2)) {
    for (let start = length - size; start > -size; start -= size) {
      const from = Math.max(0, start);
      yield (given) => changedPipelines(given, list, (parent, key) => removeRun(parent, key, from, size));
    }
  }
}

/** Puts the processors of a pipeline where it is called. */
function inlining(list: readonly string[], at: number): Step {
  return (given) =>
    changedPipelines(given, list, (parent, key) => {
      const items = itemAt(parent, key) as TypedValue[] | undefined;
      const called = ((items?.[at] as Record<string, Record<string, string>> | undefined)?.['pipeline'] ?? {})['name'];
      const inner = called === undefined ? undefined : given.pipelines[called]?.['processors'];
      if (!Array.isArray(items) || !Array.isArray(inner)) return false;
      items.splice(at, 1, ...structuredClone(inner as TypedValue[]));
      return true;
    });
}

const isProcessorList = (key: string, value: TypedValue): boolean =>
  (key === 'processors' || key === 'on_failure') && Array.isArray(value);

/** Whether a key can be missing: no item of a list, nor the type of a processor, which is the only key of one. */
const isOption = (key: string, _value: TypedValue, path: readonly string[]): boolean =>
  key !== 'processors' &&
  key !== 'processor' &&
  ![key, path.at(-1)!].some((name) => /^\d+$/.test(name)) &&
  path.at(-1) !== 'processor';

/** Paths below a value to what passes the test. */
function pathsTo(
  value: TypedValue,
  path: readonly string[],
  test: (key: string, value: TypedValue, path: readonly string[]) => boolean,
): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record<string, TypedValue>).flatMap(([key, item]) => [
    ...(test(key, item, path) ? [[...path, key]] : []),
    ...pathsTo(item, [...path, key], test),
  ]);
}

function lengthAt(pipelines: RealInput['pipelines'], path: readonly string[]): number {
  const list = path.reduce<TypedValue | undefined>(
    (value, key) => (value as Mutable | undefined) && itemAt(value as Mutable, key),
    pipelines,
  );
  return Array.isArray(list) ? list.length : 0;
}

const itemAt = (parent: Mutable, key: string): TypedValue | undefined => (parent as Record<string, TypedValue>)[key];

type Change = (parent: Mutable, key: string) => boolean;

function changedPipelines(given: RealInput, path: readonly string[], change: Change): RealInput | undefined {
  const pipelines = changed(given.pipelines, path, change);
  return pipelines === undefined ? undefined : { ...given, pipelines: pipelines as RealInput['pipelines'] };
}

function changedDocument(given: RealInput, path: readonly string[], change: Change): RealInput | undefined {
  const document = changed(given.document, path, change);
  return document === undefined ? undefined : { ...given, document };
}

/** A copy with a change at a path, or undefined where there is nothing to change. */
function changed(value: TypedValue, path: readonly string[], change: Change): TypedValue | undefined {
  const copy = structuredClone(value);
  let parent: TypedValue | undefined = copy;
  for (const key of path.slice(0, -1)) {
    if (typeof parent !== 'object' || parent === null) return undefined;
    parent = itemAt(parent as Mutable, key);
  }
  if (typeof parent !== 'object' || parent === null) return undefined;
  return change(parent as Mutable, path.at(-1)!) ? copy : undefined;
}

function removeAt(parent: Mutable, key: string): boolean {
  if (!(key in parent)) return false;
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return true;
}

function removeRun(parent: Mutable, key: string, start: number, size: number): boolean {
  const items = itemAt(parent, key);
  if (!Array.isArray(items) || start >= items.length) return false;
  items.splice(start, size);
  // The server refuses an empty list of handlers.
  if (items.length === 0 && key === 'on_failure') return removeAt(parent, key);
  return true;
}

/** Keeps a half, or drops an end, of a text. */
function cut(parent: Mutable, key: string, part: number): boolean {
  const text = itemAt(parent, key);
  if (typeof text !== 'string' || text.length < 2) return false;
  const half = Math.ceil(text.length / 2);
  const end = part < 2 ? half : 1;
  (parent as Record<string, TypedValue>)[key] = part % 2 === 0 ? text.slice(0, -end) : text.slice(end);
  return true;
}
