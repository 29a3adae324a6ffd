// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The cef processor (Elasticsearch 9.3).

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { compileSmartDate, momentOf, ofMillis } from '../dates/ingestDate.js';
import type { ZonedInstant } from '../dates/zonedInstant.js';
import { utc, type Zone, zoneOf } from '../dates/zones.js';
import { toZoneId } from '../painless/stdlib/java.time/regions.js';
import { cefFields, type CefType } from '../transforms/cefDictionary.js';
import { parseCefMessage } from '../transforms/cefMessage.js';
import { formatIpAddress, requireIpAddress } from '../transforms/ipAddress.js';
import { Instant, ZonedDateTime } from '../values/javaTime.js';
import { HashMap } from '../values/maps.js';
import { Double, maxInt, maxLong, minInt, minLong } from '../values/numbers.js';
import { parseDouble, parseInteger } from '../values/parseNumbers.js';
import { fieldPath } from './core/fieldPath.js';
import { processor } from './core/processor.js';

/** Names of the header's fields below the target field, and the fields of ECS that take them too. */
const headerFields: readonly (readonly [string, string?])[] = [
  ['version'],
  ['device.vendor', 'observer.vendor'],
  ['device.product', 'observer.product'],
  ['device.version', 'observer.version'],
  ['device.event_class_id', 'event.code'],
  ['name'],
  ['severity'],
];

/** The formats of times (version 27 of the standard, appendix A), each with and without a zone. */
const timePatterns = ['MMM dd HH:mm:ss.SSS', 'MMM dd HH:mm:ss', 'MMM dd yyyy HH:mm:ss.SSS', 'MMM dd yyyy HH:mm:ss'];

let timeFormats: ReturnType<typeof compileSmartDate>[] | undefined;

/** Names of zones that Java reads without a language (JDK 25) though they are no ids of zones. */
const zoneNames: Readonly<Record<string, string>> = {
  EDT: 'America/New_York',
  EST: 'America/New_York',
  ET: 'America/New_York',
  EEST: 'Asia/Famagusta',
  MSK: 'Europe/Kirov',
};

/** 6 or 8 bytes with colons or hyphens between them, or in groups of four digits with dots. */
const macAddress =
  /^(?:(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{2}[:-]){7}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2,3}[0-9A-Fa-f]{4})$/;

export const cef = processor({
  type: 'cef',
  summary: 'Reads a message of the Common Event Format: what ECS has a field for goes there, the rest below one field.',
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the message.' },
    target_field: { type: 'string', default: 'cef', doc: 'Where what ECS has no field for goes.' },
    ignore_missing: { type: 'boolean', default: false, doc: 'Do nothing where the field is missing or null.' },
    ignore_empty_values: { type: 'boolean', default: true, doc: 'Leave out extensions without a value.' },
    timezone: { type: 'template', doc: 'Zone of times that name none, and that times are given in; UTC by default.' },
  },
  notes: ['It is there since Elasticsearch 9.3.'],
  examples: [
    {
      config: { field: 'event.original' },
      before: {
        event: {
          original: 'CEF:0|Acme|Wall|1.0|18|Web request|low|src=192.0.2.1 spt=33876 cs1Label=rule cs1=deny all',
        },
      },
      after: {
        event: {
          original: 'CEF:0|Acme|Wall|1.0|18|Web request|low|src=192.0.2.1 spt=33876 cs1Label=rule cs1=deny all',
          code: '18',
        },
        observer: { vendor: 'Acme', product: 'Wall', version: '1.0' },
        source: { ip: '192.0.2.1', port: 33876 },
        cef: {
          version: '0',
          device: { vendor: 'Acme', product: 'Wall', version: '1.0', event_class_id: '18' },
          name: 'Web request',
          severity: 'low',
          extensions: { deviceCustomString1Label: 'rule', deviceCustomString1: 'deny all' },
        },
      },
    },
    { config: { field: 'm' }, before: { m: 'CEF:0|Acme|Wall' }, after: { error: 'Incomplete CEF header' } },
  ],
  compile({ field, target_field: target, ignore_missing, ignore_empty_values, timezone }, context) {
    return (document) => {
      const text = document.readString(field, ignore_missing);
      if (text === null) {
        if (ignore_missing) return;
        throw illegalArgument(`field [${field.text}] is null, cannot process it.`);
      }
      const zone = timezone === null ? utc : zoneOf(timezone.of(document));
      const { headers, extensions } = parseCefMessage(text);
      const ofEcs = new HashMap();
      const own = new HashMap();
      for (const [index, [name, ecs]] of headerFields.entries()) {
        const value = index === 0 ? headers[0]!.slice('CEF:'.length) : headers[index];
        own.put(name, value);
        if (ecs !== undefined) ofEcs.put(ecs, value);
      }
      for (const [key, value] of extensions.javaEntries() as [string, string][]) {
        if (value === '' && ignore_empty_values) continue;
        const known = cefFields.get(key);
        const converted = known === undefined ? value : conversions[known.type](value, zone, document.ctx.now);
        if (known?.ecs === undefined) own.put(`extensions.${known?.name ?? key}`, converted);
        else ofEcs.put(known.ecs, converted);
      }
      const set = (path: string, value: unknown) => document.set(fieldPath(path, context.accessPattern), value);
      for (const [path, value] of ofEcs.javaEntries()) set(path as string, value);
      for (const [path, value] of own.javaEntries()) set(`${target}.${path as string}`, value);
    };
  },
});

const conversions: Readonly<Record<CefType, (text: string, zone: Zone, now: number) => unknown>> = {
  string: (text) => text,
  integer: (text) => Number(parseInteger(text, 10, minInt, maxInt)),
  long: (text) => parseInteger(text, 10, minLong, maxLong),
  double: (text) => new Double(parseDouble(text)),
  timestamp,
  mac(text) {
    const isBare = (text.length === 12 || text.length === 16) && !/^(?:..[:-]|.{4}\.)/s.test(text);
    const address = isBare ? text.replace(/..(?=.)/gs, '$&:') : text;
    if (!macAddress.test(address)) throw illegalArgument('Invalid MAC address format');
    return address;
  },
  ip(text) {
    try {
      return formatIpAddress(requireIpAddress(text));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw illegalArgument('Invalid IP address format', error);
    }
  },
};

/** Milliseconds since 1970, or a text in one of the formats. */
function timestamp(text: string, zone: Zone, now: number): ZonedDateTime {
  const moment = momentOfMillis(text, zone) ?? momentOfText(text, zone, now);
  if (!moment) throw illegalArgument(`Value is not a valid timestamp: ${text}`);
  return ZonedDateTime.ofInstant(Instant.ofEpochSecond(moment.epochSecond, moment.nano), toZoneId(zone));
}

function momentOfMillis(text: string, zone: Zone): ZonedInstant | undefined {
  try {
    return ofMillis(parseInteger(text, 10, minLong, maxLong), zone);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function momentOfText(text: string, zone: Zone, now: number): ZonedInstant | undefined {
  timeFormats ??= timePatterns.flatMap((pattern) => [compileSmartDate(`${pattern} VV`), compileSmartDate(pattern)]);
  const named = text.replace(/ (EDT|EST|ET|EEST|MSK)$/, (_all, name: string) => ` ${zoneNames[name]!}`);
  for (const parse of timeFormats) {
    const resolved = parse(named);
    if (resolved) return momentOf(resolved, zone, now, 'en');
  }
  return undefined;
}
