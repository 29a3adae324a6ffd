// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the json processor and Processors.json do.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { Source } from '../diagnostics/source.js';
import { textOf } from '../values/javaText.js';
import { isJsonError, JsonParser, type JsonError } from '../values/json.js';

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
  return (value) => parseText(parser, value === null ? 'null' : textOf(value), strict);
}

function parseText(parser: JsonParser, text: string, strict: boolean): unknown {
  try {
    parser.reset(text, 0);
    // No text at all is no value, and no error either.
    const value = Number.isNaN(parser.skipBlank()) ? null : parser.value();
    if (strict && !Number.isNaN(parser.skipBlank())) {
      throw illegalArgument(`The input ${text} is not valid JSON and the strict_json_parsing parameter is true`);
    }
    return value;
  } catch (error) {
    if (!isJsonError(error)) throw error;
    throw parseFailure(text, error);
  }
}

function parseFailure(text: string, error: JsonError): Failure {
  const { line, column } = new Source('json', text).position(error.start);
  const cause = new Failure('json_parse_exception', error.message);
  return new Failure('x_content_parse_exception', `[${line}:${column}] ${error.message}`, { cause, status: 400 });
}
