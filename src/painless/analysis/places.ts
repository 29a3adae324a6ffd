// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Names, members and elements: what can be read, called upon or assigned to.

import { invariant } from '../../util/invariant.js';
import { CompileError } from '../compileError.js';
import type { Callable, Field, JavaClass, Type } from '../stdlib/lookup.js';
import type * as ast from '../syntax/ast.js';
import { CastAnalyzer, illegalArgument } from './casts.js';
import type { IrExpression, Temporary } from './ir.js';
import { describe } from './nodeTexts.js';
import type { Scope } from './scope.js';
import * as types from './types.js';

/** A place that can be assigned to: operands are computed once, then loaded from and stored to. */
export interface Target {
  readonly type: Type;
  /** Resolved at run time: a stored value keeps its own type until then. */
  readonly dynamic?: boolean;
  readonly operands: readonly IrExpression[];
  load(operands: readonly IrExpression[]): IrExpression;
  store(operands: readonly IrExpression[], value: IrExpression): IrExpression;
}

/** Analyses places, and calls of methods on what stands in them. */
export abstract class PlaceAnalyzer extends CastAnalyzer {
  /** Either a type, a value, or (for the first parts of a qualified class name) text that is not a type yet. */
  private resolvePath(
    node: ast.Expression,
    scope: Scope,
  ): { readonly value: IrExpression } | { readonly type: Type } | { readonly partial: string } {
    if (node.kind === 'symbol') {
      const type = this.lookup.resolveType(node.name);
      if (type !== undefined) {
        this.refuseType(node, type);
        return { type };
      }
      const found = scope.find(node.name);
      if (found) {
        found.variable.used = true;
        return { value: { kind: 'local', type: found.variable.type, variable: found.variable } };
      }
      return { partial: node.name };
    }
    if (node.kind === 'member' && (node.receiver.kind === 'symbol' || node.receiver.kind === 'member')) {
      const prefix = this.resolvePath(node.receiver, scope);
      if (!('value' in prefix)) {
        const joined = `${'type' in prefix ? prefix.type : prefix.partial}.${node.name}`;
        const type = this.lookup.resolveType(joined);
        if (type !== undefined) {
          this.refuseType(node, type);
          if (node.nullSafe) throw this.fail(node, 'Result of null safe operator must be nullable');
          return { type };
        }
        if ('type' in prefix) {
          const field = this.lookup.classOfType(prefix.type)?.field(node.name);
          if (!field) throw this.fail(node, `field [${prefix.type}, ${node.name}] not found`);
          this.refuseField(node, prefix.type, field);
          return {
            value: { kind: 'field', type: field.type, owner: this.lookup.classOfType(prefix.type)!, name: node.name },
          };
        }
        return { partial: joined };
      }
    }
    const target = this.memberTarget(node as Extract<ast.Expression, { kind: 'member' }>, scope);
    return { value: target.load(target.operands) };
  }

  protected readPath(node: ast.Expression, scope: Scope): IrExpression {
    const path = this.resolvePath(node, scope);
    if ('value' in path) return path.value;
    if ('type' in path) throw this.fail(node, `value required: instead found unexpected type [${path.type}]`);
    const names = node.kind === 'symbol' ? [...scope.names(), ...this.lookup.typeNames()] : [];
    throw this.unknown(node, `cannot resolve symbol [${path.partial}]`, path.partial, names);
  }

  /** The receiver of a member or call: a value, or a type for static members. */
  protected receiver(
    user: Extract<ast.Expression, { kind: 'member' | 'methodCall' }>,
    scope: Scope,
  ): { readonly value: IrExpression } | { readonly type: Type } {
    const node = user.receiver;
    if (node.kind !== 'symbol' && node.kind !== 'member') return { value: this.expression(node, scope) };
    const path = this.resolvePath(node, scope);
    if (!('partial' in path)) return path;
    // As on the server, the name is reported where it is used, with the member that is asked of it.
    const shown = user.kind === 'member' ? `${path.partial}.${user.name}` : path.partial;
    throw this.unknown(user, `cannot resolve symbol [${shown}]`, path.partial, [
      ...scope.names(),
      ...this.lookup.typeNames(),
    ]);
  }

  /** Wraps an access in a null check of its receiver. */
  protected nullSafe(
    node: ast.Expression,
    receiver: IrExpression,
    access: (receiver: IrExpression) => IrExpression,
  ): IrExpression {
    const temporary: Temporary = { kind: 'temporary', type: receiver.type };
    const accessed = access(temporary);
    if (types.isPrimitive(accessed.type)) throw this.fail(node, 'Result of null safe operator must be nullable');
    if (types.isPrimitive(receiver.type)) this.refusedByJvm(node);
    return { kind: 'nullSafe', type: accessed.type, receiver, temporary, access: accessed };
  }

  protected target(node: ast.Expression, scope: Scope): Target {
    switch (node.kind) {
      case 'symbol': {
        const found = scope.find(node.name);
        if (!found) {
          const type = this.lookup.resolveType(node.name);
          if (type !== undefined)
            throw this.fail(node, `invalid assignment: cannot write a value to a static type [${type}]`);
          throw this.unknown(node, `cannot resolve symbol [${node.name}]`, node.name, scope.names());
        }
        const { variable } = found;
        if (found.captured) throw this.fail(node, `Variable [${node.name}] is read-only.`);
        variable.assignments++;
        variable.used = true;
        return {
          type: variable.type,
          operands: [],
          load: () => ({ kind: 'local', type: variable.type, variable }),
          store: (_operands, value) => ({ kind: 'setLocal', type: variable.type, variable, value }),
        };
      }
      case 'member':
        return this.memberTarget(node, scope);
      case 'index':
        return this.indexTarget(node, scope);
      default:
        throw this.fail(node, `invalid assignment: cannot assign a value to ${describe(node)}`);
    }
  }

  protected memberTarget(node: Extract<ast.Expression, { kind: 'member' }>, scope: Scope): Target {
    const resolved = this.receiver(node, scope);
    if ('type' in resolved) {
      const owner = this.lookup.classOfType(resolved.type);
      const field = owner?.field(node.name);
      if (!owner || !field) throw this.fail(node, `field [${resolved.type}, ${node.name}] not found`);
      this.refuseField(node, resolved.type, field);
      return {
        type: field.type,
        operands: [],
        load: () => ({ kind: 'field', type: field.type, owner, name: node.name }),
        store: () => {
          throw this.fail(node, `invalid assignment: cannot assign a value to read-only field [${node.name}]`);
        },
      };
    }
    const receiver = resolved.value;
    const target = this.memberOf(node, receiver.type);
    if (!node.nullSafe) return { ...target, operands: [receiver, ...target.operands] };
    return {
      type: target.type,
      operands: [receiver],
      load: ([value]) => this.nullSafe(node, value!, (temporary) => target.load([temporary, ...target.operands])),
      store: () => {
        throw this.fail(node, 'invalid assignment: cannot assign a value to a null safe operation [?.]');
      },
    };
  }

  /** A member of a receiver of a static type; the target's operands lack the receiver. */
  private memberOf(node: Extract<ast.Expression, { kind: 'member' }>, type: Type): Target {
    const { at, name } = node;
    if (type === 'def') {
      return {
        type: 'def',
        dynamic: true,
        operands: [],
        load: ([receiver]) => ({ kind: 'defGet', type: 'def', at, receiver: receiver!, name }),
        store: ([receiver], value) => ({ kind: 'defSet', type: 'void', at, receiver: receiver!, name, value }),
      };
    }
    if (types.isArray(type)) {
      if (name !== 'length') throw this.fail(node, `Field [${name}] does not exist for type [${type}].`);
      return {
        type: 'int',
        operands: [],
        load: ([receiver]) => ({ kind: 'arrayLength', type: 'int', at, receiver: receiver! }),
        store: () => {
          throw this.fail(
            node,
            'invalid assignment: cannot assign a value write to read-only field [length] for an array.',
          );
        },
      };
    }
    const owner = this.lookup.classOfType(type);
    const getter = owner?.getter(name);
    const setter = owner?.setter(name);
    if (getter || setter) {
      return {
        type: getter ? getter.returns : setter!.parameters[0]!,
        operands: [],
        load: ([receiver]) => {
          if (!getter) throw this.fail(node, `Illegal get shortcut on field [${name}] for type [${type}].`);
          return this.invoke(node, getter, receiver!, []);
        },
        store: ([receiver], value) => {
          if (!setter) throw this.fail(node, `Illegal set shortcut on field [${name}] for type [${type}].`);
          return this.invoke(node, setter, receiver!, [this.convert(node, value, { type: setter.parameters[0]! })]);
        },
      };
    }
    if (owner?.isA(types.mapType))
      return this.mapTarget(node, owner, { kind: 'constant', type: types.string, value: name });
    if (owner?.isA(types.listType)) {
      if (!/^\d+$/.test(name)) throw this.fail(node, `invalid list index [${name}]`);
      return this.listTarget(at, { kind: 'constant', type: 'int', value: Number(name) });
    }
    throw this.fail(node, `field [${type}, ${name}] not found`);
  }

  private mapTarget(node: ast.Expression, owner: JavaClass, key: IrExpression): Target {
    const get = owner.method('get', 1);
    const put = owner.method('put', 2);
    invariant(get && put, 'java.util.Map is declared with get and put');
    const boxedKey = this.convert(node, key, { type: 'def', internal: true });
    return {
      type: get.returns,
      operands: [boxedKey],
      load: ([receiver, at]) => this.invoke(node, get, receiver!, [at!]),
      store: ([receiver, at], value) =>
        this.invoke(node, put, receiver!, [at!, this.convert(node, value, { type: 'def', internal: true })]),
    };
  }

  private listTarget(at: number, index: IrExpression): Target {
    return {
      type: 'def',
      operands: [index],
      load: ([receiver, position]) => ({
        kind: 'listIndex',
        type: 'def',
        at,
        receiver: receiver!,
        index: position!,
        value: undefined,
      }),
      store: ([receiver, position], value) => ({
        kind: 'listIndex',
        type: 'void',
        at,
        receiver: receiver!,
        index: position!,
        value,
      }),
    };
  }

  protected indexTarget(node: Extract<ast.Expression, { kind: 'index' }>, scope: Scope): Target {
    const receiver = this.expression(node.receiver, scope);
    const { type } = receiver;
    const { at } = node;
    if (type === 'def') {
      const index = this.boxOperand(node.index, this.expression(node.index, scope));
      return {
        type: 'def',
        dynamic: true,
        operands: [receiver, index],
        load: ([value, key]) => ({ kind: 'defIndex', type: 'def', at, receiver: value!, index: key! }),
        store: ([value, key], stored) => ({
          kind: 'defSetIndex',
          type: 'void',
          at,
          receiver: value!,
          index: key!,
          value: stored,
        }),
      };
    }
    if (types.isArray(type)) {
      const index = this.cast(node.index, scope, { type: 'int' });
      const component = types.componentOf(type);
      return {
        type: component,
        operands: [receiver, index],
        load: ([value, key]) => ({
          kind: 'arrayIndex',
          type: component,
          at,
          receiver: value!,
          index: key!,
          value: undefined,
        }),
        store: ([value, key], stored) => ({
          kind: 'arrayIndex',
          type: 'void',
          at,
          receiver: value!,
          index: key!,
          value: stored,
        }),
      };
    }
    const owner = this.lookup.classOfType(type);
    if (owner?.isA(types.mapType)) {
      const target = this.mapTarget(node, owner, this.cast(node.index, scope, { type: 'def', internal: true }));
      return { ...target, operands: [receiver, ...target.operands] };
    }
    if (owner?.isA(types.listType)) {
      const target = this.listTarget(at, this.cast(node.index, scope, { type: 'int' }));
      return { ...target, operands: [receiver, ...target.operands] };
    }
    throw this.fail(node, `Illegal array access on type [${type}].`);
  }

  /** Computes values once, in order; constants need no variable. */
  protected bind(values: readonly IrExpression[], body: (values: IrExpression[]) => IrExpression): IrExpression {
    const temporaries: (readonly [Temporary, IrExpression])[] = [];
    const bound = values.map((value) => {
      if (
        value.kind === 'constant' ||
        value.kind === 'temporary' ||
        (value.kind === 'local' && value.variable.isContext)
      )
        return value;
      const temporary: Temporary = { kind: 'temporary', type: value.type };
      temporaries.push([temporary, value]);
      return temporary;
    });
    const inner = body(bound);
    return temporaries.length === 0 ? inner : { kind: 'let', type: inner.type, temporaries, body: inner };
  }

  private refuseField(node: { at: number; end: number }, owner: Type, { name, refusal }: Field): void {
    if (refusal === undefined) return;
    throw new CompileError(
      'PL2005',
      node.at,
      node.end,
      illegalArgument,
      `[${owner}.${name}] is not supported: ${refusal}`,
    );
  }

  protected refuse(node: { at: number; end: number }, callable: Callable): void {
    const { refusal } = callable.member;
    if (refusal === undefined) return;
    const name =
      callable.name === '<init>' ? `new ${callable.owner.canonical}` : `${callable.owner.canonical}.${callable.name}`;
    throw new CompileError(
      'PL2005',
      node.at,
      node.end,
      illegalArgument,
      `[${name}/${callable.parameters.length}] is not supported: ${refusal}`,
    );
  }

  protected invoke(
    node: { at: number; end: number },
    callable: Callable,
    receiver: IrExpression,
    args: readonly IrExpression[],
  ): IrExpression {
    this.refuse(node, callable);
    return { kind: 'memberCall', type: callable.returns, at: node.at, callable, receiver, arguments: args };
  }
}
