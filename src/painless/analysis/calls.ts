// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Calls of functions, methods and constructors.

import type { CompileError } from '../compileError.js';
import type { JavaClass, Type } from '../stdlib/lookup.js';
import type * as ast from '../syntax/ast.js';
import type { IrExpression } from './ir.js';
import { nodeClassOf } from './nodeTexts.js';
import { OperatorAnalyzer } from './operators.js';
import type { Scope } from './scope.js';
import * as types from './types.js';

/** Analyses calls. */
export abstract class CallAnalyzer extends OperatorAnalyzer {
  protected construct(node: Extract<ast.Expression, { kind: 'new' }>, scope: Scope): IrExpression {
    const type = this.resolveType(node.type, node, (name) => `Not a type [${name}].`);
    const arity = node.arguments.length;
    const callable = this.lookup.classOfType(type)?.constructorOf(arity);
    if (!callable) throw this.fail(node, `constructor [${type}, <init>/${arity}] not found`);
    this.refuse(node, callable);
    const args = this.argumentsFor(node, callable.parameters, scope);
    return { kind: 'staticCall', type, at: node.at, callable, arguments: args };
  }

  protected functionCall(node: Extract<ast.Expression, { kind: 'call' }>, scope: Scope): IrExpression {
    const arity = node.arguments.length;
    if (node.name === '$' && this.context.functions.some(({ name }) => name === 'field')) {
      return this.methodCall(fieldShortcut(node), scope);
    }
    const own = this.functions.get(`${node.name}/${arity}`);
    if (own) {
      const args = this.argumentsFor(node, own.parameters, scope);
      return { kind: 'functionCall', type: own.returns, at: node.at, function: own, arguments: args };
    }
    const provided = this.context.functions.find(
      (candidate) => candidate.name === node.name && candidate.parameters.length === arity,
    );
    if (provided) {
      const args = this.argumentsFor(node, provided.parameters, scope);
      return {
        kind: 'contextCall',
        type: provided.returns,
        at: node.at,
        name: `${node.name}/${arity}`,
        arguments: args,
      };
    }
    const known = [...this.functions.values(), ...this.context.functions].map((candidate) => candidate.name);
    throw this.unknown(
      node,
      `Unknown call [${node.name}] with [[${node.arguments.map(nodeClassOf).join(', ')}]] arguments.`,
      node.name,
      known,
    );
  }

  protected methodCall(node: Extract<ast.Expression, { kind: 'methodCall' }>, scope: Scope): IrExpression {
    const resolved = this.receiver(node, scope);
    const { name } = node;
    const arity = node.arguments.length;
    if ('type' in resolved) {
      const callable = this.lookup.classOfType(resolved.type)?.staticMethod(name, arity);
      if (!callable) throw this.missingMethod(node, 'static', resolved.type, name, arity);
      this.refuse(node, callable);
      const args = this.argumentsFor(node, callable.parameters, scope);
      return { kind: 'staticCall', type: callable.returns, at: node.at, callable, arguments: args };
    }
    const call = (receiver: IrExpression): IrExpression => {
      if (receiver.type === 'def') {
        const values = node.arguments.map((argument) => this.expression(argument, scope, { internal: true }));
        this.checkArguments(node, values, name);
        const args = values.map((value) => this.boxOperand(node, value));
        return { kind: 'defCall', type: 'def', at: node.at, receiver, name, arguments: args };
      }
      const owner = this.lookup.classOfType(types.boxed(receiver.type));
      const callable = owner?.method(name, arity);
      if (!callable) throw this.missingMethod(node, 'member', receiver.type, name, arity, owner);
      const args = this.argumentsFor(node, callable.parameters, scope);
      return this.invoke(
        node,
        callable,
        this.convert(node, receiver, { type: types.boxed(receiver.type), internal: true }),
        args,
      );
    };
    return node.nullSafe ? this.nullSafe(node, resolved.value, call) : call(resolved.value);
  }

  private missingMethod(
    node: { at: number; end: number },
    kind: 'static' | 'member',
    type: Type,
    name: string,
    arity: number,
    owner?: JavaClass,
  ): CompileError {
    const known =
      owner?.methodNames() ??
      [...(this.lookup.classOfType(type)?.own.statics.values() ?? [])].map((method) => method.name);
    return this.unknown(
      node,
      `${kind} method [${type}, ${name}/${arity}] not found`,
      name,
      known.filter((other) => other !== name),
    );
  }

  private argumentsFor(
    node: { arguments: readonly ast.Expression[] },
    parameters: readonly Type[],
    scope: Scope,
  ): IrExpression[] {
    return node.arguments.map((argument, index) =>
      this.cast(argument, scope, { type: parameters[index]!, internal: true }),
    );
  }

  private checkArguments(node: { at: number; end: number }, args: readonly IrExpression[], name: string): void {
    for (const argument of args) {
      if (argument.type === 'void')
        throw this.fail(node, `Argument(s) cannot be of [void] type when calling method [${name}].`);
    }
  }
}

/** `$('path', default)` is `field('path').get(default)`. */
function fieldShortcut(
  node: Extract<ast.Expression, { kind: 'call' }>,
): Extract<ast.Expression, { kind: 'methodCall' }> {
  const { at, end } = node;
  const receiver = { ...node, name: 'field', arguments: node.arguments.slice(0, 1) };
  return { kind: 'methodCall', receiver, nullSafe: false, name: 'get', arguments: node.arguments.slice(1), at, end };
}
