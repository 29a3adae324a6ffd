// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Field access and the course of pipelines against Elasticsearch 9.5.3's own classes: random cases, recorded by the two
// programs beside this file.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../src/diagnostics/failure.js';
import { createEngine } from '../../../src/ingest/engine.js';
import { fieldPath, type AccessPattern } from '../../../src/processors/core/fieldPath.js';
import { IngestDocument } from '../../../src/processors/core/ingestDocument.js';
import { fromPlain, parseJson, toPlain } from '../../../src/values/json.js';
import type { HashMap } from '../../../src/values/maps.js';

const lines = (name: string) => readFileSync(join(__dirname, name), 'utf8').trimEnd().split('\n');

/** Plain JSON, in which maps are objects of their own realm. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(toPlain(value)));

/** Cases that give something else than recorded, by their lines. */
async function differing(cases: string[], recorded: string[], observe: (line: string) => unknown): Promise<object> {
  const found: Record<string, unknown> = {};
  for (const [index, line] of cases.entries()) {
    const [ours, theirs] = [await observe(line), JSON.parse(recorded[index]!) as unknown];
    if (!equals(ours, theirs)) found[`${index + 1}: ${line}`] = { ours, theirs };
  }
  return found;
}

const equals = (a: unknown, b: unknown) => {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
};

function accessField(line: string): unknown {
  const given = parseJson(line) as HashMap;
  const document = IngestDocument.of(given.get('source') as HashMap, { index: 'index', id: 'id', version: 1 }, 0);
  const flag = given.get('flag') as boolean;
  const value = given.get('value');
  const seen: Record<string, unknown> = {};
  document.enterPipeline('p');
  try {
    const path = fieldPath(given.get('path') as string, given.get('pattern') as AccessPattern);
    const operation = given.get('operation') as string;
    if (operation === 'get') seen['found'] = plain(document.read(path, flag));
    else if (operation === 'has') seen['found'] = document.has(path, flag);
    else if (operation === 'remove') document.remove(path, flag);
    else if (operation === 'set') document.set(path, value);
    else document.append(path, value, flag, operation === 'append not empty');
  } catch (error) {
    seen['error'] = (error as Failure).reason;
  }
  return { ...seen, source: plain(document.ctx.source) };
}

async function runPipelines(line: string): Promise<unknown> {
  const pipelines = new Map(
    (parseJson(line) as HashMap).javaEntries().map(([id, config]) => {
      const name = id as string;
      return [name, { name, config: config as HashMap }];
    }),
  );
  const result = await createEngine({ pipelines }).run('p0', { source: fromPlain({}), index: 'index' });
  const seen: Record<string, unknown> = {};
  if (result.status === 'dropped') seen['dropped'] = true;
  if (result.status === 'failed') {
    let { failure } = result;
    while (failure.details.cause) failure = failure.details.cause;
    seen['error'] = failure.reason;
    if (result.processor) {
      const { type, tag, pipelines: origin } = result.processor;
      Object.assign(
        seen,
        { processor_type: [type], pipeline_origin: origin },
        tag !== null && { processor_tag: [tag] },
      );
    }
  }
  const { ctx } = result.document;
  return { ...seen, source: plain(ctx.source), index: ctx.get('_index') };
}

test('fields are read and written as by IngestDocument', async () => {
  const cases = lines('fields.jsonl');
  expect(cases).toHaveLength(1500);
  expect(await differing(cases, lines('recorded-fields.jsonl'), accessField)).toEqual({});
});

test('pipelines take the course that Pipeline and CompoundProcessor give them', async () => {
  const cases = lines('pipelines.jsonl');
  expect(cases).toHaveLength(250);
  expect(await differing(cases, lines('recorded-pipelines.jsonl'), runPipelines)).toEqual({});
});
