// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Conditions of the common forms (`ctx.a?.b != null && ctx.c == 'x'`) as functions that look along paths and compare. All conditions share
// their code, which the JavaScript engine has compiled soon; the thousands of scripts of large pipelines it does not come to for long.
// Whatever is out of the ordinary, failures above all, is left to the script.

import { HashMap } from '../../values/maps.js';
import type { IrExpression, IrScript, Temporary } from '../analysis/ir.js';
import type { Lookup, Type } from '../stdlib/lookup.js';

/** Whether a condition holds for a document; undefined where its script has to say. */
export type ShortCondition = (ctx: HashMap) => boolean | undefined;

/** What a path leads to where its script has to say: behind a null, or into what is no map. */
const beyond = Symbol('beyond');

/** A condition without its script, or undefined where it is of another form. */
export function shortCondition(script: IrScript, lookup: Lookup): ShortCondition | undefined {
  const [statement, ...others] = script.body;
  if (script.functions.length > 0 || others.length > 0 || statement?.kind !== 'return') return undefined;
  return statement.value && new Reader(lookup).test(statement.value);
}

/** Keys that are looked up one after the other, each with whether a null before it gives null. */
interface Path {
  readonly keys: readonly string[];
  readonly isNullSafe: readonly boolean[];
}

function follow({ keys, isNullSafe }: Path, ctx: HashMap): unknown {
  let value: unknown = ctx;
  for (let index = 0; index < keys.length; index++) {
    // Maps of other classes may refuse a key.
    if (value === ctx || (value as object | null)?.constructor === HashMap) value = (value as HashMap).get(keys[index]);
    else if (value !== null || !isNullSafe[index]) return beyond;
  }
  return value;
}

class Reader {
  private readonly mapHas: (property: string) => boolean;
  private readonly temporaries = new Map<Temporary, IrExpression>();

  constructor(lookup: Lookup) {
    const map = lookup.byBinaryName('java.util.HashMap')!;
    this.mapHas = (property) => map.getter(property) !== undefined;
  }

  test(node: IrExpression): ShortCondition | undefined {
    switch (node.kind) {
      case 'logical': {
        const left = this.test(node.left);
        const right = left && this.test(node.right);
        if (!right) return undefined;
        const goesOn = node.operator === '&&';
        return (ctx) => {
          const holds = left(ctx);
          return holds === goesOn ? right(ctx) : holds;
        };
      }
      case 'unary': {
        const test = node.operator === '!' ? this.test(node.value) : undefined;
        if (!test) return undefined;
        return (ctx) => {
          const holds = test(ctx);
          return holds === undefined ? undefined : !holds;
        };
      }
      case 'defCompare': {
        if (node.operator !== '==' && node.operator !== '!=') return undefined;
        return (
          this.comparison(node.left, node.right, node.operator) ?? this.comparison(node.right, node.left, node.operator)
        );
      }
      case 'instanceof':
        return this.instanceOf(node.value, node.of);
      case 'memberCall': {
        const { name, owner } = node.callable;
        if (name !== 'contains' || owner.binary !== 'java.util.Collection') return undefined;
        return this.oneOf(node.receiver, node.arguments[0]!);
      }
      case 'convert':
        return node.type === 'boolean' ? this.dynamic(node.value) : undefined;
      default:
        return undefined;
    }
  }

  /** A comparison of a path with a text or null; both have no other equals. */
  private comparison(left: IrExpression, right: IrExpression, operator: '==' | '!='): ShortCondition | undefined {
    const expected = constantOf(right);
    const path = typeof expected === 'string' || expected === null ? this.path(left) : undefined;
    if (!path) return undefined;
    const isEqual = operator === '==';
    return (ctx) => {
      const value = follow(path, ctx);
      return value === beyond ? undefined : (value === expected) === isEqual;
    };
  }

  private instanceOf(value: IrExpression, type: Type): ShortCondition | undefined {
    const path = this.path(value);
    if (!path || !(type === 'java.util.List' || type === 'java.util.Map' || type === 'java.lang.String'))
      return undefined;
    return (ctx) => {
      const found = follow(path, ctx);
      if (typeof found === 'string') return type === 'java.lang.String';
      if (found === null || typeof found === 'number' || typeof found === 'boolean') return false;
      if (Array.isArray(found)) return type === 'java.util.List';
      return found instanceof HashMap ? type === 'java.util.Map' : undefined;
    };
  }

  /** `['a', 'b'].contains(path)`. */
  private oneOf(list: IrExpression, value: IrExpression): ShortCondition | undefined {
    const items = list.kind === 'list' ? list.items.map(constantOf) : [undefined];
    const path = items.every((item) => typeof item === 'string') ? this.path(value) : undefined;
    if (!path) return undefined;
    const texts = new Set<unknown>(items);
    return (ctx) => {
      const found = follow(path, ctx);
      return found === beyond ? undefined : texts.has(found);
    };
  }

  /** A value that has to be a boolean: `path`, or `path.contains('a')`. */
  private dynamic(node: IrExpression): ShortCondition | undefined {
    const call = node.kind === 'nullSafe' ? node.access : node;
    if (call.kind !== 'defCall') {
      const path = this.path(node);
      if (!path) return undefined;
      return (ctx) => {
        const value = follow(path, ctx);
        return typeof value === 'boolean' ? value : undefined;
      };
    }
    const [argument] = call.arguments;
    const text = call.name === 'contains' && argument ? constantOf(argument) : undefined;
    const path = this.path(node.kind === 'nullSafe' ? node.receiver : call.receiver);
    if (!path || typeof text !== 'string') return undefined;
    return (ctx) => {
      const value = follow(path, ctx);
      return typeof value === 'string' || Array.isArray(value) ? value.includes(text) : undefined;
    };
  }

  private path(node: IrExpression): Path | undefined {
    const keys: string[] = [];
    const isNullSafe: boolean[] = [];
    return this.walk(node, keys, isNullSafe) ? { keys, isNullSafe } : undefined;
  }

  /** Adds the keys of a path; a temporary stands for what is before a `?.`. */
  private walk(node: IrExpression, keys: string[], isNullSafe: boolean[]): boolean {
    switch (node.kind) {
      case 'local':
        return node.variable.name === 'ctx' && node.variable.isContext && node.variable.assignments === 0;
      case 'temporary': {
        const value = this.temporaries.get(node);
        return value !== undefined && this.walk(value, keys, isNullSafe);
      }
      case 'nullSafe': {
        this.temporaries.set(node.temporary, node.receiver);
        if (!this.walk(node.access, keys, isNullSafe)) return false;
        isNullSafe[isNullSafe.length - 1] = true;
        return true;
      }
      case 'memberCall': {
        const { name, owner } = node.callable;
        const key = node.arguments.length === 1 ? constantOf(node.arguments[0]!) : undefined;
        const isGet = name === 'get' && owner.binary === 'java.util.Map' && typeof key === 'string';
        if (!isGet || !this.walk(node.receiver, keys, isNullSafe)) return false;
        keys.push(key);
        isNullSafe.push(false);
        return true;
      }
      case 'defGet':
        if (this.mapHas(node.name) || !this.walk(node.receiver, keys, isNullSafe)) return false;
        keys.push(node.name);
        isNullSafe.push(false);
        return true;
      default:
        return false;
    }
  }
}

/** The value of a constant; undefined for everything else. */
function constantOf(node: IrExpression): unknown {
  if (node.kind === 'convert') return node.conversion === 'none' ? constantOf(node.value) : undefined;
  return node.kind === 'constant' ? node.value : undefined;
}
