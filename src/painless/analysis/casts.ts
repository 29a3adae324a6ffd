// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Casts: what an expression's surroundings ask of it, what is refused, and the mistakes that the server finds late.

import { didYouMean } from '../../util/didYouMean.js';
import { CompileError } from '../compileError.js';
import { JavaException } from '../runtime/exceptions.js';
import type { ScriptContext } from '../contexts/scriptContext.js';
import type { Lookup, Type } from '../stdlib/lookup.js';
import type * as ast from '../syntax/ast.js';
import { foldConversion } from './constants.js';
import type { FunctionSignature, IrExpression } from './ir.js';
import type { Scope } from './scope.js';
import * as types from './types.js';

/** What the surroundings ask of an expression. */
export interface Want {
  /** The type that is needed; arguments of a call that is resolved at run time have none. */
  readonly type?: Type;
  /** The script casts explicitly. */
  readonly explicit?: boolean;
  /** An argument or returned value: boxes and unboxes. */
  readonly internal?: boolean;
}

/** A cast to make. */
export type Cast = Want & { readonly type: Type };

/** Why a mistake is found late: constants are folded after the whole script was checked, and the JVM verifies last. */
type Late = 'folding' | 'bytecode';

export const illegalArgument = 'java.lang.IllegalArgumentException';
export const classCast = 'java.lang.ClassCastException';

/** Casts expressions, which the subclasses analyse. */
export abstract class CastAnalyzer {
  protected readonly lookup: Lookup;
  protected readonly context: ScriptContext;
  protected readonly functions = new Map<string, FunctionSignature>();
  private readonly late = new Map<Late, CompileError>();

  constructor(lookup: Lookup, context: ScriptContext) {
    this.lookup = lookup;
    this.context = context;
  }

  /** The expression with the type that it has by itself; `want` guides literals, conditionals and lambdas. */
  protected abstract expression(node: ast.Expression, scope: Scope, want?: Want): IrExpression;

  /** Keeps the first mistake of a kind that the server finds only in a script without others. */
  private postpone(late: Late, mistake: CompileError): void {
    if (!this.late.has(late)) this.late.set(late, mistake);
  }

  /** Reports what was postponed, once the whole script is checked. */
  protected failLate(): void {
    const mistake = this.late.get('folding') ?? this.late.get('bytecode');
    if (mistake) throw mistake;
  }

  /** A construct for which the server's compiler writes bytecode that the JVM refuses. */
  protected refusedByJvm(node: { at: number; end: number }): void {
    this.postpone('bytecode', this.fail(node, 'Bad type on operand stack', 'java.lang.VerifyError'));
  }

  /** The value of folding; a failure of it is reported when the whole script is checked, the value then being undefined. */
  protected folded<Value>(node: { at: number; end: number }, fold: () => Value): Value | undefined {
    try {
      return fold();
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      this.postpone('folding', this.fail(node, error.reason ?? '', error.javaClass));
      return undefined;
    }
  }

  protected fail(
    node: { at: number; end: number },
    message: string,
    javaClass = illegalArgument,
    ...hints: string[]
  ): CompileError {
    const code = javaClass === classCast ? 'PL2003' : 'PL2001';
    return new CompileError(code, node.at, Math.max(node.end, node.at + 1), javaClass, message, hints);
  }

  protected unknown(
    node: { at: number; end: number },
    message: string,
    name: string,
    known: Iterable<string>,
  ): CompileError {
    const near = didYouMean(name, known);
    return new CompileError(
      'PL2002',
      node.at,
      Math.max(node.end, node.at + 1),
      illegalArgument,
      message,
      near ? [`did you mean ${near}?`] : [],
    );
  }

  /** An expression cast to what is wanted. */
  protected cast(node: ast.Expression, scope: Scope, want: Cast): IrExpression {
    const number = node.kind === 'unary' && node.operator === '-' && node.operand.kind === 'number';
    const converted = this.fitted(number ? node.operand : node, this.expression(node, scope, want), want);
    return node.kind === 'cast' && converted.kind === 'convert' ? placedAt(converted, placeOf(node).at) : converted;
  }

  /** An operand of a dynamic operation: boxed, but without the place that a cast in the source stores. */
  protected boxOperand(node: { at: number; end: number }, value: IrExpression): IrExpression {
    const boxed = this.convert(node, value, { type: 'def', internal: true });
    return boxed.kind === 'convert' && boxed !== value ? { ...boxed, at: undefined } : boxed;
  }

  /**
   * The value of an expression that knew what is wanted of it: dynamic operations are linked to give that type themselves, by
   * the narrower rules of Java's method handles.
   */
  protected fitted(node: { at: number; end: number }, value: IrExpression, want: Cast): IrExpression {
    const converted = this.convert(node, value, want);
    return !want.explicit && isDynamic(value) && converted.kind === 'convert' && converted.conversion === 'fromDef'
      ? { ...converted, conversion: 'link', at: undefined }
      : converted;
  }

  protected convert(node: { at: number; end: number }, value: IrExpression, want: Cast): IrExpression {
    const { type: to, explicit = false, internal = false } = want;
    const from = value.type;
    if (from === to) return value;
    const conversion = types.conversion(this.lookup, from, to, explicit, internal);
    if (conversion === undefined) throw this.fail(node, `Cannot cast from [${from}] to [${to}].`, classCast);
    if (value.kind === 'constant') {
      const folded = this.folded(node, () => foldConversion(value.value, from, to, conversion));
      if (folded !== undefined) return { kind: 'constant', type: to, value: folded };
    }
    return { kind: 'convert', type: to, at: node.at, from, conversion, explicit, value };
  }

  /** Reports a class that is refused as a whole, wherever a script names it. */
  protected refuseType(node: { at: number; end: number }, type: Type): void {
    const refusal = this.lookup.refusalOf(type);
    if (refusal !== undefined)
      throw new CompileError(
        'PL2005',
        node.at,
        Math.max(node.end, node.at + 1),
        illegalArgument,
        `[${type}] is not supported: ${refusal}`,
      );
  }

  /** The type of a name; an unknown one is reported at the node that uses it. */
  protected resolveType(
    name: ast.TypeName,
    node: { at: number; end: number },
    message: (name: string) => string,
  ): Type {
    const type = this.lookup.resolveType(name.name);
    if (type === undefined) throw this.unknown(node, message(name.name), name.name, this.lookup.typeNames());
    this.refuseType(node, type);
    return type;
  }
}

/** Whether what an expression gives is found out at run time, by an operation of the script's own. */
const isDynamic = ({ kind }: IrExpression): boolean =>
  kind === 'defCall' || kind === 'defGet' || kind === 'defIndex' || kind === 'defArithmetic' || kind === 'defUnary';

/** Where a cast of an expression is reported: a negative number is one constant, and casts add no place of their own. */
export function placeOf(node: ast.Expression): ast.Expression {
  if (node.kind === 'cast') return placeOf(node.value);
  return node.kind === 'unary' && node.operator === '-' && node.operand.kind === 'number' ? node.operand : node;
}

/** The same conversion, reported at another place. */
export function placedAt(value: IrExpression, at: number): IrExpression {
  return value.kind === 'convert' ? { ...value, at } : value;
}
