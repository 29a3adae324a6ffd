// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.lang.Object, CharSequence, Comparable, Boolean, Enum, System and other small classes.

import type { JavaPattern } from '../../../javaRegex/javaPattern.js';
import type { Matcher } from '../../../javaRegex/matcher.js';
import { equalValues, hashOf, identityHash } from '../../../values/identity.js';
import { JavaArray } from '../../../values/javaArray.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import { textOf } from '../../../values/javaText.js';
import { classCast, javaException, nonNull } from '../../runtime/exceptions.js';
import { checkedText } from '../../runtime/limits.js';
import { compareNaturally } from '../comparing.js';
import { IntStream } from '../java.util.stream/JavaStream.js';
import { constant, constructs, javaClass, javaInterface, method, staticMethod } from '../table.js';
import { charAt, charsOf, substring } from '../text.js';

/** A Java enum constant; classes of enums extend this. */
export class JavaEnum {
  readonly enumName: string;
  readonly position: number;

  constructor(enumName: string, position: number) {
    this.enumName = enumName;
    this.position = position;
  }

  constantName(): string {
    return this.enumName;
  }

  ordinal(): number {
    return this.position;
  }

  compareTo(other: JavaEnum): number {
    return this.position - other.position;
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }

  toString(): string {
    return this.enumName;
  }

  documentText(): string {
    return this.toString();
  }
}

function hashOfAny(value: unknown): number {
  return typeof value === 'function' ? identityHash(value) : hashOf(value);
}

const objectClass = javaClass('java.lang.Object', 'The root of all classes.', [
  method('boolean equals(Object)', 'Equality of values.', (self: unknown, other: unknown) => equalValues(self, other), [
    ['[1].equals([1])', 'true'],
    ['Integer.valueOf(1).equals(1L)', 'false'],
  ]),
  method('int hashCode()', 'The hash code that Java computes.', hashOfAny, [["'ab'.hashCode()", '3105']]),
  method('String toString()', 'The text of the value.', (self: unknown) => textOf(self), [
    ["[1, 'a'].toString()", "'[1, a]'"],
  ]),
]);

function* codePointsOf(text: string): Generator<number> {
  for (const char of text) yield char.codePointAt(0)!;
}

const unitsOf = (text: string): number[] => [...Array(text.length).keys()].map((index) => text.charCodeAt(index));

type Replace = (match: Matcher) => unknown;

/** The server's replaceAll and replaceFirst with a function of the matcher. */
function replaceMatches(text: string, pattern: JavaPattern, replace: Replace | null, limit: number): string {
  const matcher = pattern.matcher(text);
  let result = '';
  let last = 0;
  for (let count = 0; count < limit && matcher.find(); count++) {
    const replacement = nonNull(replace)(matcher);
    if (replacement !== null && typeof replacement !== 'string')
      throw classCast(castMessage(classNameOf(replacement), 'java.lang.String'));
    result += text.slice(last, matcher.start()) + nonNull(replacement);
    last = matcher.end();
  }
  return checkedText(result + text.slice(last));
}

const charSequenceClass = javaInterface('java.lang.CharSequence', 'A readable sequence of characters.', [
  method(
    'char charAt(int)',
    'The character at an index.',
    (self: unknown, index: number) => charAt(charsOf(self), index),
    [["'abc'.charAt(1)", "(char) 'b'"]],
  ),
  method('IntStream chars()', 'A stream of the characters.', (self: unknown) => new IntStream(unitsOf(charsOf(self))), [
    ["'ab'.chars().sum()", '195'],
  ]),
  method('IntStream codePoints()', 'A stream of the code points.', (self: unknown) => {
    const text = charsOf(self);
    // Of a String of Latin letters Java knows how many code points there are.
    return new IntStream(typeof self === 'string' && /^[\0-\xff]*$/.test(text) ? unitsOf(text) : codePointsOf(text));
  }),
  method('int length()', 'The number of characters.', (self: unknown) => charsOf(self).length, [
    ["'abc'.length()", '3'],
  ]),
  method(
    'String replaceAll(Pattern,Function)',
    'Replaces every match by the result of a function.',
    (self: unknown, pattern: JavaPattern | null, replace: Replace | null) =>
      replaceMatches(charsOf(self), nonNull(pattern), replace, Infinity),
    [["'a1b2'.replaceAll(/[0-9]/, m -> '<' + m.group() + '>')", "'a<1>b<2>'"]],
  ),
  method(
    'String replaceFirst(Pattern,Function)',
    'Replaces the first match by the result of a function.',
    (self: unknown, pattern: JavaPattern | null, replace: Replace | null) =>
      replaceMatches(charsOf(self), nonNull(pattern), replace, 1),
  ),
  method(
    'CharSequence subSequence(int,int)',
    'The characters between two indexes.',
    (self: unknown, start: number, end: number) => substring(charsOf(self), start, end),
  ),
  method('String toString()', 'The text.', (self: unknown) => charsOf(self)),
]);

const comparableClass = javaInterface('java.lang.Comparable', 'What has a natural order.', [
  method(
    'int compareTo(def)',
    'Negative, zero or positive, as this is less than, equal to or greater than the other.',
    compareNaturally,
  ),
]);

const booleanClass = javaClass(
  'java.lang.Boolean',
  'A boxed boolean.',
  [
    constant('Boolean TRUE', 'true.', true),
    constant('Boolean FALSE', 'false.', false),
    method('boolean booleanValue()', 'The boolean.', (self: boolean) => self),
    staticMethod(
      'int compare(boolean,boolean)',
      'false before true.',
      (a: boolean, b: boolean) => Number(a) - Number(b),
    ),
    method(
      'int compareTo(Boolean)',
      'false before true.',
      (self: boolean, other: boolean | null) => Number(self) - Number(nonNull(other)),
    ),
    staticMethod('int hashCode(boolean)', 'The hash code.', (value: boolean) => hashOf(value)),
    staticMethod('boolean logicalAnd(boolean,boolean)', 'And.', (a: boolean, b: boolean) => a && b),
    staticMethod('boolean logicalOr(boolean,boolean)', 'Or.', (a: boolean, b: boolean) => a || b),
    staticMethod('boolean logicalXor(boolean,boolean)', 'Exclusive or.', (a: boolean, b: boolean) => a !== b),
    staticMethod(
      'boolean parseBoolean(String)',
      'Whether the text is true, in any case of letters.',
      (text: string | null) => text?.toLowerCase() === 'true',
      [
        ["Boolean.parseBoolean('True')", 'true'],
        ["Boolean.parseBoolean('yes')", 'false'],
      ],
    ),
    staticMethod('String toString(boolean)', 'true or false.', (value: boolean) => String(value)),
    staticMethod('Boolean valueOf(boolean)', 'The boxed boolean.', (value: boolean) => value),
  ],
  { supertypes: ['java.lang.Comparable'] },
);

/** A constant of an enum, be it ours or js-joda's. */
interface Constant {
  constantName(): string;
  ordinal(): number;
}

const enumClass = javaClass(
  'java.lang.Enum',
  'A constant of an enumeration.',
  [
    method('int compareTo(Enum)', 'Compares by position.', (self: Constant, other: Constant | null) => {
      if (nonNull(other).constructor !== self.constructor) throw classCast(null);
      return self.ordinal() - other!.ordinal();
    }),
    method('String name()', 'The name of the constant.', (self: Constant) => self.constantName()),
    method('int ordinal()', 'The position of the constant.', (self: Constant) => self.ordinal()),
  ],
  { supertypes: ['java.lang.Comparable'], represents: [JavaEnum] },
);

function arraycopy(from: unknown, fromAt: number, to: unknown, toAt: number, length: number): void {
  const source = nonNull(from);
  const target = nonNull(to);
  if (!(source instanceof JavaArray) || !(target instanceof JavaArray)) {
    throw javaException('java.lang.ArrayStoreException', 'arraycopy: source type or destination type is not an array');
  }
  if (fromAt < 0 || toAt < 0 || length < 0 || fromAt + length > source.length || toAt + length > target.length) {
    throw javaException(
      'java.lang.ArrayIndexOutOfBoundsException',
      'arraycopy: last source index or destination index out of bounds',
    );
  }
  const items = source.items.slice(fromAt, fromAt + length);
  for (let index = 0; index < length; index++) target.items[toAt + index] = items[index];
}

const systemClass = javaClass('java.lang.System', 'Clock and array copies.', [
  staticMethod('void arraycopy(Object,int,Object,int,int)', 'Copies elements from one array to another.', arraycopy),
  staticMethod('long currentTimeMillis()', 'Milliseconds since 1970.', () => BigInt(Date.now())),
  staticMethod('long nanoTime()', 'A running clock in nanoseconds.', () => process.hrtime.bigint()),
]);

/** A java.lang.StackTraceElement. */
export class StackTraceElement {
  readonly className: string | null;
  readonly methodName: string | null;
  readonly fileName: string | null;
  readonly lineNumber: number;

  constructor(className: string | null, methodName: string | null, fileName: string | null, lineNumber: number) {
    this.className = className;
    this.methodName = methodName;
    this.fileName = fileName;
    this.lineNumber = lineNumber;
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }

  toString(): string {
    return `${this.className}.${this.methodName}(${this.fileName ?? 'Unknown Source'}${this.lineNumber >= 0 ? `:${this.lineNumber}` : ''})`;
  }
}

const stackTraceElementClass = javaClass(
  'java.lang.StackTraceElement',
  'One line of a stack trace.',
  [
    constructs(
      '(String,String,String,int)',
      'With class, method, file and line.',
      (className: string | null, methodName: string | null, fileName: string | null, line: number) =>
        new StackTraceElement(nonNull(className), nonNull(methodName), fileName, line),
    ),
    method('String getClassName()', 'The class.', (self: StackTraceElement) => self.className),
    method('String getFileName()', 'The file.', (self: StackTraceElement) => self.fileName),
    method('int getLineNumber()', 'The line.', (self: StackTraceElement) => self.lineNumber),
    method('String getMethodName()', 'The method.', (self: StackTraceElement) => self.methodName),
    method('boolean isNativeMethod()', 'Whether the method is native.', () => false),
  ],
  { represents: [StackTraceElement] },
);

const voidClass = javaClass('java.lang.Void', 'The class of nothing.', []);

export const basicClasses = [
  objectClass,
  charSequenceClass,
  comparableClass,
  booleanClass,
  enumClass,
  systemClass,
  stackTraceElementClass,
  voidClass,
];
