// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The texts of whatever a user names: tables and lists of texts as they are, dumps through the pipeline that the cluster
// gets. Texts of events are built there and nowhere else.

import { existsSync } from 'node:fs';
import { describeProblem } from '../ingest/dumps/problem.js';
import type { DumpDocument } from '../ingest/dumps/dumpDocument.js';
import type { OpenPipeline, PipelineChoice } from '../ingest/openPipeline.js';
import { readLines } from '../util/readLines.js';
import { HashMap } from '../values/maps.js';
import { textOf } from '../values/javaText.js';
import {
  hasTextColumns,
  isTextObject,
  readLabelledTexts,
  valuesOf,
  type InputRecord,
  type TextFields,
  type TextRecord,
} from './labelledTexts.js';

/** How to read inputs. */
export interface ReadInputsOptions extends PipelineChoice {
  readonly fields?: TextFields;
  readonly signal?: AbortSignal;
}

/**
 * Texts of all inputs in order. CSV, TSV, TXT and LOG files hold texts; so does an NDJSON file when `fields.text` is
 * given or its first record has a text of its own and is no hit. Everything else (also folders, globs and `-`) is a dump,
 * whose documents run through the pipeline.
 *
 * @throws DiagnosticError for inputs, columns and pipelines that do not exist.
 */
export async function* readInputs(
  inputs: readonly string[],
  options: ReadInputsOptions = {},
): AsyncGenerator<InputRecord> {
  const { fields = {}, signal } = options;
  let pipeline: OpenPipeline | undefined;
  for (const input of inputs) {
    if (signal?.aborted) return;
    if (
      hasTextColumns(input) ||
      (isNdjson(input) && existsSync(input) && (fields.text !== undefined || (await startsWithText(input))))
    ) {
      yield* readLabelledTexts(input, fields);
      continue;
    }
    // Loaded only for dumps: texts need no engine, and a command should start fast.
    const [{ openPipeline }, { runDump }] = await Promise.all([
      import('../ingest/openPipeline.js'),
      import('../ingest/runDump.js'),
    ]);
    pipeline ??= openPipeline(options);
    const before = (document: DumpDocument): Omit<TextRecord, 'text'> => {
      const label = fields.label === undefined ? undefined : documentField(document.source, fields.label);
      const source =
        (fields.source === undefined ? undefined : documentField(document.source, fields.source)) ??
        dataSetOf(document);
      const { id } = document;
      return {
        ...(label !== undefined && { label }),
        ...(source !== undefined && { source }),
        ...(fields.identify && id !== null && { id }),
        ...(fields.also && { also: valuesOf(fields.also, (name) => documentField(document.source, name)) }),
      };
    };
    for await (const item of runDump([input], pipeline, before, signal ? { signal } : {})) {
      if ('problem' in item) {
        yield { unreadable: describeProblem(item.input, item.problem) };
      } else if (item.result.status === 'failed') {
        const { type, reason } = item.result.failure;
        yield { unreadable: `${item.input}:${item.line}:${item.column}: ${type}: ${reason}` };
      } else {
        const text = item.result.status === 'dropped' ? null : item.result.document.ctx.source.get('ml_input');
        const place = fields.identify && { id: `${item.input}:${item.line}` };
        yield typeof text === 'string' ? { text, ...place, ...item.before } : { withoutText: true };
      }
    }
  }
}

/** What the events of a document have in common: the data set, else the module, else the index without its date. */
function dataSetOf({ source, index }: DumpDocument): string | undefined {
  return (
    documentField(source, 'data_stream.dataset') ??
    documentField(source, 'event.dataset') ??
    documentField(source, 'event.module') ??
    index?.replace(/^\.ds-/, '').replace(/[-_]?\d{4}[.-]\d{2}([.-]\d{2})?(-\d{6})?$/, '')
  );
}

/** The value at a dotted path as text; one-element lists count as their element. */
function documentField(source: HashMap, path: string): string | undefined {
  let value: unknown = source.has(path) ? source.get(path) : source;
  if (value === source) {
    for (const key of path.split('.')) {
      if (!(value instanceof HashMap)) return undefined;
      value = value.get(key);
    }
  }
  if (Array.isArray(value) && value.length === 1) value = value[0] as unknown;
  if (value === null || value === undefined || value instanceof HashMap || Array.isArray(value)) return undefined;
  return textOf(value);
}

function isNdjson(path: string): boolean {
  return /\.(ndjson|jsonl)(\.gz)?$/i.test(path);
}

/** Whether the first record that can be read is a text of its own. */
async function startsWithText(path: string): Promise<boolean> {
  try {
    for await (const line of readLines(path)) {
      try {
        return isTextObject(JSON.parse(line));
      } catch {
        // A broken line says nothing about the others.
      }
    }
  } catch {
    // A file that breaks off is for the reader of all of it to report.
  }
  return false;
}
