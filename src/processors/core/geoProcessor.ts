// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What geoip and ip_location have in common.

import { illegalArgument } from '../../diagnostics/failure.js';
import { HashMap } from '../../values/maps.js';
import { geoLayout, type GeoLayout, type GeoRecord } from './geoData.js';
import { type FieldPath, fieldPath } from './fieldPath.js';
import { formatIpAddress, requireIpAddress } from '../../transforms/ipAddress.js';
import type { IngestDocument } from './ingestDocument.js';
import type { Options, OptionTable } from './options.js';
import type { Context, Execute } from './processor.js';
import type { GeoDatabase } from './services.js';

/** Options of both processors; the target's default is the processor's own name. */
export const geoOptions = {
  field: { type: 'path', required: true, doc: 'The field that holds the address, or a list of them.' },
  target_field: {
    type: 'string',
    doc: "The object that the data go into, with flexible paths the beginning of their fields; the processor's name by default.",
  },
  database_file: { type: 'string', default: 'GeoLite2-City.mmdb', doc: 'Name of the database file.' },
  properties: {
    type: 'list of strings',
    doc: "Properties that are written; by default the usual ones of the database's type.",
  },
  ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
  first_only: { type: 'boolean', default: true, doc: 'Of a list of addresses, write the first that is found.' },
  download_database_on_pipeline_creation: { type: 'boolean', default: true, doc: 'Without effect offline.' },
} as const satisfies OptionTable;

/** A lookup in a database that is given; without it documents are tagged, as on a server that lacks it. */
export function geoProcessor(options: Options<typeof geoOptions>, context: Context): Execute {
  const { field, database_file, ignore_missing, first_only } = options;
  const target = fieldPath(options.target_field ?? context.type, context.accessPattern);
  const write = context.accessPattern === 'flexible' ? writeFlat : writeObject;
  const tags = fieldPath('tags', context.accessPattern);
  const database = context.services.geoDatabase(database_file);
  if (!database) {
    const tag = `_${context.type}_database_unavailable_${database_file}`;
    return (document) => document.append(tags, tag, true);
  }
  const layout = layoutOf(database, options, context);
  const names = (options.properties ?? layout.defaults).map((name) => propertyOf(name, layout, context));
  const dataOf = (address: string): HashMap | null => lookUp(database, layout, names, address);

  return (document) => {
    const value = document.read(field, ignore_missing);
    if (value === null) {
      if (ignore_missing) return;
      throw illegalArgument(`field [${field.text}] is null, cannot extract geoip information.`);
    }
    if (typeof value === 'string') {
      const data = dataOf(value);
      if (data) write(document, target, data);
    } else if (Array.isArray(value)) {
      const list: (HashMap | null)[] = [];
      for (const address of value) {
        if (typeof address !== 'string') {
          throw illegalArgument(`array in field [${field.text}] should only contain strings`);
        }
        const data = dataOf(address);
        if (data && first_only) return write(document, target, data);
        list.push(data);
      }
      if (list.some((data) => data !== null)) document.set(target, list);
    } else {
      throw illegalArgument(`field [${field.text}] should contain only string or array of strings`);
    }
  };
}

function writeObject(document: IngestDocument, target: FieldPath, data: HashMap): void {
  document.set(target, data);
}

/** With flexible paths a field for each property, and the location as a list, that later processors reach (Elasticsearch 9.3). */
function writeFlat(document: IngestDocument, target: FieldPath, data: HashMap): void {
  for (const [name, value] of data.javaEntries()) {
    const isPoint = name === 'location' && value instanceof HashMap;
    const written = isPoint ? [value.get('lon'), value.get('lat')] : value;
    document.set(fieldPath(`${target.text}.${String(name)}`, 'flexible'), written);
  }
}

function layoutOf(database: GeoDatabase, options: Options<typeof geoOptions>, context: Context): GeoLayout {
  const { databaseType } = database;
  const layout = geoLayout(databaseType);
  if (!layout || (context.type === 'geoip' && databaseType.toLowerCase().startsWith('ipinfo'))) {
    throw context.error(
      'database_file',
      `Unsupported database type [${databaseType}] for file [${options.database_file}]`,
    );
  }
  return layout;
}

function propertyOf(name: string, layout: GeoLayout, context: Context): string {
  const lower = name.toLowerCase();
  if (Object.hasOwn(layout.properties, lower)) return lower;
  const valid = Object.keys(layout.properties)
    .map((property) => property.toUpperCase())
    .join(', ');
  throw context.error('properties', `illegal property value [${name}]. valid values are [${valid}]`);
}

function lookUp(database: GeoDatabase, layout: GeoLayout, names: readonly string[], text: string): HashMap | null {
  const bytes = requireIpAddress(text);
  const found = database.lookUp(formatIpAddress(bytes));
  if (!found || typeof found.record !== 'object' || found.record === null) return null;
  const from = { record: found.record as GeoRecord, address: formatIpAddress(bytes), network: found.network };
  const data = new HashMap();
  for (const name of names) {
    const value = layout.properties[name]!(from);
    if (value !== null) data.put(name, value);
  }
  return data.size > 0 ? data : null;
}
