// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The _simulate API on the documents of a file: a dump of any format, or the body of a _simulate request.

import { refuse } from '../diagnostics/diagnostic.js';
import { HashMap } from '../values/maps.js';
import { expandInputs } from './dumps/expandInputs.js';
import { describeProblem } from './dumps/problem.js';
import { readDump } from './dumps/readDump.js';
import type { OpenPipeline } from './openPipeline.js';
import { simulate, type SimulateOptions } from './simulate.js';

/** Documents that one simulation takes: the answer holds them all. */
const maxDocuments = 100_000;

/**
 * Answers as `POST _ingest/pipeline/{id}/_simulate` does for the documents of the inputs. Documents without index and
 * id get the server's `_index` and `_id`.
 *
 * @returns the response as a map of the value model; printJson prints it
 * @throws DiagnosticError for a part of an input that is no document, and for more than 100,000 documents
 */
export async function simulateDump(
  { engine, id }: OpenPipeline,
  patterns: readonly string[],
  options: SimulateOptions = {},
): Promise<HashMap> {
  const docs: HashMap[] = [];
  for (const { path } of expandInputs(patterns)) {
    for await (const item of readDump(path)) {
      if ('problem' in item) refuse(item.problem.code, describeProblem(path, item.problem));
      const { index, id: documentId, routing, source } = item.document;
      const doc = new HashMap();
      if (index !== null) doc.put('_index', index);
      if (documentId !== null) doc.put('_id', documentId);
      if (routing !== null) doc.put('_routing', routing);
      doc.put('_source', source);
      docs.push(doc);
      if (docs.length > maxDocuments) {
        refuse('IN3003', `more than ${maxDocuments} documents to simulate`, 'logtwin convert takes inputs of any size');
      }
    }
  }
  return simulate(engine, id, docs, options);
}
