// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Operators on def values: the types are those that the values have at run time. Rules and messages are those of
// the server's DefMath class (OpenSearch 3.8).

import { castMessage, classNameOf } from '../../values/className.js';
import { equalValues } from '../../values/identity.js';
import { textOf } from '../../values/javaText.js';
import { BigDecimal, BigInteger, Byte, Char, Double, Float, Short } from '../../values/numbers.js';
import type { Type } from '../stdlib/lookup.js';
import type { ArithmeticOperator, ComparisonOperator } from '../syntax/ast.js';
import * as integers from './arithmetic.js';
import { box, convertPrimitive, primitiveOf, unbox, type DescribeClass } from './conversions.js';
import { classCast, nullPointer } from './exceptions.js';

/** Rank of a numeric operand: 1 int, 2 long, 3 float, 4 double; 0 for anything else. */
function rankOf(value: unknown): 0 | 1 | 2 | 3 | 4 {
  if (typeof value === 'number') return 1;
  if (typeof value === 'bigint') return 2;
  if (typeof value !== 'object') return 0;
  if (value instanceof Double) return 4;
  if (value instanceof Float) return 3;
  if (value instanceof Char || value instanceof Short || value instanceof Byte) return 1;
  // Other numbers count as what their intValue gives, or their longValue and so on beside a wider one, as on the server.
  return isBig(value) ? 1 : 0;
}

const isBig = (value: unknown): boolean => value instanceof BigInteger || value instanceof BigDecimal;

/** The lower 64 bits of a BigDecimal without its fraction. */
function wholeOf({ unscaled, scale }: BigDecimal): bigint {
  // So large a power of ten ends in 64 zeros, so small a one leaves nothing.
  if (scale <= -64 || String(unscaled).length < scale) return 0n;
  return BigInt.asIntN(64, scale > 0 ? unscaled / 10n ** BigInt(scale) : unscaled * 10n ** BigInt(-scale));
}

function asInt(value: unknown): number {
  if (typeof value === 'number') return value;
  if (value instanceof Char) return value.code;
  if (value instanceof BigInteger) return Number(BigInt.asIntN(32, value.value));
  if (value instanceof BigDecimal) return Number(BigInt.asIntN(32, wholeOf(value)));
  return (value as Short).value;
}

function asLong(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof BigInteger) return BigInt.asIntN(64, value.value);
  return value instanceof BigDecimal ? wholeOf(value) : BigInt(asInt(value));
}

/** The operand as a JavaScript number: exact for all but large longs, which round as Java rounds them. */
function asDouble(value: unknown): number {
  if (value instanceof Double || value instanceof Float) return value.value;
  if (value instanceof BigInteger) return Number(value.value);
  if (value instanceof BigDecimal) return Number(textOf(value));
  return typeof value === 'bigint' ? Number(value) : asInt(value);
}

/** The class of an operand, '' for null. */
const classOf = (value: unknown): string => (value == null ? '' : (primitiveOf(value) ?? classNameOf(value)));

/** The primitive type of what an operator gives, where the types of its operands tell; undefined where they do not. */
function resultType(operator: ArithmeticOperator, left: unknown, right: unknown): Type | undefined {
  const isShift = operator === '<<' || operator === '>>' || operator === '>>>';
  const ranks = (isShift ? [left] : [left, right]).map((operand) => (isBig(operand) ? 0 : rankOf(operand)));
  return ranks.includes(0) ? undefined : ['int', 'long', 'float', 'double'][Math.max(...ranks) - 1];
}

const describeNothing = (side: string) => nullPointer(`Cannot invoke "Object.getClass()" because "${side}" is null`);

/** Which operand of a dynamic operation alone is a boolean by its static type. */
export type BooleanSide = 'left' | 'right' | 'neither';

/** Operators on def, with the names that messages give to classes. */
export class DefMath {
  private readonly describe: DescribeClass;

  constructor(describe: DescribeClass) {
    this.describe = describe;
  }

  /** `left operator right`. */
  arithmetic(operator: ArithmeticOperator, left: unknown, right: unknown): unknown {
    switch (operator) {
      case '+':
        return this.add(left, right);
      case '-':
      case '*':
      case '/':
      case '%':
        return this.numeric(operator, left, right);
      case '<<':
      case '>>':
      case '>>>':
        return this.shift(operator, left, right);
      default:
        return this.bits(operator as '&' | '|' | '^', left, right);
    }
  }

  add(left: unknown, right: unknown): unknown {
    if (typeof left === 'number' && typeof right === 'number') return (left + right) | 0;
    if (typeof left === 'string') return left + (typeof right === 'string' ? right : textOf(right));
    if (typeof right === 'string') return textOf(left) + right;
    return this.numeric('+', left, right);
  }

  private numeric(operator: '+' | '-' | '*' | '/' | '%', left: unknown, right: unknown): unknown {
    const leftRank = rankOf(left);
    const rightRank = rankOf(right);
    if (leftRank === 0 || rightRank === 0)
      throw this.refuseBoolean(operator, left, right) ?? this.cannotApply(operator, left, right);
    const rank = Math.max(leftRank, rightRank);
    if (rank === 1) {
      const a = asInt(left);
      const b = asInt(right);
      switch (operator) {
        case '+':
          return (a + b) | 0;
        case '-':
          return (a - b) | 0;
        case '*':
          return Math.imul(a, b);
        case '/':
          return integers.divideInt(a, b);
        case '%':
          return integers.remainderInt(a, b);
      }
    }
    if (rank === 2) {
      const a = asLong(left);
      const b = asLong(right);
      switch (operator) {
        case '+':
          return BigInt.asIntN(64, a + b);
        case '-':
          return BigInt.asIntN(64, a - b);
        case '*':
          return BigInt.asIntN(64, a * b);
        case '/':
          return integers.divideLong(a, b);
        case '%':
          return integers.remainderLong(a, b);
      }
    }
    const a = rank === 3 ? Math.fround(asDouble(left)) : asDouble(left);
    const b = rank === 3 ? Math.fround(asDouble(right)) : asDouble(right);
    const result =
      operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : operator === '/' ? a / b : a % b;
    return rank === 3 ? new Float(result) : new Double(result);
  }

  private cannotApply(operator: string, left: unknown, right: unknown): Error {
    if (left == null) return describeNothing('left');
    if (right == null) return describeNothing('right');
    return classCast(
      `Cannot apply [${operator}] operation to types [${this.describeBox(left)}] and [${this.describeBox(right)}].`,
    );
  }

  /** Why an operator does not apply to a boolean: with a number the server tries to cast it to the number's type. */
  private refuseBoolean(operator: string, left: unknown, right: unknown): Error | undefined {
    const booleans = Number(typeof left === 'boolean') + Number(typeof right === 'boolean');
    if (booleans === 2) return classCast(`Cannot apply [${operator}] operation to type [boolean]`);
    const rank = isBig(left) || isBig(right) ? 0 : Math.max(rankOf(left), rankOf(right));
    if (booleans === 0 || rank === 0) return undefined;
    return classCast(`Cannot cast java.lang.Boolean to java.lang.${['', 'Integer', 'Long', 'Float', 'Double'][rank]!}`);
  }

  /** An operand that meets a static boolean: with a number the server fails to link its own operators. */
  noNumber(value: unknown, comparison: boolean): unknown {
    const rank = rankOf(value);
    if (rank === 0) return value;
    const from = comparison ? 'boolean' : ['', 'int', 'long', 'float', 'double'][rank]!;
    throw classCast(`Cannot cast from: ${from} to ${comparison ? 'boolean' : 'class java.lang.Object'}`);
  }

  /** Here boxes are named as classes. */
  private describeBox(value: unknown): string {
    const primitive = primitiveOf(value);
    if (primitive === undefined) return this.describe(value);
    return `java.lang.${primitive === 'int' ? 'Integer' : primitive === 'char' ? 'Character' : primitive[0]!.toUpperCase() + primitive.slice(1)}`;
  }

  /** An integral operand of a bit operation. */
  private integral(value: unknown): number | bigint {
    const rank = isBig(value) ? 0 : rankOf(value);
    if (rank === 2) return value as bigint;
    if (rank === 1) return asInt(value);
    if (value == null) throw describeNothing('value');
    throw classCast(`Cannot convert [${this.describeBox(value)}] to an integral value.`);
  }

  private refuseFraction(operator: string, left: unknown, right?: unknown): void {
    for (const value of [left, right]) {
      if (value instanceof Float || value instanceof Double) {
        const isDouble = value instanceof Double && (operator === '<<' || operator === '>>' || operator === '>>>');
        throw classCast(`Cannot apply [${operator}] operation to type [${isDouble ? 'double' : 'float'}]`);
      }
    }
  }

  private bits(operator: '&' | '|' | '^', left: unknown, right: unknown): unknown {
    if (typeof left === 'boolean' && typeof right === 'boolean') {
      return operator === '&' ? left && right : operator === '|' ? left || right : left !== right;
    }
    const refusal =
      typeof left === 'boolean' || typeof right === 'boolean' ? this.refuseBoolean(operator, left, right) : undefined;
    if (refusal) throw refusal;
    if (rankOf(left) !== 0 && rankOf(right) !== 0) this.refuseFraction(operator, left, right);
    const a = this.integral(left);
    const b = this.integral(right);
    if (typeof a === 'bigint' || typeof b === 'bigint') {
      const x = BigInt(a);
      const y = BigInt(b);
      return operator === '&' ? x & y : operator === '|' ? x | y : x ^ y;
    }
    return operator === '&' ? a & b : operator === '|' ? a | b : a ^ b;
  }

  /**
   * `&`, `|` or `^` at one place of a script. Once the server has linked it for the classes that came first, it asks both operands for
   * theirs before anything else, until others come.
   *
   * @param compound - whether the result is assigned to the left operand, whose type it keeps
   */
  bitwise(operator: '&' | '|' | '^', compound: boolean): (left: unknown, right: unknown) => unknown {
    let linked: readonly [string, string] | undefined;
    let takesAny = false;
    return (left, right) => {
      if (!takesAny) {
        const classes = [classOf(left), classOf(right)] as const;
        linked ??= classes;
        if (linked !== classes) {
          if (left == null) throw describeNothing('leftObject');
          if (right == null && linked[0] === classes[0]) throw describeNothing('rightObject');
          takesAny = linked[0] !== classes[0] || linked[1] !== classes[1];
        }
      }
      const result = this.bits(operator, left, right);
      return compound ? this.keepType(left, result) : result;
    };
  }

  /**
   * Another operator at one place of a script, with a check of the result's type where the types of the operands tell it: the server
   * does that while it links the place, before it applies the operator for the first time.
   */
  linked(operator: ArithmeticOperator, check: (type: Type) => void): (left: unknown, right: unknown) => unknown {
    let isLinked = false;
    return (left, right) => {
      if (!isLinked) {
        const type = resultType(operator, left, right);
        if (type !== undefined) check(type);
        isLinked = true;
      }
      return this.arithmetic(operator, left, right);
    };
  }

  private shift(operator: '<<' | '>>' | '>>>', left: unknown, right: unknown): unknown {
    if (left == null) throw describeNothing('left');
    if (right instanceof Double || right instanceof Float) {
      throw classCast(`Cannot cast java.lang.${right instanceof Double ? 'Double' : 'Float'} to java.lang.Long`);
    }
    if (right == null) {
      throw nullPointer(
        'Cannot invoke "java.lang.Number.longValue()" because the return value of "sun.invoke.util.ValueConversions.primitiveConversion(sun.invoke.util.Wrapper, Object, boolean)" is null',
      );
    }
    this.refuseFraction(operator, left);
    if (rankOf(right) === 0) {
      const name = this.describeBox(right);
      throw classCast(
        typeof right === 'boolean' ? `Cannot cast ${name} to java.lang.Long` : castMessage(name, 'java.lang.Number'),
      );
    }
    if (typeof left === 'boolean') throw classCast(`Cannot apply [${operator}] operation to type [boolean]`);
    const value = this.integral(left);
    const distance = Number(BigInt.asIntN(32, BigInt(this.integral(right))));
    if (typeof value === 'bigint') {
      if (operator === '<<') return integers.shiftLeftLong(value, distance);
      return operator === '>>'
        ? integers.shiftRightLong(value, distance)
        : integers.shiftRightUnsignedLong(value, distance);
    }
    return operator === '<<' ? value << distance : operator === '>>' ? value >> distance : (value >>> distance) | 0;
  }

  /** `operator value`. */
  unary(operator: '-' | '+' | '~', value: unknown): unknown {
    if (operator === '~') {
      if (typeof value === 'number') return ~value;
      if (typeof value === 'bigint') return ~value;
      if (value instanceof Float || value instanceof Double) {
        throw classCast(`Cannot apply not [~] to type [${value instanceof Float ? 'float' : 'double'}]`);
      }
      if (typeof value === 'boolean') throw classCast('Cannot apply not [~] to type [boolean]');
      if (rankOf(value) === 1 && !isBig(value)) return ~asInt(value);
    } else if (!isBig(value)) {
      const rank = rankOf(value);
      const sign = operator === '-' ? -1 : 1;
      if (rank === 1) return (sign * asInt(value)) | 0;
      if (rank === 2) return BigInt.asIntN(64, BigInt(sign) * (value as bigint));
      if (rank === 3) return new Float(sign * (value as Float).value);
      if (rank === 4) return new Double(sign * (value as Double).value);
      if (typeof value === 'boolean') throw classCast(`Cannot apply [${operator}] operation to type [boolean]`);
    }
    if (value == null) throw describeNothing(operator === '~' ? 'unary' : 'unary');
    throw classCast(`Cannot apply [${operator}] operation to type [${this.describeBox(value)}].`);
  }

  /**
   * `==` at one place of a script. The server links it for the classes that it meets first, and there a boolean does not go with a
   * number; once it has met others, it takes whatever comes.
   *
   * @param boolean - the operand that is a boolean by its static type: with a number on the other side the place cannot be linked at all.
   */
  equality(boolean: BooleanSide): (left: unknown, right: unknown) => boolean {
    let takesAny = false;
    let refused: string | undefined;
    return (left, right) => {
      if (!takesAny) {
        if (boolean !== 'neither') this.noNumber(boolean === 'left' ? right : left, true);
        const refusal = typeof left === typeof right ? undefined : this.refuseBoolean('==', left, right);
        if (refusal) {
          const classes = `${this.describe(left)} ${this.describe(right)}`;
          if (refused === undefined || refused === classes) {
            refused = classes;
            throw refusal;
          }
        }
        takesAny = true;
      }
      return this.equal(left, right);
    };
  }

  /** `left == right`: numbers by value whatever their types, other values by equals. */
  private equal(left: unknown, right: unknown): boolean {
    if (left === right) return true;
    if (left == null || right == null) return false;
    if (typeof left === 'string' || typeof right === 'string') return false;
    if (typeof left === 'boolean' || typeof right === 'boolean') return false;
    const leftRank = rankOf(left);
    if (leftRank !== 0) {
      const rightRank = rankOf(right);
      if (rightRank !== 0) {
        const rank = Math.max(leftRank, rightRank);
        if (rank <= 2) return rank === 1 ? asInt(left) === asInt(right) : asLong(left) === asLong(right);
        if (rank === 3) return Math.fround(asDouble(left)) === Math.fround(asDouble(right));
        return asDouble(left) === asDouble(right);
      }
    }
    return equalValues(left, right);
  }

  /** Comparison operators. */
  compare(operator: ComparisonOperator, left: unknown, right: unknown): boolean {
    switch (operator) {
      case '==':
        return this.equal(left, right);
      case '!=':
        return !this.equal(left, right);
      case '===':
        return left === right;
      case '!==':
        return left !== right;
      default:
        return this.order(operator, left, right);
    }
  }

  private order(operator: '<' | '<=' | '>' | '>=', left: unknown, right: unknown): boolean {
    const leftRank = rankOf(left);
    const rightRank = rankOf(right);
    if (leftRank === 0 || rightRank === 0) {
      // The server's message for >= names >.
      throw (
        this.refuseBoolean(operator, left, right) ?? this.cannotApply(operator === '>=' ? '>' : operator, left, right)
      );
    }
    const rank = Math.max(leftRank, rightRank);
    const a =
      rank === 1 ? asInt(left) : rank === 2 ? asLong(left) : rank === 3 ? Math.fround(asDouble(left)) : asDouble(left);
    const b =
      rank === 1
        ? asInt(right)
        : rank === 2
          ? asLong(right)
          : rank === 3
            ? Math.fround(asDouble(right))
            : asDouble(right);
    return operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b;
  }

  /** The result of a compound assignment, which keeps the type of the former value. */
  keepType(former: unknown, result: unknown): unknown {
    if (former == null || result == null || former === result) return result;
    const to = primitiveOf(former);
    const from = primitiveOf(result);
    if (to === from) {
      if (to !== undefined) return result;
    } else if (to !== undefined && to !== 'boolean' && from !== undefined && from !== 'boolean') {
      const value = convertPrimitive(unbox(result, from) as number | bigint, from, to);
      return box(value, to);
    }
    if (to !== undefined && from === undefined) {
      throw classCast(`cannot implicitly cast def [${this.describe(former)}] to ${this.describe(result)}`);
    }
    const [kept, given] = [classNameOf(former), classNameOf(result)];
    if (kept !== given) throw classCast(`Cannot cast ${given} to ${kept}`);
    return result;
  }
}
