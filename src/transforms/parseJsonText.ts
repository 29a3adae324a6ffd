// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the json processor and Processors.json do.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { textOf } from '../values/javaText.js';
import { isJsonError, JsonParser } from '../values/json.js';
import { findMistake, findMistakeBehind, type JsonMistake } from './brokenJson.js';

/** How lenient the parser is. */
export interface JsonTextOptions {
  /** Let the last of several values of a key win. */
  readonly duplicateKeys?: boolean;
  /** Fail where text follows the value. */
  readonly strict: boolean;
}

/** A function from a value's text to the JSON value in it. Null is the text `null`. */
export function jsonTextParser({ duplicateKeys = false, strict }: JsonTextOptions): (value: unknown) => unknown {
  const parser = new JsonParser({ duplicateKeys: duplicateKeys ? 'last' : 'error' });
  return (value) => parseText(parser, value === null ? 'null' : textOf(value), duplicateKeys, strict);
}

/** A number outside of lists and objects, and directly behind it what ends one inside of them. */
const gluedNumber = /^[ \t\r\n]*-?\d[\d.eE+-]*[,\]}]/;

function parseText(parser: JsonParser, text: string, duplicateKeys: boolean, strict: boolean): unknown {
  // What follows a number belongs to it, unless it is a blank.
  if (gluedNumber.test(text)) throw failureOf(findMistake(text, duplicateKeys)!);
  try {
    return parsed(parser, text, text, strict);
  } catch (error) {
    if (!isJsonError(error)) throw error;
    const mistake = findMistake(text, duplicateKeys);
    // Only comments, which the server reads over.
    if (!mistake) return parsed(parser, text, withoutComments(text), strict);
    throw failureOf(mistake);
  }
}

function parsed(parser: JsonParser, text: string, bare: string, strict: boolean): unknown {
  parser.reset(bare, 0);
  // No text at all is no value, and no error either.
  const value = Number.isNaN(parser.skipBlank()) ? null : parser.value();
  if (strict && !Number.isNaN(parser.skipBlank())) {
    const mistake = findMistakeBehind(text);
    throw illegalArgument(
      `The input ${text} is not valid JSON and the strict_json_parsing parameter is true`,
      mistake && failureOf(mistake),
    );
  }
  return value;
}

/** A text with blanks for its comments. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (part) => (part.startsWith('"') ? part : ' '));
}

function failureOf(mistake: JsonMistake): Failure {
  const { kind, message } = mistake;
  if (kind === 'limit') {
    const cause = new Failure('stream_constraints_exception', message);
    return new Failure('x_content_parse_exception', message, { cause, status: 400 });
  }
  const atEnd = kind === 'end';
  const cause = new Failure(atEnd ? 'json_e_o_f_exception' : 'json_parse_exception', message);
  const reason = `[${mistake.line}:${mistake.column}] ${atEnd ? 'Unexpected end of file' : message}`;
  return new Failure(atEnd ? 'x_content_e_o_f_exception' : 'x_content_parse_exception', reason, { cause, status: 400 });
}
