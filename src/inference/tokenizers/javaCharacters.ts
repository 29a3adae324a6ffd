// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What java.lang.Character and the server's BERT filters say of one UTF-16 unit. Classes are found by the Unicode
// tables of the JavaScript engine, once for each unit that occurs.

/** How BERT's clean-up treats a unit: part of a word, white space, a token of its own, or dropped. */
export const wordUnit = 1;
export const spaceUnit = 2;
export const singleUnit = 3;
export const droppedUnit = 4;

const dropped = /^[\p{Cc}\p{Cf}\p{Co}\p{Cs}]$/u;
const punctuation = /^[\p{Pc}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}]$/u;
const separator = /^[\p{Zs}\p{Zl}\p{Zp}]$/u;
const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;

/** Character.isWhitespace. */
export function isJavaWhitespace(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || (unit >= 0x1c && unit <= 0x1f);
  if (unit === 0xa0 || unit === 0x2007 || unit === 0x202f) return false;
  return separator.test(String.fromCharCode(unit));
}

/** Character.isLetter of a char: a surrogate is none. */
export function isJavaLetter(unit: number): boolean {
  if (unit < 0x80) return (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
  return letter.test(String.fromCharCode(unit));
}

/** Character.isDigit of a char. */
export function isJavaDigit(unit: number): boolean {
  if (unit < 0x80) return unit >= 0x30 && unit <= 0x39;
  return digit.test(String.fromCharCode(unit));
}

/** Character.toLowerCase of a char: the simple mapping, without locale, context or growth. */
export function javaLowerCase(unit: number): number {
  if (unit < 0x80) return unit >= 0x41 && unit <= 0x5a ? unit | 0x20 : unit;
  // The one unit whose full mapping is two units long.
  if (unit === 0x130) return 0x69;
  return String.fromCharCode(unit).toLowerCase().charCodeAt(0);
}

/** The server's control-character filter drops these (Cc, Cf, Co, Cs, but \n \r \t); half of a surrogate pair is one. */
export function isFiltered(unit: number): boolean {
  if (unit < 0x80) return unit === 0x7f || (unit < 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09);
  return dropped.test(String.fromCharCode(unit));
}

/** BERT's punctuation: four ASCII ranges, some of them symbols, and the P categories. */
export function isBertPunctuation(unit: number): boolean {
  if (unit < 0x80) {
    return (
      (unit >= 33 && unit <= 47) ||
      (unit >= 58 && unit <= 64) ||
      (unit >= 91 && unit <= 96) ||
      (unit >= 123 && unit <= 126)
    );
  }
  return punctuation.test(String.fromCharCode(unit));
}

/** The CJK blocks of the basic plane that BERT splits character by character. */
export function isBertCjk(unit: number): boolean {
  return (unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0x3400 && unit <= 0x4dbf) || (unit >= 0xf900 && unit <= 0xfaff);
}

const unitClasses = new Uint8Array(0x10000);

/** The class of a unit in BERT's clean-up with CJK splitting on, as the server has it. */
export function bertUnitClass(unit: number): number {
  return unitClasses[unit] || (unitClasses[unit] = computeClass(unit));
}

function computeClass(unit: number): number {
  if (isFiltered(unit)) return droppedUnit;
  if (isJavaWhitespace(unit)) return spaceUnit;
  return isBertPunctuation(unit) || isBertCjk(unit) ? singleUnit : wordUnit;
}
