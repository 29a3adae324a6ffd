// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Static analysis of expressions: resolves names and types, inserts casts, refuses what the server refuses with
// the server's words (OpenSearch 3.8, whose compiler is Elasticsearch's).

import { compileJavaRegex } from '../../javaRegex/javaPattern.js';
import { didYouMean } from '../../util/didYouMean.js';
import { invariant } from '../../util/invariant.js';
import { maxInt, maxLong, minInt, minLong } from '../../values/numbers.js';
import { CompileError } from '../compileError.js';
import { JavaException } from '../runtime/exceptions.js';
import type { ScriptContext } from '../contexts/scriptContext.js';
import { type Callable, type Field, type JavaClass, type Lookup, type Type } from '../stdlib/lookup.js';
import type * as ast from '../syntax/ast.js';
import { constantText, foldArithmetic, foldConversion, foldUnary } from './constants.js';
import type { FunctionSignature, IrExpression, IrStatement, Temporary, Variable } from './ir.js';
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
type Cast = Want & { readonly type: Type };

const operatorNames: Readonly<Record<string, string>> = {
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

const regexFlags: Readonly<Record<string, number>> = { c: 0x80, i: 2, l: 0x10, m: 8, s: 0x20, U: 0x100, u: 0x40, x: 4 };

/** A place that can be assigned to: operands are computed once, then loaded from and stored to. */
interface Target {
  readonly type: Type;
  /** Resolved at run time: a stored value keeps its own type until then. */
  readonly dynamic?: boolean;
  readonly operands: readonly IrExpression[];
  load(operands: readonly IrExpression[]): IrExpression;
  store(operands: readonly IrExpression[], value: IrExpression): IrExpression;
}

/** Why a mistake is found late: constants are folded after the whole script was checked, and the JVM verifies last. */
type Late = 'folding' | 'bytecode';

const illegalArgument = 'java.lang.IllegalArgumentException';
const classCast = 'java.lang.ClassCastException';

/** Analyses expressions; statements (in lambdas) come from the subclass. */
export abstract class ExpressionAnalyzer {
  protected readonly lookup: Lookup;
  protected readonly context: ScriptContext;
  protected readonly functions = new Map<string, FunctionSignature>();
  private readonly late = new Map<Late, CompileError>();

  constructor(lookup: Lookup, context: ScriptContext) {
    this.lookup = lookup;
    this.context = context;
  }

  /** Statements of a lambda's body, in a scope that holds its parameters. */
  protected abstract lambdaBody(lambda: ast.Lambda, scope: Scope): IrStatement[];

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
  private refusedByJvm(node: { at: number; end: number }): void {
    this.postpone('bytecode', this.fail(node, 'Bad type on operand stack', 'java.lang.VerifyError'));
  }

  /** The value of folding; a failure of it is reported when the whole script is checked, the value then being undefined. */
  private folded<Value>(node: { at: number; end: number }, fold: () => Value): Value | undefined {
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
  private boxOperand(node: { at: number; end: number }, value: IrExpression): IrExpression {
    const boxed = this.convert(node, value, { type: 'def', internal: true });
    return boxed.kind === 'convert' && boxed !== value ? { ...boxed, at: undefined } : boxed;
  }

  /**
   * The value of an expression that knew what is wanted of it: dynamic operations are linked to give that type themselves, by
   * the narrower rules of Java's method handles.
   */
  private fitted(node: { at: number; end: number }, value: IrExpression, want: Cast): IrExpression {
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

  /** The expression with the type that it has by itself; `want` guides literals, conditionals and lambdas. */
  protected expression(node: ast.Expression, scope: Scope, want?: Want): IrExpression {
    switch (node.kind) {
      case 'number':
        return this.numberConstant(node, want, false);
      case 'string':
        return { kind: 'constant', type: types.string, value: node.value };
      case 'boolean':
        return { kind: 'constant', type: 'boolean', value: node.value };
      case 'null':
        if (want?.type !== undefined && (types.isPrimitive(want.type) || want.type === 'void'))
          throw this.fail(node, `Cannot cast null to a primitive type [${want.type}].`);
        return { kind: 'constant', type: want?.type ?? types.object, value: null };
      case 'regex':
        return this.regex(node);
      case 'symbol':
      case 'member':
        return this.readPath(node, scope);
      case 'index': {
        const target = this.indexTarget(node, scope);
        return target.load(target.operands);
      }
      case 'arithmetic':
        return this.arithmetic(node, scope, want);
      case 'comparison':
        return this.comparison(node, scope);
      case 'logical':
        return {
          kind: 'logical',
          type: 'boolean',
          operator: node.operator,
          left: this.cast(node.left, scope, { type: 'boolean' }),
          right: this.cast(node.right, scope, { type: 'boolean' }),
        };
      case 'elvis':
        return this.elvis(node, scope, want);
      case 'conditional':
        return this.conditional(node, scope, want);
      case 'instanceof':
        return this.instanceOf(node, scope);
      case 'unary':
        return this.unary(node, scope, want);
      case 'cast': {
        const type = this.resolveType(node.type, node, (name) => `cannot resolve type [${name}]`);
        return this.cast(node.value, scope, { type, explicit: true });
      }
      case 'assignment':
        return this.assignment(node, scope, true);
      case 'increment':
        return this.increment(node, scope, true);
      case 'list':
        return {
          kind: 'list',
          type: 'java.util.ArrayList',
          at: node.at,
          items: node.items.map((item) => this.cast(item, scope, { type: 'def', internal: true })),
        };
      case 'map':
        return {
          kind: 'map',
          type: 'java.util.HashMap',
          at: node.at,
          entries: node.entries.map(([key, value]) => [
            this.cast(key, scope, { type: 'def', internal: true }),
            this.cast(value, scope, { type: 'def', internal: true }),
          ]),
        };
      case 'new':
        return this.construct(node, scope);
      case 'newArray': {
        const type = this.resolveType(node.type, node, (name) => `Not a type [${name}].`);
        return {
          kind: 'newArray',
          type,
          at: node.at,
          sizes: node.sizes.map((size) => this.cast(size, scope, { type: 'int', internal: true })),
        };
      }
      case 'arrayItems': {
        const type = this.resolveType(node.type, node, (name) => `Not a type [${name}].`);
        const component = types.componentOf(type);
        return {
          kind: 'arrayItems',
          type,
          items: node.items.map((item) => this.cast(item, scope, { type: component, internal: true })),
        };
      }
      case 'call':
        return this.functionCall(node, scope);
      case 'methodCall':
        return this.methodCall(node, scope);
      case 'lambda':
        return this.lambda(node, scope, want);
      case 'reference':
        return this.reference(node, scope, want);
    }
  }

  private numberConstant(
    node: Extract<ast.Expression, { kind: 'number' }>,
    want: Want | undefined,
    negated: boolean,
  ): IrExpression {
    const sign = negated ? '-' : '';
    const last = node.text[node.text.length - 1]!.toLowerCase();
    const plain = node.radix === 16 ? node.text.slice(2) : node.text;
    const constant = (type: Type, value: number | bigint): IrExpression => ({ kind: 'constant', type, value });
    const isFraction = node.radix === 10 && (node.decimal || last === 'd' || last === 'f');
    if (isFraction) {
      const digits = last === 'd' || last === 'f' ? plain.slice(0, -1) : plain;
      const value = Number(sign + digits);
      if (last === 'f') {
        return constant('float', Math.fround(value));
      }
      return constant('double', value);
    }
    const isLong = last === 'l';
    const digits = isLong ? plain.slice(0, -1) : plain;
    const prefix = node.radix === 16 ? '0x' : node.radix === 8 ? '0o' : '';
    const magnitude = BigInt(prefix + (node.radix === 8 ? digits.replace(/^0+(?=.)/, '') : digits));
    const value = negated ? -magnitude : magnitude;
    if (isLong) {
      if (value > maxLong || value < minLong) throw this.fail(node, `Invalid long constant [${sign}${node.text}].`);
      return constant('long', value);
    }
    if (value > BigInt(maxInt) || value < BigInt(minInt)) {
      if (value <= maxLong && value >= minLong) {
        throw this.fail(
          node,
          `Invalid int constant [${sign}${digits}]. If you want a long constant then change it to [${sign}${node.text}L].`,
        );
      }
      throw this.fail(node, `Invalid int constant [${sign}${digits}].`);
    }
    const int = Number(value);
    const target = want?.type;
    if (target === 'byte' && int >= -128 && int <= 127) return constant('byte', int);
    if (target === 'short' && int >= -32768 && int <= 32767) return constant('short', int);
    if (target === 'char' && int >= 0 && int <= 65535) return constant('char', int);
    return constant('int', int);
  }

  private regex(node: Extract<ast.Expression, { kind: 'regex' }>): IrExpression {
    let flags = 0;
    for (const letter of node.flags) flags |= regexFlags[letter]!;
    try {
      compileJavaRegex(node.pattern, flags);
    } catch (error) {
      const message = `invalid regular expression: could not compile regex constant [${node.pattern}] with flags [${node.flags}]`;
      const index = Number(/ near index (\d+)/.exec((error as Error).message)?.[1] ?? 0);
      throw this.fail({ at: node.at + 1 + index, end: node.end }, message, illegalArgument, (error as Error).message);
    }
    return { kind: 'regex', type: 'java.util.regex.Pattern', at: node.at, pattern: node.pattern, flags };
  }

  // Names and members

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

  private readPath(node: ast.Expression, scope: Scope): IrExpression {
    const path = this.resolvePath(node, scope);
    if ('value' in path) return path.value;
    if ('type' in path) throw this.fail(node, `value required: instead found unexpected type [${path.type}]`);
    const names = node.kind === 'symbol' ? [...scope.names(), ...this.lookup.typeNames()] : [];
    throw this.unknown(node, `cannot resolve symbol [${path.partial}]`, path.partial, names);
  }

  /** The receiver of a member or call: a value, or a type for static members. */
  private receiver(
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
  private nullSafe(
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

  private memberTarget(node: Extract<ast.Expression, { kind: 'member' }>, scope: Scope): Target {
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

  private indexTarget(node: Extract<ast.Expression, { kind: 'index' }>, scope: Scope): Target {
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

  // Operators

  private arithmetic(
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

  private comparison(node: Extract<ast.Expression, { kind: 'comparison' }>, scope: Scope): IrExpression {
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

  private elvis(node: Extract<ast.Expression, { kind: 'elvis' }>, scope: Scope, want: Want | undefined): IrExpression {
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

  private conditional(
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

  private instanceOf(node: Extract<ast.Expression, { kind: 'instanceof' }>, scope: Scope): IrExpression {
    const value = this.expression(node.value, scope);
    const of = this.resolveType(node.type, node, (name) => `Not a type [${name}].`);
    if (value.type === 'long' || value.type === 'double') this.refusedByJvm(node);
    return { kind: 'instanceof', type: 'boolean', value: this.boxOperand(node, value), of: types.boxed(of) };
  }

  private unary(node: Extract<ast.Expression, { kind: 'unary' }>, scope: Scope, want: Want | undefined): IrExpression {
    const { operator, operand } = node;
    if (operator === '!') return unaryOperation(operator, 'boolean', this.cast(operand, scope, { type: 'boolean' }));
    if (operator === '-' && operand.kind === 'number') return this.numberConstant(operand, want, true);
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

  // Assignment

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

  /** Computes values once, in order; constants need no variable. */
  private bind(values: readonly IrExpression[], body: (values: IrExpression[]) => IrExpression): IrExpression {
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

  private target(node: ast.Expression, scope: Scope): Target {
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

  // Calls

  private checkArguments(node: { at: number; end: number }, args: readonly IrExpression[], name: string): void {
    for (const argument of args) {
      if (argument.type === 'void')
        throw this.fail(node, `Argument(s) cannot be of [void] type when calling method [${name}].`);
    }
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

  private refuse(node: { at: number; end: number }, callable: Callable): void {
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

  private invoke(
    node: { at: number; end: number },
    callable: Callable,
    receiver: IrExpression,
    args: readonly IrExpression[],
  ): IrExpression {
    this.refuse(node, callable);
    return { kind: 'memberCall', type: callable.returns, at: node.at, callable, receiver, arguments: args };
  }

  private construct(node: Extract<ast.Expression, { kind: 'new' }>, scope: Scope): IrExpression {
    const type = this.resolveType(node.type, node, (name) => `Not a type [${name}].`);
    const arity = node.arguments.length;
    const callable = this.lookup.classOfType(type)?.constructorOf(arity);
    if (!callable) throw this.fail(node, `constructor [${type}, <init>/${arity}] not found`);
    this.refuse(node, callable);
    const args = this.argumentsFor(node, callable.parameters, scope);
    return { kind: 'staticCall', type, at: node.at, callable, arguments: args };
  }

  private functionCall(node: Extract<ast.Expression, { kind: 'call' }>, scope: Scope): IrExpression {
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

  private methodCall(node: Extract<ast.Expression, { kind: 'methodCall' }>, scope: Scope): IrExpression {
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

  // Lambdas and function references

  private functionalMethod(type: Type): Callable | undefined {
    return this.lookup.classOfType(type)?.functional;
  }

  private lambda(node: ast.Lambda, scope: Scope, want: Want | undefined): IrExpression {
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

  private reference(node: ast.Reference, scope: Scope, want: Want | undefined): IrExpression {
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

  /** Why an expression cannot stand as a statement, or undefined where it can. */
  protected uselessStatement(node: ast.Expression): string | undefined {
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
}

/** Whether what an expression gives is found out at run time, by an operation of the script's own. */
const isDynamic = ({ kind }: IrExpression): boolean =>
  kind === 'defCall' || kind === 'defGet' || kind === 'defIndex' || kind === 'defArithmetic' || kind === 'defUnary';

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

/** `$('path', default)` is `field('path').get(default)`. */
function fieldShortcut(
  node: Extract<ast.Expression, { kind: 'call' }>,
): Extract<ast.Expression, { kind: 'methodCall' }> {
  const { at, end } = node;
  const receiver = { ...node, name: 'field', arguments: node.arguments.slice(0, 1) };
  return { kind: 'methodCall', receiver, nullSafe: false, name: 'get', arguments: node.arguments.slice(1), at, end };
}

/** An argument as the server's message about unknown calls prints it; the address at the end tells nothing. */
function nodeClassOf(node: ast.Expression): string {
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

/** Where a cast of an expression is reported: a negative number is one constant, and casts add no place of their own. */
function placeOf(node: ast.Expression): ast.Expression {
  if (node.kind === 'cast') return placeOf(node.value);
  return node.kind === 'unary' && node.operator === '-' && node.operand.kind === 'number' ? node.operand : node;
}

const isConstantText = (value: IrExpression): boolean => value.kind === 'constant' && typeof value.value === 'string';

/** The same conversion, reported at another place. */
function placedAt(value: IrExpression, at: number): IrExpression {
  return value.kind === 'convert' ? { ...value, at } : value;
}

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

/** How the server's messages name an expression. */
function describe(node: ast.Expression): string {
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
