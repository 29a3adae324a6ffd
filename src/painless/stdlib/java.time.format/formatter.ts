// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a java.time.format.DateTimeFormatter is here: elements of src/dates over temporals of js-joda.

import {
  ChronoField,
  Instant,
  IsoFields,
  LocalDate,
  LocalDateTime,
  LocalTime,
  OffsetDateTime,
  OffsetTime,
  type TemporalAccessor,
  type TemporalField,
  TemporalQueries,
  Year,
  YearMonth,
  ZonedDateTime,
  type ZoneId,
  ZoneOffset,
} from '../../../values/javaTime.js';
import { type Element, parseAll, printAll } from '../../../dates/element.js';
import type { Field, Temporal } from '../../../dates/fields.js';
import { weekRulesOf } from '../../../dates/localeText.js';
import { Parsed } from '../../../dates/parsed.js';
import { compilePattern } from '../../../dates/pattern.js';
import { resolve, type Resolved, type ResolverStyle } from '../../../dates/resolve.js';
import { Failure } from '../../../diagnostics/failure.js';
import { identityHash } from '../../../values/identity.js';
import { textOf } from '../../../values/javaText.js';
import { javaException } from '../../runtime/exceptions.js';
import { toDatesZone, toZoneId } from '../java.time/regions.js';
import { supports } from '../java.time/temporalFields.js';

interface Settings {
  readonly locale: string;
  readonly zone: ZoneId | null;
  readonly style: ResolverStyle;
  readonly caseSensitive: boolean;
}

const defaults: Settings = { locale: 'en', zone: null, style: 'smart', caseSensitive: true };

const compiledPatterns = new Map<string, Element[]>();
const maximalPatterns = 1000;

/** Scripts make their formatters anew for every document. */
function compileOnce(pattern: string, locale: string): Element[] {
  const key = `${locale} ${pattern}`;
  let elements = compiledPatterns.get(key);
  if (elements === undefined) {
    elements = compilePattern(pattern, locale);
    if (compiledPatterns.size >= maximalPatterns) compiledPatterns.clear();
    compiledPatterns.set(key, elements);
  }
  return elements;
}

/** A compiled format. */
export class DateTimeFormatter {
  /** Builds the elements for a language. */
  private readonly build: (locale: string) => Element[];
  readonly settings: Settings;
  private compiled: Element[] | undefined;

  constructor(build: (locale: string) => Element[], settings: Partial<Settings> = {}) {
    this.build = build;
    this.settings = { ...defaults, ...settings };
  }

  /** DateTimeFormatter.ofPattern. */
  static ofPattern(pattern: string, locale = 'en'): DateTimeFormatter {
    const formatter = new DateTimeFormatter((language) => compileOnce(pattern, language), { locale });
    // A bad pattern fails here, not where it is used.
    formatter.elements();
    return formatter;
  }

  with(settings: Partial<Settings>): DateTimeFormatter {
    return new DateTimeFormatter(this.build, { ...this.settings, ...settings });
  }

  elements(): Element[] {
    this.compiled ??= this.build(this.settings.locale);
    return this.compiled;
  }

  /**
   * What a text says.
   *
   * @throws date_time_parse_exception with Java's words.
   */
  parse(text: string): Resolved {
    const { style, locale, caseSensitive, zone } = this.settings;
    const parsed = new Parsed(text, { caseSensitive });
    try {
      const end = parseAll(this.elements(), parsed, 0);
      if (end < 0) throw parseException(text, ` at index ${~end}`);
      if (end < text.length) throw parseException(text, `, unparsed text found at index ${end}`);
      const resolved = resolve(parsed, style, weekRulesOf(locale));
      if (zone && !resolved.zone) resolved.zone = toDatesZone(zone);
      return resolved;
    } catch (error) {
      if (error instanceof Failure && error.type === 'date_time_exception')
        throw parseException(text, `: ${error.reason}`);
      throw error;
    }
  }

  format(temporal: TemporalAccessor): string {
    const { zone } = this.settings;
    const isInstant = supports(temporal, ChronoField.INSTANT_SECONDS);
    if (zone && !isInstant) checkOverride(temporal, zone);
    const shown = zone && isInstant ? ZonedDateTime.ofInstant(Instant.from(temporal), zone) : temporal;
    try {
      return printAll(this.elements(), fieldsOf(shown, zone));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const isUnsupported = error.type === 'unsupported_temporal_type_exception';
      throw javaException(
        isUnsupported ? 'java.time.temporal.UnsupportedTemporalTypeException' : 'java.time.DateTimeException',
        error.reason,
      );
    }
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }
}

export function parseException(text: string, problem: string): Failure {
  const shown = text.length > 64 ? `${text.slice(0, 64)}...` : text;
  return javaException('java.time.format.DateTimeParseException', `Text '${shown}' could not be parsed${problem}`);
}

let fields: Map<Field, TemporalField> | undefined;

function jodaField(field: Field): TemporalField | undefined {
  fields ??= new Map<Field, TemporalField>([
    ...Object.values(ChronoField)
      .filter((value): value is ChronoField => value instanceof ChronoField)
      .map((value): [Field, TemporalField] => [value.toString() as Field, value]),
    ['QuarterOfYear', IsoFields.QUARTER_OF_YEAR],
  ]);
  return fields.get(field);
}

/** An offset without a date cannot be shown in another zone. */
function checkOverride(temporal: TemporalAccessor, zone: ZoneId): void {
  if (!(zone.normalized() instanceof ZoneOffset) || !supports(temporal, ChronoField.OFFSET_SECONDS)) return;
  if (temporal.getLong(ChronoField.OFFSET_SECONDS) === zone.rules().offset(Instant.EPOCH).totalSeconds()) return;
  throw javaException(
    'java.time.DateTimeException',
    `Unable to apply override zone '${textOf(zone)}' because the temporal object being formatted has a different offset but does not represent an instant: ${textOf(temporal)}`,
  );
}

/** The fields of a date or time, with the zone of a format that has one. */
function fieldsOf(temporal: TemporalAccessor, override: ZoneId | null): Temporal {
  const zone = override ?? temporal.query<ZoneId | null>(TemporalQueries.zone());
  return {
    zone: zone ? toDatesZone(zone) : undefined,
    get(field) {
      if (field === 'ModifiedJulianDay') {
        return supports(temporal, ChronoField.EPOCH_DAY) ? temporal.getLong(ChronoField.EPOCH_DAY) + 40587 : undefined;
      }
      const found = jodaField(field);
      return found && supports(temporal, found) ? temporal.getLong(found) : undefined;
    },
  };
}

/** A class that a formatter's text can become. */
export type Target =
  | 'LocalDate'
  | 'LocalTime'
  | 'LocalDateTime'
  | 'ZonedDateTime'
  | 'OffsetDateTime'
  | 'OffsetTime'
  | 'Instant'
  | 'Year'
  | 'YearMonth';

/**
 * The value of a class that a resolved text says.
 *
 * @throws date_time_parse_exception "Unable to obtain LocalDate from TemporalAccessor: ..".
 */
export function valueOf(target: Target, resolved: Resolved, text: string): unknown {
  const value = tryValueOf(target, resolved);
  if (value !== undefined) return value;
  const reason = `Unable to obtain ${target} from TemporalAccessor: ${parsedText(resolved)} of type java.time.format.Parsed`;
  throw parseException(text, `: ${reason}`);
}

function tryValueOf(target: Target, resolved: Resolved): unknown {
  const date = resolved.epochDay === undefined ? undefined : LocalDate.ofEpochDay(resolved.epochDay);
  const time =
    resolved.secondOfDay === undefined
      ? undefined
      : LocalTime.ofNanoOfDay(resolved.secondOfDay * 1e9 + (resolved.nano ?? 0));
  const offset = resolved.offset === undefined ? undefined : ZoneOffset.ofTotalSeconds(resolved.offset);
  const zone = resolved.zone ? toZoneId(resolved.zone) : offset;
  const local = date && time && LocalDateTime.of(date, time);
  const zoned =
    local &&
    zone &&
    (offset ? ZonedDateTime.ofInstant(local.atOffset(offset).toInstant(), zone) : ZonedDateTime.of(local, zone));
  const year = resolved.fields.get('Year') ?? date?.year();
  const month = resolved.fields.get('MonthOfYear') ?? date?.monthValue();
  switch (target) {
    case 'LocalDate':
      return date;
    case 'LocalTime':
      return time;
    case 'LocalDateTime':
      return local;
    case 'ZonedDateTime':
      return zoned;
    case 'OffsetDateTime':
      return local && offset ? OffsetDateTime.of(local, offset) : zoned?.toOffsetDateTime();
    case 'OffsetTime':
      return time && offset ? OffsetTime.of(time, offset) : undefined;
    case 'Instant':
      return resolved.instant === undefined
        ? zoned?.toInstant()
        : Instant.ofEpochSecond(resolved.instant, resolved.nano ?? resolved.fields.get('NanoOfSecond') ?? 0);
    case 'Year':
      return year === undefined ? undefined : Year.of(year);
    case 'YearMonth':
      return year === undefined || month === undefined ? undefined : YearMonth.of(year, month);
  }
}

/** A parsed text without a class of its own (java.time.format.Parsed). */
export function temporalOf(resolved: Resolved, text: string): unknown {
  for (const target of [
    'ZonedDateTime',
    'LocalDateTime',
    'LocalDate',
    'LocalTime',
    'Instant',
    'YearMonth',
    'Year',
  ] as const) {
    const value = tryValueOf(target, resolved);
    if (value !== undefined) return value;
  }
  throw parseException(text, ': a text that says neither a date nor a time is not supported');
}

function parsedText({ fields: left, epochDay, secondOfDay, nano }: Resolved): string {
  const list = `{${[...left].map(([field, value]) => `${field}=${value}`).join(', ')}}`;
  const date = epochDay === undefined ? '' : ` resolved to ${LocalDate.ofEpochDay(epochDay).toString()}`;
  const time =
    secondOfDay === undefined ? undefined : LocalTime.ofNanoOfDay(secondOfDay * 1e9 + (nano ?? 0)).toString();
  const timeText = time === undefined ? '' : date === '' ? ` resolved to ${time}` : `T${time}`;
  return `${list},ISO${date}${timeText}`;
}
