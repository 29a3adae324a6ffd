// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The recover_failure_document processor (Elasticsearch 9.2).

import { Failure } from '../diagnostics/failure.js';
import { HashMap } from '../values/maps.js';
import { noInstance, notPresent } from './core/fieldErrors.js';
import { fieldPath } from './core/fieldPath.js';
import { processor } from './core/processor.js';

export const recover_failure_document = processor({
  type: 'recover_failure_document',
  summary: 'Makes a document of a failure store what it was before it failed.',
  options: {},
  notes: [
    'What the failure store knew of the document goes to `_ingest.pre_recovery`.',
    'It is there since Elasticsearch 9.2 and needs an exported document of a failure store: `document` and `error`.',
  ],
  examples: [
    {
      config: {},
      before: {
        document: { id: '1', index: 'logs', source: { message: 'a' } },
        error: { type: 'illegal_argument_exception' },
      },
      after: { message: 'a' },
    },
    {
      config: {},
      before: { document: { id: '1', index: 'logs', source: { message: 'a' } } },
      after: { error: 'field [error] not present as part of path [error]' },
    },
  ],
  compile(_options, context) {
    const path = (text: string) => fieldPath(text, context.accessPattern);
    const [documentField, sourceField, errorField] = [path('document'), path('document.source'), path('error')];
    return (document) => {
      const { ctx } = document;
      if (!document.has(documentField)) throw notPresent('document', 'document');
      if (!document.has(sourceField)) throw notPresent('document.source', 'source');
      if (!document.has(errorField)) throw notPresent('error', 'error');
      document.ingest.put('pre_recovery', preRecovery(ctx));
      const failed = document.readMap(documentField, false)!;
      for (const name of ['index', 'routing', 'id']) {
        const value = failed.get(name);
        if (value !== null) ctx.put(`_${name}`, cast(value, 'java.lang.String', typeof value === 'string'));
      }
      const source = failed.get('source');
      if (source !== null) cast(source, 'java.util.Map', source instanceof HashMap);
      ctx.source.clear();
      if (source === null) {
        throw new Failure('null_pointer_exception', 'Cannot invoke "java.util.Map.size()" because "m" is null');
      }
      for (const [key, value] of (source as HashMap).javaEntries()) ctx.source.put(key, value);
    };
  },
});

/** All that is known of the failed document but its source. */
function preRecovery(ctx: HashMap): HashMap {
  const kept = new HashMap();
  for (const [key, value] of ctx.javaEntries()) {
    if (key !== 'document' || !(value instanceof HashMap)) {
      kept.put(key, value);
      continue;
    }
    const withoutSource = value.copy();
    withoutSource.remove('source');
    kept.put(key, withoutSource);
  }
  return kept;
}

function cast(value: unknown, className: string, fits: boolean): unknown {
  if (!fits) throw noInstance(value, className);
  return value;
}
