// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Scripts of processors and conditions made ready to run: inline or stored, with parameters.

import { Source } from '../../diagnostics/source.js';
import { compilePainless, type CompiledScript } from '../../painless/index.js';
import { UnsupportedOperation } from '../../values/collections.js';
import { HashMap } from '../../values/maps.js';
import { ConfigError, illegalConfig } from './configError.js';
import type { Context } from './processor.js';
import type { ScriptConfig } from './scriptConfig.js';

/** A script that is ready to run on documents. */
export interface ReadyScript {
  /** The text, as the server shows it in verbose simulation. */
  readonly source: string;
  run(ctx: HashMap): unknown;
}

/** What a script is compiled for. */
export type ScriptContext = 'ingest' | 'processor_conditional';

/**
 * Compiles what `readScript` read.
 *
 * @throws ConfigError for a script that is not there or not Painless.
 * @throws DiagnosticError for a script that does not compile.
 */
export function compileScript(
  { kind, text, lang, params, mediaType }: ScriptConfig,
  context: Context,
  property: string,
  scriptContext: ScriptContext,
): ReadyScript {
  if (kind === 'stored') {
    const stored = context.services.storedScript(text);
    if (!stored) {
      throw new ConfigError(`unable to find script [${text}] in cluster state`, {
        type: 'resource_not_found_exception',
        code: 'IN2002',
      });
    }
    requirePainless(stored.lang ?? 'painless', scriptContext);
    const source = new Source(stored.file ?? `script ${text}`, stored.source);
    return ready(source, params, scriptContext, context, property);
  }
  requirePainless(lang ?? 'painless', scriptContext);
  if (mediaType !== null) {
    throw compilerRefusal(`Unrecognized compile-time parameter(s): {content_type=${mediaType}}`);
  }
  return ready(context.sourceOf(property, text), params, scriptContext, context, property);
}

function requirePainless(lang: string, context: ScriptContext): void {
  if (lang === 'mustache') throw compilerRefusal(`mustache engine does not know how to handle context [${context}]`);
  if (lang !== 'painless') throw illegalConfig(`script_lang not supported [${lang}]`);
}

/** What the compiler refuses before it reads the script: the server shows it without the processor. */
function compilerRefusal(reason: string): ConfigError {
  return new ConfigError(reason, { type: 'illegal_argument_exception', isBare: true });
}

/** Scripts by kind and text: the same conditions come again and again. */
const compiledScripts = new Map<string, CompiledScript>();
const cacheLimit = 10_000;

function compileOnce(source: Source, kind: ScriptContext): CompiledScript {
  const key = `${kind} ${source.text}`;
  let compiled = compiledScripts.get(key);
  if (!compiled) {
    compiled = compilePainless(source, kind);
    if (compiledScripts.size >= cacheLimit) compiledScripts.clear();
    compiledScripts.set(key, compiled);
  }
  return compiled;
}

/** Parameters, which a script cannot replace; what they hold it can change, for all later runs. */
class Parameters extends HashMap {
  override put(): never {
    throw new UnsupportedOperation();
  }

  override remove(): never {
    throw new UnsupportedOperation();
  }

  override clear(): never {
    throw new UnsupportedOperation();
  }
}

function ready(
  source: Source,
  params: HashMap | null,
  kind: ScriptContext,
  { onScript }: Context,
  property: string,
): ReadyScript {
  const compiled = onScript ? compilePainless(source, kind, { countStatements: true }) : compileOnce(source, kind);
  onScript?.(property, source, compiled);
  const parameters = new Parameters(params?.entries);
  return { source: source.text, run: (ctx) => compiled.run(parameters, ctx) };
}
