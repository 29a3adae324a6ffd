// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Time zones of java.time on the rules of src/dates, so that js-joda's own zone data need not be loaded.

import {
  Duration,
  Instant,
  LocalDateTime,
  type TemporalAccessor,
  TemporalQueries,
  ZoneId,
  ZoneOffset,
  ZoneRules,
} from '../../../values/javaTime.js';
import { standardOffsetAt, type Zone, zoneOf as datesZone } from '../../../dates/zones.js';
import { stringHash } from '../../../values/identity.js';
import { javaException } from '../../runtime/exceptions.js';
import { unobtainable } from './delegated.js';

/** java.time.ZoneId.SHORT_IDS of JDK 25 (EST, MST and HST were fixed offsets before JDK 23). */
export const shortZoneIds: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  EST: 'America/Panama',
  HST: 'Pacific/Honolulu',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  MST: 'America/Phoenix',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
};

/** A change of a zone's offset. */
class Transition {
  private readonly second: number;
  private readonly before: ZoneOffset;
  private readonly after: ZoneOffset;

  constructor(second: number, before: ZoneOffset, after: ZoneOffset) {
    this.second = second;
    this.before = before;
    this.after = after;
  }

  offsetBefore(): ZoneOffset {
    return this.before;
  }

  offsetAfter(): ZoneOffset {
    return this.after;
  }

  duration(): Duration {
    return Duration.ofSeconds(this.after.totalSeconds() - this.before.totalSeconds());
  }

  instant(): Instant {
    return Instant.ofEpochSecond(this.second);
  }

  isGap(): boolean {
    return this.after.totalSeconds() > this.before.totalSeconds();
  }

  isOverlap(): boolean {
    return !this.isGap();
  }

  dateTimeBefore(): LocalDateTime {
    return LocalDateTime.ofEpochSecond(this.second, 0, this.before);
  }

  dateTimeAfter(): LocalDateTime {
    return LocalDateTime.ofEpochSecond(this.second, 0, this.after);
  }
}

const noTransitions = () =>
  javaException('java.lang.UnsupportedOperationException', 'transitions of a zone are not listed');

const offset = (seconds: number): ZoneOffset => ZoneOffset.ofTotalSeconds(seconds);
const daySeconds = 86400;

/** Years from here on repeat the rules of the last ones, every 400 years the same days. */
const farYear = 100_000;

/** Seconds of a local date and time; of one far away, those of the date of a nearer year that has the same rules. */
function secondOf(local: LocalDateTime): number {
  const year = local.year();
  const near = Math.abs(year) < 2 * farYear ? local : local.withYear(year < 0 ? -farYear : farYear + (year % 400));
  return near.toEpochSecond(ZoneOffset.UTC);
}

/** Whether a zone has had the same offset from the times of local mean time on; no offset was kept for less than a month. */
function hasOneOffset(zone: Zone): boolean {
  const first = zone.offsetAt(0);
  for (let second = firstSample; second < lastSample; second += 30 * daySeconds) {
    if (zone.offsetAt(second) !== first) return false;
  }
  return true;
}

const firstSample = Date.UTC(1840, 0) / 1000;
const lastSample = Date.UTC(2040, 0) / 1000;

/** Rules of a zone, as js-joda asks for them. */
class Rules extends ZoneRules {
  private readonly zone: Zone;
  private isFixed: boolean | undefined;

  constructor(zone: Zone) {
    super();
    this.zone = zone;
  }

  isFixedOffset(): boolean {
    this.isFixed ??= this.zone.isOffset || hasOneOffset(this.zone);
    return this.isFixed;
  }

  offsetOfInstant(instant: Instant): ZoneOffset {
    return offset(this.zone.offsetAt(secondOf(LocalDateTime.ofInstant(instant, ZoneOffset.UTC))));
  }

  offsetOfEpochMilli(milli: number): ZoneOffset {
    return offset(this.zone.offsetAt(Math.floor(milli / 1000)));
  }

  offsetOfLocalDateTime(local: LocalDateTime): ZoneOffset {
    return offset(this.zone.offsetAtLocal(secondOf(local)));
  }

  validOffsets(local: LocalDateTime): ZoneOffset[] {
    const second = secondOf(local);
    const candidates = [this.zone.offsetAt(second - daySeconds), this.zone.offsetAt(second + daySeconds)];
    return [...new Set(candidates)].filter((seconds) => this.zone.offsetAt(second - seconds) === seconds).map(offset);
  }

  transition(local: LocalDateTime): never {
    const second = secondOf(local);
    let low = second - daySeconds;
    let high = second + daySeconds;
    const before = this.zone.offsetAt(low);
    const after = this.zone.offsetAt(high);
    if (before === after) return null as never;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.zone.offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    return new Transition(high, offset(before), offset(after)) as never;
  }

  isValidOffset(local: LocalDateTime, candidate: ZoneOffset): boolean {
    return this.validOffsets(local).some((valid) => valid.equals(candidate));
  }

  standardOffset(instant: Instant): ZoneOffset {
    return offset(standardOffsetAt(this.zone, instant.epochSecond()));
  }

  daylightSavings(instant: Instant): Duration {
    return Duration.ofSeconds(
      this.offsetOfInstant(instant).totalSeconds() - this.standardOffset(instant).totalSeconds(),
    );
  }

  isDaylightSavings(instant: Instant): boolean {
    return !this.daylightSavings(instant).isZero();
  }

  nextTransition(): never {
    throw noTransitions();
  }

  previousTransition(): never {
    throw noTransitions();
  }

  transitions(): never {
    throw noTransitions();
  }

  transitionRules(): never {
    throw noTransitions();
  }

  override toString(): string {
    return `ZoneRules[${this.zone.id}]`;
  }
}

/** A zone with rules. */
class Region extends ZoneId {
  private readonly zone: Zone;
  private readonly zoneRules: Rules;

  constructor(zone: Zone) {
    super();
    this.zone = zone;
    this.zoneRules = new Rules(zone);
  }

  override id(): string {
    return this.zone.id;
  }

  override rules(): ZoneRules {
    return this.zoneRules;
  }

  override normalized(): ZoneId {
    return this.zoneRules.isFixedOffset() ? offset(this.zone.offsetAt(0)) : this;
  }

  override equals(other: unknown): boolean {
    return other instanceof Region && other.zone.id === this.zone.id;
  }

  override hashCode(): number {
    return stringHash(this.zone.id);
  }

  override toString(): string {
    return this.zone.id;
  }
}

const regions = new Map<string, ZoneId>();

/** ZoneId.of. */
export function zoneIdOf(id: string): ZoneId {
  let zone = regions.get(id);
  if (!zone) {
    zone = toZoneId(datesZone(id));
    regions.set(id, zone);
  }
  return zone;
}

/** A zone of src/dates as java.time has it. */
export function toZoneId(zone: Zone): ZoneId {
  return zone.isOffset ? offset(zone.offsetAt(0)) : new Region(zone);
}

/** A zone of java.time as src/dates has it. */
export function toDatesZone(zone: ZoneId): Zone {
  return datesZone(zone.id());
}

/** ZoneId.from. */
export function zoneIdFrom(temporal: TemporalAccessor): ZoneId {
  const zone = temporal.query<ZoneId | null>(TemporalQueries.zone());
  if (zone) return zone;
  throw unobtainable('ZoneId', temporal);
}
