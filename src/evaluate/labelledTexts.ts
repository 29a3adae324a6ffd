// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads texts, with labels where there are any, from CSV, TSV, NDJSON and plain text files, plain or gzipped.

import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { parse as parseCsv } from 'csv-parse';
import { refuse } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../util/didYouMean.js';
import { openFile, readLines } from '../util/readLines.js';
import { readJsonLines } from './readJsonLines.js';

/** A text to classify. */
export interface TextRecord {
  readonly text: string;
  /** The true label. */
  readonly label?: string;
  /** Where the text comes from. */
  readonly source?: string;
  /** The document's `_id`, else `file:line`; only when asked for. */
  readonly id?: string;
  /** Values of the fields that `TextFields.also` names; a field that is not there is left out. */
  readonly also?: Readonly<Record<string, string>>;
}

/** A line that holds no text, with its place: `file:line: reason`. */
export interface UnreadableRecord {
  readonly unreadable: string;
}

/** A document that the pipeline gives no text. */
export interface TextlessRecord {
  readonly withoutText: true;
}

/** What a stream of inputs consists of. */
export type InputRecord = TextRecord | UnreadableRecord | TextlessRecord;

/** Which fields or columns to read. */
export interface TextFields {
  /** Field of the text; by default the first of ml_input, text, message, log that a record has. */
  readonly text?: string | undefined;
  /** Field of the true label; without it texts have no label. */
  readonly label?: string | undefined;
  /** Field to group results by; by default the file's name. */
  readonly source?: string | undefined;
  /** More fields to read, such as a time or a host. */
  readonly also?: readonly string[] | undefined;
  /** Gives every text an id. */
  readonly identify?: boolean | undefined;
}

const defaultTextFields = ['ml_input', 'text', 'message', 'log'];

/** Formats by file name; a `.gz` behind it is taken off first. */
const readers: Readonly<
  Record<string, (path: string, fields: TextFields) => AsyncGenerator<TextRecord | UnreadableRecord>>
> = {
  csv: (path, fields) => readTable(path, fields, ','),
  tsv: (path, fields) => readTable(path, fields, '\t'),
  ndjson: readNdjson,
  jsonl: readNdjson,
  txt: readPlain,
  log: readPlain,
};

/** True for the formats that can hold nothing but texts; NDJSON may hold documents as well. */
export function hasTextColumns(path: string): boolean {
  return ['csv', 'tsv', 'txt', 'log'].includes(extensionOf(path));
}

/** True for a JSON value that carries a text itself, and is no hit of a search. */
export function isTextObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || '_source' in value || '_index' in value) return false;
  return ['ml_input', 'text'].some((name) => typeof (value as Record<string, unknown>)[name] === 'string');
}

/**
 * Texts of one file in order. A line that cannot be read is yielded as unreadable, and reading goes on behind it; so is
 * the place where a gzip file or a table breaks off, behind all that could be read.
 *
 * @throws DiagnosticError when the file or a named column does not exist, or its format is unknown.
 */
export function readLabelledTexts(
  path: string,
  fields: TextFields = {},
): AsyncGenerator<TextRecord | UnreadableRecord> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) refuse('IN3008', `${path}: no such file`, 'Check the path; relative ones start in the current folder.');
  if (stats.isDirectory()) refuse('IN3008', `${path}: a folder, and a file is due`, 'Name a file of texts.');
  const reader = readers[extensionOf(path)];
  if (!reader) {
    refuse('EV1001', `${path}: unknown format`, `Known are ${Object.keys(readers).join(', ')}, each also with .gz.`);
  }
  return untilItBreaks(path, reader(path, fields));
}

/** The records up to the place where the packing or the table is broken, which is yielded as unreadable. */
async function* untilItBreaks(
  path: string,
  records: AsyncGenerator<TextRecord | UnreadableRecord>,
): AsyncGenerator<TextRecord | UnreadableRecord> {
  try {
    yield* records;
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (code === 'Z_BUF_ERROR') yield { unreadable: `${path}: the gzip data is cut off` };
    else if (String(code).startsWith('Z_')) yield { unreadable: `${path}: broken gzip data: ${message}` };
    else if (String(code).startsWith('CSV_')) yield { unreadable: `${path}: broken table: ${message}` };
    else throw error;
  }
}

/** Reads a dotted path from a document, whose keys may themselves hold dots: `rule.level` finds both forms. */
export function fieldOf(document: unknown, path: string): string | undefined {
  let value: unknown = document;
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, path)) {
    value = (value as Record<string, unknown>)[path];
  } else {
    for (const key of path.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string, unknown>)[key];
    }
  }
  if (Array.isArray(value) && value.length === 1) value = value[0];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

async function* readPlain(path: string, fields: TextFields): AsyncGenerator<TextRecord> {
  const named = fields.text ?? fields.label ?? fields.source ?? fields.also?.[0];
  if (named !== undefined) {
    refuse('EV1002', `${path}: a plain text file has no field ${named}`, 'Every line of it is one text.');
  }
  const source = sourceOf(path);
  let line = 0;
  for await (const text of readLines(path)) {
    line++;
    if (text !== '') yield { text, source, ...(fields.identify && { id: `${path}:${line}` }) };
  }
}

async function* readNdjson(path: string, fields: TextFields): AsyncGenerator<TextRecord | UnreadableRecord> {
  for await (const item of readJsonLines(path)) {
    if ('unreadable' in item) yield item;
    else {
      yield (
        recordOf(item.value, fields, sourceOf(path), item.place) ?? {
          unreadable: `${item.place}: ${missingText(fields)}`,
        }
      );
    }
  }
}

/** A record from a document, or from a hit with its `_source`. */
function recordOf(value: unknown, fields: TextFields, fallbackSource: string, place: string): TextRecord | undefined {
  const inner = typeof value === 'object' && value !== null ? (value as { _source?: unknown })._source : undefined;
  const document = typeof inner === 'object' && inner !== null ? inner : value;
  const names = fields.text === undefined ? defaultTextFields : [fields.text];
  const text = names.map((name) => fieldOf(document, name)).find((found) => found !== undefined);
  if (text === undefined) return undefined;
  const label = fields.label === undefined ? undefined : fieldOf(document, fields.label);
  const source = (fields.source === undefined ? undefined : fieldOf(document, fields.source)) ?? fallbackSource;
  const id = fields.identify ? (fieldOf(value, '_id') ?? place) : undefined;
  const also = fields.also && valuesOf(fields.also, (name) => fieldOf(document, name));
  return {
    text,
    source,
    ...(label !== undefined && { label }),
    ...(id !== undefined && { id }),
    ...(also && { also }),
  };
}

/** The values that are there, by name. */
export function valuesOf(
  names: readonly string[],
  valueOf: (name: string) => string | undefined,
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = valueOf(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

async function* readTable(
  path: string,
  fields: TextFields,
  delimiter: string,
): AsyncGenerator<TextRecord | UnreadableRecord> {
  const parser = parseCsv({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    info: true,
  });
  const feeding = feed(path, parser);
  let columns: Columns | undefined;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (!columns) {
      columns = columnsOf(path, record, fields);
      continue;
    }
    const text = record[columns.text];
    if (text === undefined) {
      yield { unreadable: `${path}:${info.lines}: no column ${columns.text + 1}` };
      continue;
    }
    const label = columns.label === undefined ? undefined : record[columns.label];
    const source = columns.source === undefined ? undefined : record[columns.source];
    yield {
      text,
      source: source === undefined || source === '' ? sourceOf(path) : source,
      ...(label !== undefined && label !== '' && { label }),
      ...(fields.identify && { id: `${path}:${info.lines}` }),
      ...(fields.also && { also: valuesOf(fields.also, (name) => record[columns!.also.get(name)!] || undefined) }),
    };
  }
  await feeding;
}

interface Columns {
  readonly text: number;
  readonly label: number | undefined;
  readonly source: number | undefined;
  readonly also: ReadonlyMap<string, number>;
}

function columnsOf(path: string, header: readonly string[], fields: TextFields): Columns {
  const find = (name: string): number => {
    const at = header.indexOf(name);
    if (at >= 0) return at;
    const near = didYouMean(name, header);
    refuse(
      'EV1002',
      `${path}: no column ${name}`,
      near ? `Did you mean ${near}?` : `Columns are ${header.join(', ')}.`,
    );
  };
  const text = fields.text ?? defaultTextFields.find((name) => header.includes(name));
  if (text === undefined) {
    refuse('EV1002', `${path}: ${missingText(fields)}`, `Name it with --text; columns are ${header.join(', ')}.`);
  }
  return {
    text: find(text),
    label: fields.label === undefined ? undefined : find(fields.label),
    source: fields.source === undefined ? undefined : find(fields.source),
    also: new Map((fields.also ?? []).map((name) => [name, find(name)])),
  };
}

/** Pumps the file into the parser with back pressure; an error ends the parser, and so the reader of it. */
async function feed(path: string, parser: ReturnType<typeof parseCsv>): Promise<void> {
  try {
    for await (const chunk of openFile(path)) {
      if (parser.destroyed) return;
      if (!parser.write(chunk)) {
        await new Promise<void>((resolve) => {
          parser.once('drain', resolve).once('close', resolve);
        });
      }
    }
    parser.end();
  } catch (error) {
    parser.destroy(error as Error);
  }
}

function missingText(fields: TextFields): string {
  return fields.text === undefined ? `no text (${defaultTextFields.join(', ')})` : `no text in field ${fields.text}`;
}

function extensionOf(path: string): string {
  return path.replace(/\.gz$/i, '').split('.').pop()?.toLowerCase() ?? '';
}

/** The file's name without its endings. */
function sourceOf(path: string): string {
  return basename(path).replace(/(\.[a-z]+)(\.gz)?$/i, '');
}
