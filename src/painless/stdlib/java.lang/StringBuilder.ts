// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.lang.StringBuilder and StringBuffer, which differ in name only.

import { castMessage, classNameOf } from '../../../values/className.js';
import { identityHash } from '../../../values/identity.js';
import { textOf } from '../../../values/javaText.js';
import { classCast, illegalArgument, javaException, nonNull } from '../../runtime/exceptions.js';
import { checkedText } from '../../runtime/limits.js';
import { constructs, javaClass, javaInterface, method, refused, type ClassDeclaration } from '../table.js';
import * as texts from '../text.js';
import { charsOf } from '../text.js';

/** A text that grows in place. */
export class StringBuilder {
  text: string;

  constructor(text = '') {
    this.text = text;
  }

  append(text: string): this {
    this.text = checkedText(this.text + text);
    return this;
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  compareTo(other: unknown): number {
    if (other instanceof StringBuilder && other.constructor === this.constructor)
      return texts.compareTexts(this.text, other.text);
    throw classCast(castMessage(classNameOf(other), classNameOf(this)));
  }

  hashCode(): number {
    return identityHash(this);
  }

  toString(): string {
    return this.text;
  }
}

/** A StringBuilder by its older name. */
export class StringBuffer extends StringBuilder {}

function splice(self: StringBuilder, start: number, end: number, replacement: string | null): StringBuilder {
  const { length } = self.text;
  const last = Math.min(end, length);
  if (start < 0 || start > length || start > last)
    throw bounds(`Range [${start}, ${last}) out of bounds for length ${length}`);
  self.text = checkedText(self.text.slice(0, start) + nonNull(replacement) + self.text.slice(last));
  return self;
}

const bounds = (message: string) => javaException('java.lang.StringIndexOutOfBoundsException', message);

function insert(self: StringBuilder, offset: number, value: unknown): StringBuilder {
  if (offset < 0 || offset > self.text.length) throw bounds(`offset ${offset}, length ${self.text.length}`);
  return splice(self, offset, offset, textOf(value));
}

function checkIndex(self: StringBuilder, index: number): void {
  if (index < 0 || index >= self.text.length) throw bounds(`index ${index},length ${self.text.length}`);
}

/** A part of a text to append, whose bounds are checked as those of any range. */
function part(text: string, start: number, end: number): string {
  if (start < 0 || start > end || end > text.length)
    throw javaException(
      'java.lang.IndexOutOfBoundsException',
      `Range [${start}, ${end}) out of bounds for length ${text.length}`,
    );
  return text.slice(start, end);
}

function codePointText(codePoint: number): string {
  if (codePoint < 0 || codePoint > 0x10ffff)
    throw illegalArgument(`Not a valid Unicode code point: 0x${(codePoint >>> 0).toString(16).toUpperCase()}`);
  return String.fromCodePoint(codePoint);
}

/** Reverses by code points, so that surrogate pairs stay pairs. */
function reverse(self: StringBuilder): StringBuilder {
  self.text = [...self.text].reverse().join('');
  return self;
}

const builder = (name: string, represents: typeof StringBuilder): ClassDeclaration => {
  const simple = name.slice('java.lang.'.length);
  return javaClass(
    name,
    'A text that grows in place.',
    [
      constructs('()', 'An empty one.', () => new represents()),
      constructs('(CharSequence)', 'One that begins with a text.', (text: unknown) => new represents(charsOf(text)), [
        [`new ${simple}('a').toString()`, "'a'"],
      ]),
      method(
        `${simple} append(def)`,
        'Appends the text of any value.',
        (self: StringBuilder, value: unknown) => self.append(typeof value === 'string' ? value : textOf(value)),
        [[`new ${simple}().append(1).append('x').toString()`, "'1x'"]],
      ),
      method(
        `${simple} append(CharSequence,int,int)`,
        'Appends a part of a text.',
        (self: StringBuilder, text: unknown, start: number, end: number) =>
          self.append(part(text === null ? 'null' : charsOf(text), start, end)),
      ),
      method(`${simple} appendCodePoint(int)`, 'Appends a code point.', (self: StringBuilder, codePoint: number) =>
        self.append(codePointText(codePoint)),
      ),
      method('int capacity()', 'The size of the buffer.', (self: StringBuilder) => Math.max(16, self.text.length)),
      method('int codePointAt(int)', 'The code point at an index.', (self: StringBuilder, index: number) =>
        texts.codePointAt(self.text, index),
      ),
      method('int codePointBefore(int)', 'The code point before an index.', (self: StringBuilder, index: number) =>
        texts.codePointBefore(self.text, index),
      ),
      method(
        'int codePointCount(int,int)',
        'The number of code points in a range.',
        (self: StringBuilder, begin: number, end: number) => texts.codePointCount(self.text, begin, end),
      ),
      method(`${simple} delete(int,int)`, 'Deletes a range.', (self: StringBuilder, start: number, end: number) =>
        splice(self, start, end, ''),
      ),
      method(`${simple} deleteCharAt(int)`, 'Deletes one character.', (self: StringBuilder, index: number) => {
        checkIndex(self, index);
        return splice(self, index, index + 1, '');
      }),
      refused('method', 'void getChars(int,int,char[],int)', 'use toString().toCharArray()'),
      method('int indexOf(String)', 'The first index of a text, or -1.', (self: StringBuilder, part: string | null) =>
        self.text.indexOf(charsOf(part)),
      ),
      method(
        'int indexOf(String,int)',
        'The first index at or after another one, or -1.',
        (self: StringBuilder, part: string | null, from: number) => self.text.indexOf(charsOf(part), from),
      ),
      method(`${simple} insert(int,def)`, 'Inserts the text of any value.', insert, [
        [`new ${simple}('ac').insert(1, 'b').toString()`, "'abc'"],
      ]),
      method(
        'int lastIndexOf(String)',
        'The last index of a text, or -1.',
        (self: StringBuilder, part: string | null) => self.text.lastIndexOf(charsOf(part)),
      ),
      method(
        'int lastIndexOf(String,int)',
        'The last index at or before another one, or -1.',
        (self: StringBuilder, part: string | null, from: number) =>
          from < 0 ? -1 : self.text.lastIndexOf(charsOf(part), from),
      ),
      method(
        'int offsetByCodePoints(int,int)',
        'The index a number of code points away.',
        (self: StringBuilder, index: number, offset: number) => texts.offsetByCodePoints(self.text, index, offset),
      ),
      method(`${simple} replace(int,int,String)`, 'Replaces a range.', splice),
      method(`${simple} reverse()`, 'Reverses the text.', reverse, [
        [`new ${simple}('abc').reverse().toString()`, "'cba'"],
      ]),
      method(
        'void setCharAt(int,char)',
        'Replaces one character.',
        (self: StringBuilder, index: number, char: number) => {
          checkIndex(self, index);
          splice(self, index, index + 1, String.fromCharCode(char));
        },
      ),
      method(
        'void setLength(int)',
        'Cuts the text, or fills it with NUL characters.',
        (self: StringBuilder, length: number) => {
          if (length < 0) throw bounds(`String index out of range: ${length}`);
          checkedText(self.text.length < length ? ' '.repeat(Math.min(length, 1 << 27)) : '');
          self.text = self.text.slice(0, length).padEnd(length, '\0');
        },
      ),
      method('String substring(int)', 'The text from an index on.', (self: StringBuilder, begin: number) =>
        texts.substring(self.text, begin, self.text.length),
      ),
      method(
        'String substring(int,int)',
        'The text between two indexes.',
        (self: StringBuilder, begin: number, end: number) => texts.substring(self.text, begin, end),
      ),
    ],
    {
      supertypes: ['java.lang.CharSequence', 'java.lang.Appendable', 'java.lang.Comparable'],
      represents: [represents],
    },
  );
};

export const stringBuilderClass = builder('java.lang.StringBuilder', StringBuilder);
export const stringBufferClass = builder('java.lang.StringBuffer', StringBuffer);

export const appendableClass = javaInterface('java.lang.Appendable', 'What text can be appended to.', [
  method(
    'Appendable append(CharSequence,int,int)',
    'Appends a part of a text.',
    (self: StringBuilder, text: unknown, start: number, end: number) =>
      self.append(texts.substring(charsOf(text), start, end)),
  ),
]);
