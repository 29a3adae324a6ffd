// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Members of java.time classes that js-joda, a port of java.time, carries out: only numbers, lambdas and exceptions
// have to be translated. js-joda leaves the `get` out of the names of getters.

import { camelWords } from './words.js';
import { type Period, TemporalAdjuster, TemporalQuery } from '../../../values/javaTime.js';
import { JavaArray } from '../../../values/javaArray.js';
import { hashOf } from '../../../values/identity.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import { arithmetic, classCast, illegalArgument, javaException, nonNull } from '../../runtime/exceptions.js';
import { textOf } from '../../../values/javaText.js';
import { ListOf } from '../java.util/listBounds.js';
import { constant, type ExamplePairs, type Member, method, refused, staticMethod } from '../table.js';
import { charsOf } from '../text.js';

type Callable = (...args: unknown[]) => unknown;
type Target = Record<string, Callable>;

/** Java's classes for the errors that js-joda throws. */
const exceptions: Readonly<Record<string, string>> = {
  DateTimeException: 'java.time.DateTimeException',
  DateTimeParseException: 'java.time.format.DateTimeParseException',
  UnsupportedTemporalTypeException: 'java.time.temporal.UnsupportedTemporalTypeException',
  ArithmeticException: 'java.lang.ArithmeticException',
  IllegalArgumentException: 'java.lang.IllegalArgumentException',
  NullPointerException: 'java.lang.NullPointerException',
};

/** What a class makes of another date or time; what it says where it cannot, js-joda words in many ways. */
export function obtained<Value>(wanted: string, temporal: object, from: () => Value): Value {
  try {
    return from();
  } catch (error) {
    if (!((error as Error).name in exceptions)) throw error;
    throw unobtainable(wanted, temporal);
  }
}

/** Java's exception for a date or time of which another one cannot be made. */
export const unobtainable = (wanted: string, temporal: object) =>
  javaException(
    'java.time.DateTimeException',
    `Unable to obtain ${wanted} from TemporalAccessor: ${textOf(temporal)} of type ${classNameOf(temporal)}`,
  );

/** What Java says in an UnsupportedTemporalTypeException. */
const tooLarge = /^Unit is too large to be used for truncation$/;

/** Runs something of js-joda; its errors become Java's. */
export function translated<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { name, message } = error as Error;
    const javaClass = tooLarge.test(message) ? exceptions['UnsupportedTemporalTypeException'] : exceptions[name];
    if (javaClass === undefined) throw error;
    throw javaException(javaClass, javaMessage(message));
  }
}

const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
];

/** Java's words where js-joda has its own: days that a month does not have, and what no date or time can be made of. */
function javaMessage(message: string): string {
  const [, wanted, given, type] = /^Unable to obtain (\w+) TemporalAccessor: (.*), type (\w+)$/.exec(message) ?? [];
  if (wanted !== undefined)
    return `Unable to obtain ${wanted} from TemporalAccessor: ${given} of type java.time.${type}`;
  const [, year, month, day] = /^Invalid date '(-?\d+)' '(\d+)' '(\d+)'$/.exec(message) ?? [];
  if (year === undefined) return message;
  return day === '29'
    ? `Invalid date 'February 29' as '${year}' is not a leap year`
    : `Invalid date '${months[Number(month) - 1]} ${day}'`;
}

/** Functional interfaces that js-joda has as objects with one method. */
const objectForms: Readonly<Record<string, (run: unknown) => unknown>> = {
  TemporalAdjuster: (adjustInto) => Object.assign(Object.create(TemporalAdjuster.prototype) as object, { adjustInto }),
  TemporalQuery: (queryFrom) => Object.assign(Object.create(TemporalQuery.prototype) as object, { queryFrom }),
};

function argumentConverter(type: string): ((value: unknown) => unknown) | undefined {
  if (type === 'long') return (value) => Number(value);
  if (type === 'CharSequence') return (value) => charsOf(value, 'text');
  const form = objectForms[type];
  return form ? (value) => (typeof value === 'function' ? form(value) : value) : undefined;
}

/** The years, months and days of a period are ints. */
function checkedPeriod(period: Period): Period {
  for (const part of [period.years(), period.months(), period.days()])
    if (part !== (part | 0)) throw arithmetic('integer overflow');
  return period;
}

function resultConverter(type: string): ((value: unknown) => unknown) | undefined {
  if (type === 'long') return (value) => BigInt.asIntN(64, BigInt(value as number));
  if (type === 'Period' || type === 'ChronoPeriod') return (value) => checkedPeriod(value as Period);
  if (type === 'List') return (value) => ListOf.of(...(value as unknown[]));
  if (type.endsWith('[]')) return (value) => new JavaArray(type.slice(0, -2), [...(value as unknown[])]);
  return undefined;
}

/** The same temporal with another value is of the same class, which Java checks. */
function sameClass(target: object, returns: string): (value: unknown) => unknown {
  return (value) => {
    if (value === null || value instanceof (target as new () => unknown)) return value;
    throw classCast(castMessage(`java.time.${(value as object).constructor.name}`, `java.time.${returns}`));
  };
}

/** What js-joda calls a getter. */
function jodaName(target: object, name: string): string {
  if (!/^get[A-Z]/.test(name)) return name;
  const short = name[3]!.toLowerCase() + name.slice(4);
  return short in target ? short : name;
}

/** The members of a class, one signature a line; `static` before static ones, constants without parentheses. */
export function delegated(
  target: object,
  signatures: string,
  examples: Readonly<Record<string, ExamplePairs>> = {},
): Member[] {
  return signatures
    .trim()
    .split('\n')
    .map((line) => delegate(target as Target & { prototype: object }, line.trim(), examples));
}

function delegate(
  target: Target & { prototype: object },
  line: string,
  examples: Readonly<Record<string, ExamplePairs>>,
): Member {
  const isStatic = line.startsWith('static ');
  const signature = isStatic ? line.slice(7) : line;
  const [, returns, name, list] = /^(\S+) (\w+)(?:\((.*)\))?$/.exec(signature)!;
  const doc = `${camelWords(name!)}.`;
  if (list === undefined)
    return constant(
      signature,
      `${camelWords(name!.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()))}.`,
      target[name!],
    );
  const converters = list.split(',').map((type) => argumentConverter(type.trim()));
  const convert = (args: unknown[]): unknown[] => args.map((value, index) => converters[index]?.(value) ?? value);
  const adjusts = name === 'with' && list === 'TemporalAdjuster' && returns !== 'Temporal';
  const finish = adjusts ? sameClass(target, returns!) : (resultConverter(returns!) ?? ((value) => value));
  const pairs = examples[signature] ?? [];
  if (isStatic && signature.endsWith(' from(TemporalAccessor)')) {
    return staticMethod(
      signature,
      doc,
      (temporal: object | null) => obtained(returns!, nonNull(temporal, 'temporal'), () => target['from']!(temporal)),
      pairs,
    );
  }
  if (isStatic) {
    return staticMethod(
      signature,
      doc,
      (...args: unknown[]) => translated(() => finish(target[name!]!(...convert(args)))),
      pairs,
    );
  }
  if (name === 'hashCode') return method(signature, 'The hash code.', hashOf);
  const called = jodaName(target.prototype, name!);
  return method(
    signature,
    doc,
    (self: Target, ...args: unknown[]) => translated(() => finish(self[called]!(...convert(args)))),
    pairs,
  );
}

/** Members that are refused for one reason, one signature a line. */
export function refusedAll(reason: string, signatures: string): Member[] {
  return signatures
    .trim()
    .split('\n')
    .map((line) => {
      const signature = line.trim().replace(/^static /, '');
      const isConstant = !signature.includes('(');
      const kind = isConstant
        ? 'constant'
        : signature.startsWith('(')
          ? 'constructor'
          : line.trim().startsWith('static ')
            ? 'static'
            : 'method';
      return refused(kind, signature, reason);
    });
}

/** The constant that Enum.valueOf finds in a class of js-joda. */
export function enumConstant(className: string, owner: object): (name: string | null) => unknown {
  return (name) => {
    const found = (owner as Record<string, unknown>)[nonNull(name, 'Name is null')];
    if (found instanceof jodaClass(owner)) return found;
    throw illegalArgument(`No enum constant ${className}.${name!}`);
  };
}

/** A class of js-joda as one whose instances can be recognized; js-joda declares most constructors private. */
export function jodaClass(value: object): abstract new (...args: never[]) => unknown {
  return value as abstract new (...args: never[]) => unknown;
}
