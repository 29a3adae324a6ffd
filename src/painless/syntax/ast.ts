// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The syntax tree of a script. `at` is the offset that the server reports for the node, `end` where its text ends.

/** Fields of every node. */
interface Node {
  readonly at: number;
  readonly end: number;
}

/** A type as written: `int`, `def[]`, `Map.Entry`. */
export interface TypeName extends Node {
  readonly name: string;
}

/** A parameter of a function; of a lambda the type may be missing. */
export interface Parameter extends Node {
  readonly type: TypeName | undefined;
  readonly name: string;
}

export interface FunctionDeclaration extends Node {
  readonly returns: TypeName;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Block;
}

export interface Script extends Node {
  readonly functions: readonly FunctionDeclaration[];
  readonly statements: readonly Statement[];
}

export interface Block extends Node {
  readonly kind: 'block';
  readonly statements: readonly Statement[];
}

export interface Declarator extends Node {
  readonly name: string;
  readonly value: Expression | undefined;
}

export interface CatchClause extends Node {
  readonly type: TypeName;
  readonly name: string;
  readonly body: Block;
}

export type Declaration = Node & {
  readonly kind: 'declaration';
  readonly type: TypeName;
  readonly declarators: readonly Declarator[];
};

export type Statement =
  | Block
  | Declaration
  | (Node & {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly then: Block;
      readonly otherwise: Block | undefined;
    })
  | (Node & { readonly kind: 'while'; readonly condition: Expression; readonly body: Block | undefined })
  | (Node & { readonly kind: 'do'; readonly condition: Expression; readonly body: Block })
  | (Node & {
      readonly kind: 'for';
      readonly initializer: Declaration | Expression | undefined;
      readonly condition: Expression | undefined;
      readonly afterthought: Expression | undefined;
      readonly body: Block | undefined;
    })
  | (Node & {
      readonly kind: 'foreach';
      readonly type: TypeName | undefined;
      readonly name: string;
      readonly items: Expression;
      readonly body: Block;
    })
  | (Node & { readonly kind: 'try'; readonly body: Block; readonly catches: readonly CatchClause[] })
  | (Node & { readonly kind: 'continue' })
  | (Node & { readonly kind: 'break' })
  | (Node & { readonly kind: 'return'; readonly value: Expression | undefined })
  | (Node & { readonly kind: 'throw'; readonly value: Expression })
  | (Node & { readonly kind: 'expression'; readonly expression: Expression });

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '<<' | '>>' | '>>>' | '&' | '|' | '^' | '=~' | '==~';
export type ComparisonOperator = '<' | '<=' | '>' | '>=' | '==' | '!=' | '===' | '!==';
export type UnaryOperator = '+' | '-' | '~' | '!';

export type Lambda = Node & {
  readonly kind: 'lambda';
  readonly parameters: readonly Parameter[];
  readonly body: Block | Expression;
};
export type Reference = Node & { readonly kind: 'reference'; readonly owner: string; readonly name: string };

export type Expression =
  | (Node & {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: 'comparison';
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: 'logical';
      readonly operator: '&&' | '||';
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & { readonly kind: 'elvis'; readonly left: Expression; readonly right: Expression })
  | (Node & { readonly kind: 'instanceof'; readonly value: Expression; readonly type: TypeName })
  | (Node & {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    })
  | (Node & {
      readonly kind: 'assignment';
      readonly operator: ArithmeticOperator | undefined;
      readonly target: Expression;
      readonly value: Expression;
    })
  | (Node & {
      readonly kind: 'increment';
      readonly operator: '+' | '-';
      readonly prefix: boolean;
      readonly target: Expression;
    })
  | (Node & { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression })
  | (Node & { readonly kind: 'cast'; readonly type: TypeName; readonly value: Expression })
  | (Node & { readonly kind: 'number'; readonly text: string; readonly radix: 8 | 10 | 16; readonly decimal: boolean })
  | (Node & { readonly kind: 'string'; readonly value: string })
  | (Node & { readonly kind: 'boolean'; readonly value: boolean })
  | (Node & { readonly kind: 'null' })
  | (Node & { readonly kind: 'regex'; readonly pattern: string; readonly flags: string })
  | (Node & { readonly kind: 'symbol'; readonly name: string })
  | (Node & { readonly kind: 'list'; readonly items: readonly Expression[] })
  | (Node & { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] })
  | (Node & { readonly kind: 'new'; readonly type: TypeName; readonly arguments: readonly Expression[] })
  | (Node & { readonly kind: 'newArray'; readonly type: TypeName; readonly sizes: readonly Expression[] })
  | (Node & { readonly kind: 'arrayItems'; readonly type: TypeName; readonly items: readonly Expression[] })
  | (Node & { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] })
  | (Node & {
      readonly kind: 'methodCall';
      readonly receiver: Expression;
      readonly nullSafe: boolean;
      readonly name: string;
      readonly arguments: readonly Expression[];
    })
  | (Node & {
      readonly kind: 'member';
      readonly receiver: Expression;
      readonly nullSafe: boolean;
      readonly name: string;
    })
  | (Node & { readonly kind: 'index'; readonly receiver: Expression; readonly index: Expression })
  | Lambda
  | Reference;
