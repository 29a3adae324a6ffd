// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The classes of java.time. What js-joda carries out is listed by signature; parsing and printing are ours.

import {
  Clock,
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
  type TemporalAccessor,
  Year,
  YearMonth,
  ZonedDateTime,
  ZoneId,
  ZoneOffset,
} from '../../../values/javaTime.js';
import { Failure } from '../../../diagnostics/failure.js';
import { HashMap } from '../../../values/maps.js';
import { UnmodifiableMap } from '../java.util/maps.js';
import { DateTimeFormatter, type Target, valueOf } from '../java.time.format/formatter.js';
import { displayName } from '../java.time.format/TextStyle.js';
import { isoFormatters } from '../java.time.format/isoFormatters.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import {
  arithmetic,
  classCast,
  illegalArgument,
  javaException,
  nonNull,
  nullPointer,
} from '../../runtime/exceptions.js';
import { exceptionClass } from '../exceptionClass.js';
import {
  type ClassDeclaration,
  constant,
  type ExamplePairs,
  javaClass,
  type Member,
  method,
  staticMethod,
} from '../table.js';
import { charsOf } from '../text.js';
import { delegated, enumConstant, jodaClass, refusedAll, translated } from './delegated.js';
import { compareInstants, epochSecondOf, offsetTimeFrom, zoneOffsetFrom } from './offsets.js';
import { declareTimeHashes } from './hashes.js';
import { shortZoneIds, zoneIdFrom, zoneIdOf } from './regions.js';

function offsetDateTimeOf(value: unknown): OffsetDateTime {
  if (nonNull(value) instanceof OffsetDateTime) return value as OffsetDateTime;
  throw classCast(castMessage(classNameOf(value), 'java.time.OffsetDateTime'));
}

/** parse and format of a class that has them; without a formatter the ISO form is read. */
function parsed(
  target: Target,
  standard: DateTimeFormatter | ((text: string) => DateTimeFormatter),
  examples: ExamplePairs = [],
): Member[] {
  const standardOf = (text: unknown) => (typeof standard === 'function' ? standard(charsOf(text, 'text')) : standard);
  const parse = (text: unknown, formatter: DateTimeFormatter): unknown => {
    const chars = charsOf(text, 'text');
    return translated(() => valueOf(target, formatter.parse(chars), chars));
  };
  return [
    staticMethod(
      `${target} parse(CharSequence)`,
      'The value of a text in ISO form.',
      (text: unknown) => parse(text, standardOf(text)),
      examples,
    ),
    staticMethod(`${target} parse(CharSequence,DateTimeFormatter)`, 'The value of a text.', parse),
  ];
}

const formatted = method(
  'String format(DateTimeFormatter)',
  'The text in a format.',
  (self: TemporalAccessor, formatter: DateTimeFormatter) => formatter.format(self),
);

/** What the text of a day or month is. */
const textByName = (type: string): Member =>
  method(`String toString()`, `The name of the ${type}.`, (self: { name(): string }) => self.name());

declareTimeHashes();

const clockClass = javaClass(
  'java.time.Clock',
  'A source of the current time.',
  [
    ...delegated(
      Clock,
      `
    Instant instant()
    ZoneId getZone()
    long millis()
    static Clock fixed(Instant,ZoneId)
    static Clock offset(Clock,Duration)
  `,
    ),
    ...refusedAll('use offset or fixed', 'static Clock tick(Clock,Duration)'),
  ],
  { supertypes: [], represents: [jodaClass(Clock)] },
);

const dayOfWeekClass = javaClass(
  'java.time.DayOfWeek',
  'A day of the week.',
  [
    ...delegated(
      DayOfWeek,
      `
    int getValue()
    DayOfWeek minus(long)
    DayOfWeek plus(long)
    static DayOfWeek FRIDAY
    static DayOfWeek MONDAY
    static DayOfWeek SATURDAY
    static DayOfWeek SUNDAY
    static DayOfWeek THURSDAY
    static DayOfWeek TUESDAY
    static DayOfWeek WEDNESDAY
    static DayOfWeek from(TemporalAccessor)
    static DayOfWeek of(int)
    static DayOfWeek[] values()
  `,
    ),
    textByName('day'),
    staticMethod('DayOfWeek valueOf(String)', 'The day of a name.', enumConstant('java.time.DayOfWeek', DayOfWeek)),
    displayName('DayOfWeek', 'DayOfWeek.MONDAY.getDisplayName(TextStyle.SHORT, Locale.ENGLISH)', "'Mon'"),
  ],
  {
    supertypes: ['java.time.temporal.TemporalAccessor', 'java.time.temporal.TemporalAdjuster', 'java.lang.Enum'],
    represents: [jodaClass(DayOfWeek)],
  },
);

/** Duration.toMillis: toward zero, as Java counts since version 9. */
function millisOf(self: Duration): bigint {
  const millis = (BigInt(self.seconds()) * 1_000_000_000n + BigInt(self.nano())) / 1_000_000n;
  if (millis !== BigInt.asIntN(64, millis)) throw arithmetic('long overflow');
  return millis;
}

/** Duration.toNanos: js-joda counts to 2^53 only. */
function nanosOf(self: Duration): bigint {
  const nanos = BigInt(self.seconds()) * 1_000_000_000n + BigInt(self.nano());
  if (nanos !== BigInt.asIntN(64, nanos)) throw arithmetic('long overflow');
  return nanos;
}

/** Year.parse takes as few digits as there are, and a sign before many. */
const fewDigits = DateTimeFormatter.ofPattern('u');
const manyDigits = DateTimeFormatter.ofPattern('uuuu');
const yearFormat = (text: string) => (text.startsWith('+') ? manyDigits : fewDigits);

/** Reads an amount of time; js-joda tells the text in its messages, Java does not. */
function amountOf<Amount>(read: () => Amount): Amount {
  try {
    return translated(read);
  } catch (error) {
    const words =
      error instanceof Failure && /^Text cannot be parsed to a \w+(?:: \w+(?=: ))?/.exec(error.reason ?? '');
    throw words ? javaException('java.time.format.DateTimeParseException', words[0]) : error;
  }
}

const durationClass = javaClass(
  'java.time.Duration',
  'An amount of seconds and nanoseconds.',
  [
    ...delegated(
      Duration,
      `
    boolean isNegative()
    boolean isZero()
    int compareTo(Duration)
    int getNano()
    Duration abs()
    Duration dividedBy(long)
    Duration minus(Duration)
    Duration minus(long,TemporalUnit)
    Duration minusDays(long)
    Duration minusHours(long)
    Duration minusMillis(long)
    Duration minusMinutes(long)
    Duration minusNanos(long)
    Duration minusSeconds(long)
    Duration multipliedBy(long)
    Duration negated()
    Duration plus(Duration)
    Duration plus(long,TemporalUnit)
    Duration plusDays(long)
    Duration plusHours(long)
    Duration plusMillis(long)
    Duration plusMinutes(long)
    Duration plusNanos(long)
    Duration plusSeconds(long)
    Duration withNanos(int)
    Duration withSeconds(long)
    long getSeconds()
    long toDays()
    long toHours()
    long toMinutes()
    static Duration ZERO
    static Duration between(Temporal,Temporal)
    static Duration from(TemporalAmount)
    static Duration of(long,TemporalUnit)
    static Duration ofDays(long)
    static Duration ofHours(long)
    static Duration ofMillis(long)
    static Duration ofMinutes(long)
    static Duration ofNanos(long)
    static Duration ofSeconds(long)
    static Duration ofSeconds(long,long)
  `,
    ),
    method('long toMillis()', 'To millis.', millisOf),
    method('long toNanos()', 'To nanos.', nanosOf),
    staticMethod(
      'Duration parse(CharSequence)',
      'The amount of a text such as `PT1H30M`.',
      (text: unknown) => amountOf(() => Duration.parse(charsOf(text, 'text'))),
      [["Duration.parse('PT1H30M').toMinutes()", '90L']],
    ),
  ],
  { supertypes: ['java.time.temporal.TemporalAmount', 'java.lang.Comparable'], represents: [jodaClass(Duration)] },
);

const instantClass = javaClass(
  'java.time.Instant',
  'A point in time.',
  [
    ...delegated(
      Instant,
      `
    boolean isAfter(Instant)
    boolean isBefore(Instant)
    int compareTo(Instant)
    int getNano()
    Instant minus(TemporalAmount)
    Instant minus(long,TemporalUnit)
    Instant minusMillis(long)
    Instant minusNanos(long)
    Instant minusSeconds(long)
    Instant plus(TemporalAmount)
    Instant plus(long,TemporalUnit)
    Instant plusMillis(long)
    Instant plusNanos(long)
    Instant plusSeconds(long)
    Instant truncatedTo(TemporalUnit)
    Instant with(TemporalAdjuster)
    Instant with(TemporalField,long)
    OffsetDateTime atOffset(ZoneOffset)
    ZonedDateTime atZone(ZoneId)
    long getEpochSecond()
    long toEpochMilli()
    static Instant EPOCH
    static Instant MAX
    static Instant MIN
    static Instant from(TemporalAccessor)
    static Instant ofEpochMilli(long)
    static Instant ofEpochSecond(long)
    static Instant ofEpochSecond(long,long)
  `,
    ),
    staticMethod(
      'Instant parse(CharSequence)',
      'The point in time of a text in ISO form.',
      (text: unknown) => {
        const chars = charsOf(text, 'text');
        return translated(() => valueOf('Instant', isoFormatters.ISO_INSTANT.parse(chars), chars));
      },
      [["Instant.parse('2023-08-28T12:34:56Z').getEpochSecond()", '1693226096L']],
    ),
  ],
  {
    supertypes: ['java.time.temporal.Temporal', 'java.time.temporal.TemporalAdjuster', 'java.lang.Comparable'],
    represents: [jodaClass(Instant)],
  },
);

const localDateClass = javaClass(
  'java.time.LocalDate',
  'A date without a zone.',
  [
    ...delegated(
      LocalDate,
      `
    int getDayOfMonth()
    int getDayOfYear()
    int getMonthValue()
    int getYear()
    DayOfWeek getDayOfWeek()
    LocalDate minus(TemporalAmount)
    LocalDate minus(long,TemporalUnit)
    LocalDate minusDays(long)
    LocalDate minusMonths(long)
    LocalDate minusWeeks(long)
    LocalDate minusYears(long)
    LocalDate plus(TemporalAmount)
    LocalDate plus(long,TemporalUnit)
    LocalDate plusDays(long)
    LocalDate plusMonths(long)
    LocalDate plusWeeks(long)
    LocalDate plusYears(long)
    LocalDate with(TemporalAdjuster)
    LocalDate with(TemporalField,long)
    LocalDate withDayOfMonth(int)
    LocalDate withDayOfYear(int)
    LocalDate withMonth(int)
    LocalDate withYear(int)
    LocalDateTime atStartOfDay()
    LocalDateTime atTime(int,int)
    LocalDateTime atTime(int,int,int)
    LocalDateTime atTime(int,int,int,int)
    LocalDateTime atTime(LocalTime)
    Month getMonth()
    Period until(ChronoLocalDate)
    ZonedDateTime atStartOfDay(ZoneId)
    IsoChronology getChronology()
    static LocalDate MAX
    static LocalDate MIN
    static LocalDate from(TemporalAccessor)
    static LocalDate of(int,int,int)
    static LocalDate ofEpochDay(long)
    static LocalDate ofYearDay(int,int)
  `,
    ),
    ...parsed('LocalDate', isoFormatters.ISO_LOCAL_DATE, [
      ["LocalDate.parse('2023-08-28').plusDays(4).toString()", "'2023-09-01'"],
    ]),
  ],
  { supertypes: ['java.time.chrono.ChronoLocalDate'], represents: [jodaClass(LocalDate)] },
);

const localDateTimeClass = javaClass(
  'java.time.LocalDateTime',
  'A date and a time without a zone.',
  [
    ...delegated(
      LocalDateTime,
      `
    int getDayOfMonth()
    int getDayOfYear()
    int getHour()
    int getMinute()
    int getMonthValue()
    int getNano()
    int getSecond()
    int getYear()
    DayOfWeek getDayOfWeek()
    LocalDate toLocalDate()
    LocalDateTime minus(TemporalAmount)
    LocalDateTime minus(long,TemporalUnit)
    LocalDateTime minusDays(long)
    LocalDateTime minusHours(long)
    LocalDateTime minusMinutes(long)
    LocalDateTime minusMonths(long)
    LocalDateTime minusNanos(long)
    LocalDateTime minusSeconds(long)
    LocalDateTime minusWeeks(long)
    LocalDateTime minusYears(long)
    LocalDateTime plus(TemporalAmount)
    LocalDateTime plus(long,TemporalUnit)
    LocalDateTime plusDays(long)
    LocalDateTime plusHours(long)
    LocalDateTime plusMinutes(long)
    LocalDateTime plusMonths(long)
    LocalDateTime plusNanos(long)
    LocalDateTime plusSeconds(long)
    LocalDateTime plusWeeks(long)
    LocalDateTime plusYears(long)
    LocalDateTime truncatedTo(TemporalUnit)
    LocalDateTime with(TemporalAdjuster)
    LocalDateTime with(TemporalField,long)
    LocalDateTime withDayOfMonth(int)
    LocalDateTime withDayOfYear(int)
    LocalDateTime withHour(int)
    LocalDateTime withMinute(int)
    LocalDateTime withMonth(int)
    LocalDateTime withSecond(int)
    LocalDateTime withYear(int)
    Month getMonth()
    OffsetDateTime atOffset(ZoneOffset)
    ZonedDateTime atZone(ZoneId)
    static LocalDateTime MAX
    static LocalDateTime MIN
    static LocalDateTime from(TemporalAccessor)
    static LocalDateTime of(int,int,int,int,int)
    static LocalDateTime of(int,int,int,int,int,int)
    static LocalDateTime of(int,int,int,int,int,int,int)
    static LocalDateTime of(LocalDate,LocalTime)
    static LocalDateTime ofEpochSecond(long,int,ZoneOffset)
    static LocalDateTime ofInstant(Instant,ZoneId)
  `,
    ),
    ...parsed('LocalDateTime', isoFormatters.ISO_LOCAL_DATE_TIME, [
      ["LocalDateTime.parse('2023-08-28T12:34:56').getHour()", '12'],
    ]),
  ],
  { supertypes: ['java.time.chrono.ChronoLocalDateTime'], represents: [jodaClass(LocalDateTime)] },
);

const localTimeClass = javaClass(
  'java.time.LocalTime',
  'A time of day.',
  [
    ...delegated(
      LocalTime,
      `
    boolean isAfter(LocalTime)
    boolean isBefore(LocalTime)
    int compareTo(LocalTime)
    int getHour()
    int getMinute()
    int getNano()
    int getSecond()
    int toSecondOfDay()
    LocalDateTime atDate(LocalDate)
    LocalTime minus(TemporalAmount)
    LocalTime minus(long,TemporalUnit)
    LocalTime minusHours(long)
    LocalTime minusMinutes(long)
    LocalTime minusNanos(long)
    LocalTime minusSeconds(long)
    LocalTime plus(TemporalAmount)
    LocalTime plus(long,TemporalUnit)
    LocalTime plusHours(long)
    LocalTime plusMinutes(long)
    LocalTime plusNanos(long)
    LocalTime plusSeconds(long)
    LocalTime truncatedTo(TemporalUnit)
    LocalTime with(TemporalAdjuster)
    LocalTime with(TemporalField,long)
    LocalTime withHour(int)
    LocalTime withMinute(int)
    LocalTime withNano(int)
    LocalTime withSecond(int)
    OffsetTime atOffset(ZoneOffset)
    long toNanoOfDay()
    static LocalTime MAX
    static LocalTime MIDNIGHT
    static LocalTime MIN
    static LocalTime NOON
    static LocalTime from(TemporalAccessor)
    static LocalTime of(int,int)
    static LocalTime of(int,int,int)
    static LocalTime of(int,int,int,int)
    static LocalTime ofNanoOfDay(long)
    static LocalTime ofSecondOfDay(long)
  `,
    ),
    ...parsed('LocalTime', isoFormatters.ISO_LOCAL_TIME, [["LocalTime.parse('12:34').getMinute()", '34']]),
    formatted,
  ],
  {
    supertypes: ['java.time.temporal.Temporal', 'java.time.temporal.TemporalAdjuster', 'java.lang.Comparable'],
    represents: [jodaClass(LocalTime)],
  },
);

const monthClass = javaClass(
  'java.time.Month',
  'A month.',
  [
    ...delegated(
      Month,
      `
    int firstDayOfYear(boolean)
    int getValue()
    int length(boolean)
    int maxLength()
    int minLength()
    Month firstMonthOfQuarter()
    Month minus(long)
    Month plus(long)
    static Month APRIL
    static Month AUGUST
    static Month DECEMBER
    static Month FEBRUARY
    static Month JANUARY
    static Month JULY
    static Month JUNE
    static Month MARCH
    static Month MAY
    static Month NOVEMBER
    static Month OCTOBER
    static Month SEPTEMBER
    static Month from(TemporalAccessor)
    static Month of(int)
    static Month[] values()
  `,
    ),
    textByName('month'),
    staticMethod('Month valueOf(String)', 'The month of a name.', enumConstant('java.time.Month', Month)),
    displayName('MonthOfYear', 'Month.MAY.getDisplayName(TextStyle.FULL, Locale.ROOT)', "'May'"),
  ],
  {
    supertypes: ['java.time.temporal.TemporalAccessor', 'java.time.temporal.TemporalAdjuster', 'java.lang.Enum'],
    represents: [jodaClass(Month)],
  },
);

const monthDayClass = javaClass(
  'java.time.MonthDay',
  'A day of a month of any year.',
  [
    ...delegated(
      MonthDay,
      `
    boolean isAfter(MonthDay)
    boolean isBefore(MonthDay)
    boolean isValidYear(int)
    int compareTo(MonthDay)
    int getDayOfMonth()
    int getMonthValue()
    LocalDate atYear(int)
    Month getMonth()
    MonthDay with(Month)
    MonthDay withDayOfMonth(int)
    MonthDay withMonth(int)
    static MonthDay from(TemporalAccessor)
    static MonthDay of(int,int)
  `,
    ),
    ...refusedAll(
      'a day without a year is not parsed; parse a LocalDate',
      `
    static MonthDay parse(CharSequence)
    static MonthDay parse(CharSequence,DateTimeFormatter)
  `,
    ),
    formatted,
  ],
  {
    supertypes: ['java.time.temporal.TemporalAccessor', 'java.time.temporal.TemporalAdjuster', 'java.lang.Comparable'],
    represents: [jodaClass(MonthDay)],
  },
);

const offsetDateTimeClass = javaClass(
  'java.time.OffsetDateTime',
  'A date and time with an offset.',
  [
    ...delegated(
      OffsetDateTime,
      `
    int compareTo(OffsetDateTime)
    int getDayOfMonth()
    int getDayOfYear()
    int getHour()
    int getMinute()
    int getMonthValue()
    int getNano()
    int getSecond()
    int getYear()
    DayOfWeek getDayOfWeek()
    Instant toInstant()
    LocalDate toLocalDate()
    LocalDateTime toLocalDateTime()
    LocalTime toLocalTime()
    Month getMonth()
    OffsetDateTime minus(TemporalAmount)
    OffsetDateTime minus(long,TemporalUnit)
    OffsetDateTime minusDays(long)
    OffsetDateTime minusHours(long)
    OffsetDateTime minusMinutes(long)
    OffsetDateTime minusMonths(long)
    OffsetDateTime minusNanos(long)
    OffsetDateTime minusSeconds(long)
    OffsetDateTime minusWeeks(long)
    OffsetDateTime minusYears(long)
    OffsetDateTime plus(TemporalAmount)
    OffsetDateTime plus(long,TemporalUnit)
    OffsetDateTime plusDays(long)
    OffsetDateTime plusHours(long)
    OffsetDateTime plusMinutes(long)
    OffsetDateTime plusMonths(long)
    OffsetDateTime plusNanos(long)
    OffsetDateTime plusSeconds(long)
    OffsetDateTime plusWeeks(long)
    OffsetDateTime plusYears(long)
    OffsetDateTime truncatedTo(TemporalUnit)
    OffsetDateTime with(TemporalAdjuster)
    OffsetDateTime with(TemporalField,long)
    OffsetDateTime withDayOfMonth(int)
    OffsetDateTime withDayOfYear(int)
    OffsetDateTime withHour(int)
    OffsetDateTime withMinute(int)
    OffsetDateTime withMonth(int)
    OffsetDateTime withNano(int)
    OffsetDateTime withOffsetSameInstant(ZoneOffset)
    OffsetDateTime withOffsetSameLocal(ZoneOffset)
    OffsetDateTime withSecond(int)
    OffsetDateTime withYear(int)
    OffsetTime toOffsetTime()
    ZoneOffset getOffset()
    ZonedDateTime atZoneSameInstant(ZoneId)
    ZonedDateTime atZoneSimilarLocal(ZoneId)
    ZonedDateTime toZonedDateTime()
    static OffsetDateTime MAX
    static OffsetDateTime MIN
    static OffsetDateTime from(TemporalAccessor)
    static OffsetDateTime of(int,int,int,int,int,int,int,ZoneOffset)
    static OffsetDateTime of(LocalDate,LocalTime,ZoneOffset)
    static OffsetDateTime of(LocalDateTime,ZoneOffset)
    static OffsetDateTime ofInstant(Instant,ZoneId)
  `,
    ),
    ...(
      [
        ['isAfter', 'later', (order: number) => order > 0],
        ['isBefore', 'earlier', (order: number) => order < 0],
        ['isEqual', 'the same moment', (order: number) => order === 0],
      ] as const
    ).map(([name, relation, is]) =>
      method(
        `boolean ${name}(OffsetDateTime)`,
        `Whether it is ${relation}.`,
        (self: OffsetDateTime, other: OffsetDateTime | null) => is(compareInstants(self, nonNull(other))),
      ),
    ),
    method('long toEpochSecond()', 'Seconds since 1970-01-01T00:00Z.', (self: OffsetDateTime) =>
      epochSecondOf(self.toLocalDateTime(), self.offset()),
    ),
    ...parsed('OffsetDateTime', isoFormatters.ISO_OFFSET_DATE_TIME, [
      ["OffsetDateTime.parse('2023-08-28T12:34:56+02:00').getOffset().getTotalSeconds()", '7200'],
    ]),
    staticMethod(
      'Comparator timeLineOrder()',
      'Order by point in time.',
      () => (a: unknown, b: unknown) => offsetDateTimeOf(a).toInstant().compareTo(offsetDateTimeOf(b).toInstant()),
    ),
    formatted,
  ],
  {
    supertypes: ['java.time.temporal.Temporal', 'java.time.temporal.TemporalAdjuster', 'java.lang.Comparable'],
    represents: [jodaClass(OffsetDateTime)],
  },
);

const offsetTimeClass = javaClass(
  'java.time.OffsetTime',
  'A time of day with an offset.',
  [
    ...delegated(
      OffsetTime,
      `
    boolean isAfter(OffsetTime)
    boolean isBefore(OffsetTime)
    boolean isEqual(OffsetTime)
    int compareTo(OffsetTime)
    int getHour()
    int getMinute()
    int getNano()
    int getSecond()
    LocalTime toLocalTime()
    OffsetTime minus(TemporalAmount)
    OffsetTime minus(long,TemporalUnit)
    OffsetTime minusHours(long)
    OffsetTime minusMinutes(long)
    OffsetTime minusNanos(long)
    OffsetTime minusSeconds(long)
    OffsetTime plus(TemporalAmount)
    OffsetTime plus(long,TemporalUnit)
    OffsetTime plusHours(long)
    OffsetTime plusMinutes(long)
    OffsetTime plusNanos(long)
    OffsetTime plusSeconds(long)
    OffsetTime truncatedTo(TemporalUnit)
    OffsetTime with(TemporalAdjuster)
    OffsetTime with(TemporalField,long)
    OffsetTime withHour(int)
    OffsetTime withMinute(int)
    OffsetTime withNano(int)
    OffsetTime withOffsetSameInstant(ZoneOffset)
    OffsetTime withOffsetSameLocal(ZoneOffset)
    OffsetTime withSecond(int)
    ZoneOffset getOffset()
    static OffsetTime MAX
    static OffsetTime MIN
    static OffsetTime of(int,int,int,int,ZoneOffset)
    static OffsetTime of(LocalTime,ZoneOffset)
    static OffsetTime ofInstant(Instant,ZoneId)
  `,
    ),
    staticMethod(
      'OffsetTime from(TemporalAccessor)',
      'The time and offset of something.',
      (temporal: TemporalAccessor) => translated(() => offsetTimeFrom(nonNull(temporal, 'temporal'))),
    ),
    ...parsed('OffsetTime', isoFormatters.ISO_OFFSET_TIME),
    formatted,
  ],
  {
    supertypes: ['java.time.temporal.Temporal', 'java.time.temporal.TemporalAdjuster', 'java.lang.Comparable'],
    represents: [jodaClass(OffsetTime)],
  },
);

const periodClass = javaClass(
  'java.time.Period',
  'An amount of years, months and days.',
  [
    ...delegated(
      Period,
      `
    int getDays()
    int getMonths()
    int getYears()
    Period minus(TemporalAmount)
    Period minusDays(long)
    Period minusMonths(long)
    Period minusYears(long)
    Period multipliedBy(int)
    Period negated()
    Period normalized()
    Period plus(TemporalAmount)
    Period plusDays(long)
    Period plusMonths(long)
    Period plusYears(long)
    Period withDays(int)
    Period withMonths(int)
    Period withYears(int)
    IsoChronology getChronology()
    long toTotalMonths()
    static Period ZERO
    static Period between(LocalDate,LocalDate)
    static Period from(TemporalAmount)
    static Period of(int,int,int)
    static Period ofDays(int)
    static Period ofMonths(int)
    static Period ofWeeks(int)
    static Period ofYears(int)
  `,
    ),
    staticMethod(
      'Period parse(CharSequence)',
      'The amount of a text such as `P1Y2M3D`.',
      (text: unknown) => amountOf(() => Period.parse(charsOf(text, 'text'))),
      [["Period.parse('P1Y2M').toTotalMonths()", '14L']],
    ),
  ],
  { supertypes: ['java.time.chrono.ChronoPeriod'], represents: [jodaClass(Period)] },
);

const yearClass = javaClass(
  'java.time.Year',
  'A year.',
  [
    constant('int MAX_VALUE', 'The last year.', 999999999),
    constant('int MIN_VALUE', 'The first year.', -999999999),
    ...delegated(
      Year,
      `
    boolean isAfter(Year)
    boolean isLeap()
    boolean isValidMonthDay(MonthDay)
    int compareTo(Year)
    int getValue()
    int length()
    LocalDate atDay(int)
    LocalDate atMonthDay(MonthDay)
    Year minus(TemporalAmount)
    Year minus(long,TemporalUnit)
    Year minusYears(long)
    Year plus(TemporalAmount)
    Year plus(long,TemporalUnit)
    Year plusYears(long)
    Year with(TemporalAdjuster)
    Year with(TemporalField,long)
    YearMonth atMonth(int)
    static boolean isLeap(long)
    static Year from(TemporalAccessor)
    static Year of(int)
  `,
    ),
    ...parsed('Year', yearFormat),
    formatted,
  ],
  {
    supertypes: ['java.time.temporal.Temporal', 'java.time.temporal.TemporalAdjuster', 'java.lang.Comparable'],
    represents: [jodaClass(Year)],
  },
);

const yearMonthClass = javaClass(
  'java.time.YearMonth',
  'A month of a year.',
  [
    ...delegated(
      YearMonth,
      `
    boolean isAfter(YearMonth)
    boolean isBefore(YearMonth)
    boolean isLeapYear()
    boolean isValidDay(int)
    int compareTo(YearMonth)
    int getMonthValue()
    int getYear()
    int lengthOfMonth()
    int lengthOfYear()
    LocalDate atDay(int)
    LocalDate atEndOfMonth()
    Month getMonth()
    YearMonth minus(TemporalAmount)
    YearMonth minus(long,TemporalUnit)
    YearMonth minusMonths(long)
    YearMonth minusYears(long)
    YearMonth plus(TemporalAmount)
    YearMonth plus(long,TemporalUnit)
    YearMonth plusMonths(long)
    YearMonth plusYears(long)
    YearMonth with(TemporalAdjuster)
    YearMonth with(TemporalField,long)
    YearMonth withMonth(int)
    YearMonth withYear(int)
    static YearMonth from(TemporalAccessor)
    static YearMonth of(int,int)
  `,
    ),
    ...parsed('YearMonth', DateTimeFormatter.ofPattern('uuuu-MM')),
    formatted,
  ],
  {
    supertypes: ['java.time.temporal.Temporal', 'java.time.temporal.TemporalAdjuster', 'java.lang.Comparable'],
    represents: [jodaClass(YearMonth)],
  },
);

/** The id that an alias stands for. */
function aliased(id: string, aliases: HashMap): string {
  const known = aliases.get(id) ?? id;
  if (typeof known === 'string') return known;
  throw classCast(castMessage(classNameOf(known), 'java.lang.String'));
}

/** ZoneId.ofOffset. */
function zoneOfOffset(prefix: string | null, offset: ZoneOffset | null): ZoneId {
  if (prefix === null) throw nullPointer('prefix');
  if (offset === null) throw nullPointer('offset');
  if (prefix === '') return offset;
  if (!['GMT', 'UTC', 'UT'].includes(prefix)) throw illegalArgument(`prefix should be GMT, UTC or UT, is: ${prefix}`);
  return zoneIdOf(`${prefix}${offset.totalSeconds() === 0 ? '' : offset.id()}`);
}

const shortIds = new UnmodifiableMap(new HashMap(new Map(Object.entries(shortZoneIds))));

const zoneIdClass = javaClass(
  'java.time.ZoneId',
  'A time zone.',
  [
    ...delegated(
      ZoneId,
      `
    String getId()
    ZoneId normalized()
    ZoneRules getRules()
  `,
    ),
    staticMethod('ZoneId of(String)', 'A zone by its id.', (id: string | null) => zoneIdOf(nonNull(id, 'zoneId')), [
      ["ZoneId.of('Europe/Paris').getId()", "'Europe/Paris'"],
      ["ZoneId.of('PST', ZoneId.SHORT_IDS).getId()", "'America/Los_Angeles'"],
    ]),
    staticMethod('ZoneId from(TemporalAccessor)', 'The zone of a temporal.', zoneIdFrom),
    staticMethod('ZoneId systemDefault()', "The zone of the server's process, here always UTC.", () => zoneIdOf('UTC')),
    constant('Map SHORT_IDS', 'Zones by ids of three letters.', shortIds),
    staticMethod('ZoneId of(String,Map)', 'A zone by its id or by an alias.', (id: string, aliases: HashMap) =>
      zoneIdOf(aliased(nonNull(id, 'zoneId'), nonNull(aliases, 'aliasMap'))),
    ),
    staticMethod('ZoneId ofOffset(String,ZoneOffset)', 'A zone with a prefix such as UTC and an offset.', zoneOfOffset),
    ...refusedAll(
      'it depends on the machine',
      `
    static Set getAvailableZoneIds()
    String getDisplayName(TextStyle,Locale)
  `,
    ),
  ],
  { supertypes: [], represents: [jodaClass(ZoneId)] },
);

const zoneOffsetClass = javaClass(
  'java.time.ZoneOffset',
  'An offset from UTC.',
  [
    ...delegated(
      ZoneOffset,
      `
    int getTotalSeconds()
    static ZoneOffset MAX
    static ZoneOffset MIN
    static ZoneOffset UTC
    static ZoneOffset of(String)
    static ZoneOffset ofHours(int)
    static ZoneOffset ofHoursMinutes(int,int)
    static ZoneOffset ofHoursMinutesSeconds(int,int,int)
    static ZoneOffset ofTotalSeconds(int)
  `,
    ),
    staticMethod('ZoneOffset from(TemporalAccessor)', 'The offset of something.', (temporal: TemporalAccessor) =>
      translated(() => zoneOffsetFrom(nonNull(temporal, 'temporal'))),
    ),
  ],
  {
    supertypes: [
      'java.time.ZoneId',
      'java.time.temporal.TemporalAccessor',
      'java.time.temporal.TemporalAdjuster',
      'java.lang.Comparable',
    ],
    represents: [jodaClass(ZoneOffset)],
  },
);

const zonedDateTimeClass = javaClass(
  'java.time.ZonedDateTime',
  'A date and time in a zone.',
  [
    ...delegated(
      ZonedDateTime,
      `
    int getDayOfMonth()
    int getDayOfYear()
    int getHour()
    int getMinute()
    int getMonthValue()
    int getNano()
    int getSecond()
    int getYear()
    DayOfWeek getDayOfWeek()
    LocalDate toLocalDate()
    LocalDateTime toLocalDateTime()
    Month getMonth()
    OffsetDateTime toOffsetDateTime()
    ZonedDateTime minus(TemporalAmount)
    ZonedDateTime minus(long,TemporalUnit)
    ZonedDateTime minusDays(long)
    ZonedDateTime minusHours(long)
    ZonedDateTime minusMinutes(long)
    ZonedDateTime minusMonths(long)
    ZonedDateTime minusNanos(long)
    ZonedDateTime minusSeconds(long)
    ZonedDateTime minusWeeks(long)
    ZonedDateTime minusYears(long)
    ZonedDateTime plus(TemporalAmount)
    ZonedDateTime plus(long,TemporalUnit)
    ZonedDateTime plusDays(long)
    ZonedDateTime plusHours(long)
    ZonedDateTime plusMinutes(long)
    ZonedDateTime plusMonths(long)
    ZonedDateTime plusNanos(long)
    ZonedDateTime plusSeconds(long)
    ZonedDateTime plusWeeks(long)
    ZonedDateTime plusYears(long)
    ZonedDateTime truncatedTo(TemporalUnit)
    ZonedDateTime with(TemporalAdjuster)
    ZonedDateTime with(TemporalField,long)
    ZonedDateTime withDayOfMonth(int)
    ZonedDateTime withDayOfYear(int)
    ZonedDateTime withEarlierOffsetAtOverlap()
    ZonedDateTime withFixedOffsetZone()
    ZonedDateTime withHour(int)
    ZonedDateTime withLaterOffsetAtOverlap()
    ZonedDateTime withMinute(int)
    ZonedDateTime withMonth(int)
    ZonedDateTime withNano(int)
    ZonedDateTime withSecond(int)
    ZonedDateTime withYear(int)
    ZonedDateTime withZoneSameInstant(ZoneId)
    ZonedDateTime withZoneSameLocal(ZoneId)
    static ZonedDateTime from(TemporalAccessor)
    static ZonedDateTime of(int,int,int,int,int,int,int,ZoneId)
    static ZonedDateTime of(LocalDate,LocalTime,ZoneId)
    static ZonedDateTime of(LocalDateTime,ZoneId)
    static ZonedDateTime ofInstant(Instant,ZoneId)
    static ZonedDateTime ofInstant(LocalDateTime,ZoneOffset,ZoneId)
    static ZonedDateTime ofLocal(LocalDateTime,ZoneId,ZoneOffset)
    static ZonedDateTime ofStrict(LocalDateTime,ZoneOffset,ZoneId)
  `,
    ),
    ...parsed('ZonedDateTime', isoFormatters.ISO_ZONED_DATE_TIME, [
      ["ZonedDateTime.parse('2023-08-28T12:34:56Z').toInstant().toEpochMilli()", '1693226096000L'],
    ]),
    method('DayOfWeek getDayOfWeekEnum()', 'The day of the week.', (self: ZonedDateTime) => self.dayOfWeek(), [
      ["ZonedDateTime.parse('2023-08-28T12:34:56Z').getDayOfWeekEnum().name()", "'MONDAY'"],
    ]),
  ],
  { supertypes: ['java.time.chrono.ChronoZonedDateTime'], represents: [jodaClass(ZonedDateTime)] },
);

export const javaTime: readonly ClassDeclaration[] = [
  clockClass,
  dayOfWeekClass,
  durationClass,
  instantClass,
  localDateClass,
  localDateTimeClass,
  localTimeClass,
  monthClass,
  monthDayClass,
  offsetDateTimeClass,
  offsetTimeClass,
  periodClass,
  yearClass,
  yearMonthClass,
  zoneIdClass,
  zoneOffsetClass,
  zonedDateTimeClass,
  exceptionClass('java.time.DateTimeException', 'java.lang.RuntimeException', 'A date or time that cannot be.'),
];
