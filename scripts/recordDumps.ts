// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `npm run conformance:record-dumps`: runs the pipeline that wrote the corpus' ml_input on a real node, over every document of the ECS
// dumps, and writes what became of each to test/conformance/dumps/cyberfortress.ndjson: a key, a digest, an error, never the text.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { printJson } from '../src/values/json.js';
import { HashMap } from '../src/values/maps.js';
import { startNode } from '../test/cluster/node.js';
import { deployedPipeline, readDumps, type CorpusDocument } from '../test/support/ecsDumps.js';

interface Answer {
  readonly doc?: { readonly _source: { readonly ml_input?: string } };
  readonly error?: { readonly caused_by: { type: string; reason: string | null }; readonly script_stack: string[] };
}

const batchSize = 100;
const output = resolve('test/conformance/dumps/cyberfortress.ndjson');
const documents = readDumps();
const node = await startNode();
try {
  const ignoring = await simulate(true);
  const failing = await simulate(false);
  const lines = documents.map((document, index) => {
    const text = ignoring[index]!.doc!._source.ml_input;
    const error = failing[index]!.error;
    return JSON.stringify({
      file: document.file,
      index: document.index,
      id: document.id,
      ml_input: text === undefined ? null : createHash('sha256').update(text).digest('hex'),
      ...(error && {
        error: { type: error.caused_by.type, reason: error.caused_by.reason, script_stack: error.script_stack },
      }),
    });
  });
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, `${JSON.stringify({ recorded: node.version })}\n${lines.join('\n')}\n`);
  const failed = failing.filter((answer) => answer.error).length;
  process.stderr.write(`${documents.length} documents, ${failed} of them failing\n`);
} finally {
  await node.stop();
}

async function simulate(ignoreFailure: boolean): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < documents.length; start += batchSize) {
    const docs = documents.slice(start, start + batchSize).map(requestOf);
    const body = printJson(mapOf({ pipeline: deployedPipeline(ignoreFailure), docs }));
    const response = await node.request('POST', '/_ingest/pipeline/_simulate', body);
    if (response.status !== 200) throw new Error(JSON.stringify(response.body));
    answers.push(...(response.body as { docs: Answer[] }).docs);
  }
  return answers;
}

function requestOf({ index, id, source }: CorpusDocument): HashMap {
  return mapOf({ _index: index, _id: id, _source: source });
}

function mapOf(entries: Record<string, unknown>): HashMap {
  return new HashMap(new Map(Object.entries(entries)));
}
