// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How the server's messages name the nodes of a script.

import type * as ast from '../syntax/ast.js';

/** Operators in words. */
export const operatorNames: Readonly<Record<string, string>> = {
  '*': 'multiplication',
  '/': 'division',
  '%': 'remainder',
  '+': 'addition',
  '-': 'subtraction',
  '=~': 'find',
  '==~': 'match',
  '<<': 'left shift',
  '>>': 'right shift',
  '>>>': 'unsigned shift',
  '&': 'bitwise and',
  '^': 'bitwise xor',
  '|': 'boolean or',
  '<': 'less than',
  '<=': 'less than or equals',
  '>': 'greater than',
  '>=': 'greater than or equals',
  '==': 'equals',
  '!=': 'not equals',
  '===': 'reference equals',
  '!==': 'reference not equals',
  '&&': 'boolean and',
  '||': 'boolean or',
  '!': 'not',
  '~': 'bitwise not',
};

/** How the server's messages name an expression. */
export function describe(node: ast.Expression): string {
  switch (node.kind) {
    case 'arithmetic':
    case 'comparison':
    case 'logical':
      return `${operatorNames[node.operator]} operation [${node.operator}]`;
    case 'unary':
      return `${operatorNames[node.operator]} operation [${node.operator}]`;
    case 'assignment':
    case 'increment':
      return 'assignment operation [=]';
    case 'elvis':
      return 'elvis operation [?:]';
    case 'conditional':
      return 'conditional operation [?:]';
    case 'instanceof':
      return `instanceof with target type [${node.type.name}]`;
    case 'cast':
      return `an explicit cast with target type [${node.type.name}]`;
    case 'number':
      return `${node.decimal ? 'decimal' : 'numeric'} constant [${node.text}]`;
    case 'string':
      return `string constant [${node.value}]`;
    case 'boolean':
      return `boolean constant [${node.value}]`;
    case 'null':
      return 'null constant';
    case 'regex':
      return `regex constant [${node.pattern}] with flags [${node.flags}]`;
    case 'symbol':
      return `variable [${node.name}]`;
    case 'list':
    case 'map':
      return `${node.kind} initializer`;
    case 'newArray':
    case 'arrayItems':
      return 'new array';
    case 'new':
      return `new object with constructor [${node.type.name}/${node.arguments.length}]`;
    case 'call':
      return `function call [${node.name}/${node.arguments.length}]`;
    case 'methodCall':
      return `method call [${node.name}/${node.arguments.length}]`;
    case 'lambda':
      return 'a lambda';
    case 'reference':
      return `function reference [${node.owner}:${node.name}]`;
    case 'member':
      return 'dot operator [.]';
    case 'index':
      return 'brace operator';
  }
}

/** Why an expression cannot stand as a statement, or undefined where it can. */
export function uselessStatement(node: ast.Expression): string | undefined {
  switch (node.kind) {
    case 'call':
    case 'methodCall':
    case 'assignment':
    case 'increment':
    case 'new':
      return undefined;
    case 'member':
      return 'not a statement: result of dot operator [.] not used';
    case 'index':
      return 'not a statement: result of brace operator not used';
    case 'list':
    case 'map':
      return `not a statement: result not used from ${node.kind} initializer`;
    case 'newArray':
    case 'arrayItems':
      return 'not a statement: result not used from new array';
    case 'null':
    case 'boolean':
    case 'string':
    case 'number':
    case 'regex':
    case 'symbol':
      return `not a statement: ${describe(node)} not used`;
    default:
      return `not a statement: result not used from ${describe(node)}`;
  }
}

/** An argument as the server's message about unknown calls prints it; the address at the end tells nothing. */
export function nodeClassOf(node: ast.Expression): string {
  const names: Partial<Record<ast.Expression['kind'], string>> = {
    number: 'ENumeric',
    string: 'EString',
    symbol: 'ESymbol',
    member: 'EDot',
    methodCall: 'ECall',
    call: 'ECallLocal',
    list: 'EListInit',
    map: 'EMapInit',
    boolean: 'EBooleanConstant',
    null: 'ENull',
    lambda: 'ELambda',
    arithmetic: 'EBinary',
    cast: 'EExplicit',
    index: 'EBrace',
  };
  return `org.elasticsearch.painless.node.${names[node.kind] ?? 'AExpression'}@1b2c3d4e`;
}
