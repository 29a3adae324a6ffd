// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Elasticsearch's date formats (org.elasticsearch.common.time.DateFormatter, 9.5.3): named formats, Java patterns, and
// several of them with `||` between.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { javaTrim } from '../util/javaTrim.js';
import { dayOfWeek, startOfWeekYear, type WeekRules } from '../values/civil.js';
import { type Element, parseAll, printAll } from './element.js';
import { parseEpoch, printEpoch } from './epochFormat.js';
import type { Temporal } from './fields.js';
import { isoFormats, parseIso } from './isoFormat.js';
import { fieldNames, languageTag, weekRulesOf } from './localeText.js';
import { namedFormats } from './namedFormats.js';
import { Parsed } from './parsed.js';
import { compilePattern } from './pattern.js';
import { checkedEpochDay, checkedYearDay, resolve, type Resolved } from './resolve.js';
import { ZonedInstant } from './zonedInstant.js';
import { offsetZone, type Zone } from './zones.js';

/** A compiled format. */
export interface DateFormat {
  /** The format as it was given. */
  readonly format: string;
  /**
   * What a text says.
   *
   * @throws Failure illegal_argument_exception "failed to parse date field [..] with format [..]" with its cause.
   */
  parse(text: string): Resolved;
  /** As parse, but a text that does not fit gives the failure back: formats are tried by the dozen, and throwing takes longer than reading. */
  read(text: string): Resolved | Failure;
  /** The text of a point in time; only the first of several formats prints. */
  print(temporal: Temporal): string;
}

type Single = Pick<DateFormat, 'read' | 'print'>;

const cache = new Map<string, DateFormat>();
const cacheSize = 1000;

/**
 * Compiles a format for a language (a BCP 47 tag or a Java locale name; English by default).
 *
 * @throws Failure illegal_argument_exception for a format that the server refuses.
 */
export function compileDateFormat(format: string, locale = 'en'): DateFormat {
  const key = `${locale} ${format}`;
  let compiled = cache.get(key);
  if (!compiled) {
    compiled = makeFormat(format, locale);
    if (cache.size >= cacheSize) cache.delete(cache.keys().next().value!);
    cache.set(key, compiled);
  }
  return compiled;
}

function makeFormat(given: string, locale: string): DateFormat {
  const format = javaTrim(given);
  if (format === '') throw illegalArgument('No date pattern provided');
  // The number 8 before a pattern once meant "a pattern of java.time" and is still understood.
  const plain = format.startsWith('8') ? format.slice(1) : format;
  const parts = plain.split('||');
  if (parts.length > 1 && parts.includes('')) {
    throw illegalArgument(`Cannot have empty element in multi date format pattern: ${plain}`);
  }
  const singles = parts.map((part) => singleFormat(javaTrim(part), locale));
  const read = (text: string): Resolved | Failure => {
    if (text === '') return illegalArgument('cannot parse empty datetime');
    let first: Failure | undefined;
    for (const single of singles) {
      const result = single.read(text);
      // A date that is written well but does not exist is reported as it is.
      if (!(result instanceof Failure) || result.type !== 'date_time_parse_exception') return result;
      first ??= result;
    }
    const cause =
      singles.length === 1
        ? first!
        : new Failure('date_time_parse_exception', 'Failed to parse with all enclosed parsers');
    return illegalArgument(`failed to parse date field [${text}] with format [${plain}]`, cause);
  };
  return {
    format,
    read,
    parse(text) {
      const result = read(text);
      if (result instanceof Failure) throw result;
      return result;
    },
    print: (temporal) => singles[0]!.print(temporal),
  };
}

function singleFormat(format: string, locale: string): Single {
  if (format === 'epoch_millis' || format === 'epoch_second') {
    return { read: (text) => parseEpoch(text, format), print: (temporal) => printEpoch(temporal, format) };
  }
  const named = namedFormats.get(format);
  const iso = Object.hasOwn(isoFormats, format) ? isoFormats[format] : undefined;
  if (named && iso) {
    return { read: (text) => parseIso(text, iso), print: (temporal) => printAll(named.print(), temporal) };
  }
  if (named) return elementsFormat(named.parse(), named.print(), { firstDay: 1, minimalDays: 4 });
  const tag = languageTag(locale);
  let elements: Element[];
  try {
    elements = compilePattern(format, tag);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw illegalArgument(`Invalid format: [${format}]: ${error.reason}`, error);
  }
  return elementsFormat([elements], elements, weekRulesOf(locale));
}

/** A format of alternatives, the first of which that fits the whole text wins. */
function elementsFormat(
  alternatives: readonly (readonly Element[])[],
  printer: readonly Element[],
  weekRules: WeekRules,
): Single {
  return {
    read(text) {
      let first: Failure | undefined;
      for (const elements of alternatives) {
        const result = parseElements(elements, text, weekRules);
        if (!(result instanceof Failure)) return result;
        first ??= result;
      }
      return alternatives.length === 1
        ? first!
        : new Failure('date_time_parse_exception', 'Failed to parse with all enclosed parsers');
    },
    print: (temporal) => printAll(printer, temporal),
  };
}

function parseElements(elements: readonly Element[], text: string, weekRules: WeekRules): Resolved | Failure {
  const parsed = new Parsed(text);
  try {
    const end = parseAll(elements, parsed, 0);
    if (end < 0) return notParsed(text, ` at index ${~end}`);
    if (end < text.length) return notParsed(text, `, unparsed text found at index ${end}`);
    return resolve(parsed, 'strict', weekRules);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.type === 'date_time_parse_exception' ? error : notParsed(text, `: ${error.reason}`, error);
  }
}

function notParsed(text: string, problem: string, cause?: Failure): Failure {
  const shown = text.length > 64 ? `${text.slice(0, 64)}...` : text;
  return new Failure(
    'date_time_parse_exception',
    `Text '${shown}' could not be parsed${problem}`,
    cause ? { cause } : {},
  );
}

/**
 * The point in time that a text says; what it does not say is the beginning of what it says, in the given zone.
 *
 * @throws Failure date_time_exception for a date that does not exist, illegal_argument_exception where there is too little.
 */
export function zonedInstantOf(resolved: Resolved, defaultZone: Zone, locale: string): ZonedInstant {
  const zone = zoneOf(resolved) ?? defaultZone;
  const { fields } = resolved;
  if (resolved.epochDay === undefined && resolved.instant !== undefined) {
    return new ZonedInstant(resolved.instant, resolved.nano ?? fields.get('NanoOfSecond') ?? 0, zone);
  }
  const epochDay = localDate(resolved);
  const time = resolved.secondOfDay ?? 0;
  const nano = resolved.nano ?? 0;
  if (epochDay !== undefined) return ZonedInstant.ofLocal(epochDay * 86400 + time, nano, zone);
  const weekYear = fields.get('WeekBasedYear');
  const year = yearOf(resolved);
  const month = fields.get('MonthOfYear');
  if (resolved.secondOfDay === undefined && year !== undefined) {
    return ZonedInstant.ofLocal(checkedEpochDay(year, month ?? 1, 1) * 86400, 0, zone);
  }
  if (weekYear !== undefined) {
    const rules = weekRulesOf(locale);
    const week = fields.get('WeekOfWeekBasedYear') ?? 1;
    if (week < 1 || week > 53) {
      const first = fieldNames('DayOfWeek', 'full', true, 'en')[rules.firstDay - 1]!.toUpperCase();
      const field = `WeekOfWeekBasedYear[WeekFields[${first},${rules.minimalDays}]]`;
      throw new Failure('date_time_exception', `Invalid value for ${field} (valid values 1 - 52/53): ${week}`);
    }
    const start = startOfWeekYear(weekYear, rules) + (week - 1) * 7;
    const weekday = fields.get('DayOfWeek');
    const day = weekday === undefined ? start : start + ((weekday - dayOfWeek(start) + 7) % 7);
    return ZonedInstant.ofLocal(day * 86400 + time, nano, zone);
  }
  if (resolved.secondOfDay !== undefined || month !== undefined) {
    // A year without a month counts as little as none.
    const day = month === undefined ? 0 : checkedEpochDay(year ?? 1970, month, fields.get('DayOfMonth') ?? 1);
    return ZonedInstant.ofLocal(day * 86400 + time, nano, zone);
  }
  throw illegalArgument(`temporal accessor [${accessorText(resolved)}] cannot be converted to zoned date time`);
}

function zoneOf(resolved: Resolved): Zone | undefined {
  return resolved.zone ?? (resolved.offset === undefined ? undefined : offsetZone(resolved.offset));
}

function yearOf({ fields }: Resolved): number | undefined {
  return fields.get('Year') ?? fields.get('YearOfEra');
}

function localDate(resolved: Resolved): number | undefined {
  if (resolved.epochDay !== undefined) return resolved.epochDay;
  const { fields } = resolved;
  const year = yearOf(resolved);
  if (year === undefined) return undefined;
  const month = fields.get('MonthOfYear');
  const day = fields.get('DayOfMonth');
  if (month !== undefined && day !== undefined) return checkedEpochDay(year, month, day);
  const yearDay = fields.get('DayOfYear');
  return yearDay === undefined ? undefined : checkedYearDay(year, yearDay);
}

/** Java's text of a Parsed. */
function accessorText(resolved: Resolved): string {
  const fields = [...resolved.fields].map(([field, value]) => `${field}=${value}`).join(', ');
  return `{${fields}},ISO`;
}
