// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Tells by its first bytes how a dump is written.

import { isUtf8 } from 'node:buffer';
import { parseJson } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import type { DumpProblem } from './problem.js';
import type { DumpFormat } from './recordSplitter.js';
import { StructureScanner } from './structureScanner.js';

/** How many bytes are looked at before a decision is forced. */
export const detectionBytes = 1024 * 1024;

/**
 * The format of the input that starts with these bytes, undefined while more bytes are needed, or why it is no dump.
 *
 * @param ended - whether the input ends with these bytes
 */
export function detectFormat(head: Buffer, ended: boolean): DumpFormat | DumpProblem | undefined {
  const start = firstByte(head);
  if (start === head.length) {
    if (!ended && head.length < detectionBytes) return undefined;
    return { code: 'IN3007', reason: 'the input is empty', line: 1, column: 1 };
  }
  if (head[start] === 0x5b) return 'array';
  if (head[start] !== 0x7b) return withoutBracket(head, start, ended);

  const scanner = new StructureScanner();
  scanner.at = start;
  scanner.start(true);
  const result = scanner.scan(head);
  switch (result) {
    case 'array':
      return 'search';
    case 'value': {
      const end = scanner.at;
      const lineEnd = head.indexOf(0x0a, start);
      if (lineEnd >= 0 && lineEnd < end) return 'json';
      if (lineEnd < 0 && !ended && head.length < detectionBytes) return undefined;
      const rest = head.toString('latin1', end, lineEnd < 0 ? head.length : lineEnd);
      if (rest.trim() !== '') return 'json';
      return isAction(head.subarray(start, end)) ? 'bulk' : 'ndjson';
    }
    case 'error': {
      const nextLine = head.indexOf('\n{', start, 'latin1');
      return nextLine >= 0 && !head.subarray(start, scanner.at).includes('\n') ? 'ndjson' : 'json';
    }
    case 'more':
      // One document on one line longer than the head, or a printed object: structure tells them apart later.
      return ended || head.length >= detectionBytes ? 'json' : undefined;
  }
}

/** Where the text begins, behind a byte order mark and blanks. */
function firstByte(head: Buffer): number {
  let start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  while (start < head.length && [0x20, 0x09, 0x0a, 0x0d].includes(head[start]!)) start++;
  return start;
}

/** Other formats by their first bytes, for a hint. */
const foreignFormats: readonly [hex: string, name: string][] = [
  ['fffe', 'UTF-16 text; save it as UTF-8'],
  ['feff', 'UTF-16 text; save it as UTF-8'],
  ['504b0304', 'a zip archive; unpack it first'],
  ['28b52ffd', 'zstd data; decompress it first'],
  ['fd377a585a00', 'xz data; decompress it first'],
  ['425a68', 'bzip2 data; decompress it first'],
];

function withoutBracket(head: Buffer, start: number, ended: boolean): DumpFormat | DumpProblem | undefined {
  const foreign = foreignFormats.find(([hex]) => head.subarray(0, hex.length / 2).toString('hex') === hex);
  if (foreign) return { code: 'IN3006', reason: `not a dump: ${foreign[1]}`, line: 1, column: 1 };
  const sample = head.subarray(start, 8192);
  if (sample.includes(0) || !isUtf8(sample.subarray(0, lastCharacterEnd(sample)))) {
    return { code: 'IN3006', reason: 'not a dump: binary data', line: 1, column: 1 };
  }
  // A broken first line of NDJSON: the lines behind it may be good.
  if (/\n\s*\{/.test(head.toString('latin1', start))) return 'ndjson';
  if (!ended && head.length < detectionBytes) return undefined;
  const { line, column } = placeOf(head, start);
  const found = JSON.stringify(String.fromCodePoint(head.toString('utf8', start, start + 4).codePointAt(0)!));
  return { code: 'IN3006', reason: `not a dump: expected '[' or '{', found ${found}`, line, column };
}

/** How many bytes are left without the last character, which may be cut in half. */
function lastCharacterEnd(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1]! & 0xc0) === 0x80) end--;
  return end > 0 && bytes[end - 1]! >= 0xc0 ? end - 1 : bytes.length;
}

function placeOf(bytes: Buffer, at: number): { line: number; column: number } {
  const before = bytes.toString('latin1', 0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

const actions = new Set<unknown>(['index', 'create', 'update', 'delete']);
/** Keys of the server's bulk action lines. */
const actionKeys = new Set<unknown>(
  (
    '_index _id _type routing _routing version version_type _version _version_type pipeline require_alias require_data_stream ' +
    'dynamic_templates list_executed_pipelines if_seq_no if_primary_term retry_on_conflict _retry_on_conflict op_type'
  ).split(' '),
);

/** Whether a line is an action of a _bulk body. */
function isAction(line: Buffer): boolean {
  let value: unknown;
  try {
    value = parseJson(line.toString());
  } catch {
    return false; // Broken lines are reported when they are read.
  }
  if (!(value instanceof HashMap) || value.size !== 1) return false;
  const [[action, options]] = [...value.entries] as [[unknown, unknown]];
  return (
    actions.has(action) && options instanceof HashMap && [...options.entries.keys()].every((key) => actionKeys.has(key))
  );
}
