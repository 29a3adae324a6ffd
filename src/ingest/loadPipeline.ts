// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Pipeline definitions from JSON, YAML or plain objects into the value model.

import { refuse } from '../diagnostics/diagnostic.js';
import { fromPlain, parseJson } from '../values/json.js';
import { HashMap } from '../values/maps.js';
import { parseGoYaml } from './parseGoYaml.js';

/** A pipeline's definition, read but not checked. */
export interface LoadedPipeline {
  /** File or id, for diagnostics. */
  readonly name: string;
  readonly config: HashMap;
}

/** What a pipeline can be given as: JSON or YAML text, a plain object, or a map of the value model. */
export type PipelineInput = string | object | LoadedPipeline;

/**
 * Reads a pipeline's definition: JSON as the server does, YAML as it comes to a server through {@link parseGoYaml}.
 *
 * @throws DiagnosticError for a text that is no JSON or YAML object.
 */
export function loadPipeline(input: PipelineInput, name = 'pipeline'): LoadedPipeline {
  if (isLoaded(input)) return input;
  let config: unknown;
  if (typeof input !== 'string') config = fromPlain(input);
  else if (/^\s*\{/.test(withoutComments(input))) config = parseJson(withoutComments(input), { name });
  else config = parseGoYaml(input, name);
  if (!(config instanceof HashMap))
    refuse('IN1001', `${name} is no pipeline`, 'a pipeline is one object with processors');
  return { name, config };
}

/** JSON without comments, which the server's parser passes over; blanks keep every offset. */
export function withoutComments(text: string): string {
  const token = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[^]*?\*\//g;
  return text.replace(token, (found) => (found.startsWith('"') ? found : found.replace(/[^\n]/g, ' ')));
}

function isLoaded(input: PipelineInput): input is LoadedPipeline {
  return typeof input === 'object' && (input as Partial<LoadedPipeline>).config instanceof HashMap;
}
