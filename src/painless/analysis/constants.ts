// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Folds constant expressions, as the server does: `1 / 0` and `(char)"ab"` are errors of compilation there.

import { textOf } from '../../values/javaText.js';
import {
  divideInt,
  divideLong,
  remainderInt,
  remainderLong,
  shiftLeftLong,
  shiftRightLong,
  shiftRightUnsignedLong,
} from '../runtime/arithmetic.js';
import { box, charToString, convertPrimitive, stringToChar } from '../runtime/conversions.js';
import type { Type } from '../stdlib/lookup.js';
import type { ArithmeticOperator } from '../syntax/ast.js';
import type { Conversion } from './types.js';

type Constant = string | number | bigint | boolean | null;

/**
 * A constant cast to another type; undefined where the cast is left to run time.
 *
 * @throws JavaException class_cast_exception for a text that is no character
 */
export function foldConversion(value: Constant, from: Type, to: Type, conversion: Conversion): Constant | undefined {
  switch (conversion) {
    case 'primitive':
      return convertPrimitive(value as number | bigint, from, to);
    case 'charToString':
      return charToString(value as number);
    case 'stringToChar':
      return value === null ? undefined : stringToChar(value as string);
    default:
      return undefined;
  }
}

/**
 * The value of an operation on two constants of one type; undefined where it is left to run time.
 *
 * @throws JavaException arithmetic_exception for a division by zero
 */
export function foldArithmetic(
  operator: ArithmeticOperator,
  type: Type,
  left: Constant,
  right: Constant,
): Constant | undefined {
  switch (type) {
    case 'int':
      return foldInt(operator, left as number, right as number);
    case 'long':
      return foldLong(operator, left as bigint, right as bigint);
    case 'float': {
      const value = foldDouble(operator, left as number, right as number);
      return value === undefined ? undefined : Math.fround(value);
    }
    case 'double':
      return foldDouble(operator, left as number, right as number);
    case 'boolean':
      return operator === '^' ? left !== right : undefined;
    default:
      return undefined;
  }
}

/** The value of a unary operator on a constant of its promoted type. */
export function foldUnary(operator: '-' | '~' | '!', type: Type, value: Constant): Constant {
  if (operator === '!') return !value;
  if (type === 'long') return BigInt.asIntN(64, operator === '-' ? -(value as bigint) : ~(value as bigint));
  const number = value as number;
  if (operator === '~') return ~number;
  return type === 'int' ? -number | 0 : -number;
}

/** A constant as a part of a text. */
export function constantText(value: Constant, type: Type): string {
  return textOf(box(value, type));
}

function foldInt(operator: ArithmeticOperator, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return (a + b) | 0;
    case '-':
      return (a - b) | 0;
    case '*':
      return Math.imul(a, b);
    case '/':
      return divideInt(a, b);
    case '%':
      return remainderInt(a, b);
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '>>>':
      return (a >>> b) | 0;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    default:
      return undefined;
  }
}

/** The right operand of a shift is an int. */
function foldLong(operator: ArithmeticOperator, a: bigint, b: bigint | number): bigint | undefined {
  switch (operator) {
    case '+':
      return BigInt.asIntN(64, a + (b as bigint));
    case '-':
      return BigInt.asIntN(64, a - (b as bigint));
    case '*':
      return BigInt.asIntN(64, a * (b as bigint));
    case '/':
      return divideLong(a, b as bigint);
    case '%':
      return remainderLong(a, b as bigint);
    case '<<':
      return shiftLeftLong(a, b as number);
    case '>>':
      return shiftRightLong(a, b as number);
    case '>>>':
      return shiftRightUnsignedLong(a, b as number);
    case '&':
      return a & (b as bigint);
    case '|':
      return a | (b as bigint);
    case '^':
      return a ^ (b as bigint);
    default:
      return undefined;
  }
}

function foldDouble(operator: ArithmeticOperator, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return undefined;
  }
}
