// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `{source | id, lang, params, options}` of scripts and conditions, refused in the words of the server's Script.parse
// (Elasticsearch 7.10 to 9.5), which reads it from JSON: its errors name a column of a text that nobody wrote.

import { editDistance } from '../../util/didYouMean.js';
import { textOf } from '../../values/javaText.js';
import { printJson } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import { quoteJson } from '../../values/jsonPrinter.js';
import { rawException, type ConfigError } from './configError.js';

/** A script's configuration, read but not compiled. */
export interface ScriptConfig {
  readonly kind: 'inline' | 'stored';
  /** The script's text, or the id of a stored one. */
  readonly text: string;
  readonly lang: string | null;
  readonly params: HashMap | null;
  /** Media type of a text that stood as an object, as that of search templates may, or that names one itself. */
  readonly mediaType: string | null;
}

type Token = 'START_OBJECT' | 'START_ARRAY' | 'VALUE_STRING' | 'VALUE_NUMBER' | 'VALUE_BOOLEAN' | 'VALUE_NULL';

const accepted: Readonly<Record<string, readonly Token[]>> = {
  source: ['VALUE_STRING', 'START_OBJECT'],
  inline: ['VALUE_STRING', 'START_OBJECT'],
  id: ['VALUE_STRING'],
  lang: ['VALUE_STRING'],
  params: ['START_OBJECT'],
  options: ['START_OBJECT'],
};

/**
 * Reads the configuration of a script.
 *
 * @throws ConfigError as the server's parser: bare for a condition, wrapped by the processor that it is thrown through.
 */
export function readScript(config: HashMap): ScriptConfig {
  const fields = parse(config);
  const text = fields.get('source') ?? fields.get('inline') ?? fields.get('id');
  if (text === undefined) {
    throw illegal('must specify either [source] for an inline script or [id] for a stored script');
  }
  const lang = (fields.get('lang') ?? null) as string | null;
  const params = (fields.get('params') ?? null) as HashMap | null;
  const options = fields.get('options') as HashMap | undefined;
  if (fields.has('id')) {
    if (lang !== null) throw illegal('illegally specified <lang> for a stored script');
    if (options && options.size > 0) throw illegal('field [options] cannot be specified using a stored script');
    return { kind: 'stored', text: text as string, lang, params, mediaType: null };
  }
  const illegalOptions = new HashMap(new Map(options?.javaEntries()));
  illegalOptions.remove('content_type');
  if (illegalOptions.size > 0) throw illegal(`illegal compiler options [${textOf(illegalOptions)}] specified`);
  const named = options?.get('content_type') ?? null;
  if (typeof text !== 'string') {
    return { kind: 'inline', text: printJson(text), lang, params, mediaType: 'application/json;charset=utf-8' };
  }
  return { kind: 'inline', text, lang, params, mediaType: named === null ? null : textOf(named) };
}

/** The fields in the order in which the server comes upon them, each refused where its parser would stop. */
function parse(config: HashMap): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  // Columns count from 1, in bytes; the first is that of the brace.
  let column = 2;
  for (const [key, value] of config.javaEntries()) {
    const name = textOf(key);
    const tokens = Object.hasOwn(accepted, name) ? accepted[name]! : undefined;
    if (!tokens) throw parseError(column, `unknown field [${name}]${suggestion(name)}`);
    const start = column + bytes(quoteJson(name)) + 1;
    const token = tokenOf(value);
    if (!tokens.includes(token)) throw parseError(start, `${name} doesn't support values of type: ${token}`);
    const isText = name === 'source' || name === 'inline' || name === 'id';
    if (isText && ['source', 'inline', 'id'].some((other) => fields.has(other))) {
      throw parseError(start, `failed to parse field [${name === 'id' ? 'id' : 'source'}]`);
    }
    if (name === 'options') requireTexts(value as HashMap, start);
    fields.set(name, value);
    column = start + bytes(printJson(value)) + 1;
  }
  return fields;
}

function requireTexts(options: HashMap, start: number): void {
  let column = start + 1;
  for (const [key, value] of options.javaEntries()) {
    column += bytes(quoteJson(textOf(key))) + 1;
    if (['START_OBJECT', 'START_ARRAY', 'VALUE_NULL'].includes(tokenOf(value))) {
      throw parseError(column, 'failed to parse field [options]');
    }
    column += bytes(printJson(value)) + 1;
  }
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}

function tokenOf(value: unknown): Token {
  if (value === null) return 'VALUE_NULL';
  if (value instanceof HashMap) return 'START_OBJECT';
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'string') return 'VALUE_STRING';
  return typeof value === 'boolean' ? 'VALUE_BOOLEAN' : 'VALUE_NUMBER';
}

/** The server's suggestion: every field whose likeness is above one half, the likest first. */
function suggestion(name: string): string {
  const near = Object.keys(accepted)
    .map((field) => ({ field, likeness: 1 - editDistance(name, field) / Math.max(name.length, field.length) }))
    .filter(({ likeness }) => likeness > 0.5)
    .sort((a, b) => b.likeness - a.likeness || (a.field < b.field ? -1 : 1))
    .map(({ field }) => field);
  if (near.length === 0) return '';
  return ` did you mean ${near.length === 1 ? '' : 'any of '}[${near.join(', ')}]?`;
}

function parseError(column: number, reason: string): ConfigError {
  return rawException(
    'org.elasticsearch.xcontent.XContentParseException',
    'x_content_parse_exception',
    `[1:${column}] [script] ${reason}`,
  );
}

function illegal(reason: string): ConfigError {
  return rawException('java.lang.IllegalArgumentException', 'illegal_argument_exception', reason);
}
