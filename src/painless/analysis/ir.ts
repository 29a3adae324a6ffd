// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What analysis makes of the syntax tree: every expression has a static type, every cast is explicit, every name is
// resolved. `type` is the static type of the value; `at` the offset that a failure at run time is reported at.

import type { ArithmeticOperator, ComparisonOperator } from '../syntax/ast.js';
import type { Callable, JavaClass, Type } from '../stdlib/lookup.js';
import type { Conversion } from './types.js';

/** A local variable, parameter or variable of the script context. */
export interface Variable {
  readonly name: string;
  readonly type: Type;
  /** How often it is assigned to after its declaration; a captured one that changes is copied into the lambda. */
  assignments: number;
  /** Whether the script reads or writes it anywhere. */
  used?: boolean;
  /** A variable of the context (`ctx`, `params`), which holds a map unless the script assigns to it. */
  readonly isContext: boolean;
}

/** A value that is computed once and used more than once. */
export interface Temporary {
  readonly kind: 'temporary';
  readonly type: Type;
}

export interface FunctionSignature {
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly returns: Type;
}

/** Loads, calls and stores that are resolved at run time, by the class of the receiver. */
export type DynamicExpression =
  | {
      readonly kind: 'defGet';
      readonly type: Type;
      readonly at: number;
      readonly receiver: IrExpression;
      readonly name: string;
    }
  | {
      readonly kind: 'defSet';
      readonly type: Type;
      readonly at: number;
      readonly receiver: IrExpression;
      readonly name: string;
      readonly value: IrExpression;
    }
  | {
      readonly kind: 'defIndex';
      readonly type: Type;
      readonly at: number;
      readonly receiver: IrExpression;
      readonly index: IrExpression;
    }
  | {
      readonly kind: 'defSetIndex';
      readonly type: Type;
      readonly at: number;
      readonly receiver: IrExpression;
      readonly index: IrExpression;
      readonly value: IrExpression;
    }
  | {
      readonly kind: 'defCall';
      readonly type: Type;
      readonly at: number;
      readonly receiver: IrExpression;
      readonly name: string;
      readonly arguments: readonly IrExpression[];
    }
  | {
      readonly kind: 'defArithmetic';
      readonly type: Type;
      readonly at: number;
      readonly operator: ArithmeticOperator;
      readonly compound: boolean;
      readonly left: IrExpression;
      readonly right: IrExpression;
    }
  | {
      readonly kind: 'defUnary';
      readonly type: Type;
      readonly at: number;
      readonly operator: '-' | '+' | '~';
      readonly value: IrExpression;
    }
  | {
      readonly kind: 'defCompare';
      readonly type: Type;
      readonly at: number;
      readonly operator: ComparisonOperator;
      readonly left: IrExpression;
      readonly right: IrExpression;
    };

export interface IrLambda {
  readonly kind: 'lambda';
  readonly type: Type;
  readonly at: number;
  /** The interface whose convention the function follows; undefined: parameters and result are def. */
  readonly target: Callable | undefined;
  readonly parameters: readonly { readonly variable: Variable; readonly from: Type; readonly conversion: Conversion }[];
  readonly returns: Type;
  readonly body: readonly IrStatement[];
  readonly captures: readonly Variable[];
}

export type IrExpression =
  | Temporary
  | DynamicExpression
  | IrLambda
  | { readonly kind: 'constant'; readonly type: Type; readonly value: string | number | bigint | boolean | null }
  | { readonly kind: 'local'; readonly type: Type; readonly variable: Variable }
  | { readonly kind: 'setLocal'; readonly type: Type; readonly variable: Variable; readonly value: IrExpression }
  | { readonly kind: 'field'; readonly type: Type; readonly owner: JavaClass; readonly name: string }
  | {
      readonly kind: 'convert';
      readonly type: Type;
      readonly at: number | undefined;
      readonly from: Type;
      readonly conversion: Conversion;
      readonly explicit: boolean;
      readonly value: IrExpression;
    }
  | {
      readonly kind: 'arithmetic';
      readonly type: Type;
      readonly at: number;
      readonly operator: ArithmeticOperator;
      readonly left: IrExpression;
      readonly right: IrExpression;
    }
  | { readonly kind: 'concat'; readonly type: Type; readonly at: number; readonly parts: readonly IrExpression[] }
  | {
      readonly kind: 'match';
      readonly type: Type;
      readonly at: number;
      readonly whole: boolean;
      readonly text: IrExpression;
      readonly pattern: IrExpression;
    }
  | { readonly kind: 'unary'; readonly type: Type; readonly operator: '-' | '~' | '!'; readonly value: IrExpression }
  | {
      readonly kind: 'compare';
      readonly type: Type;
      readonly operator: ComparisonOperator;
      readonly on: Type;
      readonly left: IrExpression;
      readonly right: IrExpression;
    }
  | {
      readonly kind: 'logical';
      readonly type: Type;
      readonly operator: '&&' | '||';
      readonly left: IrExpression;
      readonly right: IrExpression;
    }
  | { readonly kind: 'elvis'; readonly type: Type; readonly left: IrExpression; readonly right: IrExpression }
  | {
      readonly kind: 'conditional';
      readonly type: Type;
      readonly condition: IrExpression;
      readonly then: IrExpression;
      readonly otherwise: IrExpression;
    }
  | { readonly kind: 'instanceof'; readonly type: Type; readonly value: IrExpression; readonly of: Type }
  | {
      readonly kind: 'nullSafe';
      readonly type: Type;
      readonly receiver: IrExpression;
      readonly temporary: Temporary;
      readonly access: IrExpression;
    }
  | {
      readonly kind: 'let';
      readonly type: Type;
      readonly temporaries: readonly (readonly [Temporary, IrExpression])[];
      readonly body: IrExpression;
    }
  | { readonly kind: 'sequence'; readonly type: Type; readonly first: IrExpression; readonly second: IrExpression }
  | {
      readonly kind: 'staticCall';
      readonly type: Type;
      readonly at: number;
      readonly callable: Callable;
      readonly arguments: readonly IrExpression[];
    }
  | {
      readonly kind: 'memberCall';
      readonly type: Type;
      readonly at: number;
      readonly callable: Callable;
      readonly receiver: IrExpression;
      readonly arguments: readonly IrExpression[];
    }
  | {
      readonly kind: 'functionCall';
      readonly type: Type;
      readonly at: number;
      readonly function: FunctionSignature;
      readonly arguments: readonly IrExpression[];
    }
  | {
      readonly kind: 'contextCall';
      readonly type: Type;
      readonly at: number;
      readonly name: string;
      readonly arguments: readonly IrExpression[];
    }
  | {
      readonly kind: 'listIndex';
      readonly type: Type;
      readonly at: number;
      readonly receiver: IrExpression;
      readonly index: IrExpression;
      readonly value: IrExpression | undefined;
    }
  | {
      readonly kind: 'arrayIndex';
      readonly type: Type;
      readonly at: number;
      readonly receiver: IrExpression;
      readonly index: IrExpression;
      readonly value: IrExpression | undefined;
    }
  | { readonly kind: 'arrayLength'; readonly type: Type; readonly at: number; readonly receiver: IrExpression }
  | { readonly kind: 'newArray'; readonly type: Type; readonly at: number; readonly sizes: readonly IrExpression[] }
  | { readonly kind: 'arrayItems'; readonly type: Type; readonly items: readonly IrExpression[] }
  | { readonly kind: 'list'; readonly type: Type; readonly at: number; readonly items: readonly IrExpression[] }
  | {
      readonly kind: 'map';
      readonly type: Type;
      readonly at: number;
      readonly entries: readonly (readonly [IrExpression, IrExpression])[];
    }
  | {
      readonly kind: 'regex';
      readonly type: Type;
      readonly at: number;
      readonly pattern: string;
      readonly flags: number;
    }
  | {
      readonly kind: 'deferredReference';
      readonly type: Type;
      readonly at: number;
      readonly owner: string;
      readonly name: string;
      readonly captured: IrExpression | undefined;
      readonly functions: readonly FunctionSignature[];
    };

export type IrStatement =
  | { readonly kind: 'block'; readonly at: number; readonly statements: readonly IrStatement[] }
  /** Statements without a scope of their own. */
  | { readonly kind: 'group'; readonly at: number; readonly statements: readonly IrStatement[] }
  | { readonly kind: 'expression'; readonly at: number; readonly expression: IrExpression }
  | {
      readonly kind: 'declare';
      readonly at: number;
      readonly variable: Variable;
      readonly value: IrExpression | undefined;
    }
  | {
      readonly kind: 'if';
      readonly at: number;
      readonly condition: IrExpression;
      readonly then: IrStatement;
      readonly otherwise: IrStatement | undefined;
    }
  | {
      readonly kind: 'while';
      readonly at: number;
      readonly condition: IrExpression | undefined;
      readonly body: IrStatement | undefined;
    }
  | { readonly kind: 'do'; readonly at: number; readonly condition: IrExpression; readonly body: IrStatement }
  | {
      readonly kind: 'for';
      readonly at: number;
      readonly initializer: readonly IrStatement[];
      readonly condition: IrExpression | undefined;
      readonly afterthought: IrExpression | undefined;
      readonly body: IrStatement | undefined;
    }
  | {
      readonly kind: 'foreach';
      readonly at: number;
      readonly variable: Variable;
      readonly items: IrExpression;
      readonly item: Temporary;
      readonly itemValue: IrExpression;
      readonly body: IrStatement;
    }
  | {
      readonly kind: 'try';
      readonly at: number;
      readonly body: IrStatement;
      readonly catches: readonly {
        readonly at: number;
        readonly type: Type;
        readonly variable: Variable;
        readonly body: IrStatement | undefined;
      }[];
    }
  | { readonly kind: 'return'; readonly at: number; readonly value: IrExpression | undefined }
  | { readonly kind: 'throw'; readonly at: number; readonly value: IrExpression }
  | { readonly kind: 'break'; readonly at: number }
  | { readonly kind: 'continue'; readonly at: number };

export interface IrFunction {
  readonly signature: FunctionSignature;
  readonly parameters: readonly Variable[];
  readonly body: readonly IrStatement[];
}

export interface IrScript {
  readonly functions: readonly IrFunction[];
  /** Variables of the context, in the order in which `run` gets them. */
  readonly parameters: readonly Variable[];
  readonly returns: Type;
  readonly body: readonly IrStatement[];
  /** Offsets at which statements begin, sorted: they bound the snippet that a script stack shows. */
  readonly statementOffsets: readonly number[];
}
