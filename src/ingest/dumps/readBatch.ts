// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Parses the records of a batch into documents. What is broken becomes a problem with its place; nothing is thrown.

import { isUtf8 } from 'node:buffer';
import { isJsonError } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import { documentsOf, withMetadata, type DumpDocument } from './dumpDocument.js';
import { HitParser } from './hitParser.js';
import type { DumpProblem } from './problem.js';
import type { RecordBatch } from './recordSplitter.js';

/** Takes what the records hold, in their order. */
export interface DumpSink {
  /** @param line - one-based line of the record in the input, with its column */
  document(document: DumpDocument, line: number, column: number): void;
  /** @param raw - the bytes of the broken record; empty for a problem between records */
  problem(problem: DumpProblem, raw: Buffer): void;
}

/** Parses every record of a batch. */
export function readBatch(batch: RecordBatch, sink: DumpSink): void {
  const bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
  const read = batch.format === 'bulk' ? readBulk : readValue;
  for (let index = 0; index < batch.records.length; index += 4) {
    const raw = bytes.subarray(batch.records[index], batch.records[index + 1]);
    const line = batch.records[index + 2]!;
    const column = batch.records[index + 3]!;
    read(raw, new Place(line, column, raw, sink));
  }
  for (const problem of batch.problems) sink.problem(problem, empty);
}

const empty = Buffer.alloc(0);
const parser = new HitParser();

/** Where a record stands, for what is found in it. */
class Place {
  readonly document: (document: DumpDocument) => void;
  readonly refused: (reason: string) => void;
  private readonly line: number;
  private readonly column: number;
  private readonly raw: Buffer;
  private readonly sink: DumpSink;

  constructor(line: number, column: number, raw: Buffer, sink: DumpSink) {
    this.line = line;
    this.column = column;
    this.raw = raw;
    this.sink = sink;
    this.document = (document) => sink.document(document, line, column);
    this.refused = (reason) => this.problem('IN3004', reason, '', 0);
  }

  /** Reports a problem at an offset of the record's text. */
  problem(code: DumpProblem['code'], reason: string, text: string, offset: number): void {
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    let { line } = this;
    for (let at = text.indexOf('\n'); at >= 0 && at < lineStart; at = text.indexOf('\n', at + 1)) line++;
    const column = offset - lineStart + (lineStart === 0 ? this.column : 1);
    this.sink.problem({ code, reason, line, column }, this.raw);
  }
}

function readValue(raw: Buffer, place: Place): void {
  const text = decode(raw, place);
  if (text === undefined) return;
  const value = parse(text, 0, text.length, place);
  if (value !== undefined) documentsOf(value, place.document, place.refused);
}

/** A _bulk action and, but for delete, the document on the next line. */
function readBulk(raw: Buffer, place: Place): void {
  const text = decode(raw, place);
  if (text === undefined) return;
  const lineEnd = text.trimEnd().indexOf('\n');
  const action = parse(text, 0, lineEnd < 0 ? text.length : lineEnd, place);
  if (action === undefined) return;
  const [name, metadata] = action instanceof HashMap && action.size === 1 ? [...action.entries][0]! : [];
  if (!(metadata instanceof HashMap)) return place.refused('expected a _bulk action such as {"index":{}}');
  if (name === 'delete') return;
  if (lineEnd < 0) return place.refused(`the _bulk action ${String(name)} has no document behind it`);
  let source = parse(text, lineEnd + 1, text.length, place);
  if (source === undefined) return;
  if (name === 'update' && source instanceof HashMap) {
    const whole = source.get('doc_as_upsert') === true ? source.get('doc') : source.get('upsert');
    if (!(whole instanceof HashMap)) {
      return place.refused('an update without upsert holds a part of a document only');
    }
    source = whole;
  }
  if (source instanceof HashMap) place.document(withMetadata(metadata, source));
  else place.refused('the document behind the _bulk action is no JSON object');
}

/** The text of a record; undefined after a complaint. */
function decode(raw: Buffer, place: Place): string | undefined {
  if (isUtf8(raw)) return raw.toString();
  // The decoder puts U+FFFD for what is invalid, so the first byte that does not survive the way back is the culprit.
  const back = Buffer.from(raw.toString());
  const at = raw.findIndex((byte, index) => byte !== back[index]);
  const before = raw.toString('utf8', 0, at);
  place.problem('IN3005', `invalid UTF-8: byte 0x${raw[at]!.toString(16).padStart(2, '0')}`, before, before.length);
  return undefined;
}

/** The value between two offsets; undefined after a complaint. */
function parse(text: string, start: number, end: number, place: Place): unknown {
  // The parser looks for ends of strings with native search, which should not run beyond the part.
  const part = start === 0 && end === text.length ? text : text.slice(start, end);
  try {
    return parser.record(part);
  } catch (error) {
    if (!isJsonError(error)) throw error;
    place.problem(error.code, error.message, text, start + error.start);
    return undefined;
  }
}
