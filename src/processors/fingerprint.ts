// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The fingerprint processor. The bytes that are hashed are those of the server (Elasticsearch 7.12 to 9.x).

import { createHash } from 'node:crypto';
import { ZonedDateTime } from '../values/javaTime.js';
import { illegalArgument } from '../diagnostics/failure.js';
import { classNameOf } from '../values/className.js';
import { textOf } from '../values/javaText.js';
import { JavaSet } from '../values/collections.js';
import { HashMap } from '../values/maps.js';
import { Double, Float } from '../values/numbers.js';
import { fieldPath } from './core/fieldPath.js';
import { murmur3 } from './core/murmur3.js';
import { processor } from './core/processor.js';

const nodeNames = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-512', 'sha512'],
  ['MurmurHash3', null],
]);

const delimiter = Uint8Array.of(0);
const utf8 = new TextEncoder();

/** What values are compared by: numbers themselves, texts by UTF-16 units. */
function orderOf(value: unknown): string | number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return value instanceof Double || value instanceof Float ? value.value : textOf(value);
}

/** Comparator.naturalOrder. */
const natural = (a: unknown, b: unknown) => {
  const [left, right] = [orderOf(a), orderOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** Collects the bytes of a value, keys of maps and members of sets in order. */
function collect(value: unknown, into: Uint8Array[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into);
  } else if (value instanceof HashMap) {
    for (const [key, item] of value.javaEntries().sort(([a], [b]) => natural(a, b))) {
      into.push(delimiter, bytesOf(key));
      collect(item, into);
    }
  } else if (value instanceof JavaSet) {
    for (const item of [...value].sort(natural)) collect(item, into);
  } else {
    into.push(delimiter, bytesOf(value));
  }
}

function bytesOf(value: unknown): Uint8Array {
  if (typeof value === 'string') return utf8.encode(value);
  if (value === null) return new Uint8Array(0);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 2);
  if (typeof value === 'number') return written(4, (view) => view.setInt32(0, value, true));
  if (typeof value === 'bigint') return written(8, (view) => view.setBigInt64(0, value, true));
  if (value instanceof Double) return written(8, (view) => view.setFloat64(0, value.value, true));
  if (value instanceof Float) return written(4, (view) => view.setFloat32(0, value.value, true));
  if (value instanceof ZonedDateTime) return bytesOfDate(value);
  throw illegalArgument(`cannot convert object of type [${classNameOf(value)}] to bytes`);
}

function bytesOfDate(date: ZonedDateTime): Uint8Array {
  const zone = utf8.encode(date.zone().id());
  const fields = [
    date.year(),
    date.monthValue(),
    date.dayOfMonth(),
    date.hour(),
    date.minute(),
    date.second(),
    date.nano(),
    date.offset().totalSeconds(),
  ];
  const bytes = written(32 + zone.length, (view) =>
    fields.forEach((field, index) => view.setInt32(index * 4, field, true)),
  );
  bytes.set(zone, 32);
  return bytes;
}

function written(length: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
}

export const fingerprint = processor({
  type: 'fingerprint',
  summary: 'Hashes the content of fields.',
  options: {
    fields: { type: 'list of strings', required: true, doc: 'Fields that are hashed, in the order of their names.' },
    target_field: { type: 'path', default: 'fingerprint', doc: 'Where the hash goes, in Base64.' },
    salt: { type: 'string', default: '', doc: 'Text that is hashed first.' },
    method: { type: 'string', default: 'SHA-1', doc: 'MD5, SHA-1, SHA-256, SHA-512 or MurmurHash3.' },
    ignore_missing: { type: 'boolean', default: false, doc: 'Pass over fields that are missing.' },
  },
  examples: [
    {
      config: { fields: ['user'] },
      before: { user: { last_name: 'Smith', first_name: 'John', date_of_birth: '1980-01-15', is_active: true } },
      after: {
        fingerprint: 'WbSUPW4zY1PBPehh2AA/sSxiRjw=',
        user: { last_name: 'Smith', first_name: 'John', date_of_birth: '1980-01-15', is_active: true },
      },
    },
    {
      config: { fields: ['x'] },
      before: {},
      after: { error: 'missing field [x] when calculating fingerprint' },
    },
  ],
  compile({ fields, target_field, salt, method, ignore_missing }, context) {
    if (fields.length === 0) throw context.error('fields', 'must specify at least one field');
    const algorithm = nodeNames.get(method);
    if (algorithm === undefined) {
      const known = [...nodeNames.keys()].join(',');
      throw context.error('method', `[${method}] must be one of the supported hash methods [${known}]`);
    }
    // The server takes them off a stack: the last one is looked for first.
    const paths = fields
      .slice()
      .sort(natural)
      .reverse()
      .map((name) => fieldPath(name, context.accessPattern));
    const saltBytes = utf8.encode(salt.trim() === '' ? '' : salt);
    return (document) => {
      const values: unknown[] = [];
      for (const path of paths) {
        const value = document.getOrNull(path);
        if (value !== null) values.push(value);
        else if (!ignore_missing) throw illegalArgument(`missing field [${path.text}] when calculating fingerprint`);
      }
      if (values.length === 0) return;
      const parts: Uint8Array[] = [saltBytes];
      for (const value of values.reverse()) collect(value, parts);
      const bytes = Buffer.concat(parts);
      const hash = algorithm === null ? Buffer.from(murmur3(bytes)) : createHash(algorithm).update(bytes).digest();
      document.set(target_field, hash.toString('base64'));
    };
  },
});
