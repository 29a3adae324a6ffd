// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Messages of the Common Event Format as the cef processor of Elasticsearch 9.3 reads them. The server finds the keys
// and values of the extensions with a regular expression whose time grows with the square of a long word; this finds the same ones in one pass.

import { illegalArgument } from '../diagnostics/failure.js';
import { javaTrim } from '../util/javaTrim.js';
import { HashMap } from '../values/maps.js';

/** A message taken apart. */
export interface CefMessage {
  /** The seven fields of the header; the first begins with `CEF:`. */
  readonly headers: readonly string[];
  /** Values of the extensions by their keys, without escapes. */
  readonly extensions: HashMap;
}

/** @throws Failure illegal_argument_exception, with the server's words, for a text that is no such message. */
export function parseCefMessage(text: string): CefMessage {
  const headers: string[] = [];
  let header = '';
  let at = 0;
  for (; at < text.length && headers.length < 7; at++) {
    const char = text[at]!;
    const next = text[at + 1];
    if (char === '\\' && (next === '\\' || next === '|')) header += text[++at]!;
    else if (char !== '|') header += char;
    else {
      headers.push(header);
      header = '';
    }
  }
  if (!headers[0]?.startsWith('CEF:')) throw illegalArgument('Invalid CEF format');
  if (headers.length < 7) throw illegalArgument('Incomplete CEF header');
  return { headers, extensions: parseExtensions(text.slice(at)) };
}

function parseExtensions(text: string): HashMap {
  const found = findExtensions(text);
  const extensions = new HashMap();
  for (const [index, { key, value }] of found.entries()) {
    const raw = index === found.length - 1 ? javaTrim(value) : value;
    if (/^(?:[^\\=]|\\[^])*=/.test(raw)) throw illegalArgument('CEF extensions contain unescaped equals sign');
    extensions.put(key, raw.replaceAll('\\\\', '\\').replace(/\\([=\n\r])/g, '$1'));
  }
  const end = found.at(-1)?.end ?? 0;
  if (end < text.length) throw illegalArgument(`Invalid extensions in the CEF event: ${text.slice(end)}`);
  return extensions;
}

/** A key and its value, and where the next key may begin. */
export interface Extension {
  readonly key: string;
  readonly value: string;
  readonly end: number;
}

/**
 * The extensions of a text, as these regular expressions of the server find them:
 * a key is `[\w-]+(?:\.[^.=\s|\\[\]]+)*(?:\[[0-9]+\])?(?==)`, a value `(?:[^\s\\]|\\[^|]|\s(?!KEY=))*`, and both
 * `(KEY)=(VALUE)(?:\s+|$)`.
 */
export function findExtensions(text: string): Extension[] {
  const found: Extension[] = [];
  let from = 0;
  for (let equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', equals + 1)) {
    if (equals < from) continue;
    const start = keyStart(text, from, equals);
    if (start === undefined) continue;
    const { value, next } = valueEnd(text, equals + 1);
    // Where this value cannot end, none that begins before the same place can.
    from = next;
    if (value !== undefined)
      found.push({ key: text.slice(start, equals), value: text.slice(equals + 1, value), end: next });
  }
  return found;
}

const isBlank = (char: string | undefined) => char !== undefined && ' \t\n\v\f\r'.includes(char);
const isWord = (char: string | undefined) => char !== undefined && /[\w-]/.test(char);

/** Where the longest key begins that ends at an equals sign, at or behind `from`. */
function keyStart(text: string, from: number, equals: number): number | undefined {
  let end = equals;
  if (text[end - 1] === ']') {
    let digits = end - 1;
    while (digits > from && /[0-9]/.test(text[digits - 1]!)) digits--;
    if (digits === end - 1 || text[digits - 1] !== '[') return undefined;
    end = digits - 1;
  }
  let start: number | undefined;
  // A part after a dot may hold nearly everything; the first part ends with letters, digits, _ and -, which the key begins with.
  for (;;) {
    let part = end;
    while (part > from && isWord(text[part - 1])) part--;
    if (part < end) start = part;
    while (part > from && !/[.=|\\[\]]/.test(text[part - 1]!) && !isBlank(text[part - 1])) part--;
    if (part === end || part <= from || text[part - 1] !== '.') return start;
    end = part - 1;
  }
}

/** Where a value ends, and where to go on; a value that runs into an escape that is none, without a blank before it, has no end. */
function valueEnd(text: string, from: number): { value?: number; next: number } {
  let lastBlank: number | undefined;
  let equals = -1;
  let key: number | undefined;
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') {
      if (at + 1 === text.length || text[at + 1] === '|')
        return lastBlank === undefined ? { next: at } : { value: lastBlank, next: lastBlank + 1 };
      at++;
    } else if (isBlank(char)) {
      if (equals < at) {
        equals = text.indexOf('=', at);
        if (equals < 0) equals = text.length;
        key = equals === text.length ? undefined : keyStart(text, from, equals);
      }
      if (key === at + 1) return { value: at, next: at + 1 };
      lastBlank = at;
    }
  }
  return { value: text.length, next: text.length };
}
