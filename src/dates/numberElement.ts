// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Numbers in date formats: values of fields, two-digit years, fractions of a second.

import { Failure } from '../diagnostics/failure.js';
import { type Element, valueOf } from './element.js';
import { type Field, invalidValue, isValidValue, type Temporal } from './fields.js';
import type { Parsed } from './parsed.js';
import { type WeekField, weekValue } from './weekElement.js';
import type { WeekRules } from '../values/civil.js';

/** How a sign is printed and accepted. */
export type SignStyle = 'normal' | 'exceedsPad' | 'notNegative';

interface NumberOptions {
  readonly field: Field | WeekField;
  readonly minWidth: number;
  readonly maxWidth: number;
  readonly sign: SignStyle;
  /** Two-digit years: the year that the two digits count from. */
  readonly base?: number;
  /** How weeks are counted, for week fields. */
  readonly weekRules?: WeekRules;
}

/** A number. Adjacent numbers of fixed width are reserved at its end, as in `yyyyMMdd`. */
export class NumberElement implements DigitsElement {
  readonly options: NumberOptions;
  /** Digits that following numbers need; undefined once a number stands alone. */
  private reserved = 0;
  private fixed = false;

  constructor(options: NumberOptions) {
    this.options = options;
  }

  get fixedWidth(): number | undefined {
    const { minWidth, maxWidth, sign } = this.options;
    return minWidth === maxWidth && sign === 'notNegative' ? maxWidth : undefined;
  }

  fix(): void {
    this.fixed = true;
  }

  reserve(width: number): void {
    this.reserved += width;
  }

  parse(parsed: Parsed, position: number): number {
    const { text } = parsed;
    const { field, sign, minWidth, maxWidth, base } = this.options;
    if (position === text.length) return ~position;
    let start = position;
    const first = text[position];
    const negative = first === '-';
    const positive = first === '+';
    if (negative || positive) {
      const accepted = sign === 'exceedsPad' || (sign === 'normal' && (negative || !parsed.strict));
      if (!accepted && (parsed.strict || minWidth === maxWidth)) return ~position;
      start++;
    }
    const exact = parsed.strict || this.fixed || (this.reserved > 0 && this.fixedWidth !== undefined);
    const least = exact ? minWidth : 1;
    if (start + least > text.length) return ~start;
    let most = (exact ? maxWidth : 9) + this.reserved;
    let end = digitsEnd(text, start, most);
    if (end < start + least) return ~start;
    if (this.reserved > 0) {
      most = Math.max(least, end - start - this.reserved);
      end = digitsEnd(text, start, most);
    }
    let value = Number(text.slice(start, end));
    if (negative) {
      if (value === 0 && parsed.strict) return ~(start - 1);
      value = -value;
    } else if (sign === 'exceedsPad' && parsed.strict) {
      const length = end - start;
      if (positive && length <= minWidth) return ~(start - 1);
      if (!positive && length > minWidth) return ~start;
    }
    if (base !== undefined && end - start === minWidth && !negative) value = yearFromBase(value, base, minWidth);
    return parsed.put(field, value, start, end);
  }

  print(temporal: Temporal): string {
    const { field, minWidth, maxWidth, sign, base, weekRules } = this.options;
    const value = weekRules ? weekValue(temporal, field as WeekField, weekRules) : valueOf(temporal, field as Field);
    if (base !== undefined) return String(Math.abs(value) % 10 ** minWidth).padStart(minWidth, '0');
    const digits = String(Math.abs(value));
    if (digits.length > maxWidth) {
      throw new Failure(
        'date_time_exception',
        `Field ${field} cannot be printed as the value ${value} exceeds the maximum print width of ${maxWidth}`,
      );
    }
    const padded = digits.padStart(minWidth, '0');
    if (value >= 0) return sign === 'exceedsPad' && minWidth < 19 && value >= 10 ** minWidth ? `+${padded}` : padded;
    if (sign === 'notNegative') {
      throw new Failure(
        'date_time_exception',
        `Field ${field} cannot be printed as the value ${value} cannot be negative according to the SignStyle`,
      );
    }
    return `-${padded}`;
  }
}

function digitsEnd(text: string, start: number, most: number): number {
  let end = start;
  const limit = Math.min(text.length, start + most);
  while (end < limit) {
    const unit = text.charCodeAt(end);
    if (unit < 48 || unit > 57) break;
    end++;
  }
  return end;
}

function yearFromBase(value: number, base: number, width: number): number {
  const range = 10 ** width;
  const part = base % range;
  const year = base > 0 ? base - part + value : base - part - value;
  return year < base ? year + range : year;
}

/** An element of digits that may stand next to another one. */
export interface DigitsElement extends Element {
  /** Its width where that is fixed: digits that a number before it has to leave. */
  readonly fixedWidth: number | undefined;
  /** Holds the element to its width, next to another one. */
  fix(): void;
  /** Keeps digits for a following element. */
  reserve(width: number): void;
}

/** Whether an element takes part in the agreement of adjacent digits. */
export function isDigits(element: Element): element is DigitsElement {
  return 'fixedWidth' in element;
}

/** Digits of a fraction of a second, with or without a decimal point before them. */
export function fraction(
  minWidth: number,
  maxWidth: number,
  options: { decimalPoint?: boolean; field?: Field; scale?: number } = {},
): Element {
  const { decimalPoint = false, field = 'NanoOfSecond', scale = 9 } = options;
  const element: Element = {
    parse(parsed, position) {
      const { text } = parsed;
      const least = parsed.strict ? minWidth : 0;
      const most = parsed.strict ? maxWidth : 9;
      let start = position;
      if (start === text.length) return least > 0 ? ~start : start;
      if (decimalPoint) {
        if (text[start] !== '.') return least > 0 ? ~start : start;
        start++;
      }
      if (start + least > text.length) return ~start;
      const end = digitsEnd(text, start, most);
      if (end < start + least) return ~start;
      if (end === start) return start;
      return parsed.put(field, Number(text.slice(start, end).padEnd(scale, '0')), start, end);
    },
    print(temporal) {
      const value = valueOf(temporal, field);
      if (!isValidValue(field, value)) throw new Failure('date_time_exception', invalidValue(field, value));
      const digits = String(value).padStart(scale, '0').replace(/0+$/, '');
      if (digits === '' && minWidth === 0) return '';
      const shown = digits.slice(0, maxWidth).padEnd(minWidth, '0');
      return decimalPoint ? `.${shown}` : shown;
    },
  };
  if (decimalPoint || minWidth !== maxWidth) return element;
  const adjacent: DigitsElement = { ...element, fixedWidth: maxWidth, fix: () => undefined, reserve: () => undefined };
  return adjacent;
}
