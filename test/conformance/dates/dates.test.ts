// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Our date formats against Elasticsearch's own, as the ingest processor `date` uses them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { epochDayOf } from '../../../src/values/civil.js';
import { compileDateFormat } from '../../../src/dates/dateFormat.js';
import { compileIngestDate } from '../../../src/dates/ingestDate.js';
import { ZonedInstant } from '../../../src/dates/zonedInstant.js';
import { zoneOf } from '../../../src/dates/zones.js';
import { Failure } from '../../../src/diagnostics/failure.js';

interface Result {
  readonly printed?: string;
  readonly second?: number;
  readonly nano?: number;
  readonly zone?: string;
  /** Type and reason of the exception and of its causes. */
  readonly error?: readonly (readonly [string, string | null])[];
}

interface Recorded extends Result {
  readonly format: string;
  readonly timezone: string;
  readonly locale: string;
  readonly text: string;
}

interface KnownDifference {
  readonly id: string;
  readonly formats: readonly string[];
  readonly texts: readonly string[];
  readonly reason: string;
}

function load<T>(file: string): T {
  return JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as T;
}

const { cases, year } = load<{ year: number; cases: Recorded[] }>('recorded.json');
const known = load<KnownDifference[]>('known-differences.json');

function momentOf(text: string): ZonedInstant {
  const [, years, month, day, hour, minute, second, fraction, zone] =
    /^([+-]?\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.?(\d*)(.*)$/.exec(text)!;
  const days = epochDayOf(Number(years), Number(month), Number(day));
  const local = days * 86400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return ZonedInstant.ofLocal(local, Number(fraction!.padEnd(9, '0')), zoneOf(zone!));
}

function chainOf(error: unknown): [string, string | null][] {
  const chain: [string, string | null][] = [];
  for (let failure = error as Failure | undefined; failure; failure = failure.details.cause) {
    chain.push([failure.type, failure.reason]);
  }
  return chain;
}

function observe({ format, timezone, locale, text }: Recorded): Result {
  try {
    if (format.startsWith('print ')) {
      const moment = momentOf(text);
      const shown = timezone ? moment.withZone(zoneOf(timezone)) : moment;
      return { printed: compileDateFormat(format.slice(6), locale).print(shown) };
    }
    const parse = compileIngestDate(format, { ...(timezone && { timezone }), ...(locale && { locale }) });
    const moment = parse(text, Date.UTC(year, 5, 1));
    if (moment instanceof Failure) return { error: chainOf(moment) };
    return { second: moment.epochSecond, nano: moment.nano, zone: moment.zone.id };
  } catch (error) {
    return { error: chainOf(error) };
  }
}

function resultOf({ printed, second, nano, zone, error }: Recorded): Result {
  if (printed !== undefined) return { printed };
  return error ? { error } : { second: second!, nano: nano!, zone: zone! };
}

const isConcerned = (difference: KnownDifference, recorded: Recorded): boolean =>
  difference.formats.includes(recorded.format) && difference.texts.includes(recorded.text);

describe('date formats as Elasticsearch has them', () => {
  const exact = cases.filter((recorded) => !known.some((difference) => isConcerned(difference, recorded)));

  test('has recorded cases', () => {
    expect(exact.length).toBeGreaterThan(1400);
  });

  test.each(
    exact.map(
      (recorded) =>
        [JSON.stringify([recorded.format, recorded.timezone, recorded.locale, recorded.text]), recorded] as const,
    ),
  )('%s', (_name, recorded) => {
    expect(observe(recorded)).toEqual(resultOf(recorded));
  });

  test.each(known.map((difference) => [difference.id, difference] as const))(
    'known difference %s still stands',
    (_id, difference) => {
      const concerned = cases.filter((recorded) => isConcerned(difference, recorded));
      expect(concerned.map(observe)).not.toEqual(concerned.map(resultOf));
    },
  );
});
