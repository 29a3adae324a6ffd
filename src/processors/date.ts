// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The date processor.

import { compileDateFormat } from '../dates/dateFormat.js';
import { requireLocale } from '../dates/requireLocale.js';
import { Failure } from '../diagnostics/failure.js';
import { textOf } from '../values/javaText.js';
import { illegalConfig } from './core/configError.js';
import { dateParsers, parseDate } from './core/dateParsers.js';
import { processor } from './core/processor.js';

const defaultOutput = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

export const date = processor({
  type: 'date',
  summary: 'Parses a date.',
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the date.' },
    target_field: { type: 'path', default: '@timestamp', doc: 'Where the date goes.' },
    timezone: {
      type: 'template',
      doc: 'Zone of a date that names none, and in which the date is written; UTC by default.',
    },
    locale: { type: 'template', default: 'en', doc: 'Language of the names of months and days.' },
    formats: {
      type: 'list of strings',
      required: true,
      doc: 'Formats that are tried in turn: Java patterns, ISO8601, UNIX, UNIX_MS, TAI64N, or named formats of the server.',
    },
    output_format: {
      type: 'string',
      default: defaultOutput,
      since: '7.11',
      doc: 'Format that the date is written in.',
    },
  },
  examples: [
    {
      config: {
        field: 'initial_date',
        target_field: 'timestamp',
        formats: ['dd/MM/yyyy HH:mm:ss'],
        timezone: 'Europe/Amsterdam',
      },
      before: { initial_date: '03/01/2024 10:00:00' },
      after: { initial_date: '03/01/2024 10:00:00', timestamp: '2024-01-03T10:00:00.000+01:00' },
    },
    {
      config: { field: 't', formats: ['UNIX'] },
      before: { t: 1704103200.5 },
      after: { t: 1704103200.5, '@timestamp': '2024-01-01T10:00:00.500Z' },
    },
    {
      config: { field: 't', formats: ['ISO8601'] },
      before: { t: 'soon' },
      after: { error: 'unable to parse date [soon]' },
    },
  ],
  compile({ field, target_field, timezone, locale, formats, output_format }) {
    const output = compileOutput(output_format);
    const parsersFor = dateParsers(formats, requireLocale);
    return (document) => {
      const value = document.get(field);
      const parsers = parsersFor(timezone?.of(document) ?? null, locale.of(document));
      const parsed = parseDate(parsers, value === null ? null : textOf(value), document.ctx.now, 'first');
      document.set(target_field, output.print(parsed));
    };
  },
});

function compileOutput(format: string): ReturnType<typeof compileDateFormat> {
  try {
    return compileDateFormat(format);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const refused = illegalConfig(`invalid output format [${format}]`);
    throw error.reason === null ? refused : refused.hint(error.reason);
  }
}
