// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.lang.String with the server's augmentations.

import { javaTrim } from '../../../util/javaTrim.js';
import { iterate } from '../../../values/collections.js';
import { JavaArray } from '../../../values/javaArray.js';
import { textOf } from '../../../values/javaText.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import { classCast, nonNull } from '../../runtime/exceptions.js';
import { maxTextLength, outOfMemory } from '../../runtime/limits.js';
import { decodeBase64Text, encodeBase64Text } from '../base64.js';
import { formatJava } from '../formatJava.js';
import { constructs, javaClass, method, methodOnNull, refused, staticMethod } from '../table.js';
import { StringBuilder } from './StringBuilder.js';
import * as texts from '../text.js';
import { charsOf } from '../text.js';

const stringArray = (items: readonly string[]) => new JavaArray('java.lang.String', [...items]);

/** The server's splitOnToken: at most `limit` parts, or all where the limit is below 1. */
function splitOnToken(text: string | null, separator: string | null, limit: number): JavaArray {
  if (!text || !separator) return new JavaArray('java.lang.String', [text]);
  const parts: string[] = [];
  let position = 0;
  while (limit < 1 || parts.length + 1 < limit) {
    const found = text.indexOf(separator, position);
    if (found < 0) break;
    parts.push(text.slice(position, found));
    position = found + separator.length;
  }
  parts.push(text.slice(position));
  return stringArray(parts);
}

function replaceAllText(text: string, target: unknown, replacement: unknown): string {
  const from = charsOf(target);
  const to = charsOf(replacement);
  const growth = to.length - from.length;
  if (growth > 0 && text.length * to.length > maxTextLength) {
    let length = text.length;
    // An empty text is found between all characters: at every place, and behind the last.
    for (
      let at = text.indexOf(from);
      at >= 0;
      at = at < text.length ? text.indexOf(from, at + (from.length || 1)) : -1
    ) {
      length += growth;
      if (length > maxTextLength) throw outOfMemory();
    }
  }
  return text.replaceAll(from, () => to);
}

function regionMatches(
  ignoreCase: boolean,
  text: string,
  at: number,
  other: string | null,
  otherAt: number,
  length: number,
): boolean {
  // The bounds that need no look at the other text come first.
  if (otherAt < 0 || at < 0 || at > text.length - length) return false;
  const right = nonNull(other);
  if (otherAt > right.length - length) return false;
  const a = text.slice(at, at + Math.max(0, length));
  const b = right.slice(otherAt, otherAt + Math.max(0, length));
  return ignoreCase ? equalsIgnoreCase(a, b) : a === b;
}

/** Folds one unit as Java does: upper case, then lower case. */
const foldUnit = (unit: string): string => {
  const upper = unit.toUpperCase();
  return (upper.length === 1 ? upper : unit).toLowerCase();
};

function equalsIgnoreCase(a: string, b: string | null): boolean {
  if (b === null || a.length !== b.length) return false;
  if (a === b) return true;
  for (let index = 0; index < a.length; index++) {
    if (a[index] !== b[index] && foldUnit(a[index]!) !== foldUnit(b[index]!)) return false;
  }
  return true;
}

function compareIgnoreCase(a: string, b: string): number {
  const fold = (text: string) => [...Array(text.length).keys()].map((index) => foldUnit(text[index]!)).join('');
  return texts.compareTexts(fold(a), fold(b));
}

function lastIndexOf(text: string, part: string, from: number): number {
  return from < 0 ? -1 : text.lastIndexOf(part, from);
}

export const stringClass = javaClass(
  'java.lang.String',
  'A text of UTF-16 units.',
  [
    constructs('()', 'The empty text.', () => ''),
    method('int codePointAt(int)', 'The code point at an index.', texts.codePointAt, [["'a'.codePointAt(0)", '97']]),
    method('int codePointBefore(int)', 'The code point before an index.', texts.codePointBefore, [
      ["'ab'.codePointBefore(1)", '97'],
    ]),
    method('int codePointCount(int,int)', 'The number of code points in a range.', texts.codePointCount, [
      ["'abc'.codePointCount(0, 2)", '2'],
    ]),
    method(
      'int compareTo(String)',
      'Compares by UTF-16 units.',
      (self: string, other: string | null) => texts.compareTexts(self, nonNull(other)),
      [["'a'.compareTo('c')", '-2']],
    ),
    method(
      'int compareToIgnoreCase(String)',
      'Compares without regard to case.',
      (self: string, other: string | null) => compareIgnoreCase(self, nonNull(other)),
      [["'A'.compareToIgnoreCase('a')", '0']],
    ),
    method(
      'String concat(String)',
      'This text with another one behind it.',
      (self: string, other: string | null) => self + nonNull(other),
      [["'a'.concat('b')", "'ab'"]],
    ),
    method(
      'boolean contains(CharSequence)',
      'Whether the other text occurs in this one.',
      (self: string, part: unknown) =>
        self.includes(
          typeof part === 'string'
            ? part
            : charsOf(part, 'Cannot invoke "java.lang.CharSequence.toString()" because "s" is null'),
        ),
      [["'abc'.contains('b')", 'true']],
    ),
    method(
      'boolean contentEquals(CharSequence)',
      'Whether another sequence has the same characters.',
      (self: string, other: unknown) => self === charsOf(other),
    ),
    staticMethod('String copyValueOf(char[])', 'The text of characters.', (chars: JavaArray | null) =>
      charsText(nonNull(chars)),
    ),
    staticMethod(
      'String copyValueOf(char[],int,int)',
      'The text of a part of characters: offset and count.',
      (chars: JavaArray | null, offset: number, count: number) =>
        texts.substring(charsText(nonNull(chars)), offset, offset + count),
    ),
    method('String decodeBase64()', 'Decodes base64 as UTF-8.', (self: string) => decodeBase64Text(self), [
      ["'YQ=='.decodeBase64()", "'a'"],
    ]),
    method('String encodeBase64()', 'Encodes as UTF-8 in base64.', (self: string) => encodeBase64Text(self), [
      ["'a'.encodeBase64()", "'YQ=='"],
    ]),
    methodOnNull(
      'String[] splitOnToken(String)',
      'Splits at every occurrence of a text, which is no regular expression.',
      (self: string | null, token: string | null) => splitOnToken(self, token, -1),
      [
        ["'a,b'.splitOnToken(',').length", '2'],
        ["'a,b'.splitOnToken(',')[1]", "'b'"],
      ],
    ),
    methodOnNull('String[] splitOnToken(String, int)', 'As splitOnToken, with at most that many parts.', splitOnToken, [
      ["'a,b,c'.splitOnToken(',', 2)[1]", "'b,c'"],
    ]),
    method(
      'boolean endsWith(String)',
      'Whether this text ends with another one.',
      (self: string, suffix: string | null) => self.endsWith(nonNull(suffix)),
      [["'abc'.endsWith('bc')", 'true']],
    ),
    method('boolean equalsIgnoreCase(String)', 'Equality without regard to case.', equalsIgnoreCase, [
      ["'Ab'.equalsIgnoreCase('aB')", 'true'],
    ]),
    staticMethod(
      'String format(String,def[])',
      'A text by a format of java.util.Formatter.',
      (format: string | null, args: JavaArray | null) => formatJava(nonNull(format), args?.items ?? []),
      [["String.format('%d-%s', new def[] {1, 'x'})", "'1-x'"]],
    ),
    staticMethod(
      'String format(Locale,String,def[])',
      'As format, with the separators and names of a locale.',
      (locale: object | null, format: string | null, args: JavaArray | null) =>
        formatJava(nonNull(format), args?.items ?? [], locale === null ? undefined : languageOf(locale)),
    ),
    refused('method', 'void getChars(int,int,char[],int)', 'use toCharArray()'),
    method(
      'int indexOf(String)',
      'The first index of a text, or -1.',
      (self: string, part: string | null) => self.indexOf(nonNull(part)),
      [["'abc'.indexOf('c')", '2']],
    ),
    method(
      'int indexOf(String,int)',
      'The first index at or after another one, or -1.',
      (self: string, part: string | null, from: number) => self.indexOf(nonNull(part), from),
      [["'abca'.indexOf('a', 1)", '3']],
    ),
    method('boolean isEmpty()', 'Whether the text has no characters.', (self: string) => self.length === 0, [
      ["''.isEmpty()", 'true'],
    ]),
    staticMethod(
      'String join(CharSequence,Iterable)',
      'Joins texts with a separator.',
      (separator: unknown, items: unknown) => {
        const between = charsOf(separator);
        const parts: string[] = [];
        for (const item of iterate(nonNull(items))) {
          if (typeof item === 'string') parts.push(item);
          else if (item === null || item instanceof StringBuilder) parts.push(textOf(item));
          else throw classCast(castMessage(classNameOf(item), 'java.lang.CharSequence'));
        }
        return parts.join(between);
      },
      [["String.join('-', ['a', 'b'])", "'a-b'"]],
    ),
    method(
      'int lastIndexOf(String)',
      'The last index of a text, or -1.',
      (self: string, part: string | null) => self.lastIndexOf(nonNull(part)),
      [["'abca'.lastIndexOf('a')", '3']],
    ),
    method(
      'int lastIndexOf(String,int)',
      'The last index at or before another one, or -1.',
      (self: string, part: string | null, from: number) => lastIndexOf(self, nonNull(part), from),
      [["'abca'.lastIndexOf('a', 2)", '0']],
    ),
    method('int offsetByCodePoints(int,int)', 'The index a number of code points away.', texts.offsetByCodePoints),
    method(
      'boolean regionMatches(boolean,int,String,int,int)',
      'Whether parts of two texts are equal, case ignored or not.',
      (self: string, ignoreCase: boolean, at: number, other: string | null, otherAt: number, length: number) =>
        regionMatches(ignoreCase, self, at, other, otherAt, length),
    ),
    method(
      'boolean regionMatches(int,String,int,int)',
      'Whether parts of two texts are equal.',
      (self: string, at: number, other: string | null, otherAt: number, length: number) =>
        regionMatches(false, self, at, other, otherAt, length),
    ),
    method('String replace(CharSequence,CharSequence)', 'Replaces every occurrence of a text.', replaceAllText, [
      ["'abab'.replace('a', 'x')", "'xbxb'"],
    ]),
    method(
      'boolean startsWith(String)',
      'Whether this text begins with another one.',
      (self: string, prefix: string | null) => self.startsWith(nonNull(prefix)),
      [["'abc'.startsWith('ab')", 'true']],
    ),
    method(
      'boolean startsWith(String,int)',
      'Whether another text stands at an index.',
      (self: string, prefix: string | null, at: number) =>
        at >= 0 && at <= self.length && self.startsWith(nonNull(prefix), at),
      [["'abc'.startsWith('b', 1)", 'true']],
    ),
    method(
      'String substring(int)',
      'The text from an index on.',
      (self: string, begin: number) => texts.substring(self, begin, self.length),
      [["'abc'.substring(1)", "'bc'"]],
    ),
    method('String substring(int,int)', 'The text between two indexes.', texts.substring, [
      ["'abc'.substring(1, 2)", "'b'"],
    ]),
    method(
      'char[] toCharArray()',
      'The characters.',
      (self: string) =>
        new JavaArray(
          'char',
          [...Array(self.length).keys()].map((index) => self.charCodeAt(index)),
        ),
      [["'ab'.toCharArray().length", '2']],
    ),
    method('String toLowerCase()', 'In lower case.', (self: string) => self.toLowerCase(), [
      ["'AbC'.toLowerCase()", "'abc'"],
    ]),
    method(
      'String toLowerCase(Locale)',
      'In lower case by the rules of a locale.',
      (self: string, locale: object | null) => self.toLocaleLowerCase(languageOf(locale)),
    ),
    method('String toUpperCase()', 'In upper case.', (self: string) => self.toUpperCase(), [
      ["'abc'.toUpperCase()", "'ABC'"],
    ]),
    method(
      'String toUpperCase(Locale)',
      'In upper case by the rules of a locale.',
      (self: string, locale: object | null) => self.toLocaleUpperCase(languageOf(locale)),
    ),
    method('String trim()', 'Without characters up to the blank at both ends.', javaTrim, [["' a '.trim()", "'a'"]]),
    staticMethod('String valueOf(def)', 'The text of any value.', (value: unknown) => textOf(value), [
      ['String.valueOf(1.0)', "'1.0'"],
    ]),
  ],
  { supertypes: ['java.lang.CharSequence', 'java.lang.Comparable'] },
);

function charsText(chars: JavaArray): string {
  return (chars.items as number[]).map((code) => String.fromCharCode(code)).join('');
}

function languageOf(locale: object | null): string | undefined {
  const language = textOf(nonNull(locale)).split('_')[0]!;
  return /^[a-z]{2,3}$/.test(language) ? language : undefined;
}
