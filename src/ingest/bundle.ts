// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Puts the sources of painless/*.painless into pipelines/*.json: the one step that both the offline engine and the
// deploy tool go through, so that there is one source of normalization.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import { validateJson } from '../diagnostics/validate.js';
import { packageRoot } from '../util/packageRoot.js';
import { classifies, readAlerts, withAlerts, type Alerts } from './markAlerts.js';
import { pipelineSchema } from './schemas/pipeline.js';

/** A processor as the server takes it: one key, its type. */
export type ProcessorJson = Record<string, Record<string, unknown>>;

/** An ingest pipeline as the server takes it. */
export interface PipelineJson {
  description?: string;
  version?: number;
  processors: ProcessorJson[];
  on_failure?: ProcessorJson[];
  _meta?: Record<string, unknown>;
  deprecated?: boolean;
  field_access_pattern?: 'classic' | 'flexible';
}

/** A script as `PUT _scripts/{id}` takes it, with the file that it comes from. */
export interface BundledScript {
  readonly lang: 'painless';
  readonly source: string;
  readonly file: string;
}

/** Everything that a cluster or the offline engine needs to normalize and classify. */
export interface Bundle {
  /** Pipelines by id, as sent to the server. */
  readonly pipelines: ReadonlyMap<string, PipelineJson>;
  /** Scripts by id. With `scripts: 'inline'` the pipelines already hold their sources. */
  readonly scripts: ReadonlyMap<string, BundledScript>;
}

export interface BundleOptions {
  /** Folder that holds pipelines/ and painless/; the installed package's own by default. */
  readonly root?: string;
  /** `inline` puts each source into its processor; `stored` leaves the reference by id. Default `inline`. */
  readonly scripts?: 'inline' | 'stored';
  /** Give every ECS document that no source claims its event.original or message as ml_input. Default false. */
  readonly generic?: boolean;
  /** What the pipelines that classify mark as alerts; by default what ingest/manifest.json under the root says. */
  readonly alerts?: Alerts | undefined;
}

/** Script ids are this prefix and the file's name. */
const idPrefix = 'logtwin-';

/**
 * Reads and joins pipelines and scripts.
 *
 * @throws DiagnosticError for a broken file, a missing script or a missing function, with file and JSON pointer.
 */
export function loadBundle(options: BundleOptions = {}): Bundle {
  const root = options.root ?? packageRoot;
  const scripts = readScripts(join(root, 'painless'));
  const alerts = 'alerts' in options ? options.alerts : readAlerts(join(root, 'ingest', 'manifest.json'));
  const pipelines = new Map<string, PipelineJson>();
  for (const file of filesOf(join(root, 'pipelines'), '.json')) {
    const read = readPipeline(file);
    const pipeline = alerts && classifies(read) ? withAlerts(read, alerts) : read;
    visitProcessors(pipeline, file, (processor, pointer) => {
      const script = processor.script;
      if (!script || typeof script.id !== 'string' || !script.id.startsWith(idPrefix)) return;
      const bundled = scripts.get(script.id);
      if (!bundled) {
        refuse(
          'IN1002',
          `${file} > ${pointer}/script/id: no script "${script.id}"`,
          `expected the file painless/${script.id.slice(idPrefix.length)}.painless`,
        );
      }
      if (options.generic && script.id === `${idPrefix}select_source`) {
        script.params = { ...(script.params as object), generic: true };
      }
      if (options.scripts !== 'stored') {
        const { id: _id, ...rest } = script;
        processor.script = { source: bundled.source, ...rest };
      }
    });
    pipelines.set(basename(file, '.json'), pipeline);
  }
  return { pipelines, scripts };
}

/** Reads one pipeline file and checks its shape. */
export function readPipeline(file: string): PipelineJson {
  const text = readFileSync(file, 'utf8');
  let pipeline: unknown;
  try {
    pipeline = JSON.parse(text);
  } catch (error) {
    refuse('IN1001', `${file}: ${(error as SyntaxError).message}`, 'a pipeline file is one JSON object');
  }
  validateJson(pipeline, pipelineSchema, file, 'IN1001');
  return pipeline as PipelineJson;
}

/** Calls back for every processor of a pipeline, nested on_failure and foreach included, with its JSON pointer. */
function visitProcessors(
  pipeline: PipelineJson,
  file: string,
  visit: (processor: ProcessorJson, pointer: string) => void,
): void {
  const walk = (processors: unknown, pointer: string): void => {
    if (!Array.isArray(processors)) return;
    processors.forEach((processor: ProcessorJson, index) => {
      const place = `${pointer}/${index}`;
      visit(processor, place);
      for (const [type, options] of Object.entries(processor)) {
        walk(options.on_failure, `${place}/${type}/on_failure`);
        if (options.processor) walk([options.processor], `${place}/${type}/processor`);
      }
    });
  };
  walk(pipeline.processors, '/processors');
  walk(pipeline.on_failure, '/on_failure');
}

/** Scripts by id, their included functions put in. */
function readScripts(folder: string): Map<string, BundledScript> {
  const functions = new Map(
    filesOf(join(folder, 'functions'), '.painless').map((file) => [
      basename(file, '.painless'),
      oneLine(readFileSync(file, 'utf8')),
    ]),
  );
  const scripts = new Map<string, BundledScript>();
  for (const file of filesOf(folder, '.painless')) {
    // An included function stands on the line of its include comment, so that line numbers stay those of the file.
    const source = readFileSync(file, 'utf8').replace(/^\/\/ include: (.*)$/m, (_line, names: string) =>
      names
        .split(',')
        .map(
          (name) =>
            functions.get(name.trim()) ??
            refuse(
              'IN1002',
              `${file}: no function "${name.trim()}"`,
              `expected painless/functions/${name.trim()}.painless`,
            ),
        )
        .join(' '),
    );
    scripts.set(idPrefix + basename(file, '.painless'), { lang: 'painless', source, file });
  }
  return scripts;
}

/** A function's text without comments, on one line. */
function oneLine(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('//'))
    .map((line) => line.trim())
    .join(' ')
    .trim();
}

function filesOf(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}
