// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The enrich processor, against policies whose source documents are given.

import { Failure } from '../diagnostics/failure.js';
import { equalValues } from '../values/identity.js';
import { textOf } from '../values/javaText.js';
import { HashMap } from '../values/maps.js';
import { Double, Float } from '../values/numbers.js';
import { ConfigError } from './core/configError.js';
import { deepCopy } from './core/deepCopy.js';
import { fieldPath } from './core/fieldPath.js';
import { Network, parseIpAddress } from '../transforms/ipAddress.js';
import { processor } from './core/processor.js';
import type { EnrichPolicy } from './core/services.js';
import { IngestDocument } from './core/ingestDocument.js';

/** The value of a dotted field of a source document, or null. */
function valueIn(source: HashMap, name: string): unknown {
  return IngestDocument.of(source, {}, 0).getOrNull(fieldPath(name));
}

/** Keyword terms are equal when their texts are, whatever their types. */
function matches(indexed: unknown, wanted: unknown): boolean {
  if (Array.isArray(indexed)) return indexed.some((item) => matches(item, wanted));
  if (Array.isArray(wanted)) return wanted.some((item) => matches(indexed, item));
  if (indexed === null || wanted === null) return false;
  return equalValues(indexed, wanted) || textOf(indexed) === textOf(wanted);
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (value instanceof Double || value instanceof Float) return value.value;
  if (typeof value !== 'string' || value.trim() === '' || Number.isNaN(Number(value))) return null;
  return Number(value);
}

/** Whether an address lies in a network; in a text that is none lies nothing. */
function isIn(address: Uint8Array, network: string): boolean {
  try {
    return new Network(network).contains(address);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** Whether a value lies in an indexed range: a network in CIDR notation, or an object with gte, gt, lte, lt. */
function inRange(range: unknown, wanted: unknown): boolean {
  if (Array.isArray(range)) return range.some((item) => inRange(item, wanted));
  if (Array.isArray(wanted)) return wanted.some((item) => inRange(range, item));
  if (typeof range === 'string') {
    const address = parseIpAddress(textOf(wanted));
    return address !== undefined && isIn(address, range);
  }
  if (!(range instanceof HashMap)) return false;
  const compared = (bound: unknown): number => {
    const [left, right] = [numberOf(wanted), numberOf(bound)];
    if (left !== null && right !== null) return left - right;
    const [address, limit] = [parseIpAddress(textOf(wanted)), parseIpAddress(textOf(bound))];
    if (address && limit) return Buffer.compare(address, limit);
    // Dates of one format compare as texts.
    return textOf(wanted) < textOf(bound) ? -1 : textOf(wanted) > textOf(bound) ? 1 : 0;
  };
  const holds = (key: string, test: (order: number) => boolean) =>
    range.get(key) === null || test(compared(range.get(key)));
  return (
    holds('gte', (order) => order >= 0) &&
    holds('gt', (order) => order > 0) &&
    holds('lte', (order) => order <= 0) &&
    holds('lt', (order) => order < 0)
  );
}

/** Source documents by the text of their match value, for the common case of a match policy. */
function lookup(policy: EnrichPolicy): (wanted: unknown, limit: number) => HashMap[] {
  const values = policy.documents.map((source) => valueIn(source, policy.matchField));
  const test = policy.type === 'match' ? matches : inRange;
  const index = new Map<string, number[]>();
  if (policy.type === 'match') {
    values.forEach((value, position) => {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item === null) continue;
        const key = textOf(item);
        const positions = index.get(key);
        if (positions) positions.push(position);
        else index.set(key, [position]);
      }
    });
  }
  return (wanted, limit) => {
    const found: HashMap[] = [];
    const candidates =
      policy.type === 'match' && !Array.isArray(wanted) ? (index.get(textOf(wanted)) ?? []) : values.keys();
    for (const position of candidates) {
      if (!test(values[position], wanted)) continue;
      found.push(policy.documents[position]!);
      if (found.length === limit) break;
    }
    return found;
  };
}

/** What a policy keeps of a source document: the match field and the enrich fields. */
function enrichment(source: HashMap, policy: EnrichPolicy): HashMap {
  const kept = IngestDocument.of(new HashMap(), {}, 0);
  for (const name of [policy.matchField, ...policy.enrichFields]) {
    const path = fieldPath(name);
    const from = IngestDocument.of(source, {}, 0);
    if (from.has(path)) kept.set(path, deepCopy(from.get(path)));
  }
  return kept.ctx.source;
}

export const enrich = processor({
  type: 'enrich',
  summary: 'Adds fields of other documents that match the document by an enrich policy.',
  notes: ['Offline the source documents of a policy are given; match and range policies are supported.'],
  options: {
    policy_name: { type: 'string', required: true, doc: 'Name of the policy.' },
    field: { type: 'field', required: true, doc: 'The field whose value is looked up.' },
    target_field: { type: 'field', required: true, doc: 'Where what is found goes.' },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing.' },
    override: { type: 'boolean', default: true, doc: 'Replace a target that is there.' },
    max_matches: { type: 'integer', default: 1, doc: 'How many documents are taken; more than one gives a list.' },
    shape_relation: { type: 'string', doc: 'Relation of shapes, for geo_match policies.' },
  },
  examples: [
    {
      config: { policy_name: 'users', field: 'email', target_field: 'user' },
      before: { email: 'jane@example.com' },
      after: { email: 'jane@example.com', user: { email: 'jane@example.com', city: 'Oslo' } },
    },
  ],
  compile(options, context) {
    const { field, target_field, ignore_missing, override, max_matches } = options;
    if (max_matches < 1 || max_matches > 128) throw context.error('max_matches', 'should be between 1 and 128');
    const policy = context.services.enrichPolicy(options.policy_name);
    if (!policy) {
      throw new ConfigError(`no enrich index exists for policy with name [${options.policy_name}]`, {
        type: 'illegal_argument_exception',
        code: 'IN2002',
      });
    }
    if (policy.type === 'geo_match') {
      throw new ConfigError('enrich policies of the type [geo_match] are not supported offline', { code: 'IN2003' });
    }
    const find = lookup(policy);
    return (document) => {
      const path = field.of(document);
      const wanted = document.read(path, ignore_missing);
      if (wanted === null) return;
      const found = find(wanted, max_matches).map((source) => enrichment(source, policy));
      if (found.length === 0) return;
      const target = target_field.of(document);
      if (override || !document.has(target)) document.set(target, max_matches === 1 ? found[0] : found);
    };
  },
});
