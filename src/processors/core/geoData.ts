// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the geoip and ip_location processors read out of a database's record, by the database's type
// (MaxmindIpDataLookups and IpinfoIpDataLookups, Elasticsearch 8.x and 9.x).

import { textOf } from '../../values/javaText.js';
import { HashMap } from '../../values/maps.js';
import { Double } from '../../values/numbers.js';

/** A record as the database holds it. */
export type GeoRecord = Readonly<Record<string, unknown>>;

/** What is known when a property is read. */
interface Found {
  readonly record: GeoRecord;
  readonly address: string;
  readonly network: string;
}

type Read = (found: Found) => unknown;

/** The properties of a type of database, and those that are written where none are named. */
export interface GeoLayout {
  readonly properties: Readonly<Record<string, Read>>;
  readonly defaults: readonly string[];
}

function at(value: unknown, ...keys: (string | number)[]): unknown {
  for (const key of keys) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value ?? null;
}

const field =
  (...keys: (string | number)[]): Read =>
  ({ record }) =>
    at(record, ...keys);
const long =
  (...keys: string[]): Read =>
  ({ record }) => {
    const value = at(record, ...keys);
    return value === null ? null : BigInt(value as number | bigint);
  };
const double = (value: unknown) => (typeof value === 'number' ? new Double(value) : null);
const flag =
  (name: string): Read =>
  ({ record }) =>
    record[name] === true;
const address: Read = (found) => found.address;
const network: Read = (found) => found.network;

const location: Read = ({ record }) => {
  const lat = double(at(record, 'location', 'latitude'));
  const lon = double(at(record, 'location', 'longitude'));
  return lat && lon ? point(lat, lon) : null;
};

function point(lat: Double, lon: Double): HashMap {
  const map = new HashMap();
  map.put('lat', lat);
  map.put('lon', lon);
  return map;
}

/** Whether a country is in the European Union; only where there is a country. */
const inUnion =
  (country: string): Read =>
  ({ record }) =>
    at(record, country, 'iso_code') === null ? null : at(record, country, 'is_in_european_union') === true;

/** The most specific subdivision is the last one. */
const subdivision = (record: GeoRecord, ...keys: string[]) => {
  const list = record.subdivisions;
  return Array.isArray(list) && list.length > 0 ? at(list.at(-1), ...keys) : null;
};

const regionIsoCode: Read = ({ record }) => {
  const [country, region] = [at(record, 'country', 'iso_code'), subdivision(record, 'iso_code')];
  return typeof country === 'string' && typeof region === 'string' ? `${country}-${region}` : null;
};

const countryProperties = {
  ip: address,
  country_in_european_union: inUnion('country'),
  country_iso_code: field('country', 'iso_code'),
  country_name: field('country', 'names', 'en'),
  continent_code: field('continent', 'code'),
  continent_name: field('continent', 'names', 'en'),
  registered_country_in_european_union: inUnion('registered_country'),
  registered_country_iso_code: field('registered_country', 'iso_code'),
  registered_country_name: field('registered_country', 'names', 'en'),
};

const cityProperties = {
  ...countryProperties,
  region_iso_code: regionIsoCode,
  region_name: ({ record }: Found) => subdivision(record, 'names', 'en'),
  city_name: field('city', 'names', 'en'),
  timezone: field('location', 'time_zone'),
  location,
  accuracy_radius: field('location', 'accuracy_radius'),
  postal_code: field('postal', 'code'),
};

const asnProperties = {
  ip: address,
  asn: long('autonomous_system_number'),
  organization_name: field('autonomous_system_organization'),
  network,
};

const cityDefaults = [
  'continent_name',
  'country_name',
  'country_iso_code',
  'region_iso_code',
  'region_name',
  'city_name',
  'location',
];

const anonymity = [
  'hosting_provider',
  'tor_exit_node',
  'anonymous_vpn',
  'anonymous',
  'public_proxy',
  'residential_proxy',
];
const anonymousProperties: Readonly<Record<string, Read>> = {
  ip: address,
  hosting_provider: flag('is_hosting_provider'),
  tor_exit_node: flag('is_tor_exit_node'),
  anonymous_vpn: flag('is_anonymous_vpn'),
  anonymous: flag('is_anonymous'),
  public_proxy: flag('is_public_proxy'),
  residential_proxy: flag('is_residential_proxy'),
};

/** An enterprise database holds what other databases know under `traits`. */
const ofTraits =
  (read: Read): Read =>
  ({ record, ...rest }) =>
    read({ record: (record.traits as GeoRecord | undefined) ?? {}, ...rest });

const ispProperties = {
  ...asnProperties,
  isp: field('isp'),
  isp_organization_name: field('organization'),
  mobile_country_code: field('mobile_country_code'),
  mobile_network_code: field('mobile_network_code'),
};

const traitProperties: Readonly<Record<string, Read>> = {
  ...Object.fromEntries(
    Object.entries({
      ...ispProperties,
      ...anonymousProperties,
      connection_type: field('connection_type'),
      domain: field('domain'),
      user_type: field('user_type'),
    })
      .filter(([name]) => name !== 'ip' && name !== 'network')
      .map(([name, read]) => [name, ofTraits(read)]),
  ),
  network,
};

/** By the end of a MaxMind database's type. */
const maxmind: readonly (readonly [string, GeoLayout])[] = [
  ['-City', { properties: cityProperties, defaults: cityDefaults }],
  ['-Country', { properties: countryProperties, defaults: ['continent_name', 'country_name', 'country_iso_code'] }],
  ['-ASN', { properties: asnProperties, defaults: ['ip', 'asn', 'organization_name', 'network'] }],
  ['-Anonymous-IP', { properties: anonymousProperties, defaults: anonymity }],
  [
    '-Connection-Type',
    { properties: { ip: address, connection_type: field('connection_type') }, defaults: ['connection_type'] },
  ],
  ['-Domain', { properties: { ip: address, domain: field('domain') }, defaults: ['domain'] }],
  [
    '-Enterprise',
    {
      properties: {
        ...cityProperties,
        ...traitProperties,
        country_confidence: field('country', 'confidence'),
        city_confidence: field('city', 'confidence'),
        postal_confidence: field('postal', 'confidence'),
      },
      defaults: cityDefaults,
    },
  ],
  [
    '-ISP',
    {
      properties: ispProperties,
      defaults: Object.keys(ispProperties),
    },
  ],
];

/** IPinfo holds everything as text. */
const text =
  (name: string): Read =>
  ({ record }) =>
    record[name] ?? null;
const asnText: Read = ({ record }) => {
  const digits = String((record.asn as string | undefined) ?? '')
    .toUpperCase()
    .replaceAll('AS', '')
    .trim();
  return /^\d+$/.test(digits) ? BigInt(digits) : null;
};
const booleanText =
  (name: string): Read =>
  ({ record }) => {
    const value = record[name];
    if (value == null) return null;
    const lower = textOf(value).toLowerCase().trim();
    return lower === 'true' ? true : lower === 'false' || lower === '' ? false : null;
  };
const doubleText = (value: unknown): Double | null => {
  const trimmed = String((value as string | undefined) ?? '').trim();
  return trimmed === '' || Number.isNaN(Number(trimmed)) ? null : new Double(Number(trimmed));
};
const locationText: Read = ({ record }) => {
  const [lat, lon] = [doubleText(record.lat), doubleText(record.lng)];
  return lat && lon ? point(lat, lon) : null;
};

const ipinfo: readonly (readonly [string, GeoLayout])[] = [
  [
    'asn',
    {
      properties: {
        ip: address,
        asn: asnText,
        organization_name: text('name'),
        network,
        domain: text('domain'),
        country_iso_code: text('country'),
        type: text('type'),
      },
      defaults: ['ip', 'asn', 'organization_name', 'network'],
    },
  ],
  [
    'country',
    {
      properties: {
        ip: address,
        continent_code: text('continent'),
        continent_name: text('continent_name'),
        country_name: text('country_name'),
        country_iso_code: text('country'),
      },
      defaults: ['continent_name', 'country_name', 'country_iso_code'],
    },
  ],
  [
    'location',
    {
      properties: {
        ip: address,
        country_iso_code: text('country'),
        region_name: text('region'),
        city_name: text('city'),
        timezone: text('timezone'),
        location: locationText,
        postal_code: text('postal_code'),
      },
      defaults: ['country_iso_code', 'region_name', 'city_name', 'location'],
    },
  ],
  [
    'privacy',
    {
      properties: {
        ip: address,
        hosting: booleanText('hosting'),
        proxy: booleanText('proxy'),
        relay: booleanText('relay'),
        tor: booleanText('tor'),
        vpn: booleanText('vpn'),
        service: text('service'),
      },
      defaults: ['hosting', 'proxy', 'relay', 'tor', 'vpn', 'service'],
    },
  ],
];

const ipinfoStopWords = new Set(['ipinfo', 'extended', 'free', 'generic', 'ip', 'sample', 'standard', 'mmdb']);

/** What a database of a type holds, or undefined where the server does not know the type. */
export function geoLayout(databaseType: string): GeoLayout | undefined {
  if (!databaseType.toLowerCase().startsWith('ipinfo')) {
    return maxmind.find(([suffix]) => databaseType.endsWith(suffix))?.[1];
  }
  const cleaned = databaseType
    .split(/[ _.]/)
    .filter((word) => !ipinfoStopWords.has(word))
    .join('_');
  if (databaseType.includes('extended') || cleaned.includes('country_asn')) return undefined;
  return ipinfo.find(([word]) => cleaned.includes(word))?.[1];
}
