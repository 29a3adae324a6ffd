// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The reroute processor (Elasticsearch 8.8 and later).

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { javaTrim } from '../util/javaTrim.js';
import { cannotCast } from './core/fieldErrors.js';
import { fieldPath, type FieldPath } from './core/fieldPath.js';
import type { IngestDocument } from './core/ingestDocument.js';
import { processor, type Context } from './core/processor.js';

const maxLength = 100;
const disallowed = {
  type: /[\\/*?"<>| ,#:-]/g,
  dataset: /[\\/*?"<>| ,#:-]/g,
  namespace: /[\\/*?"<>| ,#:]/g,
};

type Part = keyof typeof disallowed;
type Resolve = (document: IngestDocument) => string | null;

/** A field that documents hold as `a: { b: }` or, as loggers and APM write it, as `a.b:`. */
class DottedField {
  private readonly name: string;
  private readonly path: FieldPath;

  constructor(name: string, context: Context) {
    this.name = name;
    this.path = fieldPath(name, context.accessPattern);
  }

  read(document: IngestDocument): string | null {
    const nested = document.readString(this.path, true);
    if (nested !== null) return nested;
    const flat = document.ctx.get(this.name) ?? null;
    if (flat === null || typeof flat === 'string') return flat;
    throw cannotCast(this.name, flat, 'java.lang.String');
  }

  /** Sets the field in the form that the document has it in. */
  write(document: IngestDocument, value: string): void {
    if (document.ctx.has(this.name)) document.ctx.put(this.name, value);
    else document.set(this.path, value);
  }

  isIn(document: IngestDocument): boolean {
    return document.ctx.has(this.name) || document.has(this.path);
  }
}

function sanitize(part: Part, text: string): string {
  return text.toLowerCase().slice(0, maxLength).replace(disallowed[part], '_');
}

/** A value as it stands, or the field that `{{field}}` names. */
function source(part: Part, value: string, context: Context): Resolve {
  const invalid = () => context.error(part, `'${value}' is not a valid field reference`);
  if (!value.includes('{{') && !value.includes('}}')) {
    if (sanitize(part, value) !== value) throw context.error(part, `'${value}' contains disallowed characters`);
    return () => value;
  }
  if (!value.startsWith('{{') || !value.endsWith('}}')) throw invalid();
  let name = value.slice(2, -2);
  if (name.startsWith('{') && name.endsWith('}')) name = name.slice(1, -1);
  if (/[{}]/.test(name)) throw invalid();
  const field = new DottedField(javaTrim(name), context);
  return (document) => {
    const found = field.read(document);
    return found === null ? null : sanitize(part, found);
  };
}

export const reroute = processor({
  type: 'reroute',
  summary: 'Sends the document to another data stream or index, whose default pipeline takes over.',
  options: {
    type: {
      type: 'string or list of strings',
      doc: 'Type, or a list of values and `{{fields}}` of which the first that is there counts; data_stream.type by default.',
      since: '8.19 and 9.1',
    },
    dataset: { type: 'string or list of strings', doc: 'The same for the dataset; data_stream.dataset by default.' },
    namespace: {
      type: 'string or list of strings',
      doc: 'The same for the namespace; data_stream.namespace by default.',
    },
    destination: { type: 'string', doc: 'Name of the index; instead of type, dataset and namespace.' },
  },
  notes: [
    'Fields may be nested or have dots in their names: the one that the document has is read and set.',
    'A field that is no text fails; one that is missing or null leaves that part of the name as it is.',
  ],
  examples: [
    {
      config: { dataset: ['{{service.name}}', 'generic'] },
      before: { service: { name: 'My App' } },
      after: {
        service: { name: 'My App' },
        data_stream: { type: 'logs', dataset: 'my_app', namespace: 'default' },
      },
    },
    { config: { destination: 'other' }, before: { a: 1 }, after: { a: 1 } },
  ],
  compile(options, context) {
    const sources = (part: Part): Resolve[] => {
      const given = options[part] ?? [];
      return (given.length > 0 ? given : [`{{data_stream.${part}}}`]).map((text) => source(part, text, context));
    };
    const parts = { type: sources('type'), dataset: sources('dataset'), namespace: sources('namespace') };
    const { destination } = options;
    if (destination !== null && [options.type, options.dataset, options.namespace].some((given) => given?.length)) {
      throw context.error('destination', 'can only be set if type, dataset, and namespace are not set');
    }
    const fields = {
      type: new DottedField('data_stream.type', context),
      dataset: new DottedField('data_stream.dataset', context),
      namespace: new DottedField('data_stream.namespace', context),
    };
    const eventDataset = new DottedField('event.dataset', context);
    const send = (document: IngestDocument, target: string) => {
      document.ctx.put('_index', target);
      document.rerouted = true;
    };
    return (document) => {
      if (destination !== null) {
        send(document, destination);
        return;
      }
      const index = document.ctx.get('_index');
      if (typeof index !== 'string') throw new Failure('null_pointer_exception', null);
      const current = /^([^-]*)-([^-]*)-(.*)$/s.exec(index);
      if (current === null) {
        throw illegalArgument(
          `invalid data stream name: [${index}]; must follow naming scheme <type>-<dataset>-<namespace>`,
        );
      }
      const first = (from: readonly Resolve[], otherwise: string) => {
        for (const resolve of from) {
          const value = resolve(document);
          if (value !== null) return value;
        }
        return otherwise;
      };
      const type = first(parts.type, current[1]!);
      const dataset = first(parts.dataset, current[2]!);
      const namespace = first(parts.namespace, current[3]!);
      send(document, `${type}-${dataset}-${namespace}`);
      fields.type.write(document, type);
      fields.dataset.write(document, dataset);
      fields.namespace.write(document, namespace);
      if (eventDataset.isIn(document)) eventDataset.write(document, dataset);
    };
  },
});
