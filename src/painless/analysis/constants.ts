// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Folds constant casts and integer arithmetic, as the server does: `1 / 0` is an error of compilation there.

import { convertPrimitive } from '../runtime/conversions.js';
import { divideInt, divideLong, remainderInt, remainderLong } from '../runtime/arithmetic.js';
import type { Type } from '../stdlib/lookup.js';
import type { ArithmeticOperator } from '../syntax/ast.js';

/** What folding gives where the server refuses a division. */
export const divisionByZero = Symbol('division by zero');

type Constant = string | number | bigint | boolean | null;

/** A constant cast from one primitive type to another. */
export function foldConversion(value: Constant, from: Type, to: Type): Constant {
  return convertPrimitive(value as number | bigint, from, to);
}

/** The value of an operation on two constants of one type; undefined where it is left to run time. */
export function foldArithmetic(
  operator: ArithmeticOperator,
  type: Type,
  left: Constant,
  right: Constant,
): Constant | undefined | typeof divisionByZero {
  if (type === 'int') {
    const a = left as number;
    const b = right as number;
    switch (operator) {
      case '+':
        return (a + b) | 0;
      case '-':
        return (a - b) | 0;
      case '*':
        return Math.imul(a, b);
      case '/':
        return b === 0 ? divisionByZero : divideInt(a, b);
      case '%':
        return b === 0 ? divisionByZero : remainderInt(a, b);
      default:
        return undefined;
    }
  }
  if (type === 'long' && (operator === '/' || operator === '%')) {
    const b = right as bigint;
    if (b === 0n) return divisionByZero;
    return operator === '/' ? divideLong(left as bigint, b) : remainderLong(left as bigint, b);
  }
  return undefined;
}
