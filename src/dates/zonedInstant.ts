// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A point in time seen from a zone: what parsing a date gives (Java's ZonedDateTime).

import { civilOf, dayOfWeek, dayOfYear } from '../values/civil.js';
import { unsupportedField } from './element.js';
import type { Field, Temporal } from './fields.js';
import type { Zone } from './zones.js';

/** A point in time in a zone. */
export class ZonedInstant implements Temporal {
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly epochSecond: number;
  /** 0 to 999,999,999. */
  readonly nano: number;
  readonly zone: Zone;
  /** Seconds east of UTC. */
  readonly offset: number;
  private date: { epochDay: number; year: number; month: number; day: number } | undefined;

  constructor(epochSecond: number, nano: number, zone: Zone) {
    this.epochSecond = epochSecond;
    this.nano = nano;
    this.zone = zone;
    this.offset = zone.offsetAt(epochSecond);
  }

  /** The time that a zone's clocks show as this local time (seconds since 1970 as if in UTC). */
  static ofLocal(localSecond: number, nano: number, zone: Zone): ZonedInstant {
    return new ZonedInstant(localSecond - zone.offsetAtLocal(localSecond), nano, zone);
  }

  /** The same point in time in another zone. */
  withZone(zone: Zone): ZonedInstant {
    return new ZonedInstant(this.epochSecond, this.nano, zone);
  }

  /** Milliseconds since 1970, rounded down. */
  get epochMilli(): number {
    return this.epochSecond * 1000 + Math.floor(this.nano / 1e6);
  }

  get(field: Field): number {
    const local = this.epochSecond + this.offset;
    const epochDay = Math.floor(local / 86400);
    const second = local - epochDay * 86400;
    switch (field) {
      case 'NanoOfSecond':
        return this.nano;
      case 'MicroOfSecond':
        return Math.floor(this.nano / 1e3);
      case 'MilliOfSecond':
        return Math.floor(this.nano / 1e6);
      case 'NanoOfDay':
        return second * 1e9 + this.nano;
      case 'MilliOfDay':
        return second * 1e3 + Math.floor(this.nano / 1e6);
      case 'SecondOfDay':
        return second;
      case 'MinuteOfDay':
        return Math.floor(second / 60);
      case 'SecondOfMinute':
        return second % 60;
      case 'MinuteOfHour':
        return Math.floor(second / 60) % 60;
      case 'HourOfDay':
        return Math.floor(second / 3600);
      case 'ClockHourOfDay':
        return Math.floor(second / 3600) || 24;
      case 'HourOfAmPm':
        return Math.floor(second / 3600) % 12;
      case 'ClockHourOfAmPm':
        return Math.floor(second / 3600) % 12 || 12;
      case 'AmPmOfDay':
        return second < 43200 ? 0 : 1;
      case 'EpochDay':
        return epochDay;
      case 'InstantSeconds':
        return this.epochSecond;
      case 'OffsetSeconds':
        return this.offset;
      case 'DayOfWeek':
        return dayOfWeek(epochDay);
      case 'ModifiedJulianDay':
        return epochDay + 40587;
      default:
        return this.getDateField(field, epochDay);
    }
  }

  private getDateField(field: Field, epochDay: number): number {
    if (this.date?.epochDay !== epochDay) this.date = { epochDay, ...civilOf(epochDay) };
    const { year, month, day } = this.date;
    switch (field) {
      case 'Year':
        return year;
      case 'YearOfEra':
        return year > 0 ? year : 1 - year;
      case 'Era':
        return year > 0 ? 1 : 0;
      case 'MonthOfYear':
        return month;
      case 'QuarterOfYear':
        return Math.floor((month + 2) / 3);
      case 'DayOfMonth':
        return day;
      case 'DayOfYear':
        return dayOfYear(epochDay, year);
      case 'AlignedWeekOfMonth':
        return Math.floor((day - 1) / 7) + 1;
      default:
        throw unsupportedField(field);
    }
  }
}
