// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The reroute processor (Elasticsearch 8.8 and later).

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { fieldPath } from './core/fieldPath.js';
import type { IngestDocument } from './core/ingestDocument.js';
import { processor, type Context } from './core/processor.js';

const maxLength = 100;
const disallowed = { dataset: /[\\/*?"<>| ,#:-]/g, namespace: /[\\/*?"<>| ,#:]/g };

type Part = keyof typeof disallowed;
type Resolve = (document: IngestDocument) => string | null;

function sanitize(part: Part, text: string): string {
  return text.toLowerCase().slice(0, maxLength).replace(disallowed[part], '_');
}

/** A value as it stands, or the field that `{{field}}` names; a field that is no text gives none. */
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
  const path = fieldPath(name, context.accessPattern);
  return (document) => {
    const found = document.getOrNull(path);
    return typeof found === 'string' ? sanitize(part, found) : null;
  };
}

export const reroute = processor({
  type: 'reroute',
  summary: 'Sends the document to another data stream or index, whose default pipeline takes over.',
  options: {
    dataset: {
      type: 'any',
      doc: 'Dataset, or a list of values and `{{fields}}` of which the first that is there counts; data_stream.dataset by default.',
    },
    namespace: { type: 'any', doc: 'The same for the namespace; data_stream.namespace by default.' },
    destination: { type: 'string', doc: 'Name of the index; instead of dataset and namespace.' },
  },
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
      const given = options[part];
      const list: unknown[] = given === null ? [] : Array.isArray(given) ? given : [given];
      const texts = list.map((item) => {
        if (typeof item !== 'string') throw context.error(part, "property isn't a list or a string");
        return item;
      });
      return (texts.length === 0 ? [`{{data_stream.${part}}}`] : texts).map((text) => source(part, text, context));
    };
    const dataset = sources('dataset');
    const namespace = sources('namespace');
    const { destination } = options;
    if (destination !== null && (options.dataset !== null || options.namespace !== null)) {
      throw context.error('destination', 'can only be set if dataset and namespace are not set');
    }
    const eventDataset = fieldPath('event.dataset', context.accessPattern);
    return (document) => {
      document.rerouted = true;
      if (destination !== null) {
        document.ctx.put('_index', destination);
        return;
      }
      const index = document.ctx.get('_index');
      if (typeof index !== 'string') {
        document.rerouted = false;
        throw new Failure('null_pointer_exception', null);
      }
      const [, type, currentDataset, currentNamespace] = /^([^-]*)-([^-]*)-(.*)$/s.exec(index) ?? [];
      if (type === undefined) {
        document.rerouted = false;
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
      const newDataset = first(dataset, currentDataset!);
      const newNamespace = first(namespace, currentNamespace!);
      document.ctx.put('_index', `${type}-${newDataset}-${newNamespace}`);
      const set = (name: string, value: string) =>
        document.set(fieldPath(`data_stream.${name}`, context.accessPattern), value);
      set('type', type);
      set('dataset', newDataset);
      set('namespace', newNamespace);
      if (document.has(eventDataset)) document.set(eventDataset, newDataset);
    };
  },
});
