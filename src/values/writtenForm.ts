// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the server writes into a document for values of classes that JSON does not know: dates, arrays, collections, enums.

import { illegalArgument, type Failure } from '../diagnostics/failure.js';
import { classNameOf } from './className.js';
import { JavaCollection } from './collections.js';
import type { JavaObject } from './identity.js';
import { JavaArray } from './javaArray.js';
import { JavaDate } from './javaDate.js';
import { textOf } from './javaText.js';
import {
  ChronoField,
  ChronoUnit,
  DayOfWeek,
  Duration,
  Instant,
  LocalDate,
  LocalDateTime,
  LocalTime,
  Month,
  MonthDay,
  OffsetDateTime,
  OffsetTime,
  Period,
  Year,
  ZonedDateTime,
} from './javaTime.js';

/** A class, its constructor public or not. */
interface Type {
  [Symbol.hasInstance](value: unknown): boolean;
}

type Write = (value: never) => string | readonly unknown[];

const asText: Write = (value) => textOf(value);

/** By class, as the writers and date transformers of Elasticsearch's XContentBuilder (9.5.3) have it. */
const writers: readonly (readonly [type: Type, write: Write])[] = [
  [ZonedDateTime, pointInTime],
  [JavaCollection, (value: JavaCollection) => [...value]],
  [JavaArray, itemsOf],
  [Instant, pointInTime],
  [JavaDate, (value: JavaDate) => pointInTime(Instant.ofEpochMilli(Number(value.millis)))],
  [LocalDate, asText],
  [LocalDateTime, (value: LocalDateTime) => `${dateAndTime(textOf(value))}Z`],
  [OffsetDateTime, (value: OffsetDateTime) => dateAndTime(textOf(value))],
  [LocalTime, (value: LocalTime) => time(textOf(value))],
  [OffsetTime, (value: OffsetTime) => time(textOf(value))],
  ...[Duration, Period, DayOfWeek, Month, MonthDay, Year, ChronoField, ChronoUnit].map(
    (type) => [type, asText] as const,
  ),
];

function writerOf(value: object): Write | undefined {
  if (value instanceof JavaArray && value.component === 'char') return undefined;
  const found = writers.find(([type]) => value instanceof type);
  if (found) return found[1];
  const own = value as Partial<JavaObject>;
  return own.documentText && (() => own.documentText!());
}

/** Whether the server writes values of this object's class into documents; those of JSON itself are not asked for. */
export function isWritten(value: object): boolean {
  return writerOf(value) !== undefined;
}

/** What the server says where a document holds a value that it does not write. */
export function notWritten(value: unknown): Failure {
  return illegalArgument(`cannot write xcontent for unknown value of type class ${classNameOf(value)}`);
}

/**
 * What the server writes for a value: a text, or the items of a list.
 *
 * @throws Failure illegal_argument_exception for a value of a class that it does not write.
 */
export function writtenForm(value: object): string | readonly unknown[] {
  const write = writerOf(value);
  if (!write) throw notWritten(value);
  return write(value as never);
}

/** The date that was written last: documents of one millisecond share their timestamp, whose text takes a while to make. */
let lastDate: unknown;
let lastText = '';

/** A point in time with seconds, at least three digits of a fraction, its offset and no name of its zone. */
export function pointInTime(value: ZonedDateTime | Instant): string {
  if (value !== lastDate) {
    lastText = dateAndTime(textOf(value));
    lastDate = value;
  }
  return lastText;
}

const parts = /^(.*T\d\d:\d\d)(:\d\d)?(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?/;

/** The server prints no seconds of an offset. */
function dateAndTime(text: string): string {
  const [, start = '', second = ':00', fraction = '', offset = ''] = parts.exec(text)!;
  return `${start}${second}.${fraction.replace(/0+$/, '').padEnd(3, '0')}${offset}`;
}

/** A time of day has milliseconds and no more. */
function time(text: string): string {
  const [, hourAndMinute = '', second = ':00', fraction = '', offset = ''] =
    /^(\d\d:\d\d)(:\d\d)?(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?/.exec(text)!;
  return `${hourAndMinute}${second}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`;
}

/** Bytes are written in Base64. */
function itemsOf(array: JavaArray): string | readonly unknown[] {
  return array.component === 'byte' ? Buffer.from(array.items as number[]).toString('base64') : array.boxed;
}
