// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Offsets and zones in date formats.

import { Failure } from '../diagnostics/failure.js';
import { type Element, unsupportedField } from './element.js';
import type { Temporal } from './fields.js';
import type { Parsed } from './parsed.js';
import { zoneDisplayNames } from './zoneDisplayNames.js';
import { zoneNames } from './zoneNames.js';
import { offsetZone, standardOffsetAt, type Zone, zoneOf } from './zones.js';

/** How an offset is written: which parts, whether with colons. Lower-case letters mean "only if not zero". */
export type OffsetPattern =
  '+HH' | '+HHmm' | '+HH:mm' | '+HHMM' | '+HH:MM' | '+HHMMss' | '+HH:MM:ss' | '+HHMMSS' | '+HH:MM:SS';

/** An offset from UTC; `zero` is what stands for none. */
export function offsetElement(pattern: OffsetPattern, zero: string): Element {
  const colon = pattern.includes(':');
  const letters = pattern.replaceAll(':', '').slice(3);
  const minutes = letters.slice(0, 2);
  const seconds = letters.slice(2);
  return {
    parse(parsed, position) {
      const { text } = parsed;
      const { length } = zero;
      if (length === 0) {
        if (position === text.length) return parsed.put('OffsetSeconds', 0, position, position);
      } else {
        if (position === text.length) return ~position;
        if (parsed.startsWith(zero, position)) return parsed.put('OffsetSeconds', 0, position, position + length);
      }
      const sign = text[position];
      if (sign === '+' || sign === '-') {
        const found = parsed.strict
          ? offsetAt(text, position + 1, colon, minutes, seconds)
          : // Leniently, minutes and seconds may be there or not, with colons where the pattern has them.
            offsetAt(text, position + 1, colon || (minutes === '' && text[position + 3] === ':'), 'mm', 'ss');
        if (found) {
          const value = sign === '-' ? -found.value : found.value;
          return parsed.put('OffsetSeconds', value, position, found.end);
        }
      }
      if (length === 0) return parsed.put('OffsetSeconds', 0, position, position);
      return ~position;
    },
    print(temporal) {
      const total = temporal.get('OffsetSeconds');
      if (total === undefined) throw unsupportedField('OffsetSeconds');
      if (total === 0) return zero;
      const absolute = Math.abs(total);
      const hour = Math.floor(absolute / 3600);
      const minute = Math.floor(absolute / 60) % 60;
      const second = absolute % 60;
      const separator = colon ? ':' : '';
      let text = `${total < 0 ? '-' : '+'}${two(hour)}`;
      let shown = hour;
      if (minutes === 'MM' || (minutes === 'mm' && minute > 0)) {
        text += separator + two(minute);
        shown += minute;
        if (seconds === 'SS' || (seconds === 'ss' && second > 0)) {
          text += separator + two(second);
          shown += second;
        }
      }
      return shown === 0 ? zero : text;
    },
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

interface FoundOffset {
  readonly value: number;
  readonly end: number;
}

function offsetAt(
  text: string,
  start: number,
  colon: boolean,
  minutes: string,
  seconds: string,
): FoundOffset | undefined {
  let end = start;
  const pair = (separated: boolean): number | undefined => {
    const from = separated && colon ? end + 1 : end;
    if (separated && colon && text[end] !== ':') return undefined;
    const digits = text.slice(from, from + 2);
    if (!/^[0-5][0-9]$/.test(digits)) return undefined;
    end = from + 2;
    return Number(digits);
  };
  const hour = pair(false);
  if (hour === undefined) return undefined;
  let value = hour * 3600;
  if (minutes !== '') {
    const minute = pair(true);
    if (minute === undefined && minutes === 'MM') return undefined;
    value += (minute ?? 0) * 60;
    if (minute !== undefined && seconds !== '') {
      const second = pair(true);
      if (second === undefined && seconds === 'SS') return undefined;
      value += second ?? 0;
    }
  }
  if (hour > 23) {
    throw new Failure('date_time_exception', 'Value out of range: Hour[0-23], Minute[0-59], Second[0-59]');
  }
  return { value, end };
}

/** `GMT`, `GMT+8`, `GMT+08:00`. */
export function localizedOffsetElement(full: boolean): Element {
  return {
    parse(parsed, position) {
      const { text } = parsed;
      if (!parsed.startsWith('GMT', position)) return ~position;
      let end = position + 3;
      if (end === text.length) return parsed.put('OffsetSeconds', 0, position, end);
      const sign = text[end];
      if (sign !== '+' && sign !== '-') return parsed.put('OffsetSeconds', 0, position, end);
      end++;
      const match = (full ? /^(\d\d):(\d\d)(?::(\d\d))?/ : /^(\d\d?)(?::(\d\d)(?::(\d\d))?)?/).exec(text.slice(end));
      if (!match) return ~position;
      const value = Number(match[1]) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
      return parsed.put('OffsetSeconds', sign === '-' ? -value : value, position, end + match[0].length);
    },
    print(temporal) {
      const total = temporal.get('OffsetSeconds');
      if (total === undefined) throw unsupportedField('OffsetSeconds');
      if (total === 0) return 'GMT';
      const absolute = Math.abs(total);
      const hour = Math.floor(absolute / 3600);
      const minute = Math.floor(absolute / 60) % 60;
      const second = absolute % 60;
      let text = `GMT${total < 0 ? '-' : '+'}${full ? two(hour) : hour}`;
      if (full || minute > 0 || second > 0) text += `:${two(minute)}`;
      if (second > 0) text += `:${two(second)}`;
      return text;
    },
  };
}

/** A zone by its id (`VV`): `Europe/Paris`, `Z`, `+02:00`, `UTC+2`. */
export function zoneIdElement(): Element {
  return {
    parse: (parsed, position) => parseZone(parsed, position, regionAt),
    print: (temporal) => zoneOfTemporal(temporal).id,
  };
}

/** A zone id that is no mere offset (appendZoneRegionId), for optional parts: they are left out where there is none. */
export function zoneRegionElement(): Element {
  return {
    ...zoneIdElement(),
    print({ zone }) {
      if (zone && !zone.isOffset) return zone.id;
      throw new Failure('unsupported_temporal_type_exception', 'Unable to extract ZoneRegion from temporal');
    },
  };
}

/** A zone by name (`z`, `zzzz`): `PST`, `Central European Summer Time`; ids and offsets are understood too. */
export function zoneTextElement(full: boolean, locale: string): Element {
  return {
    parse: (parsed, position) => parseZone(parsed, position, nameAt),
    print(temporal) {
      const zone = zoneOfTemporal(temporal);
      if (zone.isOffset) return zone.id;
      const second = temporal.get('InstantSeconds');
      return zoneName(zone, full, second, locale);
    },
  };
}

function zoneOfTemporal(temporal: Temporal): Zone {
  if (temporal.zone) return temporal.zone;
  throw new Failure('date_time_exception', 'Unable to extract ZoneId from temporal');
}

/** The zone whose text begins at a position, and where it ends. */
type RegionFinder = (parsed: Parsed, position: number) => { zone: Zone; end: number } | undefined;

function parseZone(parsed: Parsed, position: number, find: RegionFinder): number {
  const { text } = parsed;
  if (position > text.length) return ~position;
  if (position === text.length) return ~position;
  const first = text[position]!;
  if (first === '+' || first === '-') return parsePrefixedOffset(parsed, position, position, '');
  for (const prefix of ['UTC', 'GMT', 'UT']) {
    if (!parsed.startsWith(prefix, position)) continue;
    const end = position + prefix.length;
    const next = text[end];
    if (next === '+' || next === '-') return parsePrefixedOffset(parsed, position, end, prefix);
    const longer = find(parsed, position);
    if (longer && longer.end > end) break;
    parsed.zone = zoneOf(prefix);
    return end;
  }
  const found = find(parsed, position);
  if (found) {
    parsed.zone = found.zone;
    return found.end;
  }
  if (first === 'Z' || (!parsed.caseSensitive && first === 'z')) {
    parsed.zone = zoneOf('Z');
    return position + 1;
  }
  return ~position;
}

function parsePrefixedOffset(parsed: Parsed, prefixPosition: number, position: number, prefix: string): number {
  const { text } = parsed;
  const sign = text[position] === '-' ? -1 : 1;
  const found = offsetAt(text, position + 1, true, 'MM', 'ss');
  if (!found || found.value > 64800) {
    if (prefix === '') return ~prefixPosition;
    parsed.zone = zoneOf(prefix);
    return position;
  }
  const offset = offsetZone(sign * found.value);
  parsed.zone = prefix === '' ? offset : zoneOf(`${prefix}${offset.id === 'Z' ? '' : offset.id}`);
  return found.end;
}

function regionAt(parsed: Parsed, position: number): { zone: Zone; end: number } | undefined {
  const match = /^[A-Za-z][A-Za-z0-9~/._+-]+/.exec(parsed.text.slice(position));
  if (!match) return undefined;
  // The longest id that there is.
  for (let length = match[0].length; length > 1; length--) {
    const zone = zoneIfAny(match[0].slice(0, length));
    if (zone) return { zone, end: position + length };
  }
  return undefined;
}

const zonesOfTexts = new Map<string, Zone | undefined>();
/** Texts to remember; documents hold any. */
const maximalTexts = 10_000;

/** The zone of an id, if it is one: finding that it is none takes long. */
function zoneIfAny(id: string): Zone | undefined {
  if (zonesOfTexts.has(id)) return zonesOfTexts.get(id);
  let zone: Zone | undefined;
  try {
    zone = zoneOf(id);
  } catch {
    zone = undefined;
  }
  if (zonesOfTexts.size >= maximalTexts) zonesOfTexts.clear();
  zonesOfTexts.set(id, zone);
  return zone;
}

function nameAt(parsed: Parsed, position: number): { zone: Zone; end: number } | undefined {
  let best = regionAt(parsed, position);
  // A name that is an id too (EST, CET) is read as a name.
  for (const [name, id] of namesFrom(parsed.text.charAt(position))) {
    if (parsed.startsWith(name, position) && (!best || position + name.length >= best.end)) {
      best = { zone: zoneOf(id), end: position + name.length };
    }
  }
  return best;
}

let namesByInitial: Map<string, [name: string, id: string][]> | undefined;

/** Names of zones that begin with a letter, be it a capital or not. */
function namesFrom(initial: string): readonly [name: string, id: string][] {
  if (namesByInitial === undefined) {
    namesByInitial = new Map();
    for (const entry of zoneNames()) {
      const letter = entry[0].charAt(0).toLowerCase();
      const list = namesByInitial.get(letter);
      if (list) list.push(entry);
      else namesByInitial.set(letter, [entry]);
    }
  }
  return namesByInitial.get(initial.toLowerCase()) ?? [];
}

/** The name of a zone at a moment, in winter where none is given. */
export function zoneName(zone: Zone, full: boolean, second: number | undefined, locale: string): string {
  const names = zoneDisplayNames(zone.id);
  if (!names) return zone.id;
  const isSummer = second !== undefined && zone.offsetAt(second) !== standardOffsetAt(zone, second);
  const english = names[full ? 'long' : 'short'][isSummer ? 1 : 0];
  if (/^en\b/i.test(locale)) return english;
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone.id, timeZoneName: full ? 'long' : 'short' });
  const name = format.formatToParts((second ?? 0) * 1000).find(({ type }) => type === 'timeZoneName')!.value;
  // Where a language has no abbreviation of its own, Java takes the English one.
  return full || !/^(?:GMT|UTC)./.test(name) ? name : english;
}
