// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which processors and conditions of a suite's pipelines no case reached.

import type { TestSuite } from './testCase.js';

/** Coverage of one pipeline. */
export interface Coverage {
  readonly pipeline: string;
  /** Processors, nested ones included. */
  readonly processors: number;
  /** JSON pointers of processors that never ran. */
  readonly unreached: readonly string[];
  /** JSON pointers of conditions that were never true, or never false. */
  readonly neverTrue: readonly string[];
  readonly neverFalse: readonly string[];
}

/** Coverage of each pipeline after the suite ran. */
export function coverageOf({ engine }: TestSuite): Coverage[] {
  return engine.ids.map((id) => {
    const steps = engine.pipeline(id).allSteps;
    const pointers = (wanted: (step: (typeof steps)[number]) => boolean) =>
      steps.filter(wanted).map(({ pointer }) => pointer);
    return {
      pipeline: id,
      processors: steps.length,
      unreached: pointers(({ runs }) => runs === 0),
      neverTrue: pointers(({ condition, runs }) => condition !== undefined && runs === 0),
      neverFalse: pointers(({ condition, skips }) => condition !== undefined && skips === 0),
    };
  });
}
