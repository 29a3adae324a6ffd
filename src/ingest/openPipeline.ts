// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Finds the pipeline that a command is to run: by name among the bundled ones, or in a file.

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { refuse } from '../diagnostics/diagnostic.js';
import type { Infer } from '../processors/core/services.js';
import { didYouMean } from '../util/didYouMean.js';
import { loadBundle } from './bundle.js';
import { createEngine, type Engine } from './engine.js';
import { loadPipeline } from './loadPipeline.js';
import { openLookups, stampOfLookups, type LookupFiles } from './lookupFiles.js';
import { nameOfPipelineFile, siblingsOf, withSiblingIds } from './packagePipelines.js';

/** Which pipeline to run, and with which files: plain data, so that a worker thread can open it too. */
export interface PipelineChoice extends LookupFiles {
  /**
   * A file, with those of its folder that it calls as `{{ IngestPipeline "name" }}`, or the name of a bundled pipeline,
   * with or without `logtwin-`; `logtwin-normalize` by default.
   */
  readonly pipeline?: string;
  /** Give every ECS document that no source claims its event.original or message as ml_input. Default false. */
  readonly generic?: boolean;
}

/** A pipeline that is ready to run, with all bundled ones for it to call. */
export interface OpenPipeline {
  readonly engine: Engine;
  readonly id: string;
  /** Whether documents may meet an inference processor: in the pipeline itself or in one that it calls. */
  readonly mayInfer: boolean;
  /** Differs when the pipeline, or one that it may call, differs. */
  readonly fingerprint: string;
}

/**
 * Makes a pipeline ready.
 *
 * @throws DiagnosticError IN1004 where there is no such pipeline, IN1xxx, IN2xxx and PLxxxx for what is wrong with it
 *   or with the files.
 */
export function openPipeline(choice: PipelineChoice, infer?: Infer): OpenPipeline {
  const { pipelines } = loadBundle({ generic: choice.generic === true });
  const engine = createEngine({ pipelines, ...openLookups(choice), ...(infer && { infer }) });
  const name = choice.pipeline ?? 'logtwin-normalize';
  const hash = createHash('sha256')
    .update(JSON.stringify([...pipelines]))
    .update(stampOfLookups(choice));
  const file = statSync(name, { throwIfNoEntry: false });
  if (file && !file.isDirectory()) {
    const id = nameOfPipelineFile(name);
    const text = readFileSync(name, 'utf8');
    // A pipeline of a package brings those that it calls.
    for (const [sibling, file] of siblingsOf(name, text)) {
      engine.put(sibling, loadPipeline(withSiblingIds(file.text, String), file.path));
      hash.update(file.text);
    }
    engine.put(id, loadPipeline(withSiblingIds(text, String), name));
    return { engine, id, mayInfer: mayInfer(engine, id), fingerprint: hash.update(text).digest('hex') };
  }
  for (const id of [name, `logtwin-${name}`]) {
    if (pipelines.has(id)) {
      return { engine, id, mayInfer: mayInfer(engine, id), fingerprint: hash.update(id).digest('hex') };
    }
  }
  if (file) refuse('IN1004', `${name}: it is a folder, and a pipeline is one file`, 'name a file in it');
  const near = didYouMean(name, pipelines.keys());
  return refuse(
    'IN1004',
    `there is no file and no bundled pipeline "${name}"`,
    ...(near ? [`did you mean "${near}"?`] : [`bundled pipelines: ${[...pipelines.keys()].join(', ')}`]),
  );
}

/** The name of a called pipeline may be known at run time only, so every call counts. */
function mayInfer(engine: Engine, id: string): boolean {
  return engine.pipeline(id).allSteps.some(({ type }) => type === 'inference' || type === 'pipeline');
}
