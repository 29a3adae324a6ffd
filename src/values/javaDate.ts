// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Date, the old class of points in time.

import { dayOfWeek, gregorianCalendar } from './civil.js';
import { hashOf } from './identity.js';

const dayMillis = 86_400_000n;
const weekdays = 'Mon Tue Wed Thu Fri Sat Sun'.split(' ');
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A point in time in milliseconds. */
export class JavaDate {
  millis: bigint;

  constructor(millis: bigint) {
    this.millis = millis;
  }

  compareTo(other: JavaDate): number {
    return this.millis < other.millis ? -1 : this.millis > other.millis ? 1 : 0;
  }

  equals(other: unknown): boolean {
    return other instanceof JavaDate && other.millis === this.millis;
  }

  hashCode(): number {
    return hashOf(this.millis);
  }

  /** As Java prints it in UTC: `Mon Aug 28 12:34:56 UTC 2023`, years before the common era as those of it. */
  toString(): string {
    const epochDay = Number(this.millis / dayMillis) - (this.millis % dayMillis < 0n ? 1 : 0);
    const second = Math.floor(Number(this.millis - BigInt(epochDay) * dayMillis) / 1000);
    const { year, month, day } = gregorianCalendar.dateOf(epochDay);
    const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
    const time = `${two(second / 3600)}:${two((second / 60) % 60)}:${two(second % 60)}`;
    const date = `${weekdays[dayOfWeek(epochDay) - 1]} ${months[month - 1]} ${two(day)}`;
    return `${date} ${time} UTC ${year > 0 ? year : 1 - year}`;
  }
}
