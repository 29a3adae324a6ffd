// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Patterns of java.time.format.DateTimeFormatter (`yyyy-MM-dd'T'HH:mm:ss[.SSS]XXX`) to elements.

import { illegalArgument } from '../diagnostics/failure.js';
import type { WeekRules } from '../values/civil.js';
import { type Element, literal, optional, padded } from './element.js';
import type { Field } from './fields.js';
import { type TextField, type TextStyle, weekRulesOf } from './localeText.js';
import { type DigitsElement, fraction, isDigits, NumberElement, type SignStyle } from './numberElement.js';
import { textElement } from './textElement.js';
import type { WeekField } from './weekElement.js';
import {
  localizedOffsetElement,
  offsetElement,
  type OffsetPattern,
  zoneIdElement,
  zoneTextElement,
} from './zoneElement.js';

/** Collects elements; adjacent numbers learn of each other. */
export class ElementList {
  readonly elements: Element[] = [];
  private adjacent: DigitsElement | undefined;

  add(element: Element): this {
    this.elements.push(element);
    if (!isDigits(element)) {
      this.adjacent = undefined;
    } else if (this.adjacent && element.fixedWidth !== undefined) {
      this.adjacent.reserve(element.fixedWidth);
      element.fix();
    } else {
      this.adjacent?.fix();
      this.adjacent = element;
    }
    return this;
  }
}

/** A field's number of a width between two bounds. */
export function number(
  field: Field | WeekField,
  minWidth: number,
  maxWidth: number,
  sign: SignStyle,
  weekRules?: WeekRules,
): NumberElement {
  return new NumberElement({ field, minWidth, maxWidth, sign, ...(weekRules ? { weekRules } : {}) });
}

/** A field's number of one width. */
export function fixedNumber(field: Field | WeekField, width: number, weekRules?: WeekRules): NumberElement {
  return number(field, width, width, 'notNegative', weekRules);
}

const simpleFields: Readonly<Record<string, Field>> = {
  d: 'DayOfMonth',
  h: 'ClockHourOfAmPm',
  H: 'HourOfDay',
  k: 'ClockHourOfDay',
  K: 'HourOfAmPm',
  m: 'MinuteOfHour',
  s: 'SecondOfMinute',
};

const longFields: Readonly<Record<string, Field>> = { A: 'MilliOfDay', n: 'NanoOfSecond', N: 'NanoOfDay' };

const offsetPatterns: readonly OffsetPattern[] = ['+HHmm', '+HHMM', '+HH:MM', '+HHMMss', '+HH:MM:ss'];

const textStyles: readonly (TextStyle | undefined)[] = [undefined, undefined, undefined, 'short', 'full', 'narrow'];

/**
 * Compiles a pattern for a language.
 *
 * @param locale a BCP 47 tag
 * @throws Failure illegal_argument_exception with Java's words.
 */
export function compilePattern(pattern: string, locale: string): Element[] {
  let cursor = 0;
  const weekRules = weekRulesOf(locale);

  const parseList = (nested: boolean): Element[] => {
    const list = new ElementList();
    while (cursor < pattern.length) {
      const character = pattern[cursor]!;
      if (/[A-Za-z]/.test(character)) {
        let count = run(pattern, cursor);
        let letter = character;
        cursor += count;
        let pad = 0;
        if (letter === 'p') {
          if (!/[A-Za-z]/.test(pattern[cursor] ?? '')) {
            throw illegalArgument(`Pad letter 'p' must be followed by valid pad pattern: ${pattern}`);
          }
          pad = count;
          letter = pattern[cursor]!;
          count = run(pattern, cursor);
          cursor += count;
        }
        const element = letterElement(letter, count, locale, weekRules);
        list.add(pad > 0 ? padded(element, pad) : element);
      } else if (character === "'") {
        list.add(literal(quoted()));
      } else if (character === '[') {
        cursor++;
        list.add(optional(parseList(true)));
      } else if (character === ']') {
        if (!nested) throw illegalArgument('Pattern invalid as it contains ] without previous [');
        cursor++;
        return list.elements;
      } else if (character === '{' || character === '}' || character === '#') {
        throw illegalArgument(`Pattern includes reserved character: '${character}'`);
      } else {
        list.add(literal(character));
        cursor++;
      }
    }
    return list.elements;
  };

  const quoted = (): string => {
    let text = '';
    cursor++;
    for (; cursor < pattern.length; cursor++) {
      if (pattern[cursor] !== "'") {
        text += pattern[cursor]!;
      } else if (pattern[cursor + 1] === "'") {
        text += "'";
        cursor++;
      } else {
        cursor++;
        return text === '' ? "'" : text;
      }
    }
    throw illegalArgument(`Pattern ends with an incomplete string literal: ${pattern}`);
  };

  return parseList(false);
}

function run(pattern: string, start: number): number {
  let end = start;
  while (pattern[end] === pattern[start]) end++;
  return end - start;
}

function tooMany(letter: string): Error {
  return illegalArgument(`Too many pattern letters: ${letter}`);
}

function letterElement(letter: string, count: number, locale: string, weekRules: WeekRules): Element {
  const simple = simpleFields[letter];
  if (simple) {
    if (count > 2) throw tooMany(letter);
    return count === 2 ? fixedNumber(simple, 2) : number(simple, 1, 19, 'normal');
  }
  const long = longFields[letter];
  if (long) return number(long, count, 19, 'notNegative');
  switch (letter) {
    case 'u':
    case 'y':
      return yearNumber(letter === 'u' ? 'Year' : 'YearOfEra', count);
    case 'Y':
      return yearNumber('WeekBasedYear', count, weekRules);
    case 'M':
    case 'L':
      return numberOrText('MonthOfYear', letter, count, letter === 'L', locale);
    case 'Q':
    case 'q':
      return numberOrText('QuarterOfYear', letter, count, letter === 'q', locale);
    case 'E':
      if (count > 5) throw tooMany(letter);
      return textElement('DayOfWeek', textStyles[Math.max(3, count)]!, false, locale);
    case 'e':
    case 'c':
      if (count > 5) throw tooMany(letter);
      if (letter === 'c' && count === 2) throw illegalArgument(`Invalid pattern "cc"`);
      if (count > 2) return textElement('DayOfWeek', textStyles[count]!, letter === 'c', locale);
      return fixedNumber('LocalizedDayOfWeek', count, weekRules);
    case 'a':
      if (count > 1) throw tooMany(letter);
      return textElement('AmPmOfDay', 'short', false, locale);
    case 'G':
      if (count > 5) throw tooMany(letter);
      return textElement('Era', textStyles[Math.max(3, count)]!, false, locale);
    case 'S':
      return fraction(count, count);
    case 'D':
      if (count > 3) throw tooMany(letter);
      return count === 1 ? number('DayOfYear', 1, 19, 'normal') : number('DayOfYear', count, 3, 'notNegative');
    case 'F':
      if (count > 1) throw tooMany(letter);
      return number('AlignedWeekOfMonth', 1, 19, 'normal');
    case 'g':
      return number('ModifiedJulianDay', count, 19, 'normal');
    case 'w':
      if (count > 2) throw tooMany(letter);
      return number('WeekOfWeekBasedYear', count, 2, 'notNegative', weekRules);
    case 'W':
      if (count > 1) throw tooMany(letter);
      return number('WeekOfMonth', 1, 2, 'notNegative', weekRules);
    case 'z':
      if (count > 4) throw tooMany(letter);
      return zoneTextElement(count === 4, locale);
    case 'v':
      if (count !== 1 && count !== 4) throw illegalArgument(`Wrong number of pattern letters: ${letter}`);
      return zoneTextElement(count === 4, locale);
    case 'V':
      if (count !== 2) throw illegalArgument(`Pattern letter count must be 2: ${letter}`);
      return zoneIdElement();
    case 'Z':
      if (count < 4) return offsetElement('+HHMM', '+0000');
      if (count === 4) return localizedOffsetElement(true);
      if (count === 5) return offsetElement('+HH:MM:ss', 'Z');
      throw tooMany(letter);
    case 'O':
      if (count !== 1 && count !== 4) throw illegalArgument(`Pattern letter count must be 1 or 4: ${letter}`);
      return localizedOffsetElement(count === 4);
    case 'X':
    case 'x': {
      if (count > 5) throw tooMany(letter);
      const zero = letter === 'X' ? 'Z' : count === 1 ? '+00' : count % 2 === 0 ? '+0000' : '+00:00';
      return offsetElement(offsetPatterns[count - 1]!, zero);
    }
    default:
      throw illegalArgument(`Unknown pattern letter: ${letter}`);
  }
}

function yearNumber(
  field: 'Year' | 'YearOfEra' | 'WeekBasedYear',
  count: number,
  weekRules?: WeekRules,
): NumberElement {
  if (count === 2) {
    return new NumberElement({
      field,
      minWidth: 2,
      maxWidth: 2,
      sign: 'notNegative',
      base: 2000,
      ...(weekRules ? { weekRules } : {}),
    });
  }
  return number(field, count, 19, count < 4 ? 'normal' : 'exceedsPad', weekRules);
}

function numberOrText(
  field: TextField & Field,
  letter: string,
  count: number,
  standalone: boolean,
  locale: string,
): Element {
  if (count > 5) throw tooMany(letter);
  if (count === 1) return number(field, 1, 19, 'normal');
  if (count === 2) return fixedNumber(field, 2);
  return textElement(field, textStyles[count]!, standalone, locale);
}
