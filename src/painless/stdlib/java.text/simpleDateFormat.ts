// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.text.SimpleDateFormat: the older patterns, parsed leniently (a 32nd day is the first of the next month).

import { dayOfWeek, gregorianCalendar, weekOf, weekOfMonth } from '../../../values/civil.js';
import { fieldNames, languageTag, type TextField, type TextStyle, weekRulesOf } from '../../../dates/localeText.js';
import { namedOffsets } from '../../../dates/namedOffsets.js';
import { zoneName } from '../../../dates/zoneElement.js';
import { ZonedInstant } from '../../../dates/zonedInstant.js';
import { identityHash } from '../../../values/identity.js';
import { illegalArgument, javaException } from '../../runtime/exceptions.js';
import { TimeZone } from '../java.util/Date.js';
import { CalendarFields } from './calendarFields.js';

interface Token {
  /** A pattern letter, or undefined for a literal. */
  readonly letter?: string;
  readonly count: number;
  readonly text: string;
}

/** What a text has said so far. */
interface Fields {
  readonly date: CalendarFields;
  hour?: number;
  halfHour?: number;
  half?: number;
  minute?: number;
  second?: number;
  milli?: number;
  offset?: number | undefined;
  /** Id of the zone that a name stands for. */
  named?: string;
}

const known = 'GyYMLwWDdFEuaHkKhmsSzZX';

export class SimpleDateFormat {
  pattern: string;
  timeZone = TimeZone.of('UTC');
  lenient = true;
  private readonly locale: string;
  private tokens: readonly Token[];

  constructor(pattern: string, locale = 'en') {
    this.pattern = pattern;
    this.locale = languageTag(locale);
    this.tokens = tokenize(pattern);
  }

  apply(pattern: string): void {
    this.tokens = tokenize(pattern);
    this.pattern = pattern;
  }

  /**
   * Milliseconds since 1970; text behind the date does not matter.
   *
   * @throws java.text.ParseException `Unparseable date: ".."`.
   */
  parse(text: string): number {
    const fields: Fields = { date: new CalendarFields() };
    let position = 0;
    this.tokens.forEach((token, index) => {
      const next = this.tokens[index + 1];
      const end =
        token.letter === undefined
          ? literalEnd(text, position, token.text)
          : this.field(text, position, token, next, fields);
      if (end === undefined) throw unparseable(text);
      position = end;
    });
    // As in Java, a zone that was read stays the zone of the format.
    if (fields.named !== undefined) this.timeZone = TimeZone.of(fields.named);
    const millis = this.millisOf(fields);
    if (millis === undefined) throw unparseable(text);
    return millis;
  }

  format(millis: number): string {
    const second = Math.floor(millis / 1000);
    const moment = new ZonedInstant(second, (millis - second * 1000) * 1e6, this.timeZone.datesZone);
    return this.tokens
      .map((token) => (token.letter === undefined ? token.text : this.fieldText(moment, token.letter, token.count)))
      .join('');
  }

  equals(other: unknown): boolean {
    return other instanceof SimpleDateFormat && other.pattern === this.pattern;
  }

  hashCode(): number {
    return identityHash(this);
  }

  private names(field: TextField, style: TextStyle): readonly string[] {
    return fieldNames(field, style, false, this.locale);
  }

  private field(
    text: string,
    start: number,
    { letter, count }: Token,
    next: Token | undefined,
    fields: Fields,
  ): number | undefined {
    let position = start;
    while (text[position] === ' ' || text[position] === '\t') position++;
    const name = (field: TextField, set: (value: number) => void): number | undefined => {
      for (const style of ['full', 'short'] as const) {
        const index = this.names(field, style).findIndex(
          (item) => text.slice(position, position + item.length).toLowerCase() === item.toLowerCase(),
        );
        if (index < 0) continue;
        set(index);
        return position + this.names(field, style)[index]!.length;
      }
      return undefined;
    };
    // Adjacent numbers have the width of their pattern.
    const isNumber =
      next?.letter !== undefined && !'GEazZX'.includes(next.letter) && !('ML'.includes(next.letter) && next.count > 2);
    const width = isNumber ? count : 19;
    const digits = /^[+-]?\d+/.exec(text.slice(position, position + width))?.[0];
    const number = (set: (value: number) => void): number | undefined => {
      if (digits === undefined) return undefined;
      set(Number(digits));
      return position + digits.length;
    };
    switch (letter) {
      case 'G':
        return name('Era', (value) => (fields.date.isBeforeCommonEra = value === 0));
      case 'y':
      case 'Y':
        return number((value) => {
          const year = count <= 2 && /^\d\d$/.test(digits!) ? centuryOf(value) : value;
          fields.date.set(letter === 'y' ? 'year' : 'weekYear', year);
        });
      case 'M':
      case 'L':
        return count > 2
          ? name('MonthOfYear', (value) => fields.date.set('month', value + 1))
          : number((value) => fields.date.set('month', value));
      case 'd':
        return number((value) => fields.date.set('day', value));
      case 'D':
        return number((value) => fields.date.set('yearDay', value));
      case 'E':
        return name('DayOfWeek', (value) => fields.date.set('dayOfWeek', value + 1));
      case 'w':
        return number((value) => fields.date.set('weekOfYear', value));
      case 'W':
        return number((value) => fields.date.set('weekOfMonth', value));
      case 'F':
        return number((value) => fields.date.set('dayOfWeekInMonth', value));
      case 'u':
        return number((value) => fields.date.set('dayOfWeek', value));
      case 'a':
        return name('AmPmOfDay', (value) => (fields.half = value));
      case 'H':
        return number((value) => (fields.hour = value));
      case 'k':
        return number((value) => (fields.hour = value === 24 ? 0 : value));
      case 'K':
        return number((value) => (fields.halfHour = value));
      case 'h':
        return number((value) => (fields.halfHour = value === 12 ? 0 : value));
      case 'm':
        return number((value) => (fields.minute = value));
      case 's':
        return number((value) => (fields.second = value));
      case 'S':
        return number((value) => (fields.milli = value));
      default:
        return zoneEnd(text, position, letter!, count, fields);
    }
  }

  private millisOf(fields: Fields): number | undefined {
    const { minute = 0, second = 0, milli = 0 } = fields;
    const hour = fields.hour ?? (fields.halfHour ?? 0) + 12 * (fields.half ?? 0);
    if (!this.lenient && (hour > 23 || minute > 59 || second > 59 || milli > 999)) return undefined;
    const days = fields.date.epochDay(weekRulesOf(this.locale), this.lenient);
    if (days === undefined) return undefined;
    const local = days * 86400 + hour * 3600 + minute * 60 + second + Math.floor(milli / 1000);
    const rest = ((milli % 1000) + 1000) % 1000;
    if (fields.offset !== undefined) return (local - fields.offset) * 1000 + rest;
    return ZonedInstant.ofLocal(local, 0, this.timeZone.datesZone).epochSecond * 1000 + rest;
  }

  private fieldText(moment: ZonedInstant, letter: string, count: number): string {
    const padded = (value: number): string =>
      value < 0 ? `-${String(-value).padStart(count, '0')}` : String(value).padStart(count, '0');
    const style = count >= 4 ? 'full' : 'short';
    const epochDay = moment.get('EpochDay');
    const date = gregorianCalendar.dateOf(epochDay);
    const year = date.year > 0 ? date.year : 1 - date.year;
    switch (letter) {
      case 'G':
        return this.names('Era', 'short')[date.year > 0 ? 1 : 0]!;
      case 'y':
        return count === 2 ? String(year % 100).padStart(2, '0') : padded(year);
      case 'Y': {
        const { weekYear } = weekOf(epochDay, weekRulesOf(this.locale), gregorianCalendar);
        return count === 2 ? String(weekYear % 100).padStart(2, '0') : padded(weekYear);
      }
      case 'M':
      case 'L':
        return count > 2 ? this.names('MonthOfYear', style)[date.month - 1]! : padded(date.month);
      case 'w':
        return padded(weekOf(epochDay, weekRulesOf(this.locale), gregorianCalendar).week);
      case 'W':
        return padded(weekOfMonth(epochDay, weekRulesOf(this.locale), gregorianCalendar));
      case 'D':
        return padded(epochDay - gregorianCalendar.dayOf(date.year, 1, 1) + 1);
      case 'd':
        return padded(date.day);
      case 'F':
        return padded(Math.floor((epochDay - gregorianCalendar.dayOf(date.year, date.month, 1)) / 7) + 1);
      case 'E':
        return this.names('DayOfWeek', style)[dayOfWeek(epochDay) - 1]!;
      case 'u':
        return padded(dayOfWeek(epochDay));
      case 'a':
        return this.names('AmPmOfDay', 'short')[moment.get('AmPmOfDay')]!;
      case 'H':
        return padded(moment.get('HourOfDay'));
      case 'k':
        return padded(moment.get('ClockHourOfDay'));
      case 'K':
        return padded(moment.get('HourOfAmPm'));
      case 'h':
        return padded(moment.get('ClockHourOfAmPm'));
      case 'm':
        return padded(moment.get('MinuteOfHour'));
      case 's':
        return padded(moment.get('SecondOfMinute'));
      case 'S':
        return padded(moment.get('MilliOfSecond'));
      case 'X':
        return moment.offset === 0
          ? 'Z'
          : offsetText(moment.offset, count === 3 ? ':' : '').slice(0, count === 1 ? 3 : undefined);
      case 'Z':
        return offsetText(moment.offset, '');
      default:
        return zoneName(moment.zone, count >= 4, moment.epochSecond, this.locale);
    }
  }
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (const [text, quoted] of pattern.matchAll(/'((?:[^']|'')*)'|''|([A-Za-z])\2*|[^A-Za-z']+|'/g)) {
    if (text === "'") throw illegalArgument('Unterminated quote');
    if (text.startsWith("'")) {
      tokens.push({ count: 0, text: quoted === undefined || quoted === '' ? "'" : quoted.replaceAll("''", "'") });
    } else if (/^[A-Za-z]/.test(text)) {
      if (!known.includes(text[0]!)) throw illegalArgument(`Illegal pattern character '${text[0]}'`);
      if (text[0] === 'X' && text.length > 3) throw illegalArgument(`invalid ISO 8601 format: length=${text.length}`);
      tokens.push({ letter: text[0]!, count: text.length, text });
    } else {
      tokens.push({ count: 0, text });
    }
  }
  return tokens;
}

function literalEnd(text: string, start: number, literal: string): number | undefined {
  return text.startsWith(literal, start) ? start + literal.length : undefined;
}

/** A year of two digits: from 80 years before to 20 years after the present, which is a constant of the pattern. */
function centuryOf(value: number): number {
  const present = new Date().getUTCFullYear();
  const first = present - 80;
  const candidate = first - (((first % 100) + 100) % 100) + value;
  return candidate < first ? candidate + 100 : candidate;
}

/** A zone by an offset or a name; `Z` and `z` of patterns read the same, `X` takes offsets as ISO 8601 writes them. */
function zoneEnd(text: string, start: number, letter: string, count: number, fields: Fields): number | undefined {
  const rest = text.slice(start);
  const at = (offset: number, length: number): number => {
    fields.offset = offset;
    return start + length;
  };
  const numeric = (pattern: RegExp): number | undefined => {
    const [whole, sign, hours, minutes] = pattern.exec(rest) ?? [];
    if (whole === undefined || Number(hours) > 23 || Number(minutes ?? 0) > 59) return undefined;
    const seconds = Number(hours) * 3600 + Number(minutes ?? 0) * 60;
    return at(sign === '-' ? -seconds : seconds, whole.length);
  };
  if (letter === 'X') {
    if (rest.startsWith('Z')) return at(0, 1);
    return numeric(count === 1 ? /^([+-])(\d\d)/ : count === 2 ? /^([+-])(\d\d)(\d\d)/ : /^([+-])(\d\d):(\d\d)/);
  }
  if (/^[+-]/.test(rest)) return numeric(/^([+-])(\d\d)(\d\d)/);
  if (/^gmt[+-]/i.test(rest)) return numeric(/^gmt([+-])(\d\d?):(\d\d)/i);
  if (/^gmt/i.test(rest)) return at(0, 3);
  const lower = rest.toLowerCase();
  for (let length = Math.min(lower.length, longestName()); length > 0; length--) {
    const named = namedOffsets().get(lower.slice(0, length));
    if (!named) continue;
    fields.named = named.id;
    fields.offset = named.offset;
    return start + length;
  }
  return undefined;
}

let longest = 0;

function longestName(): number {
  longest ||= Math.max(...[...namedOffsets().keys()].map((name) => name.length));
  return longest;
}

function offsetText(seconds: number, separator: string): string {
  const absolute = Math.abs(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(absolute / 3600))}${separator}${two(Math.floor(absolute / 60) % 60)}`;
}

function unparseable(text: string) {
  return javaException('java.text.ParseException', `Unparseable date: "${text}"`);
}
