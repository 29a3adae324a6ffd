// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The `if` of a processor.

import { classNameOf } from '../values/className.js';
import { HashMap } from '../values/maps.js';
import type { IngestDocument } from '../processors/core/ingestDocument.js';
import type { Context } from '../processors/core/processor.js';
import { compileScript } from '../processors/core/script.js';
import { readScript, type ScriptConfig } from '../processors/core/scriptConfig.js';
import { configError } from '../processors/core/options.js';
import { readOnly } from './readOnlyView.js';

/** A condition that is ready to be asked. */
export interface Condition {
  readonly source: string;
  /** @throws Failure script_exception where the script fails. */
  holds(document: IngestDocument): boolean;
}

/** Words and operators that could change a document. A script without any of them reads the document itself, which is faster. */
const couldWrite =
  /[^=!<>]=[^=~]|\+\+|--|\b(?:put\w*|remove\w*|add\w*|set\w*|clear|sort|replace\w*|merge|compute\w*|retain\w*|field)\s*\(/;

/** The value of `if`, read but not compiled. */
export interface ConditionConfig {
  readonly script: ScriptConfig;
  /** Where the script's text stands below the processor. */
  readonly property: string;
}

/**
 * Reads the value of `if`: a script's text, or an object as the script processor takes it.
 *
 * @throws ConfigError in the server's words.
 */
export function readCondition(value: unknown, context: Context): ConditionConfig {
  if (typeof value === 'string') {
    return { script: { kind: 'inline', text: value, lang: null, params: null, mediaType: null }, property: 'if' };
  }
  if (value instanceof HashMap) return { script: readScript(value), property: 'if/source' };
  throw configError(
    { ...context, type: 'conditional' },
    'script',
    `property isn't a map or string, but of type [${classNameOf(value)}]`,
  );
}

/** Compiles a condition. */
export function compileCondition({ script: config, property }: ConditionConfig, context: Context): Condition {
  const script = compileScript(config, context, property, 'processor_conditional');
  const { source } = script;
  if (couldWrite.test(source)) {
    return { source, holds: (document) => script.run(readOnly(document.ctx) as HashMap) === true };
  }
  return {
    source,
    holds(document) {
      try {
        return script.run(document.ctx) === true;
      } catch {
        // Errors name the classes of the view.
        return script.run(readOnly(document.ctx) as HashMap) === true;
      }
    },
  };
}
