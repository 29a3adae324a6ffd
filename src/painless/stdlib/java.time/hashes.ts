// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The hash codes of java.time, on which the order of sets and maps with dates rests; js-joda computes others.

import { declareHash, hashOf } from '../../../values/identity.js';
import {
  Duration,
  Instant,
  LocalDate,
  LocalDateTime,
  LocalTime,
  MonthDay,
  OffsetDateTime,
  OffsetTime,
  Period,
  ValueRange,
  Year,
  YearMonth,
  ZonedDateTime,
  ZoneOffset,
} from '../../../values/javaTime.js';

/** Integer.rotateLeft. */
const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** Long.hashCode. */
const long = (value: number | bigint): number => hashOf(BigInt(value));

/** Teaches hashOf how Java (java.time of JDK 25) hashes dates, times and amounts of time. */
export function declareTimeHashes(): void {
  declareHash(Duration, (self) => (long(self.seconds()) + 51 * self.nano()) | 0);
  declareHash(Instant, (self) => (long(self.epochSecond()) + 51 * self.nano()) | 0);
  declareHash(
    LocalDate,
    (self) => (self.year() & 0xfffff800) ^ (((self.year() << 11) + (self.monthValue() << 6) + self.dayOfMonth()) | 0),
  );
  declareHash(LocalTime, (self) => long(self.toNanoOfDay()));
  declareHash(LocalDateTime, (self) => hashOf(self.toLocalDate()) ^ hashOf(self.toLocalTime()));
  declareHash(MonthDay, (self) => (self.monthValue() << 6) + self.dayOfMonth());
  declareHash(OffsetDateTime, (self) => hashOf(self.toLocalDateTime()) ^ hashOf(self.offset()));
  declareHash(OffsetTime, (self) => hashOf(self.toLocalTime()) ^ hashOf(self.offset()));
  declareHash(Period, (self) => (self.years() + rotated(self.months(), 8) + rotated(self.days(), 16)) | 0);
  declareHash(Year, (self) => self.value());
  declareHash(YearMonth, (self) => self.year() ^ (self.monthValue() << 27));
  declareHash(
    ZonedDateTime,
    (self) => hashOf(self.toLocalDateTime()) ^ hashOf(self.offset()) ^ rotated(hashOf(self.zone()), 3),
  );
  declareHash(ZoneOffset, (self) => self.totalSeconds());
  declareHash(ValueRange, (self) => {
    const [least, largestLeast, smallestMost, most] = [
      BigInt(self.minimum()),
      BigInt(self.largestMinimum()),
      BigInt(self.smallestMaximum()),
      BigInt(self.maximum()),
    ];
    return long(
      BigInt.asIntN(
        64,
        least +
          (largestLeast << 16n) +
          (largestLeast >> 48n) +
          (smallestMost << 32n) +
          (smallestMost >> 32n) +
          (most << 48n) +
          (most >> 16n),
      ),
    );
  });
}
