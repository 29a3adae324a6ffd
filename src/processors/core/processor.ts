// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a processor is: a type, a table of options, examples that are tested, and a function that makes it run.

import type { IngestDocument } from './ingestDocument.js';
import { readOptions, type Options, type OptionTable, type Owner } from './options.js';
import type { HashMap } from '../../values/maps.js';
import type { ConfigError } from './configError.js';
import type { Source } from '../../diagnostics/source.js';
import type { CompiledScript } from '../../painless/index.js';
import type { Services } from './services.js';

/** Nothing, or a promise where an inference is under way. Failures are thrown or rejected. */
export type Pending = void | Promise<void>;

/** Runs a processor on a document, which it changes. */
export type Execute = (document: IngestDocument) => Pending;

/** What a processor may use while it is made ready. */
export interface Context extends Owner {
  readonly type: string;
  readonly services: Services;
  /** An error about one option, or about the processor as a whole. */
  error(property: string | null, reason: string): ConfigError;
  /** Makes ready a processor that is nested in this one: `{type: {options}}`. */
  compileProcessor(config: HashMap): NestedProcessor;
  /** A text of the configuration with its place, for diagnostics. */
  sourceOf(property: string, text: string): Source;
  /** Where scripts are counted: told of each one that is compiled. */
  readonly onScript: ((property: string, source: Source, script: CompiledScript) => void) | undefined;
}

/** A processor inside another one, with its condition and failure handling. */
export interface NestedProcessor {
  readonly type: string;
  /** Runs it as part of its outer processor: a failure that it does not deal with is thrown as it is. */
  runNested: Execute;
}

/** A documented and tested use. Values are plain JSON. */
export interface Example {
  readonly description?: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly before: Readonly<Record<string, unknown>>;
  /** The document after it, null where it is dropped, or the error. */
  readonly after: Readonly<Record<string, unknown>> | null | { readonly error: string };
  /** Server that the result is taken from, where it is not the documentation's own example. */
  readonly needs?: 'geoip' | 'userAgent' | 'enrich' | 'infer' | 'pipelines' | 'securityUser';
}

/** A processor's whole definition. */
export interface Processor {
  readonly type: string;
  /** One sentence for the reference. */
  readonly summary: string;
  readonly options: OptionTable;
  readonly examples: readonly Example[];
  readonly notes?: readonly string[];
  /** Reads the options out of the configuration and makes the processor ready. */
  create(config: HashMap, context: Context): Execute;
}

/** Declares a processor; `compile` gets its options as the table types them. */
export function processor<const T extends OptionTable>(definition: {
  readonly type: string;
  readonly summary: string;
  readonly options: T;
  readonly examples: readonly Example[];
  readonly notes?: readonly string[];
  readonly compile: (options: Options<T>, context: Context) => Execute;
}): Processor {
  const { compile, ...rest } = definition;
  return { ...rest, create: (config, context) => compile(readOptions(definition.options, config, context), context) };
}
