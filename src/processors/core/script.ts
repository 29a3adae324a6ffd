// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Scripts of processors and conditions as configurations hold them: inline or stored, with parameters.

import { Source } from '../../diagnostics/source.js';
import { compilePainless, type CompiledScript } from '../../painless/index.js';
import { classNameOf } from '../../values/className.js';
import { UnsupportedOperation } from '../../values/collections.js';
import { HashMap } from '../../values/maps.js';
import { ConfigError, illegalConfig } from './configError.js';
import type { Context } from './processor.js';

/** A script that is ready to run on documents. */
export interface ReadyScript {
  /** The text, as the server shows it in verbose simulation. */
  readonly source: string;
  run(ctx: HashMap): unknown;
}

/** What a script is compiled for. */
export type ScriptContext = 'ingest' | 'processor_conditional';

/**
 * Reads and compiles `{source | id, lang, params}`.
 *
 * @throws ConfigError for a script that is not there or not Painless.
 * @throws DiagnosticError for a script that does not compile.
 */
export function compileScript(config: HashMap, context: Context, property: string, kind: ScriptContext): ReadyScript {
  const id = config.get('id');
  const inline = config.get('source') ?? config.get('inline');
  const lang = config.get('lang');
  const params = config.get('params');
  if (id !== null && inline !== null) throw illegalConfig('cannot specify both [source] and [id] for a script');
  if (id === null && inline === null) {
    throw illegalConfig('must specify either [source] for an inline script or [id] for a stored script');
  }
  if (params !== null && !(params instanceof HashMap)) throw illegalConfig('params must be an object');
  const text = id === null ? inline : id;
  if (typeof text !== 'string') throw illegalConfig(`script source must be a string, but is [${classNameOf(text)}]`);
  if (id !== null) {
    if (lang !== null) throw illegalConfig(`illegally specified [lang] for a stored script`);
    const stored = context.services.storedScript(text);
    if (!stored) {
      throw new ConfigError(`unable to find script [${text}] in cluster state`, {
        type: 'resource_not_found_exception',
        code: 'IN2002',
      });
    }
    requirePainless(stored.lang ?? 'painless');
    return ready(new Source(stored.file ?? `script ${text}`, stored.source), params, kind, context, property);
  }
  requirePainless(lang ?? 'painless');
  return ready(context.sourceOf(property, text), params, kind, context, property);
}

function requirePainless(lang: unknown): void {
  if (lang !== 'painless') throw illegalConfig(`script_lang not supported [${String(lang)}]`);
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
