// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The _simulate API, offline, from the text of a request to the bytes of its response.

import type { IngestDocument } from '../processors/core/ingestDocument.js';
import { configError } from '../processors/core/options.js';
import { classNameOf } from '../values/className.js';
import { JsonParser } from '../values/json.js';
import { JsonPrinter } from '../values/jsonPrinter.js';
import { settle, type Engine, type IngestResult } from './engine.js';
import type { Pipeline } from './pipeline.js';
import { answered, documentOf, metadataFields, noDocuments, resultAnswer } from './simulate.js';

/**
 * As simulate, from the text of a request to the bytes of its response. Each document is read when its turn comes and printed before the
 * next, so that at most one is in memory besides the texts.
 *
 * @param body - the request: `{"docs": [...]}`; what else it holds is not looked at, as on the server where the path names the pipeline.
 * @returns `{"docs": [...]}` in UTF-8.
 * @throws DiagnosticError for a request that the server would refuse; JsonError for a body that is not JSON.
 */
export async function simulateJson(engine: Engine, id: string, body: string): Promise<Uint8Array> {
  const pipeline = engine.pipeline(id);
  const { answers, later } = pipeline.batchWatch.run(body.length, () => simulateAll(pipeline, engine.clock, body));
  for (const result of await Promise.all(later)) answers.add(result);
  return answers.takeBytes();
}

/** The answers to a request up to the first document that waits for an inference, and the results of that one and those behind it. */
function simulateAll(
  pipeline: Pipeline,
  clock: () => number,
  body: string,
): { answers: Answers; later: Promise<IngestResult>[] } {
  const execute = (document: IngestDocument) => pipeline.execute(document);
  const answers = new Answers();
  const later: Promise<IngestResult>[] = [];
  for (const doc of new SimulateRequest().documents(body)) {
    const result = settle(documentOf(doc, clock()), execute);
    if (later.length > 0 || !('status' in result)) later.push(Promise.resolve(result));
    else answers.add(result);
  }
  return { answers, later };
}

/** The answers to a request as they are printed. */
class Answers {
  private readonly printer = new JsonPrinter().raw('{"docs":[');
  private isEmpty = true;

  add(result: IngestResult): void {
    if (this.isEmpty) this.isEmpty = false;
    else this.printer.raw(',');
    printAnswer(this.printer, result);
  }

  takeBytes(): Uint8Array {
    if (this.isEmpty) throw noDocuments();
    return this.printer.raw(']}').takeBytes();
  }
}

/** As resultAnswer, without the maps of an answer that shows a document. */
function printAnswer(printer: JsonPrinter, outcome: IngestResult): void {
  const result = answered(outcome);
  if (result.status !== 'ok') {
    printer.value(resultAnswer(result));
    return;
  }
  printer.raw('{"doc":{');
  for (const [key, value] of metadataFields(result.document)) printer.value(key).raw(':').value(value).raw(',');
  printer
    .raw('"_source":')
    .value(result.document.ctx.source)
    .raw(',"_ingest":')
    .value(result.document.ingest)
    .raw('}}');
}

/** Reads a request's body document by document. */
class SimulateRequest extends JsonParser {
  *documents(body: string): Generator {
    this.reset(body, 0);
    if (this.skipBlank() !== 0x7b) this.fail("expected '{'");
    this.enter(this.at++);
    const keys = new Set<string>();
    for (let code = this.skipBlank(); code !== 0x7d; code = this.skipBlank()) {
      if (keys.size > 0) {
        if (code !== 0x2c) this.fail("expected ',' or '}'");
        this.at++;
        code = this.skipBlank();
      }
      if (code !== 0x22) this.fail('expected a key in double quotes');
      const start = this.at;
      const key = this.string();
      if (keys.has(key)) this.failTwice(key, start);
      keys.add(key);
      if (this.skipBlank() !== 0x3a) this.fail("expected ':' after the key");
      this.at++;
      if (key !== 'docs') this.value();
      else if (this.skipBlank() === 0x5b) yield* this.items();
      else throw configError(null, 'docs', `property isn't a list, but of type [${classNameOf(this.value())}]`);
    }
    this.at++;
    this.end();
    if (!keys.has('docs')) throw configError(null, 'docs', 'required property is missing');
  }

  private *items(): Generator {
    this.enter(this.at++);
    for (let code = this.skipBlank(), first = true; code !== 0x5d; code = this.skipBlank(), first = false) {
      if (!first) {
        if (code !== 0x2c) this.fail("expected ',' or ']'");
        this.at++;
      }
      yield this.value();
    }
    this.at++;
    this.depth--;
  }
}
