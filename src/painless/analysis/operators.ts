// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Operators: promotion of their operands, folding of constants, assignments.

import type { Type } from '../stdlib/lookup.js';
import type * as ast from '../syntax/ast.js';
import { type Cast, classCast, placedAt, placeOf, type Want } from './casts.js';
import { constantText, foldArithmetic, foldUnary } from './constants.js';
import type { IrExpression } from './ir.js';
import { numberConstant } from './literals.js';
import { operatorNames } from './nodeTexts.js';
import { PlaceAnalyzer, type Target } from './places.js';
import type { Scope } from './scope.js';
import * as types from './types.js';

/** Analyses operations. */
export abstract class OperatorAnalyzer extends PlaceAnalyzer {
  protected arithmetic(
    node: Extract<ast.Expression, { kind: 'arithmetic' }>,
    scope: Scope,
    want: Want | undefined,
  ): IrExpression {
    const { operator } = node;
    const left = this.expression(node.left, scope);
    const right = this.expression(node.right, scope);
    if (operator === '=~' || operator === '==~') {
      return {
        kind: 'match',
        type: 'boolean',
        at: node.at,
        whole: operator === '==~',
        text: this.convert(placeOf(node.left), left, { type: types.string }),
        pattern: this.convert(node.right, right, { type: 'java.util.regex.Pattern' }),
      };
    }
    const promoted = promoteArithmetic(operator, left.type, right.type);
    if (promoted === undefined) {
      const name = `${operatorNames[operator]} operator [${operator}]`;
      throw this.fail(node, `cannot apply the ${name} to the types [${left.type}] and [${right.type}]`, classCast);
    }
    if (isShift(operator) && right.type === 'def' && promoted !== 'def') {
      // The distance is looked at when the script runs; the result has the type of what is shifted all the same,
      const shifted = this.operate(node, operator, 'def', left, right);
      // unless the surroundings ask for another.
      if (want?.type !== undefined) return shifted;
      const cast = this.convert(node, shifted, { type: promoted });
      return cast.kind === 'convert' ? { ...cast, at: undefined } : cast;
    }
    // Where a text is wanted, a sum is a concatenation whatever its operands turn out to be.
    if (operator === '+' && promoted === 'def' && want?.type === types.string)
      return this.operate(node, operator, types.string, left, right);
    return this.operate(node, operator, promoted, left, right);
  }

  /** An arithmetic operation on operands that promote to a type. */
  private operate(
    node: { at: number; end: number; left?: { at: number; end: number }; right?: { at: number; end: number } },
    operator: ast.ArithmeticOperator,
    promoted: Type,
    left: IrExpression,
    right: IrExpression,
    compound = false,
  ): IrExpression {
    const { at } = node;
    if (promoted === types.string) return concatenation(at, [...partsOf(left), ...partsOf(right)]);
    if (promoted === 'def') {
      const box = (operand: IrExpression) => this.boxOperand(node, operand);
      // The value of a compound assignment is cast to def where it is of another type, which stores its place.
      const second =
        compound && right.type !== 'def'
          ? placedAt(this.convert(node.right ?? node, right, { type: 'def', internal: true }), (node.right ?? node).at)
          : box(right);
      return { kind: 'defArithmetic', type: 'def', at, operator, compound, left: box(left), right: second };
    }
    const first = this.convert(node.left ?? node, left, { type: promoted });
    const second = this.convert(
      node.right ?? node,
      right,
      isShift(operator) ? { type: 'int', explicit: true } : { type: promoted },
    );
    if (first.kind === 'constant' && second.kind === 'constant') {
      const folded = this.folded(node, () => foldArithmetic(operator, promoted, first.value, second.value));
      if (folded !== undefined) return { kind: 'constant', type: promoted, value: folded };
    }
    return { kind: 'arithmetic', type: promoted, at, operator, left: first, right: second };
  }

  protected comparison(node: Extract<ast.Expression, { kind: 'comparison' }>, scope: Scope): IrExpression {
    const { operator, at } = node;
    const left = this.expression(node.left, scope);
    const right = this.expression(node.right, scope);
    const isOrder = operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
    const promoted = isOrder
      ? types.promoteNumeric(left.type, right.type, true)
      : types.promoteEquality(left.type, right.type);
    if (promoted === undefined) {
      const name = `${operatorNames[operator]} operator [${operator}]`;
      throw this.fail(node, `cannot apply the ${name} to the types [${left.type}] and [${right.type}]`, classCast);
    }
    if (!isOrder && node.left.kind === 'null' && node.right.kind === 'null') {
      throw this.fail(node, 'extraneous comparison of [null] constants');
    }
    if ((operator === '===' || operator === '!==') && isConstantText(left) && isConstantText(right)) {
      // While folding, the server compares two texts that it has read, which are never the same object.
      return { kind: 'constant', type: 'boolean', value: operator === '!==' };
    }
    if (promoted === 'def') {
      const box = (operand: IrExpression) => this.boxOperand(node, operand);
      return { kind: 'defCompare', type: 'boolean', at, operator, left: box(left), right: box(right) };
    }
    return {
      kind: 'compare',
      type: 'boolean',
      operator,
      on: promoted,
      left: this.convert(node.left, left, { type: promoted }),
      right: this.convert(node.right, right, { type: promoted }),
    };
  }

  protected elvis(
    node: Extract<ast.Expression, { kind: 'elvis' }>,
    scope: Scope,
    want: Want | undefined,
  ): IrExpression {
    if (want?.type !== undefined && types.isPrimitive(want.type))
      throw this.fail(node, 'Elvis operator cannot return primitives');
    const left = this.expression(node.left, scope, want);
    // A negative number is cast as soon as it is read, before anything is said about it.
    if (want?.type !== undefined && node.left.kind === 'unary' && node.left.operator === '-') {
      const { operand } = node.left;
      if (operand.kind === 'number') this.fitted(operand, left, { ...want, type: want.type });
    }
    const right = this.expression(node.right, scope, want);
    if (node.left.kind === 'null') throw this.fail(node, 'Extraneous elvis operator. LHS is null.');
    if (['boolean', 'number', 'string'].includes(node.left.kind))
      throw this.fail(node, 'Extraneous elvis operator. LHS is a constant.');
    if (types.isPrimitive(left.type)) throw this.fail(node, 'Extraneous elvis operator. LHS is a primitive.');
    if (node.right.kind === 'null') throw this.fail(node, 'Extraneous elvis operator. RHS is null.');
    const type = want?.type ?? types.promoteConditional(left.type, right.type) ?? types.object;
    const common: Cast = { ...want, type };
    return {
      kind: 'elvis',
      type,
      left: this.fitted(node.left, left, common),
      right: this.fitted(node.right, right, common),
    };
  }

  protected conditional(
    node: Extract<ast.Expression, { kind: 'conditional' }>,
    scope: Scope,
    want: Want | undefined,
  ): IrExpression {
    const condition = this.cast(node.condition, scope, { type: 'boolean' });
    const then = this.expression(node.then, scope, want);
    const otherwise = this.expression(node.otherwise, scope, want);
    const type =
      want?.type !== undefined && want.type !== 'void'
        ? want.type
        : types.promoteConditional(then.type, otherwise.type);
    if (type === undefined) {
      const message = `cannot apply the conditional operator [?:] to the types [${then.type}] and [${otherwise.type}]`;
      throw this.fail(node, message, classCast);
    }
    const common: Cast = { ...want, type };
    return {
      kind: 'conditional',
      type,
      condition,
      then: this.fitted(node.then, then, common),
      otherwise: this.fitted(node.otherwise, otherwise, common),
    };
  }

  protected instanceOf(node: Extract<ast.Expression, { kind: 'instanceof' }>, scope: Scope): IrExpression {
    const value = this.expression(node.value, scope);
    const of = this.resolveType(node.type, node, (name) => `Not a type [${name}].`);
    if (value.type === 'long' || value.type === 'double') this.refusedByJvm(node);
    return { kind: 'instanceof', type: 'boolean', value: this.boxOperand(node, value), of: types.boxed(of) };
  }

  protected unary(
    node: Extract<ast.Expression, { kind: 'unary' }>,
    scope: Scope,
    want: Want | undefined,
  ): IrExpression {
    const { operator, operand } = node;
    if (operator === '!') return unaryOperation(operator, 'boolean', this.cast(operand, scope, { type: 'boolean' }));
    if (operator === '-' && operand.kind === 'number')
      return numberConstant(operand, want?.type, true, (message) => this.fail(operand, message));
    const value = this.expression(operand, scope);
    const promoted = types.promoteNumeric(value.type, value.type, operator !== '~');
    if (promoted === undefined) {
      const name = `${operatorNames[operator]} operator [${operator}]`;
      throw this.fail(node, `cannot apply the ${name} to the type [${value.type}]`, classCast);
    }
    if (promoted === 'def')
      return { kind: 'defUnary', type: 'def', at: node.at, operator, value: this.boxOperand(operand, value) };
    const promotedValue = this.convert(operand, value, { type: promoted });
    if (operator === '+') return promotedValue;
    return unaryOperation(operator, promoted, promotedValue);
  }

  /** An assignment; `read` tells whether its value is used. */
  protected assignment(
    node: Extract<ast.Expression, { kind: 'assignment' }>,
    scope: Scope,
    read: boolean,
  ): IrExpression {
    const target = this.target(node.target, scope);
    if (node.operator === undefined) {
      const value = target.dynamic
        ? this.boxOperand(node.value, this.expression(node.value, scope))
        : placedAt(this.cast(node.value, scope, { type: target.type }), node.at);
      if (node.target.kind === 'symbol') return target.store([], value);
      if (!read) return target.store(target.operands, value);
      return this.bind([...target.operands, value], (operands) => {
        const stored = operands[operands.length - 1]!;
        return {
          kind: 'sequence',
          type: target.type,
          first: target.store(operands.slice(0, -1), stored),
          second: stored,
        };
      });
    }
    const { operator } = node;
    const right = this.expression(node.value, scope);
    return this.compound(node, node.value, operator, target, right, read, true);
  }

  protected increment(node: Extract<ast.Expression, { kind: 'increment' }>, scope: Scope, read: boolean): IrExpression {
    const target = this.target(node.target, scope);
    const one: IrExpression =
      target.type === 'long'
        ? { kind: 'constant', type: 'long', value: 1n }
        : target.type === 'double' || target.type === 'float'
          ? { kind: 'constant', type: target.type, value: 1 }
          : { kind: 'constant', type: 'int', value: 1 };
    return this.compound(node, node, node.operator, target, one, read, node.prefix);
  }

  /** `target operator= right`. */
  private compound(
    node: { at: number; end: number },
    rightNode: { at: number; end: number },
    operator: ast.ArithmeticOperator,
    target: Target,
    right: IrExpression,
    read: boolean,
    prefix: boolean,
  ): IrExpression {
    // Booleans have compound assignments only.
    const isLogical = target.type === 'boolean' && right.type === 'boolean' && ['&', '|', '^'].includes(operator);
    const promoted = isLogical ? 'boolean' : promoteArithmetic(operator, target.type, right.type);
    const isConcatenation = promoted === types.string && target.type !== types.string && target.type !== 'def';
    if (promoted === undefined || isConcatenation) {
      const message = `invalid compound assignment: cannot apply [${operator}=] to types [${target.type}] and [${right.type}]`;
      throw this.fail(node, message, classCast);
    }
    if (isShift(operator) && target.type !== 'def' && right.type === 'def') this.refusedByJvm(node);
    // What a text is added to is cast to a text before the text is computed.
    const isText = promoted === types.string && target.type === 'def';
    const isDynamic = !isText && (target.type === 'def' || (isShift(operator) && right.type === 'def'));
    const onDef = isDynamic ? 'def' : promoted;
    const held = (current: IrExpression): IrExpression =>
      isText ? this.convert(node, current, { type: types.string }) : current;
    const compute = (current: IrExpression): IrExpression =>
      this.convert(node, this.operate({ ...node, right: rightNode }, operator, onDef, held(current), right, true), {
        type: target.type,
        explicit: true,
      });
    return this.bind(target.operands, (operands) => {
      if (!read) return target.store(operands, compute(target.load(operands)));
      if (prefix) {
        return this.bind([compute(target.load(operands))], ([value]) => ({
          kind: 'sequence',
          type: target.type,
          first: target.store(operands, value!),
          second: value!,
        }));
      }
      return this.bind([target.load(operands)], ([former]) => ({
        kind: 'sequence',
        type: target.type,
        first: target.store(operands, compute(former!)),
        second: former!,
      }));
    });
  }
}

const isShift = (operator: ast.ArithmeticOperator): boolean =>
  operator === '<<' || operator === '>>' || operator === '>>>';

function promoteArithmetic(operator: ast.ArithmeticOperator, left: Type, right: Type): Type | undefined {
  switch (operator) {
    case '+':
      return types.promoteAdd(left, right);
    case '^':
      return types.promoteXor(left, right);
    case '<<':
    case '>>':
    case '>>>': {
      const promoted = types.promoteNumeric(left, left, false);
      const distance = types.promoteNumeric(right, right, false);
      return distance === undefined ? undefined : promoted;
    }
    case '&':
    case '|':
      return types.promoteNumeric(left, right, false);
    default:
      return types.promoteNumeric(left, right, true);
  }
}

const isConstantText = (value: IrExpression): boolean => value.kind === 'constant' && typeof value.value === 'string';

function unaryOperation(operator: '-' | '~' | '!', type: Type, value: IrExpression): IrExpression {
  return value.kind === 'constant'
    ? { kind: 'constant', type, value: foldUnary(operator, type, value.value) }
    : { kind: 'unary', type, operator, value };
}

/** A concatenation in which neighbouring constants are one text. */
function concatenation(at: number, parts: readonly IrExpression[]): IrExpression {
  const joined: IrExpression[] = [];
  for (const part of parts) {
    const before = joined[joined.length - 1];
    if (part.kind === 'constant' && before?.kind === 'constant') {
      const value = constantText(before.value, before.type) + constantText(part.value, part.type);
      joined[joined.length - 1] = { kind: 'constant', type: types.string, value };
    } else joined.push(part);
  }
  return joined.length === 1 ? joined[0]! : { kind: 'concat', type: types.string, at, parts: joined };
}

/** Parts of a concatenation, flattened: `a + b + c` becomes one. */
function partsOf(value: IrExpression): readonly IrExpression[] {
  return value.kind === 'concat' ? value.parts : [value];
}
