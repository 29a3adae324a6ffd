// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.time.temporal.

import {
  ChronoField,
  ChronoUnit,
  Instant,
  IsoFields,
  OffsetTime,
  Temporal,
  TemporalAccessor,
  TemporalAdjuster,
  TemporalAdjusters,
  TemporalAmount,
  LocalTime,
  TemporalField,
  TemporalQueries,
  TemporalQuery,
  TemporalUnit,
  ValueRange,
  YearMonth,
  ZoneOffset,
} from '../../../values/javaTime.js';
import { arithmetic, illegalArgument, javaException, nonNull, nullPointer } from '../../runtime/exceptions.js';
import { exceptionClass } from '../exceptionClass.js';
import { delegated, enumConstant, jodaClass, refusedAll, translated } from '../java.time/delegated.js';
import { offsetTimeFrom } from '../java.time/offsets.js';
import { longOfField, rangeOfField, supports, unsupportedTemporal } from '../java.time/temporalFields.js';
import { type ClassDeclaration, javaClass, javaInterface, method, staticMethod } from '../table.js';
import { JavaArray } from '../../../values/javaArray.js';
import { textOf } from '../../../values/javaText.js';
import { maxInt, minInt } from '../../../values/numbers.js';

type Function = (value: unknown) => unknown;

/** Values of an enum that js-joda has as a class. */
function valuesOf(type: string, owner: object, kind: abstract new (...args: never[]) => unknown): JavaArray {
  return new JavaArray(
    type,
    Object.values(owner).filter((value) => value instanceof kind),
  );
}

/** ValueRange.of, with Java's checks and words. */
function rangeOf(least: bigint, largestLeast: bigint, smallestMost: bigint, most: bigint): ValueRange {
  if (largestLeast === least && smallestMost === most && least > most)
    throw illegalArgument('Minimum value must be less than maximum value');
  if (least > largestLeast) throw illegalArgument('Smallest minimum value must be less than largest minimum value');
  if (smallestMost > most) throw illegalArgument('Smallest maximum value must be less than largest maximum value');
  if (largestLeast > most) throw illegalArgument('Largest minimum value must be less than largest maximum value');
  if (least > smallestMost) throw illegalArgument('Minimum value must be less than smallest maximum value');
  return ValueRange.of(Number(least), Number(largestLeast), Number(smallestMost), Number(most));
}

/** Whether all values of a range are ints; js-joda takes every whole number for one. */
function isIntRange(range: ValueRange): boolean {
  return range.minimum() >= minInt && range.maximum() <= maxInt;
}

/** ValueRange.checkValidIntValue. */
function checkedInt(range: ValueRange, value: bigint, field: TemporalField | null): number {
  if (isIntRange(range) && range.isValidValue(Number(value))) return Number(value);
  const named = field === null ? '' : ` for ${textOf(field)}`;
  throw javaException('java.time.DateTimeException', `Invalid value${named} (valid values ${textOf(range)}): ${value}`);
}

/** Fields whose values are longs, which Java's get refuses. */
const longFields: readonly TemporalField[] = [
  ChronoField.NANO_OF_DAY,
  ChronoField.MICRO_OF_DAY,
  ChronoField.EPOCH_DAY,
  ChronoField.PROLEPTIC_MONTH,
  ChronoField.INSTANT_SECONDS,
];

/** TemporalAccessor.get. */
function valueOfField(self: TemporalAccessor, wanted: TemporalField | null): number {
  const field = nonNull(wanted);
  const isLong = longFields.includes(field) && !(self instanceof YearMonth);
  if (isLong && supports(self, field)) {
    const name = textOf(field);
    if (self instanceof Instant) throw unsupportedTemporal(`Unsupported field: ${name}`);
    const shown = self instanceof OffsetTime ? name : `'${name}'`;
    throw unsupportedTemporal(`Invalid field ${shown} for get() method, use getLong() instead`);
  }
  return translated(() => (self instanceof ZoneOffset ? longOfField(self, field) : self.get(field)));
}

const accessorClass = javaInterface(
  'java.time.temporal.TemporalAccessor',
  'Something with fields of date and time.',
  delegated(
    TemporalAccessor,
    `
    def query(TemporalQuery)
  `,
  ).concat(
    method(
      'boolean isSupported(TemporalField)',
      'Whether it has the field.',
      (self: TemporalAccessor, field: TemporalField | null) => translated(() => supports(self, field)),
    ),
    method(
      'ValueRange range(TemporalField)',
      'The values that the field can have here.',
      (self: TemporalAccessor, field: TemporalField | null) => translated(() => rangeOfField(self, field)),
    ),
    method(
      'long getLong(TemporalField)',
      'The value of the field.',
      (self: TemporalAccessor, field: TemporalField | null) =>
        translated(() => BigInt.asIntN(64, BigInt(longOfField(self, field)))),
    ),
    method('int get(TemporalField)', 'The value of the field, which must be an int.', valueOfField),
  ),
  { represents: [jodaClass(TemporalAccessor)] },
);

/** Nanoseconds of the units that points in time count as parts of them (since JDK 23 milliseconds too). */
const partsOfInstants: ReadonlyMap<TemporalUnit | null, bigint> = new Map([
  [ChronoUnit.MICROS, 1000n],
  [ChronoUnit.MILLIS, 1_000_000n],
]);

/** Temporal.until; nanoseconds are counted beyond what js-joda's numbers hold. */
function until(self: Temporal, end: Temporal | null, unit: TemporalUnit | null): bigint {
  return translated(() => {
    const other = self instanceof OffsetTime && end !== null ? offsetTimeFrom(end) : end!;
    if (unit === null) return missingUnit(self, other);
    const part = self instanceof Instant ? partsOfInstants.get(unit) : undefined;
    if (part !== undefined) return nanosUntil(self, Instant.from(other)) / part;
    if (unit !== ChronoUnit.NANOS || self instanceof LocalTime || self instanceof OffsetTime)
      return BigInt.asIntN(64, BigInt(self.until(other, unit)));
    const nanos = nanosUntil(self, other);
    if (nanos !== BigInt.asIntN(64, nanos)) throw arithmetic('long overflow');
    return nanos;
  });
}

/** Fails where there is no unit: what time it would be up to is converted before that is found. */
function missingUnit(self: Temporal, end: Temporal): never {
  try {
    self.until(end, ChronoUnit.DAYS);
  } catch (error) {
    if ((error as Error).name === 'DateTimeException') throw error;
  }
  throw nullPointer(null);
}

function nanosUntil(self: Temporal, other: Temporal): bigint {
  const seconds = BigInt(self.until(other, ChronoUnit.SECONDS));
  if (seconds === 0n) return BigInt(self.until(other, ChronoUnit.NANOS));
  // The seconds are cut off toward zero: what is left over has their sign.
  const step = BigInt(other.get(ChronoField.NANO_OF_SECOND) - self.get(ChronoField.NANO_OF_SECOND));
  const rest = ((step % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return seconds * 1_000_000_000n + (seconds < 0n && rest > 0n ? rest - 1_000_000_000n : rest);
}

const temporalClass = javaInterface(
  'java.time.temporal.Temporal',
  'A date, a time or both.',
  delegated(
    Temporal,
    `
    Temporal minus(TemporalAmount)
    Temporal minus(long,TemporalUnit)
    Temporal plus(TemporalAmount)
    Temporal plus(long,TemporalUnit)
    Temporal with(TemporalAdjuster)
    Temporal with(TemporalField,long)
  `,
  ).concat(method('long until(Temporal,TemporalUnit)', 'The time up to another one in a unit.', until)),
  {
    supertypes: ['java.time.temporal.TemporalAccessor'],
    represents: [jodaClass(Temporal)],
  },
);

const adjusterClass = javaInterface(
  'java.time.temporal.TemporalAdjuster',
  'A way to change a date or time.',
  [
    method(
      'Temporal adjustInto(Temporal)',
      'The changed date or time.',
      (self: TemporalAdjuster | Function, temporal: Temporal) =>
        typeof self === 'function' ? self(temporal) : translated(() => self.adjustInto(nonNull(temporal))),
    ),
  ],
  { functional: 'adjustInto', represents: [jodaClass(TemporalAdjuster)] },
);

const queryClass = javaInterface(
  'java.time.temporal.TemporalQuery',
  'A question to a date or time.',
  [
    method(
      'def queryFrom(TemporalAccessor)',
      'The answer.',
      (self: TemporalQuery<unknown> | Function, temporal: TemporalAccessor) =>
        typeof self === 'function' ? self(temporal) : self.queryFrom(temporal),
    ),
  ],
  { functional: 'queryFrom', represents: [jodaClass(TemporalQuery)] },
);

const amountClass = javaInterface(
  'java.time.temporal.TemporalAmount',
  'An amount of time.',
  delegated(
    TemporalAmount,
    `
    Temporal addTo(Temporal)
    Temporal subtractFrom(Temporal)
    List getUnits()
    long get(TemporalUnit)
  `,
  ),
  { represents: [jodaClass(TemporalAmount)] },
);

const unitClass = javaInterface(
  'java.time.temporal.TemporalUnit',
  'A unit of time.',
  delegated(
    TemporalUnit,
    `
    boolean isDateBased()
    boolean isDurationEstimated()
    boolean isSupportedBy(Temporal)
    boolean isTimeBased()
    Duration getDuration()
    Temporal addTo(Temporal,long)
  `,
  ).concat(
    method(
      'long between(Temporal,Temporal)',
      'The time between two in the unit.',
      (self: TemporalUnit, start: Temporal | null, end: Temporal | null) => until(nonNull(start), end, self),
    ),
  ),
  { represents: [jodaClass(TemporalUnit)] },
);

const fieldClass = javaInterface(
  'java.time.temporal.TemporalField',
  'A field of date and time.',
  [
    ...delegated(
      TemporalField,
      `
    boolean isDateBased()
    boolean isSupportedBy(TemporalAccessor)
    boolean isTimeBased()
    Temporal adjustInto(Temporal,long)
    TemporalUnit getBaseUnit()
    TemporalUnit getRangeUnit()
    ValueRange range()
    ValueRange rangeRefinedBy(TemporalAccessor)
  `,
    ),
    method(
      'long getFrom(TemporalAccessor)',
      'The value of the field.',
      (self: TemporalField, temporal: TemporalAccessor | null) =>
        translated(() =>
          BigInt.asIntN(
            64,
            BigInt(
              self instanceof jodaClass(ChronoField)
                ? longOfField(nonNull(temporal), self)
                : self.getFrom(nonNull(temporal)),
            ),
          ),
        ),
    ),
    ...refusedAll(
      "fields of one's own are not supported",
      `
      TemporalAccessor resolve(Map,TemporalAccessor,ResolverStyle)
      String getDisplayName(Locale)
    `,
    ),
  ],
  { represents: [jodaClass(TemporalField)] },
);

const chronoFieldClass = javaClass(
  'java.time.temporal.ChronoField',
  'The fields of date and time.',
  [
    ...delegated(
      ChronoField,
      `
    long checkValidValue(long)
    static ChronoField ALIGNED_DAY_OF_WEEK_IN_MONTH
    static ChronoField ALIGNED_DAY_OF_WEEK_IN_YEAR
    static ChronoField ALIGNED_WEEK_OF_MONTH
    static ChronoField ALIGNED_WEEK_OF_YEAR
    static ChronoField AMPM_OF_DAY
    static ChronoField CLOCK_HOUR_OF_AMPM
    static ChronoField CLOCK_HOUR_OF_DAY
    static ChronoField DAY_OF_MONTH
    static ChronoField DAY_OF_WEEK
    static ChronoField DAY_OF_YEAR
    static ChronoField EPOCH_DAY
    static ChronoField ERA
    static ChronoField HOUR_OF_AMPM
    static ChronoField HOUR_OF_DAY
    static ChronoField INSTANT_SECONDS
    static ChronoField MICRO_OF_DAY
    static ChronoField MICRO_OF_SECOND
    static ChronoField MILLI_OF_DAY
    static ChronoField MILLI_OF_SECOND
    static ChronoField MINUTE_OF_DAY
    static ChronoField MINUTE_OF_HOUR
    static ChronoField MONTH_OF_YEAR
    static ChronoField NANO_OF_DAY
    static ChronoField NANO_OF_SECOND
    static ChronoField OFFSET_SECONDS
    static ChronoField PROLEPTIC_MONTH
    static ChronoField SECOND_OF_DAY
    static ChronoField SECOND_OF_MINUTE
    static ChronoField YEAR
    static ChronoField YEAR_OF_ERA
  `,
    ),
    method(
      'int checkValidIntValue(long)',
      'The value, if the field can have it and has no values beyond ints.',
      (self: ChronoField, value: bigint) => checkedInt(self.range(), value, self),
    ),
    staticMethod(
      'ChronoField valueOf(String)',
      'The field of a name.',
      enumConstant('java.time.temporal.ChronoField', ChronoField),
    ),
    staticMethod('ChronoField[] values()', 'All fields.', () =>
      valuesOf('java.time.temporal.ChronoField', ChronoField, jodaClass(ChronoField)),
    ),
  ],
  {
    supertypes: ['java.time.temporal.TemporalField', 'java.lang.Enum'],
    represents: [jodaClass(ChronoField)],
  },
);

const chronoUnitClass = javaClass(
  'java.time.temporal.ChronoUnit',
  'The units of time.',
  [
    ...delegated(
      ChronoUnit,
      `
    static ChronoUnit CENTURIES
    static ChronoUnit DAYS
    static ChronoUnit DECADES
    static ChronoUnit ERAS
    static ChronoUnit FOREVER
    static ChronoUnit HALF_DAYS
    static ChronoUnit HOURS
    static ChronoUnit MICROS
    static ChronoUnit MILLENNIA
    static ChronoUnit MILLIS
    static ChronoUnit MINUTES
    static ChronoUnit MONTHS
    static ChronoUnit NANOS
    static ChronoUnit SECONDS
    static ChronoUnit WEEKS
    static ChronoUnit YEARS
  `,
    ),
    staticMethod(
      'ChronoUnit valueOf(String)',
      'The unit of a name.',
      enumConstant('java.time.temporal.ChronoUnit', ChronoUnit),
    ),
    staticMethod('ChronoUnit[] values()', 'All units.', () =>
      valuesOf('java.time.temporal.ChronoUnit', ChronoUnit, jodaClass(ChronoUnit)),
    ),
  ],
  {
    supertypes: ['java.time.temporal.TemporalUnit', 'java.lang.Enum'],
    represents: [jodaClass(ChronoUnit)],
  },
);

const isoFieldsClass = javaClass(
  'java.time.temporal.IsoFields',
  'Fields of ISO weeks and quarters.',
  delegated(
    IsoFields,
    `
    static TemporalField DAY_OF_QUARTER
    static TemporalField QUARTER_OF_YEAR
    static TemporalField WEEK_BASED_YEAR
    static TemporalField WEEK_OF_WEEK_BASED_YEAR
    static TemporalUnit QUARTER_YEARS
    static TemporalUnit WEEK_BASED_YEARS
  `,
  ),
);

const adjustersClass = javaClass('java.time.temporal.TemporalAdjusters', 'Common changes of dates.', [
  ...delegated(
    TemporalAdjusters,
    `
    static TemporalAdjuster dayOfWeekInMonth(int,DayOfWeek)
    static TemporalAdjuster firstDayOfMonth()
    static TemporalAdjuster firstDayOfNextMonth()
    static TemporalAdjuster firstDayOfNextYear()
    static TemporalAdjuster firstDayOfYear()
    static TemporalAdjuster firstInMonth(DayOfWeek)
    static TemporalAdjuster lastDayOfMonth()
    static TemporalAdjuster lastDayOfYear()
    static TemporalAdjuster lastInMonth(DayOfWeek)
    static TemporalAdjuster next(DayOfWeek)
    static TemporalAdjuster nextOrSame(DayOfWeek)
    static TemporalAdjuster previous(DayOfWeek)
    static TemporalAdjuster previousOrSame(DayOfWeek)
  `,
  ),
  ...refusedAll('pass the function itself', 'static TemporalAdjuster ofDateAdjuster(UnaryOperator)'),
]);

const queriesClass = javaClass(
  'java.time.temporal.TemporalQueries',
  'Common questions to dates.',
  delegated(
    TemporalQueries,
    `
    static TemporalQuery chronology()
    static TemporalQuery localDate()
    static TemporalQuery localTime()
    static TemporalQuery offset()
    static TemporalQuery precision()
    static TemporalQuery zone()
    static TemporalQuery zoneId()
  `,
  ),
);

const valueRangeClass = javaClass(
  'java.time.temporal.ValueRange',
  'The range of a field.',
  [
    ...delegated(
      ValueRange,
      `
    boolean isFixed()
    boolean isValidValue(long)
    long checkValidValue(long,TemporalField)
    long getLargestMinimum()
    long getMaximum()
    long getMinimum()
    long getSmallestMaximum()
  `,
    ),
    method('boolean isIntValue()', 'Whether all values are ints.', isIntRange),
    method(
      'boolean isValidIntValue(long)',
      'Whether a value is in the range and all values are ints.',
      (self: ValueRange, value: bigint) => isIntRange(self) && self.isValidValue(Number(value)),
    ),
    method(
      'int checkValidIntValue(long,TemporalField)',
      'The value, if it is in the range and all values are ints.',
      checkedInt,
    ),
    staticMethod('ValueRange of(long,long)', 'From a least to a largest value.', (least: bigint, largest: bigint) =>
      rangeOf(least, least, largest, largest),
    ),
    staticMethod(
      'ValueRange of(long,long,long)',
      'From a least value to a largest one that varies.',
      (least: bigint, smallest: bigint, largest: bigint) => rangeOf(least, least, smallest, largest),
    ),
    staticMethod(
      'ValueRange of(long,long,long,long)',
      'From a least value to a largest one, both of which vary.',
      rangeOf,
    ),
  ],
  { represents: [jodaClass(ValueRange)] },
);

/** Every class of the package that is supported. */
export const javaTimeTemporal: readonly ClassDeclaration[] = [
  accessorClass,
  temporalClass,
  adjusterClass,
  queryClass,
  amountClass,
  unitClass,
  fieldClass,
  chronoFieldClass,
  chronoUnitClass,
  isoFieldsClass,
  adjustersClass,
  queriesClass,
  valueRangeClass,
  exceptionClass(
    'java.time.temporal.UnsupportedTemporalTypeException',
    'java.time.DateTimeException',
    'A field or unit that a date or time does not have.',
  ),
];
