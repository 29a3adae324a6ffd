// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Lambdas and function references.

import type { Callable, Type } from '../stdlib/lookup.js';
import type * as ast from '../syntax/ast.js';
import { CallAnalyzer } from './calls.js';
import { classCast, type Want } from './casts.js';
import type { FunctionSignature, IrExpression, IrStatement, Variable } from './ir.js';
import type { Scope } from './scope.js';
import * as types from './types.js';

/** Analyses lambdas; their statements come from a subclass. */
export abstract class LambdaAnalyzer extends CallAnalyzer {
  /** Statements of a lambda's body, in a scope that holds its parameters. */
  protected abstract lambdaBody(lambda: ast.Lambda, scope: Scope): IrStatement[];

  protected lambda(node: ast.Lambda, scope: Scope, want: Want | undefined): IrExpression {
    let target: Callable | undefined;
    if (want?.type !== undefined) {
      target = this.functionalMethod(want.type);
      if (!target) throw this.fail(node, `Cannot pass lambda to [${want.type}], not a functional interface`);
      if (target.parameters.length !== node.parameters.length) {
        throw this.fail(node, `Incorrect number of parameters for [${target.name}] in [${want.type}]`);
      }
    }
    // A lambda may have a value that nobody takes: where the interface returns nothing, it returns def, as on the server.
    const returns = target && target.returns !== 'void' ? target.returns : 'def';
    const inner = scope.lambda(returns);
    const parameters = node.parameters.map((parameter, index) => {
      const from = target ? target.parameters[index]! : 'def';
      const type = parameter.type
        ? this.resolveType(parameter.type, parameter, (name) => `cannot resolve type [${name}]`)
        : from;
      if (scope.has(parameter.name) || inner.has(parameter.name))
        throw this.fail(parameter, `variable [${parameter.name}] is already defined`);
      const conversion = types.conversion(this.lookup, from, type, true, true);
      if (conversion === undefined) throw this.fail(parameter, `Cannot cast from [${from}] to [${type}].`, classCast);
      const variable: Variable = { name: parameter.name, type, assignments: 0, isContext: false };
      inner.define(variable);
      return { variable, from, conversion: conversion === 'fromDef' ? 'link' : conversion };
    });
    if ('statements' in node.body && node.body.statements.length === 0)
      throw this.fail(node, 'cannot generate empty lambda');
    const body = this.lambdaBody(node, inner);
    return {
      kind: 'lambda',
      type: want?.type ?? 'def',
      at: node.at,
      target,
      parameters,
      returns,
      body,
      captures: [...inner.captures!],
    };
  }

  protected reference(node: ast.Reference, scope: Scope, want: Want | undefined): IrExpression {
    const found = node.owner.includes('[') || node.owner === 'this' ? undefined : scope.find(node.owner);
    const captured: IrExpression | undefined = found && {
      kind: 'local',
      type: found.variable.type,
      variable: found.variable,
    };
    const functions = [...this.functions.values()].filter((candidate) => candidate.name === node.name);
    if (!captured && node.owner !== 'this') {
      const type = this.lookup.resolveType(node.owner);
      if (type === undefined) throw this.fail(node, `cannot resolve symbol [${node.owner}]`);
      this.refuseType(node, type);
    }
    const wanted = want?.type;
    if (wanted === undefined || captured?.type === 'def') {
      if (wanted !== undefined && !this.functionalMethod(wanted)) {
        throw this.fail(
          node,
          `cannot convert function reference [${node.owner}::${node.name}] to a non-functional interface [${wanted}]`,
        );
      }
      return this.deferredReference(node, wanted ?? 'def', captured, functions);
    }
    const target = this.functionalMethod(wanted);
    if (!target) {
      throw this.fail(
        node,
        `cannot convert function reference [${node.owner}::${node.name}] to a non-functional interface [${wanted}]`,
      );
    }
    return this.typedReference(node, wanted, target, captured, functions);
  }

  private deferredReference(
    { at, owner, name }: ast.Reference,
    type: Type,
    captured: IrExpression | undefined,
    functions: readonly FunctionSignature[],
  ): IrExpression {
    return { kind: 'deferredReference', type, at, owner, name, captured, functions };
  }

  /** A function reference becomes the lambda that it stands for. */
  private typedReference(
    node: ast.Reference,
    type: Type,
    target: Callable,
    captured: IrExpression | undefined,
    functions: readonly FunctionSignature[],
  ): IrExpression {
    const arity = target.parameters.length;
    const notFound = (shape: string, reason = '') =>
      this.fail(node, `function reference [${shape}] matching [${type}, ${target.name}/${arity}] not found${reason}`);
    const variables = target.parameters.map((parameter, index): Variable => ({
      name: `argument${index}`,
      type: parameter,
      assignments: 0,
      isContext: false,
    }));
    const values = variables.map((variable): IrExpression => ({ kind: 'local', type: variable.type, variable }));
    const linked = new Map<Variable, Variable>();
    const pass = (args: readonly IrExpression[], parameters: readonly Type[]) =>
      args.map((argument, index) => linkedArgument(argument, parameters[index]!));
    const linkedArgument = (argument: IrExpression, parameter: Type): IrExpression => {
      const converted = this.convert(node, argument, { type: parameter, internal: true });
      if (converted.kind !== 'convert' || converted.conversion !== 'fromDef' || argument.kind !== 'local')
        return converted;
      // As the reference is linked, the arguments are converted before anything else happens.
      const variable: Variable = { ...argument.variable, type: parameter };
      linked.set(argument.variable, variable);
      return { kind: 'local', type: parameter, variable };
    };
    const call = (): IrExpression | undefined => {
      if (node.owner === 'this') {
        const own = this.functions.get(`${node.name}/${arity}`);
        if (!own)
          throw notFound(
            `this::${node.name}/${arity}`,
            functions.length > 0 ? ' due to an incorrect number of arguments' : '',
          );
        const args = pass(values, own.parameters);
        const converts = own.parameters.every((parameter, index) =>
          types.handleConverts(this.lookup, target.parameters[index]!, parameter),
        );
        return converts
          ? { kind: 'functionCall', type: own.returns, at: node.at, function: own, arguments: args }
          : undefined;
      }
      if (captured) {
        const callable = this.lookup.classOfType(types.boxed(captured.type))?.method(node.name, arity);
        if (!callable) throw notFound(`${captured.type}::${node.name}/${arity}`);
        const receiver = this.convert(node, captured, { type: types.boxed(captured.type), internal: true });
        return this.invoke(node, callable, receiver, pass(values, callable.parameters));
      }
      const ownerType = this.lookup.resolveType(node.owner)!;
      if (node.name === 'new') {
        if (types.isArray(ownerType)) {
          return { kind: 'newArray', type: ownerType, at: node.at, sizes: pass(values, ['int']) };
        }
        const constructor = this.lookup.classOfType(ownerType)?.constructorOf(arity);
        if (!constructor) throw notFound(`${node.owner}::new/${arity}`);
        this.refuse(node, constructor);
        return {
          kind: 'staticCall',
          type: ownerType,
          at: node.at,
          callable: constructor,
          arguments: pass(values, constructor.parameters),
        };
      }
      const owner = this.lookup.classOfType(types.boxed(ownerType));
      const asStatic = owner?.staticMethod(node.name, arity);
      if (asStatic) {
        this.refuse(node, asStatic);
        return {
          kind: 'staticCall',
          type: asStatic.returns,
          at: node.at,
          callable: asStatic,
          arguments: pass(values, asStatic.parameters),
        };
      }
      const asMember = arity > 0 ? owner?.method(node.name, arity - 1) : undefined;
      if (!asMember) throw notFound(`${node.owner}::${node.name}/${arity}`);
      // A method is called on the class that declares it: List::size takes any collection.
      const receiver = linkedArgument(values[0]!, asMember.owner.canonical);
      return this.invoke(node, asMember, receiver, pass(values.slice(1), asMember.parameters));
    };
    const result = call();
    // What cannot be linked fails where it is called.
    if (!result) return this.deferredReference(node, type, captured, functions);
    const body: IrStatement =
      target.returns === 'void'
        ? { kind: 'expression', at: node.at, expression: result }
        : {
            kind: 'return',
            at: node.at,
            value: this.convert(node, result, { type: target.returns, internal: true }),
          };
    return {
      kind: 'lambda',
      type,
      at: node.at,
      target,
      parameters: variables.map((variable) => {
        const converted = linked.get(variable);
        return { variable: converted ?? variable, from: variable.type, conversion: converted ? 'link' : 'none' };
      }),
      returns: target.returns,
      body: [body],
      captures: captured?.kind === 'local' ? [captured.variable] : [],
    };
  }

  private functionalMethod(type: Type): Callable | undefined {
    return this.lookup.classOfType(type)?.functional;
  }
}
