// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Cuts a stream of bytes into records, each the bytes of one JSON value (or of an action and its document in a _bulk
// file), without parsing them and in constant memory: a splitter by lines, and one by structure for everything else.

import type { DumpProblem } from './problem.js';
import { StructureScanner } from './structureScanner.js';

/** How a dump is written. */
export type DumpFormat = 'array' | 'search' | 'json' | 'ndjson' | 'bulk';

/** Whole records, cut out of the stream but not parsed. */
export interface RecordBatch {
  readonly format: DumpFormat;
  /** Nothing else uses this memory, unless it is so small that Node put it into its common pool. */
  readonly bytes: Uint8Array;
  /** Four numbers a record: start and end in bytes, one-based line and column of its start in the input. */
  readonly records: Float64Array;
  /** What is wrong between the records. */
  readonly problems: readonly DumpProblem[];
  /** Where a later run can go on behind this batch; undefined behind the last one and where the input is out of step. */
  readonly next?: SplitterState;
}

/** Where a splitter stands between two batches: plain data, to go on from in a later run. */
export interface SplitterState {
  readonly format: DumpFormat;
  /** Bytes of the (decompressed) input that are done. */
  readonly offset: number;
  /** One-based line of the byte there, and the offset of the first byte of that line. */
  readonly line: number;
  readonly lineStart: number;
  /** Of a splitter by structure. */
  readonly structure?: {
    readonly place: Place;
    readonly list: 'top' | 'response' | undefined;
    readonly firstKey: string | undefined;
    readonly arrayDepth: number;
  };
}

/** A splitter takes chunk after chunk, then the end. */
export interface RecordSplitter {
  push(chunk: Buffer): RecordBatch | undefined;
  end(): RecordBatch | undefined;
}

/** Longest record in bytes: what the server takes in one request (http.max_content_length). */
export const maxRecordBytes = 100 * 1024 * 1024;

/** The bytes that are not cut yet, and the records found since the last batch. */
class Cutting {
  buffer: Buffer = Buffer.alloc(0);
  /** The memory that the buffer is the front of. */
  private memory = this.buffer;
  /** Offset of the buffer in the input. */
  offset: number;
  readonly format: DumpFormat;
  private records: number[] = [];
  /** Where the records end; a broken one may end behind the place from where the next good one was looked for. */
  private reach = 0;
  private problems: DumpProblem[] = [];

  constructor(format: DumpFormat, offset: number) {
    this.format = format;
    this.offset = offset;
  }

  add(chunk: Buffer): void {
    // A copy in any case: a batch owns its bytes, so that they can be handed to another thread.
    const held = this.buffer.length;
    const length = held + chunk.length;
    if (length > this.memory.length) {
      // A record that spans chunks gets room to grow, so that a long one is not copied with every chunk.
      this.memory = Buffer.allocUnsafe(held > chunk.length ? 2 * length : length);
      this.buffer.copy(this.memory);
    }
    chunk.copy(this.memory, held);
    this.buffer = this.memory.subarray(0, length);
  }

  record(start: number, end: number, line: number, column: number): void {
    this.records.push(start, end, line, column);
    this.reach = Math.max(this.reach, end);
  }

  problem(problem: DumpProblem): void {
    this.problems.push(problem);
  }

  tooLarge(line: number, column: number): void {
    const reason = `a document larger than ${maxRecordBytes / 1024 / 1024} MiB`;
    this.problem({ code: 'IN3003', reason, line, column });
  }

  /** Cuts the bytes before `keep` off, with the records in them. */
  take(keep: number, next?: SplitterState): RecordBatch | undefined {
    const { records, problems } = this;
    if (keep === 0 && records.length === 0 && problems.length === 0) return undefined;
    const bytes = this.buffer.subarray(0, Math.max(keep, this.reach));
    this.reach = 0;
    this.memory = Buffer.from(this.buffer.subarray(keep));
    this.buffer = this.memory;
    this.offset += keep;
    if (records.length === 0 && problems.length === 0) return undefined;
    this.records = [];
    this.problems = [];
    return { format: this.format, bytes, records: Float64Array.from(records), problems, ...(next && { next }) };
  }
}

/** NDJSON and _bulk: a record ends with its line. */
export class LineSplitter implements RecordSplitter {
  private readonly cutting: Cutting;
  private readonly bulk: boolean;
  private line: number;
  /** Where to go on looking for a line end. */
  private searched = 0;
  private discarding = false;
  /** Start and line of a _bulk action whose document is still to come. */
  private action: { start: number; line: number } | undefined;

  constructor(from: SplitterState) {
    this.cutting = new Cutting(from.format, from.offset);
    this.bulk = from.format === 'bulk';
    this.line = from.line;
  }

  push(chunk: Buffer): RecordBatch | undefined {
    const { cutting } = this;
    cutting.add(chunk);
    const { buffer } = cutting;
    let start = 0;
    if (this.action) start = this.lineAfter(buffer, this.action.start);
    for (;;) {
      const end = buffer.indexOf(0x0a, Math.max(start, this.searched));
      if (end < 0) break;
      this.searched = 0;
      if (this.discarding) this.discarding = false;
      else this.lineAt(start, end);
      this.line++;
      start = end + 1;
    }
    if (buffer.length - start > maxRecordBytes) {
      if (!this.discarding) cutting.tooLarge(this.line, 1);
      this.discarding = true;
      this.action = undefined;
      start = buffer.length;
    }
    const keep = this.action ? this.action.start : this.discarding ? buffer.length : start;
    this.searched = Math.max(0, buffer.length - keep);
    const offset = cutting.offset + keep;
    const line = this.action?.line ?? this.line;
    if (this.action) this.action = { ...this.action, start: 0 };
    return cutting.take(
      keep,
      this.discarding ? undefined : { format: cutting.format, offset, line, lineStart: offset },
    );
  }

  end(): RecordBatch | undefined {
    const { cutting } = this;
    const { buffer } = cutting;
    const start = this.action ? this.lineAfter(buffer, this.action.start) : 0;
    if (start < buffer.length && !this.discarding) this.lineAt(start, buffer.length);
    // An action without its document is a record of its own, for the reader to complain about.
    if (this.action) cutting.record(this.action.start, buffer.length, this.action.line, 1);
    this.action = undefined;
    return cutting.take(buffer.length);
  }

  private lineAt(start: number, end: number): void {
    const { cutting, action } = this;
    if (isBlank(cutting.buffer, start, end)) return;
    if (action) {
      cutting.record(action.start, end, action.line, 1);
      this.action = undefined;
    } else if (this.bulk && wantsDocument(cutting.buffer, start, end)) {
      this.action = { start, line: this.line };
    } else {
      cutting.record(start, end, this.line, 1);
    }
  }

  private lineAfter(buffer: Buffer, start: number): number {
    const end = buffer.indexOf(0x0a, start);
    return end < 0 ? buffer.length : end + 1;
  }
}

/** Whether a line is a _bulk action that a document follows. */
function wantsDocument(bytes: Buffer, start: number, end: number): boolean {
  return /^\s*\{\s*"(index|create|update)"\s*:/.test(bytes.toString('latin1', start, Math.min(end, start + 200)));
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return false;
  }
  return true;
}

type Place =
  'between values' | 'in a list' | 'behind an element' | 'behind a comma' | 'in a record' | 'behind the list' | 'lost';

/** JSON arrays, search responses and sequences of JSON values: a record ends where its structure does. */
export class StructureSplitter implements RecordSplitter {
  private readonly cutting: Cutting;
  private readonly scanner = new StructureScanner();
  private place: Place = 'between values';
  /** The array whose elements are records: at the top, in a search response, or none. */
  private list: 'top' | 'response' | undefined;
  private record = { start: 0, line: 1, lineStart: 0 };
  private discarding = false;
  /** First key of the elements, by which the next one is found behind a broken one. */
  private firstKey: string | undefined;
  /** Where to look for the next element while lost. */
  private searchFrom = 0;

  constructor({ format, offset, line, lineStart, structure }: SplitterState) {
    this.cutting = new Cutting(format, offset);
    this.scanner.line = line;
    this.scanner.lineStart = lineStart - offset;
    if (!structure) return;
    this.place = structure.place;
    this.list = structure.list;
    this.firstKey = structure.firstKey;
    this.scanner.arrayDepth = structure.arrayDepth;
  }

  push(chunk: Buffer): RecordBatch | undefined {
    this.cutting.add(chunk);
    while (this.step());
    return this.flush();
  }

  end(): RecordBatch | undefined {
    const { cutting, scanner, record } = this;
    const { buffer } = cutting;
    // What has no end is a record too: a word at the top level, or a broken one, for the parser to say so.
    if (this.place === 'in a record' && !this.discarding) {
      cutting.record(record.start, buffer.length, record.line, record.start - record.lineStart + 1);
    }
    if (this.list && this.place !== 'lost') {
      const place = { line: scanner.line, column: scanner.column(buffer.length) };
      cutting.problem({ code: 'IN3006', reason: 'the input ends inside the list of documents', ...place });
    }
    return cutting.take(buffer.length);
  }

  private flush(): RecordBatch | undefined {
    const { cutting, scanner, record } = this;
    const { length } = cutting.buffer;
    let keep = scanner.at;
    if (this.place === 'in a record' && !this.discarding) {
      keep = record.start;
      if (length - keep > maxRecordBytes) {
        cutting.tooLarge(record.line, keep - record.lineStart + 1);
        this.discarding = true;
        keep = scanner.at;
      }
    }
    const next = this.stateAt(keep);
    record.start -= keep;
    record.lineStart -= keep;
    this.searchFrom -= keep;
    scanner.shift(keep);
    return cutting.take(keep, next);
  }

  private stateAt(keep: number): SplitterState | undefined {
    const { cutting, scanner, record, list, firstKey, place } = this;
    if (place === 'lost' || this.discarding || place === 'behind the list') return undefined;
    // A record that has begun is begun again.
    const inRecord = place === 'in a record';
    const { line, lineStart } = inRecord ? record : scanner;
    const again = list ? 'in a list' : 'between values';
    const structure = { place: inRecord ? again : place, list, firstKey, arrayDepth: scanner.arrayDepth } as const;
    return {
      format: cutting.format,
      offset: cutting.offset + keep,
      line,
      lineStart: cutting.offset + lineStart,
      structure,
    };
  }

  /** Goes one step on; false when more bytes are needed. */
  private step(): boolean {
    const { cutting, scanner } = this;
    const { buffer } = cutting;
    switch (this.place) {
      case 'between values': {
        const byte = scanner.skipBlank(buffer);
        if (byte < 0) return false;
        if (byte === 0x5b) {
          scanner.at++;
          this.list = 'top';
          this.place = 'in a list';
        } else {
          this.startRecord(byte === 0x7b);
        }
        return true;
      }
      case 'in a list': {
        const byte = scanner.skipBlank(buffer);
        if (byte < 0) return false;
        if (byte === 0x5d) this.closeList();
        else this.startRecord(false);
        return true;
      }
      case 'behind an element': {
        const byte = scanner.skipBlank(buffer);
        if (byte < 0) return false;
        if (byte === 0x5d) {
          this.closeList();
        } else if (byte === 0x2c) {
          scanner.at++;
          this.place = 'behind a comma';
        } else {
          this.between("expected ',' or ']' between documents");
          if (byte === 0x7b) this.startRecord(false);
          else this.lose(scanner.at);
        }
        return true;
      }
      case 'behind a comma': {
        const byte = scanner.skipBlank(buffer);
        if (byte < 0) return false;
        if (byte === 0x5d) {
          this.between("expected a document after ','");
          this.closeList();
        } else {
          this.startRecord(false);
        }
        return true;
      }
      case 'in a record':
        return this.scanRecord();
      case 'behind the list': {
        const result = scanner.scan(buffer);
        if (result === 'more') return false;
        this.list = undefined;
        this.place = 'between values';
        if (result === 'error') {
          this.between('broken JSON behind the list of documents');
          this.lose(scanner.at);
        }
        return true;
      }
      case 'lost':
        return this.find();
    }
  }

  private startRecord(probe: boolean): void {
    const { scanner } = this;
    this.record = { start: scanner.at, line: scanner.line, lineStart: scanner.lineStart };
    this.discarding = false;
    scanner.start(probe);
    this.place = 'in a record';
  }

  private scanRecord(): boolean {
    const { cutting, scanner, record } = this;
    const { buffer } = cutting;
    switch (scanner.scan(buffer)) {
      case 'more':
        return false;
      case 'array':
        this.list = 'response';
        this.place = 'in a list';
        return true;
      case 'value':
        if (!this.discarding) {
          cutting.record(record.start, scanner.at, record.line, record.start - record.lineStart + 1);
          this.firstKey ??= firstKeyOf(buffer, record.start);
        }
        this.place = this.list ? 'behind an element' : 'between values';
        return true;
      case 'error': {
        // The parser, which is at least as strict, will fail on these bytes too, and say why.
        const end = scanner.at + 1;
        if (!this.discarding) {
          cutting.record(record.start, end, record.line, record.start - record.lineStart + 1);
          this.firstKey ??= firstKeyOf(buffer, record.start);
        }
        const from = Math.max(scanner.lastQuote, record.start + 1);
        if (!this.discarding) {
          scanner.at = record.start;
          scanner.line = record.line;
          scanner.lineStart = record.lineStart;
        }
        this.lose(from);
        return true;
      }
    }
  }

  private closeList(): void {
    const { scanner } = this;
    scanner.at++;
    if (this.list === 'response') {
      scanner.leaveArray();
      this.place = 'behind the list';
    } else {
      this.list = undefined;
      this.place = 'between values';
    }
  }

  private between(reason: string): void {
    const { scanner } = this;
    this.cutting.problem({
      code: 'IN3001',
      reason: `broken JSON: ${reason}`,
      line: scanner.line,
      column: scanner.column(scanner.at),
    });
  }

  /** Looks for the next element from an offset on; it begins behind the place where the scanner stands. */
  private lose(from: number): void {
    this.searchFrom = from;
    this.place = 'lost';
  }

  /** Looks for the next element behind a broken part. */
  private find(): boolean {
    const { scanner } = this;
    const { buffer } = this.cutting;
    const found = this.list
      ? nextElement(buffer, this.searchFrom, scanner.at, this.firstKey)
      : nextTopLevel(buffer, this.searchFrom);
    if (found < 0) {
      // What may be the front of the next element stays.
      scanner.advance(buffer, Math.max(scanner.at, buffer.length - searchOverlap));
      this.searchFrom = Math.max(this.searchFrom, buffer.length - longestFirstKey);
      return false;
    }
    scanner.advance(buffer, found);
    this.startRecord(!this.list);
    return true;
  }
}

/** Longest first key (in quotes) that elements are recognized by. */
const longestFirstKey = 256;
/** How many bytes are kept while lost: that key and the blanks and the comma before it. */
const searchOverlap = 1024;

/** The first key of an object, in quotes. */
function firstKeyOf(bytes: Buffer, start: number): string | undefined {
  const head = bytes.toString('latin1', start, Math.min(bytes.length, start + longestFirstKey));
  return /^\{\s*("[^"\\]*")\s*:/.exec(head)?.[1];
}

/** Offset of the brace of the next element of a list: `, { "firstKey" :`. Such a text cannot stand inside a string. */
function nextElement(bytes: Buffer, from: number, behind: number, firstKey: string | undefined): number {
  const keys = firstKey ? [firstKey] : ['"_index"', '"_id"', '"_source"', '"@timestamp"'];
  const candidates = keys.map((key) => elementBefore(bytes, from, behind, key)).filter((at) => at >= 0);
  return candidates.length > 0 ? Math.min(...candidates) : -1;
}

function elementBefore(bytes: Buffer, from: number, behind: number, key: string): number {
  for (let at = bytes.indexOf(key, from, 'latin1'); at >= 0; at = bytes.indexOf(key, at + 1, 'latin1')) {
    const brace = blanksBefore(bytes, at) - 1;
    if (brace <= behind || bytes[brace] !== 0x7b) continue;
    const comma = blanksBefore(bytes, brace) - 1;
    if (comma >= 0 && (bytes[comma] === 0x2c || bytes[comma] === 0x5b)) return brace;
  }
  return -1;
}

function blanksBefore(bytes: Buffer, at: number): number {
  while (at > 0 && bytes[at - 1]! <= 0x20) at--;
  return at;
}

/** Offset of the next brace that begins a line. */
function nextTopLevel(bytes: Buffer, from: number): number {
  const at = bytes.indexOf('\n{', from, 'latin1');
  return at < 0 ? -1 : at + 1;
}
