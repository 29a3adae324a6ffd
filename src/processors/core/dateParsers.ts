// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Parsers of the date processors' formats. The server compiles them when a document needs them, so a broken format,
// zone or language fails the document.

import { Failure, illegalArgument } from '../../diagnostics/failure.js';
import { compileIngestDate, type IngestDateParser } from '../../dates/ingestDate.js';
import type { ZonedInstant } from '../../dates/zonedInstant.js';

const cache = new Map<string, IngestDateParser[]>();
const cacheLimit = 1000;

/** What is checked of a locale when a format is compiled. */
export type LocaleCheck = (locale: string) => void;

/** Parsers of some formats for a zone, where one is given, and a language. */
export type DateParsers = (timezone: string | null, locale: string) => readonly IngestDateParser[];

/** A parser for each format, compiled at its first use; the locale is checked then, where a check is given. */
export function dateParsers(formats: readonly string[], checkLocale?: LocaleCheck): DateParsers {
  // Nearly all documents have the zone and the language of the one before.
  let last:
    { readonly timezone: string | null; readonly locale: string; readonly parsers: IngestDateParser[] } | undefined;
  return (timezone, locale) => {
    if (last?.timezone === timezone && last.locale === locale) return last.parsers;
    const zoneKey = timezone === null ? 'none' : `zone ${timezone}`;
    const key = [checkLocale === undefined ? 'any' : 'checked', zoneKey, locale, ...formats].join('\u0000');
    let parsers = cache.get(key);
    if (!parsers) {
      parsers = formats.map((format) => lazyParser(format, timezone, locale, checkLocale));
      if (cache.size >= cacheLimit) cache.clear();
      cache.set(key, parsers);
    }
    last = { timezone, locale, parsers };
    return parsers;
  };
}

function lazyParser(
  format: string,
  timezone: string | null,
  locale: string,
  checkLocale?: LocaleCheck,
): IngestDateParser {
  let parser: IngestDateParser | undefined;
  return (text, now) => {
    if (!parser) {
      checkLocale?.(locale);
      parser = compileIngestDate(format, { ...(timezone !== null && { timezone }), locale });
    }
    return parser(text, now);
  };
}

/**
 * The date of a text by the formats that `choose` takes: the first that fits, or the last.
 *
 * @throws Failure illegal_argument_exception "unable to parse date [..]", caused by the first format's failure.
 */
export function parseDate(
  parsers: readonly IngestDateParser[],
  text: string | null,
  now: number,
  choose: 'first' | 'last',
): ZonedInstant {
  let found: ZonedInstant | undefined;
  let failure: Failure | undefined;
  for (const parse of parsers) {
    const result = attempt(parse, text, now);
    if (result instanceof Failure) failure ??= result;
    else found = result;
    if (found && choose === 'first') break;
  }
  if (!found) throw illegalArgument(`unable to parse date [${text}]`, failure);
  return found;
}

function attempt(parse: IngestDateParser, text: string | null, now: number): ZonedInstant | Failure {
  try {
    return parse(text, now);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
