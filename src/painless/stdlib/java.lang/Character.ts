// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.lang.Character: one UTF-16 unit, and properties of code points by JavaScript's Unicode tables.

import { JavaArray } from '../../../values/javaArray.js';
import { Char } from '../../../values/numbers.js';
import { illegalArgument, nonNull } from '../../runtime/exceptions.js';
import { digitValue } from '../../../values/parseNumbers.js';
import { constant, javaClass, method, refused, staticMethod, type Member } from '../table.js';
import * as texts from '../text.js';
import { charsOf } from '../text.js';

const has = (property: RegExp) => (codePoint: number) =>
  codePoint >= 0 && codePoint <= 0x10ffff && property.test(String.fromCodePoint(codePoint));

/** General categories in Java's numbering. */
const categories: readonly (readonly [number: number, constant: string, property: RegExp])[] = [
  [1, 'UPPERCASE_LETTER', /\p{Lu}/u],
  [2, 'LOWERCASE_LETTER', /\p{Ll}/u],
  [3, 'TITLECASE_LETTER', /\p{Lt}/u],
  [4, 'MODIFIER_LETTER', /\p{Lm}/u],
  [5, 'OTHER_LETTER', /\p{Lo}/u],
  [6, 'NON_SPACING_MARK', /\p{Mn}/u],
  [7, 'ENCLOSING_MARK', /\p{Me}/u],
  [8, 'COMBINING_SPACING_MARK', /\p{Mc}/u],
  [9, 'DECIMAL_DIGIT_NUMBER', /\p{Nd}/u],
  [10, 'LETTER_NUMBER', /\p{Nl}/u],
  [11, 'OTHER_NUMBER', /\p{No}/u],
  [12, 'SPACE_SEPARATOR', /\p{Zs}/u],
  [13, 'LINE_SEPARATOR', /\p{Zl}/u],
  [14, 'PARAGRAPH_SEPARATOR', /\p{Zp}/u],
  [15, 'CONTROL', /\p{Cc}/u],
  [16, 'FORMAT', /\p{Cf}/u],
  [18, 'PRIVATE_USE', /\p{Co}/u],
  [19, 'SURROGATE', /\p{Cs}/u],
  [20, 'DASH_PUNCTUATION', /\p{Pd}/u],
  [21, 'START_PUNCTUATION', /\p{Ps}/u],
  [22, 'END_PUNCTUATION', /\p{Pe}/u],
  [23, 'CONNECTOR_PUNCTUATION', /\p{Pc}/u],
  [24, 'OTHER_PUNCTUATION', /\p{Po}/u],
  [25, 'MATH_SYMBOL', /\p{Sm}/u],
  [26, 'CURRENCY_SYMBOL', /\p{Sc}/u],
  [27, 'MODIFIER_SYMBOL', /\p{Sk}/u],
  [28, 'OTHER_SYMBOL', /\p{So}/u],
  [29, 'INITIAL_QUOTE_PUNCTUATION', /\p{Pi}/u],
  [30, 'FINAL_QUOTE_PUNCTUATION', /\p{Pf}/u],
];

function typeOf(codePoint: number): number {
  for (const [type, , property] of categories) if (has(property)(codePoint)) return type;
  return 0;
}

const directionalities = [
  ...['LEFT_TO_RIGHT', 'RIGHT_TO_LEFT', 'RIGHT_TO_LEFT_ARABIC', 'EUROPEAN_NUMBER', 'EUROPEAN_NUMBER_SEPARATOR'],
  ...['EUROPEAN_NUMBER_TERMINATOR', 'ARABIC_NUMBER', 'COMMON_NUMBER_SEPARATOR', 'NONSPACING_MARK', 'BOUNDARY_NEUTRAL'],
  ...['PARAGRAPH_SEPARATOR', 'SEGMENT_SEPARATOR', 'WHITESPACE', 'OTHER_NEUTRALS', 'LEFT_TO_RIGHT_EMBEDDING'],
  ...['LEFT_TO_RIGHT_OVERRIDE', 'RIGHT_TO_LEFT_EMBEDDING', 'RIGHT_TO_LEFT_OVERRIDE', 'POP_DIRECTIONAL_FORMAT'],
];

const constants: Member[] = [
  ...categories.map(([type, named]) => constant(`byte ${named}`, 'A general category.', type)),
  constant('byte UNASSIGNED', 'A general category.', 0),
  ...directionalities.map((named, value) => constant(`byte DIRECTIONALITY_${named}`, 'A direction of writing.', value)),
  constant('byte DIRECTIONALITY_UNDEFINED', 'A direction of writing.', -1),
  constant('int BYTES', 'Size in bytes.', 2),
  constant('int SIZE', 'Size in bits.', 16),
  constant('int MAX_CODE_POINT', 'The largest code point.', 0x10ffff),
  constant('int MIN_CODE_POINT', 'The smallest code point.', 0),
  constant('int MIN_SUPPLEMENTARY_CODE_POINT', 'The first code point of two units.', 0x10000),
  constant('char MAX_HIGH_SURROGATE', 'The last high surrogate.', 0xdbff),
  constant('char MIN_HIGH_SURROGATE', 'The first high surrogate.', 0xd800),
  constant('char MAX_LOW_SURROGATE', 'The last low surrogate.', 0xdfff),
  constant('char MIN_LOW_SURROGATE', 'The first low surrogate.', 0xdc00),
  constant('char MAX_SURROGATE', 'The last surrogate.', 0xdfff),
  constant('char MIN_SURROGATE', 'The first surrogate.', 0xd800),
  constant('int MAX_RADIX', 'The largest radix.', 36),
  constant('int MIN_RADIX', 'The smallest radix.', 2),
  constant('char MAX_VALUE', 'The largest char.', 0xffff),
  constant('char MIN_VALUE', 'The smallest char.', 0),
];

const isLetter = has(/\p{L}/u);
const isDigit = has(/\p{Nd}/u);
const ignorable = (c: number) =>
  (c >= 0 && c <= 8) || (c >= 14 && c <= 27) || (c >= 127 && c <= 159) || has(/\p{Cf}/u)(c);
const isWhitespace = (c: number) =>
  (c >= 9 && c <= 13) ||
  (c >= 28 && c <= 31) ||
  (c !== 0xa0 && c !== 0x2007 && c !== 0x202f && has(/[\p{Zs}\p{Zl}\p{Zp}]/u)(c));
const identifierStart = has(/[\p{L}\p{Nl}]/u);
const identifierPart = has(/[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}]/u);
const javaStart = has(/[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u);
const javaPart = has(/[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Sc}]/u);

/** Letters of two, by the place of the form whose first part alone is a capital. */
const titleForms = [0x1c5, 0x1c8, 0x1cb, 0x1f2];

/** Character.toTitleCase: a capital, but for letters of two, and for those of Georgian, which have no other form in titles. */
function titleCase(c: number): number {
  const form = titleForms.find((place) => Math.abs(c - place) <= 1);
  if (form !== undefined) return form;
  return c >= 0x10d0 && c <= 0x10ff ? c : inCase(c, (text) => text.toUpperCase());
}

/** A unit in another case; what would become several units stays as it is. */
function inCase(code: number, change: (text: string) => string): number {
  const changed = change(String.fromCharCode(code));
  return changed.length === 1 ? changed.charCodeAt(0) : code;
}

const romanNumerals: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 50, 100, 500, 1000];

function numericValue(codePoint: number): number {
  const digit = digitValue(codePoint, 36);
  if (digit >= 0) return digit;
  if (codePoint >= 0x2160 && codePoint <= 0x217f) return romanNumerals[(codePoint - 0x2160) % 16]!;
  if (!has(/\p{N}/u)(codePoint)) return -1;
  // Raised, lowered, circled and bracketed numbers are made of plain ones; fractions have no whole value.
  const plain = /^\(?(\d+)[).]?$/.exec(String.fromCodePoint(codePoint).normalize('NFKC'))?.[1];
  if (plain !== undefined) return Number(plain);
  return codePoint === ideographicZero ? 0 : -2;
}

const ideographicZero = 0x3007;

function toChars(codePoint: number): JavaArray {
  if (codePoint < 0 || codePoint > 0x10ffff)
    throw illegalArgument(`Not a valid Unicode code point: 0x${(codePoint >>> 0).toString(16).toUpperCase()}`);
  const text = String.fromCodePoint(codePoint);
  return new JavaArray(
    'char',
    [...Array(text.length).keys()].map((index) => text.charCodeAt(index)),
  );
}

export const characterClass = javaClass(
  'java.lang.Character',
  'A boxed char: one UTF-16 unit.',
  [
    ...constants,
    staticMethod('int charCount(int)', 'Units of a code point.', (c: number) => (c >= 0x10000 ? 2 : 1)),
    method('char charValue()', 'The char.', (self: Char) => self.code),
    refused('static', 'int codePointAt(char[],int,int)', 'use a text'),
    staticMethod('int codePointAt(CharSequence,int)', 'The code point at an index.', (text: unknown, index: number) =>
      texts.codePointAt(charsOf(text), index),
    ),
    refused('static', 'int codePointBefore(char[],int,int)', 'use a text'),
    staticMethod(
      'int codePointBefore(CharSequence,int)',
      'The code point before an index.',
      (text: unknown, index: number) => texts.codePointBefore(charsOf(text), index),
    ),
    staticMethod(
      'int codePointCount(CharSequence,int,int)',
      'The number of code points in a range.',
      (text: unknown, begin: number, end: number) => texts.codePointCount(charsOf(text), begin, end),
    ),
    staticMethod('int compare(char,char)', 'The difference.', (a: number, b: number) => a - b),
    method(
      'int compareTo(Character)',
      'The difference.',
      (self: Char, other: Char | null) => self.code - nonNull(other).code,
    ),
    staticMethod('int digit(int,int)', 'The value of a digit in a radix, or -1.', digitValue, [
      ["Character.digit((int) (char) 'f', 16)", '15'],
    ]),
    staticMethod('char forDigit(int,int)', 'The digit of a value in a radix.', (value: number, radix: number) =>
      value >= 0 && value < radix && radix >= 2 && radix <= 36 ? value.toString(radix).charCodeAt(0) : 0,
    ),
    refused('static', 'byte getDirectionality(int)', 'no table of directions of writing is at hand'),
    refused('static', 'String getName(int)', 'no table of character names is at hand'),
    staticMethod('int getNumericValue(int)', 'The number that a character stands for, -1 or -2.', numericValue),
    staticMethod('int getType(int)', 'The general category.', typeOf),
    staticMethod('int hashCode(char)', 'The hash code.', (c: number) => c),
    staticMethod(
      'char highSurrogate(int)',
      'The first unit of a code point.',
      (c: number) => ((c >>> 10) + 0xd7c0) & 0xffff,
    ),
    staticMethod('boolean isAlphabetic(int)', 'Whether alphabetic.', has(/\p{Alphabetic}/u)),
    staticMethod('boolean isBmpCodePoint(int)', 'Whether one unit.', (c: number) => c >>> 16 === 0),
    staticMethod('boolean isDefined(int)', 'Whether assigned.', (c: number) => typeOf(c) !== 0),
    staticMethod('boolean isDigit(int)', 'Whether a decimal digit.', isDigit, [
      ["Character.isDigit((int) (char) '5')", 'true'],
    ]),
    staticMethod(
      'boolean isHighSurrogate(char)',
      'Whether a high surrogate.',
      (c: number) => c >= 0xd800 && c <= 0xdbff,
    ),
    staticMethod('boolean isIdentifierIgnorable(int)', 'Whether identifiers ignore it.', ignorable),
    staticMethod('boolean isIdeographic(int)', 'Whether an ideograph.', has(/\p{Ideographic}/u)),
    staticMethod(
      'boolean isISOControl(int)',
      'Whether a control character.',
      (c: number) => (c >= 0 && c <= 31) || (c >= 127 && c <= 159),
    ),
    staticMethod(
      'boolean isJavaIdentifierPart(int)',
      'Whether part of a Java name.',
      (c: number) => javaPart(c) || ignorable(c),
    ),
    staticMethod('boolean isJavaIdentifierStart(int)', 'Whether the start of a Java name.', javaStart),
    staticMethod('boolean isLetter(int)', 'Whether a letter.', isLetter),
    staticMethod(
      'boolean isLetterOrDigit(int)',
      'Whether a letter or digit.',
      (c: number) => isLetter(c) || isDigit(c),
    ),
    staticMethod('boolean isLowerCase(int)', 'Whether in lower case.', has(/\p{Lowercase}/u)),
    staticMethod('boolean isMirrored(int)', 'Whether mirrored in text from right to left.', has(/\p{Bidi_Mirrored}/u)),
    staticMethod('boolean isSpaceChar(int)', 'Whether a space.', has(/\p{Z}/u)),
    staticMethod(
      'boolean isSupplementaryCodePoint(int)',
      'Whether two units.',
      (c: number) => c >= 0x10000 && c <= 0x10ffff,
    ),
    staticMethod('boolean isSurrogate(char)', 'Whether a surrogate.', (c: number) => c >= 0xd800 && c <= 0xdfff),
    staticMethod(
      'boolean isSurrogatePair(char,char)',
      'Whether a pair of surrogates.',
      (a: number, b: number) => a >= 0xd800 && a <= 0xdbff && b >= 0xdc00 && b <= 0xdfff,
    ),
    staticMethod('boolean isTitleCase(int)', 'Whether in title case.', has(/\p{Lt}/u)),
    staticMethod(
      'boolean isUnicodeIdentifierPart(int)',
      'Whether part of a name.',
      (c: number) => identifierPart(c) || ignorable(c),
    ),
    staticMethod('boolean isUnicodeIdentifierStart(int)', 'Whether the start of a name.', identifierStart),
    staticMethod('boolean isUpperCase(int)', 'Whether in upper case.', has(/\p{Uppercase}/u)),
    staticMethod('boolean isValidCodePoint(int)', 'Whether a code point.', (c: number) => c >= 0 && c <= 0x10ffff),
    staticMethod('boolean isWhitespace(int)', 'Whether white space as Java sees it.', isWhitespace, [
      ["Character.isWhitespace((int) (char) ' ')", 'true'],
    ]),
    staticMethod('char lowSurrogate(int)', 'The second unit of a code point.', (c: number) => (c & 0x3ff) + 0xdc00),
    refused('static', 'int offsetByCodePoints(char[],int,int,int,int)', 'use a text'),
    staticMethod(
      'int offsetByCodePoints(CharSequence,int,int)',
      'The index a number of code points away.',
      (text: unknown, index: number, offset: number) => texts.offsetByCodePoints(charsOf(text), index, offset),
    ),
    staticMethod('char reverseBytes(char)', 'The bytes in reverse.', (c: number) => ((c & 0xff) << 8) | (c >> 8)),
    staticMethod('char[] toChars(int)', 'The units of a code point.', toChars),
    refused('static', 'int toChars(int,char[],int)', 'use toChars(int)'),
    staticMethod(
      'int toCodePoint(char,char)',
      'The code point of surrogates.',
      (high: number, low: number) => ((high << 10) + low + (0x10000 - (0xd800 << 10) - 0xdc00)) | 0,
    ),
    staticMethod('char toLowerCase(char)', 'In lower case.', (c: number) => inCase(c, (text) => text.toLowerCase())),
    staticMethod('String toString(char)', 'The text of the char.', (c: number) => String.fromCharCode(c)),
    staticMethod('char toTitleCase(char)', 'In title case.', titleCase),
    staticMethod('char toUpperCase(char)', 'In upper case.', (c: number) => inCase(c, (text) => text.toUpperCase())),
    staticMethod('Character valueOf(char)', 'The boxed char.', (c: number) => new Char(c)),
  ],
  { supertypes: ['java.lang.Comparable'], represents: [Char] },
);
