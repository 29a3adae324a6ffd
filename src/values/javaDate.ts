// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Date, the old class of points in time.

import { hashOf } from './identity.js';

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

  /** As Java prints it in UTC: `Mon Aug 28 12:34:56 UTC 2023`. */
  toString(): string {
    const date = new Date(Number(this.millis));
    const [day, dayOfMonth, month, year, time] = date.toUTCString().replace(',', '').split(' ');
    return `${day} ${month} ${dayOfMonth} ${time} UTC ${year}`;
  }
}
