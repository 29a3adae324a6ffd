// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The date_index_name processor.

import { compileDateFormat } from '../dates/dateFormat.js';
import { utc, type Zone, zoneOf } from '../dates/zones.js';
import { Failure } from '../diagnostics/failure.js';
import { textOf } from '../values/javaText.js';
import { illegalConfig, wrappedException } from './core/configError.js';
import { dateParsers, parseDate } from './core/dateParsers.js';
import { fieldPath } from './core/fieldPath.js';
import { processor } from './core/processor.js';

export const date_index_name = processor({
  type: 'date_index_name',
  summary: 'Points the document to an index by a date: `_index` becomes a date math expression.',
  options: {
    locale: { type: 'string', default: 'en', doc: 'Language of the names of months and days.' },
    timezone: {
      type: 'string',
      doc: 'Zone of a date that names none, and in which the date is written; UTC by default.',
    },
    date_formats: {
      type: 'list of strings',
      default: ["yyyy-MM-dd'T'HH:mm:ss.SSSXX"],
      doc: 'Formats of the date; of several that fit the last counts.',
    },
    field: { type: 'path', required: true, doc: 'The field that holds the date.' },
    index_name_prefix: { type: 'template', default: '', doc: 'What stands before the date.' },
    date_rounding: { type: 'template', required: true, doc: 'How the date is rounded: y, M, w, d, h, m or s.' },
    index_name_format: { type: 'template', default: 'yyyy-MM-dd', doc: "Format of the date in the index's name." },
  },
  examples: [
    {
      config: { field: 'date1', index_name_prefix: 'my-index-', date_rounding: 'M' },
      before: { date1: '2016-04-25T12:02:01.789Z' },
      after: { date1: '2016-04-25T12:02:01.789Z' },
    },
  ],
  compile(options) {
    const zone = options.timezone === null ? utc : readZone(options.timezone);
    const zoneId = zone === utc ? 'UTC' : zone.id;
    if (!/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(options.locale)) {
      throw illegalConfig(`Invalid language tag specified: ${options.locale}`);
    }
    const parsers = dateParsers(options.date_formats)(options.timezone, options.locale);
    const index = fieldPath('_index');
    return (document) => {
      const value = document.get(options.field);
      const date = parseDate(parsers, value === null ? null : textOf(value), document.ctx.now, 'last');
      const prefix = options.index_name_prefix.of(document);
      const format = options.index_name_format.of(document);
      const rounding = options.date_rounding.of(document);
      const printed = compileDateFormat(format).print(date);
      document.set(index, `<${prefix}{${printed}||/${rounding}{${format}|${zoneId}}}>`);
    };
  },
});

/** Java names of the exceptions that a zone that does not exist throws. */
const zoneExceptions: Readonly<Record<string, string>> = {
  date_time_exception: 'java.time.DateTimeException',
  zone_rules_exception: 'java.time.zone.ZoneRulesException',
};

function readZone(id: string): Zone {
  try {
    return zoneOf(id);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw wrappedException(zoneExceptions[error.type] ?? error.type, error.reason ?? '');
  }
}
