// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Scripts of processors and conditions as configurations hold them: inline or stored, with parameters.

import { Source } from '../../diagnostics/source.js';
import { compilePainless } from '../../painless/index.js';
import { classNameOf } from '../../values/className.js';
import { HashMap } from '../../values/maps.js';
import { ConfigError } from './configError.js';
import type { Context } from './processor.js';

/** A script that is ready to run on documents. */
export interface ReadyScript {
  /** The text, as the server shows it in verbose simulation. */
  readonly source: string;
  run(ctx: HashMap): unknown;
}

/** What a script is compiled for. */
export type ScriptContext = 'ingest' | 'processor_conditional';

const illegal = (reason: string) => new ConfigError(reason, { type: 'illegal_argument_exception' });

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
  if (id !== null && inline !== null) throw illegal('cannot specify both [source] and [id] for a script');
  if (id === null && inline === null) {
    throw illegal('must specify either [source] for an inline script or [id] for a stored script');
  }
  if (params !== null && !(params instanceof HashMap)) throw illegal('params must be an object');
  const text = id === null ? inline : id;
  if (typeof text !== 'string') throw illegal(`script source must be a string, but is [${classNameOf(text)}]`);
  if (id !== null) {
    if (lang !== null) throw illegal(`illegally specified [lang] for a stored script`);
    const stored = context.services.storedScript(text);
    if (!stored) {
      throw new ConfigError(`unable to find script [${text}] in cluster state`, {
        type: 'resource_not_found_exception',
        code: 'IN2002',
      });
    }
    requirePainless(stored.lang ?? 'painless');
    return ready(new Source(stored.file ?? `script ${text}`, stored.source), params, kind);
  }
  requirePainless(lang ?? 'painless');
  return ready(context.sourceOf(property, text), params, kind);
}

function requirePainless(lang: unknown): void {
  if (lang !== 'painless') throw illegal(`script_lang not supported [${String(lang)}]`);
}

function ready(source: Source, params: HashMap | null, kind: ScriptContext): ReadyScript {
  const compiled = compilePainless(source, kind);
  const parameters = params ?? new HashMap();
  return { source: source.text, run: (ctx) => compiled.run(parameters, ctx) };
}
