// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Random Painless scripts that mostly have the right types, with the document that they run on. What a script computes ends up in ctx.

import { componentOf, isArray, isNumeric, isPrimitive } from '../../../src/painless/analysis/types.js';
import type { Callable } from '../../../src/painless/stdlib/lookup.js';
import type { ScriptInput } from '../../conformance/format/suite.js';
import type { TypedValue } from '../../conformance/format/typedValue.js';
import type { Choices } from './choices.js';
import { documentDefs, leaves, plainDefs } from './leaves.js';
import { lookup, producersOf, voidMethods, writtenName } from './library.js';

/** A canonical type name, as the class table has it. */
type Type = string;

const text = 'java.lang.String';
const list = 'java.util.List';
const map = 'java.util.Map';

/** Types of variables, parameters and results; what stands twice is chosen twice as often. */
const types: readonly Type[] = [
  ...['int', text, 'def', 'boolean', 'long', 'double', list, map, 'int', text, 'def', list, map],
  ...['float', 'short', 'byte', 'char', 'int[]', `${text}[]`, 'def[]', 'double[]', 'byte[]'],
  ...['java.lang.Integer', 'java.lang.Long', 'java.lang.Double', 'java.lang.Object', 'java.lang.StringBuilder'],
  ...['java.util.Set', 'java.util.ArrayList', 'java.util.HashMap', 'java.util.Optional'],
  ...['java.lang.Character', 'java.lang.Boolean', 'java.lang.Number', 'java.util.Collection', 'java.util.Iterator'],
  ...['java.util.regex.Matcher', 'java.util.regex.Pattern', 'java.util.stream.Stream', 'java.util.stream.IntStream'],
];

/** Types whose values say something by themselves; others (streams, matchers) only through what is called on them. */
const isShown = (type: Type): boolean => !/\.(stream|regex)\.|Iterator/.test(type);

const numericTypes: readonly Type[] = ['int', 'long', 'double', 'float', 'short', 'byte', 'char'];

interface Variable {
  readonly name: string;
  readonly type: Type;
  /** The variable of a for-each loop and those outside of a lambda cannot be assigned. */
  readonly fixed?: boolean;
}

interface Declared {
  readonly name: string;
  readonly returns: Type;
  readonly parameters: readonly Type[];
}

/** How tightly the parts of an expression hold together, as in the grammar. */
const level = {
  assignment: 0,
  conditional: 1,
  elvis: 2,
  or: 3,
  and: 4,
  bitOr: 5,
  xor: 6,
  bitAnd: 7,
  equality: 8,
  instance: 9,
  order: 10,
  shift: 11,
  match: 12,
  sum: 13,
  product: 14,
  unary: 15,
  chain: 16,
} as const;

/** Source text with its level. */
interface Expression {
  readonly source: string;
  readonly level: number;
}

const operators: readonly { readonly signs: readonly string[]; readonly level: number; readonly of: RegExp }[] = [
  { signs: ['+', '-'], level: level.sum, of: /./ },
  { signs: ['*', '/', '%'], level: level.product, of: /./ },
  { signs: ['<<', '>>', '>>>'], level: level.shift, of: /^(int|long|def)$/ },
  { signs: ['&'], level: level.bitAnd, of: /^(int|long|def)$/ },
  { signs: ['^'], level: level.xor, of: /^(int|long|def)$/ },
  { signs: ['|'], level: level.bitOr, of: /^(int|long|def)$/ },
];

/** Types that widen to another without a cast. */
const smaller: Readonly<Record<Type, readonly Type[]>> = {
  int: ['short', 'byte', 'char', 'def'],
  long: ['int', 'short', 'def'],
  float: ['int', 'long', 'def'],
  double: ['int', 'float', 'long', 'def'],
  short: [],
  byte: [],
  char: [],
};

/** The document that every script sees as ctx. */
const document: TypedValue = {
  i: 5,
  l: { $long: '5000000000' },
  d: { $double: '2.5' },
  s: 'text',
  b: true,
  n: null,
  list: [3, 'x', { $double: '1.5' }, null],
  ints: [3, 1, 2],
  map: { k: 'v', n: 7, inner: { z: [1] } },
  empty: {},
};

/** Makes a script out of choices. */
export function generateScript(choices: Choices): ScriptInput {
  return {
    kind: 'script',
    context: 'ingest',
    source: new ScriptGenerator(choices).script(),
    params: { p: 4, q: 'par' },
    ctx: document,
    expression: false,
  };
}

class ScriptGenerator {
  private readonly choices: Choices;
  private scope: Variable[] = [];
  private readonly functions: Declared[] = [];
  private names = 0;
  /** Inside of a function, which sees neither ctx nor params. */
  private inFunction = false;
  /** Inside of a loop, where values that grow by themselves would grow without bound. */
  private inLoop = false;
  /** Whether the script now and then has something of a wrong type, which the compiler or the run has to refuse or to convert. */
  private readonly sloppy: boolean;

  constructor(choices: Choices) {
    this.choices = choices;
    this.sloppy = choices.chance(12);
  }

  script(): string {
    const functions = this.choices.chance(20) ? this.choices.several(1, 2, () => this.declareFunction()) : [];
    const statements = this.choices.several(0, 4, () => this.topStatement());
    const results = this.scope.filter(({ type }) => isShown(type)).map(({ name }) => name);
    const value =
      results.length === 0 || this.choices.chance(40) ? this.expression(this.shownType(), 3).source : undefined;
    const all = value === undefined ? results : [...results, value];
    const result = `ctx.value = ${all.length === 1 ? all[0]! : `[${all.join(', ')}]`};`;
    return [...functions, ...statements, result].join('\n');
  }

  private type(): Type {
    return this.choices.pick(types);
  }

  private shownType(): Type {
    const type = this.type();
    return isShown(type) ? type : 'def';
  }

  private fresh(prefix = 'v'): string {
    return `${prefix}${this.names++}`;
  }

  private declareFunction(): string {
    const outer = this.scope;
    const name = this.fresh('f');
    if (this.choices.chance(15)) {
      // One that calls itself, so often as its argument says.
      this.functions.push({ name, returns: 'int', parameters: ['byte'] });
      return `int ${name}(int n) { if (n <= 1) { return 1; } return n * ${name}(n - 1); }`;
    }
    const parameters = this.choices.several(0, 2, () => ({ name: this.fresh('p'), type: this.type() }));
    const returns = this.type();
    this.scope = [...parameters];
    this.inFunction = true;
    const statements = this.choices.several(0, 2, () => this.statement(1));
    const result = this.expression(returns, 2).source;
    this.scope = outer;
    this.inFunction = false;
    this.functions.push({ name, returns, parameters: parameters.map(({ type }) => type) });
    const listed = parameters.map((parameter) => `${writtenName(parameter.type)} ${parameter.name}`).join(', ');
    return `${writtenName(returns)} ${name}(${listed}) { ${statements.join(' ')} return ${result}; }`;
  }

  // Statements

  /** A statement of the script itself, often one whose failure is caught and noted. */
  private topStatement(): string {
    if (!this.choices.chance(55)) return this.statement(2);
    if (this.choices.chance(40)) {
      const type = this.type();
      const name = this.fresh();
      const value = this.expression(type, 3).source;
      const guarded = this.caught(`${name} = ${value};`);
      this.scope.push({ name, type });
      return `${writtenName(type)} ${name}; ${guarded}`;
    }
    const outer = this.scope;
    this.scope = [...outer];
    const guarded = this.caught(this.statement(2));
    this.scope = outer;
    return guarded;
  }

  /** A statement with a note of the exception's class where it fails. */
  private caught(statement: string): string {
    const exception = this.fresh('x');
    return `try { ${statement} } catch (Exception ${exception}) { ctx.${this.fresh('o')} = ${exception}.toString().splitOnToken(":")[0]; }`;
  }

  private statement(depth: number): string {
    const kinds = [
      () => this.keep(this.expression(this.shownType(), 3)),
      () => this.declaration(),
      () => this.assignment(),
      () => this.compoundAssignment(),
      () => this.increment(),
      () => this.call(),
      () => this.call(),
      ...(depth > 0
        ? [
            () => this.branch(depth),
            () => this.countedLoop(depth),
            () => this.eachLoop(depth),
            () => this.guarded(depth),
            () => this.whileLoop(depth),
            () => this.endlessLoop(depth),
          ]
        : []),
    ];
    return this.choices.pick(kinds)();
  }

  private declaration(): string {
    const type = this.type();
    const value = this.expression(type, 3).source;
    const name = this.fresh();
    this.scope.push({ name, type });
    if (!this.choices.chance(10)) return `${writtenName(type)} ${name} = ${value};`;
    const second = this.fresh();
    this.scope.push({ name: second, type });
    return `${writtenName(type)} ${name} = ${value}, ${second} = ${this.leaf(type).source};`;
  }

  private assignment(): string {
    const target = this.assignable();
    if (target === undefined) return this.keep(this.expression(this.shownType(), 3));
    const { name, type } = target;
    if (this.choices.chance(25)) return this.keep(this.at(level.assignment, `${name} = ${this.assigned(type, 2)}`));
    const element = this.element(target);
    if (element !== undefined && this.choices.chance(70)) return `${element.name} = ${this.assigned(element.type, 2)};`;
    return `${name} = ${this.assigned(type, 3)};`;
  }

  /** An element of a map, list or array that a variable holds. */
  private element({ name, type }: Variable): Variable | undefined {
    if (lookup.isAssignable(type, map)) {
      const forms = [() => `${name}.key`, () => `${name}[${this.expression(text, 1).source}]`];
      return { name: this.choices.pick(forms)(), type: 'def' };
    }
    const index = (): string => this.choices.pick(['0', '-1', '1', '9', this.leaf('int').source]);
    if (lookup.isAssignable(type, list)) return { name: `${name}[${index()}]`, type: 'def' };
    return isArray(type) ? { name: `${name}[${index()}]`, type: componentOf(type) } : undefined;
  }

  /** A place of which a compound assignment or increment reads and writes. */
  private place(): Variable | undefined {
    const target = this.assignable();
    if (target !== undefined && (this.inFunction || !this.choices.chance(25)))
      return this.choices.chance(30) ? (this.element(target) ?? target) : target;
    if (this.inFunction) return undefined;
    return {
      name: this.choices.pick(['ctx.i', 'ctx.l', 'ctx.d', 'ctx.s', 'ctx.map.n', 'ctx.ints[1]', 'ctx.n']),
      type: 'def',
    };
  }

  private compoundAssignment(): string {
    const target = this.place();
    if (target === undefined) return this.declaration();
    const { signs, operands } = compoundOf(target.type);
    if (signs.length === 0 && !this.sloppy) return this.assignment();
    const sign = this.choices.pick(signs.length === 0 ? ['+', '-', '|', '<<'] : signs);
    const fitting = /[<>&|^]/.test(sign) ? operands.filter((type) => !/double|float|String/.test(type)) : operands;
    // The compiler writes a shift of a primitive by a def wrongly; scripts with it are refused when they are loaded.
    const distances = /[<>]/.test(sign) && target.type !== 'def' ? fitting.filter((type) => type !== 'def') : fitting;
    return `${target.name} ${sign}= ${this.assigned(this.choices.pick(distances), 2)};`;
  }

  private increment(): string {
    const target = this.place();
    if (target === undefined) return this.declaration();
    if (!this.sloppy && !isNumeric(target.type) && target.type !== 'def') return this.assignment();
    return this.choices.pick([
      () => `${target.name}++;`,
      () => `--${target.name};`,
      () => this.keep(this.at(level.chain, `${target.name}--`)),
      () => this.keep(this.at(level.unary, `++${target.name}`)),
    ])();
  }

  /** A statement that makes a value part of the result. */
  private keep({ source }: Expression): string {
    return this.inFunction ? `def ${this.fresh('o')} = ${source};` : `ctx.${this.fresh('o')} = ${source};`;
  }

  /** A value for something that exists: in a loop only a plain one where it could hold what it held before. */
  private assigned(type: Type, depth: number): string {
    const grows = !isPrimitive(type);
    return (this.inLoop && grows ? this.leaf(type) : this.expression(type, depth)).source;
  }

  private assignable(): Variable | undefined {
    const fitting = this.scope.filter(({ fixed }) => !fixed);
    return fitting.length === 0 ? undefined : this.choices.pick(fitting);
  }

  /** A call whose value, if it has one, is not used: it may change its receiver. */
  private call(): string {
    const receivers = this.scope.filter(({ type }) => !isPrimitive(type) && lookup.classOfType(type) !== undefined);
    const receiver =
      receivers.length > 0
        ? this.choices.pick(receivers)
        : this.inFunction
          ? undefined
          : this.choices.pick<Variable>([
              { name: 'ctx.ints', type: list },
              { name: 'ctx.map', type: map },
              { name: 'ctx.list', type: list },
            ]);
    if (receiver === undefined) return this.declaration();
    const owner = lookup.classOfType(receiver.type)!;
    const calls = [
      ...voidMethods.filter((callable) => !callable.isStatic && owner.isA(callable.owner.canonical)),
      ...owner.ancestors.flatMap((ancestor) =>
        [...ancestor.own.methods.values()].filter(({ name, member }) => changing.has(name) && !member.refusal),
      ),
    ];
    if (calls.length === 0) return this.assignment();
    const callable = this.choices.pick(calls);
    return `${receiver.name}.${callable.name}(${this.arguments(callable, this.inLoop ? 0 : 2)});`;
  }

  private branch(depth: number): string {
    const condition = this.condition(2);
    const then = this.block(depth - 1);
    if (!this.choices.chance(50)) return `if (${condition}) ${then}`;
    if (!this.choices.chance(30)) return `if (${condition}) ${then} else ${this.block(depth - 1)}`;
    return `if (${condition}) ${then} else if (${this.condition(1)}) ${this.block(depth - 1)}`;
  }

  /** A condition that is no literal, which the compiler refuses. */
  private condition(depth: number): string {
    const { source } = this.expression('boolean', depth);
    return source === 'true' || source === 'false' ? `!${source}` : source;
  }

  private countedLoop(depth: number): string {
    const index = this.fresh('i');
    const limit = this.choices.pick(['2', '3', '5']);
    return `for (int ${index} = 0; ${index} < ${limit}; ${index}++) ${this.block(depth - 1, { name: index, type: 'int', fixed: true }, true)}`;
  }

  private whileLoop(depth: number): string {
    const counter = this.fresh('w');
    const body = this.block(depth - 1, undefined, true);
    const condition = this.at(level.and, `${counter}++ < 3 && ${this.operand('boolean', level.and, 1)}`).source;
    return this.choices.chance(30)
      ? `int ${counter} = 0; do ${body} while (${condition});`
      : `int ${counter} = 0; while (${condition}) ${body}`;
  }

  private endlessLoop(depth: number): string {
    const counter = this.fresh('w');
    const body = this.block(depth - 1, { name: counter, type: 'int', fixed: true }, true).slice(1, -1);
    return `int ${counter} = 0; for (;;) { if (++${counter} > 2) { break; } ${body} }`;
  }

  private eachLoop(depth: number): string {
    const item = this.fresh('e');
    const [type, items] = this.choices.pick<() => [Type, string]>([
      () => ['def', this.expression(list, 1).source],
      () => [this.choices.pick(['int', text, 'java.lang.Object', 'long']), this.expression(list, 1).source],
      () => [text, `${this.operand(map, level.chain, 1)}.keySet()`],
      () => ['java.util.Map.Entry', `${this.operand(map, level.chain, 1)}.entrySet()`],
      () => ['def', this.expression('def', 1).source],
      () => [this.choices.pick(['int', 'def', 'long', 'double']), this.expression('int[]', 1).source],
      () => [text, this.expression(`${text}[]`, 1).source],
      () => ['def', this.expression('java.util.Set', 1).source],
    ])();
    return `for (${writtenName(type)} ${item} : ${items}) ${this.block(depth - 1, { name: item, type, fixed: true }, true)}`;
  }

  private guarded(depth: number): string {
    const classes = this.choices.several(1, 2, () =>
      this.choices.pick([
        'Exception',
        'RuntimeException',
        'ClassCastException',
        'ArithmeticException',
        'IllegalArgumentException',
        'NullPointerException',
        'IndexOutOfBoundsException',
        'NumberFormatException',
        'IllegalStateException',
      ]),
    );
    const body = this.choices.chance(20)
      ? `{ throw new ${this.choices.pick(['IllegalArgumentException', 'RuntimeException', 'ArithmeticException'])}(${this.expression(text, 1).source}); }`
      : this.block(depth - 1);
    const clauses = classes.map((caught) => {
      const exception = this.fresh('x');
      const shown = this.choices.pick(['"caught"', `${exception}.toString().splitOnToken(":")[0]`]);
      return `catch (${caught} ${exception}) { ${this.keep(this.at(level.chain, shown))} }`;
    });
    return `try ${body} ${clauses.join(' ')}`;
  }

  private block(depth: number, variable?: Variable, loop = false): string {
    const outer = this.scope;
    this.scope = variable ? [...outer, variable] : [...outer];
    const outerLoop = this.inLoop;
    this.inLoop ||= loop;
    const statements = this.choices.several(1, 2, () => this.statement(depth));
    if (loop && this.choices.chance(15))
      statements.unshift(`if (${this.condition(1)}) { ${this.choices.pick(['continue', 'break'])}; }`);
    this.scope = outer;
    this.inLoop = outerLoop;
    return `{ ${statements.join(' ')} }`;
  }

  // Expressions

  private at(of: number, source: string): Expression {
    return { source, level: of };
  }

  /** An expression as an operand: in parentheses where it would not hold together, and now and then anyhow. */
  private operand(type: Type, least: number, depth: number): string {
    return this.fitted(this.expression(type, depth), least);
  }

  private fitted({ source, level: own }: Expression, least: number): string {
    return own < least || (own < level.chain && this.choices.chance(10)) ? `(${source})` : source;
  }

  private variable(type: Type): Variable | undefined {
    const fitting = this.scope.filter(
      (variable) =>
        (variable.type === type ||
          (!isPrimitive(type) && type !== 'def' && lookup.isAssignable(variable.type, type))) &&
        // What a loop assigns must not grow by what it held.
        (!this.inLoop || isPrimitive(variable.type)),
    );
    return fitting.length === 0 ? undefined : this.choices.pick(fitting);
  }

  private expression(wanted: Type, depth: number): Expression {
    const type = this.sloppy && this.choices.chance(4) ? this.type() : wanted;
    const variable = this.choices.chance(40) ? this.variable(type) : undefined;
    if (variable !== undefined) return this.at(level.chain, variable.name);
    if (depth <= 0 || this.choices.below(10) === 0) return this.leaf(type);
    if (this.choices.chance(6)) {
      const [condition, then, otherwise] = [
        this.operand('boolean', level.elvis, depth - 1),
        this.operand(type, level.conditional, depth - 1),
        this.operand(type, level.conditional, depth - 1),
      ];
      return this.at(level.conditional, `${condition} ? ${then} : ${otherwise}`);
    }
    const called = this.functions.filter(({ returns }) => returns === type);
    if (called.length > 0 && this.choices.chance(20)) {
      const { name, parameters } = this.choices.pick(called);
      const args = parameters.map((parameter) => this.expression(parameter, depth - 1).source);
      return this.at(level.chain, `${name}(${args.join(', ')})`);
    }
    if (type === 'def') return this.defExpression(depth);
    if (type === 'boolean') return this.booleanExpression(depth);
    if (isNumeric(type)) return this.numberExpression(type, depth);
    if (isArray(type)) return this.arrayExpression(type, depth);
    if (type === text && this.choices.chance(35)) return this.concatenation(depth);
    if (this.choices.chance(4)) return this.cast(type, 'def', depth);
    if (this.choices.chance(4) && type !== text) return this.elvis(type, depth);
    if (this.choices.chance(25)) return this.collection(type, depth);
    return this.produced(type, depth);
  }

  private leaf(type: Type): Expression {
    const written =
      type === 'def'
        ? this.choices.pick(this.inFunction ? plainDefs : [...documentDefs, ...plainDefs])
        : isArray(type)
          ? `new ${writtenName(type)} {${this.choices.several(0, 3, () => this.leaf(componentOf(type)).source).join(', ')}}`
          : this.choices.pick(leaves[type] ?? [`(${writtenName(type)})null`]);
    return this.at(/^[-(]/.test(written) ? level.unary : level.chain, written);
  }

  /** A cast to a type of something else. */
  private cast(type: Type, from: Type, depth: number): Expression {
    const operand = this.operand(from, level.unary, depth - 1);
    // After a cast to a class a sign would subtract or add, and after any cast a slash would divide.
    const fitted =
      operand.startsWith('/') || (/^[-+]/.test(operand) && !isPrimitive(type) && type !== 'def')
        ? `(${operand})`
        : operand;
    return this.at(level.unary, `(${writtenName(type)})${fitted}`);
  }

  private elvis(type: Type, depth: number): Expression {
    const left = this.operand(type, level.or, depth - 1);
    return this.at(level.elvis, `${left} ?: ${this.operand(type, level.elvis, depth - 1)}`);
  }

  /** Something that the library makes. */
  private produced(type: Type, depth: number): Expression {
    const producers = producersOf(type);
    if (producers.length === 0 || this.choices.chance(15)) return this.leaf(type);
    const producer = this.choices.pick(producers);
    if (producer.kind === 'constant') return this.at(level.chain, producer.text);
    const { callable } = producer;
    const owner = writtenName(callable.owner.canonical);
    const args = (): string => this.arguments(callable, depth - 1);
    if (producer.kind === 'constructor') return this.at(level.chain, `new ${owner}(${args()})`);
    if (producer.kind === 'static') return this.at(level.chain, `${owner}.${callable.name}(${args()})`);
    const receiver = this.receiver(callable.owner.canonical, depth);
    const property = /^(?:get|is)([A-Z]\w*)$/.exec(callable.name)?.[1];
    if (property !== undefined && callable.parameters.length === 0 && this.choices.chance(25))
      return this.at(level.chain, `${receiver}.${property[0]!.toLowerCase()}${property.slice(1)}`);
    return this.at(level.chain, `${receiver}.${callable.name}(${args()})`);
  }

  /** The receiver of a call, now and then as a def, whose method is found at run time. */
  private receiver(type: Type, depth: number): string {
    if (this.choices.chance(30)) return `(${this.cast('def', type, depth).source})`;
    return this.operand(type, level.chain, depth - 1);
  }

  private arguments(callable: Callable, depth: number): string {
    // A precision of a million digits keeps the server busy for hours.
    const small =
      /^(nCopies|pow|shift(?:Left|Right)|setScale|setBit|flipBit|movePoint\w+|scaleByPowerOfTen|range\w*|BigDecimal|round)$/.test(
        callable.name,
      ) || callable.owner.canonical === 'java.math.MathContext';
    return callable.parameters
      .map((parameter) => {
        if (small && (parameter === 'int' || parameter === 'long'))
          return this.choices.pick(['2', '1', '0', '3', '-1', '12']);
        // Functions are written where they are arguments only.
        if (lookup.classOfType(parameter)?.functional && !(leaves[parameter] && this.choices.chance(40)))
          return this.functionExpression(parameter, depth);
        // Dates far from now show only how far the calendar reaches.
        if (/^java\.time/.test(callable.owner.canonical) && (parameter === 'int' || parameter === 'long'))
          return this.choices.pick(['1', '2', '0', '-1', '12', '29', '31', '60', '366', '2024', '86400']);
        return this.expression(parameter, depth).source;
      })
      .join(', ');
  }

  /** A list, map or another value of a class made of parts. */
  private collection(type: Type, depth: number): Expression {
    const part = (): string => this.operand(this.type(), level.conditional, depth - 1);
    if (
      type === list ||
      type === 'java.util.ArrayList' ||
      type === 'java.util.Collection' ||
      type === 'java.lang.Iterable'
    )
      return this.at(level.chain, `[${this.choices.several(0, 3, part).join(', ')}]`);
    if (type === map || type === 'java.util.HashMap') {
      const key = (): string => this.operand(this.choices.pick([text, text, 'int', 'def']), level.elvis, depth - 1);
      const entries = this.choices.several(0, 3, () => `${key()}: ${part()}`);
      return this.at(level.chain, entries.length === 0 ? '[:]' : `[${entries.join(', ')}]`);
    }
    return this.produced(type, depth);
  }

  private concatenation(depth: number): Expression {
    const other = this.choices.pick([text, 'int', 'double', 'def', 'char', 'float', 'long', 'boolean', list]);
    return this.at(
      level.sum,
      this.choices.chance(70)
        ? `${this.operand(text, level.sum, depth - 1)} + ${this.operand(other, level.product, depth - 1)}`
        : `${this.operand(other, level.sum, depth - 1)} + ${this.operand(text, level.product, depth - 1)}`,
    );
  }

  private numberExpression(type: Type, depth: number): Expression {
    if (this.choices.chance(40)) return this.produced(type, depth);
    if (this.choices.chance(20)) return this.cast(type, this.choices.pick([...numericTypes, 'def']), depth);
    const isNarrow = type === 'short' || type === 'byte' || type === 'char';
    if (this.choices.chance(15)) {
      const signs = type === 'int' || type === 'long' ? ['-', '+', '~'] : ['-', '+'];
      const operand = this.operand(type, level.unary, depth - 1);
      const sign = this.choices.pick(signs);
      return this.narrowed(
        type,
        isNarrow,
        this.at(level.unary, `${sign}${/^[-+]/.test(operand) ? `(${operand})` : operand}`),
      );
    }
    if (this.choices.chance(8)) {
      const place = this.assignable();
      if (place?.type === type)
        return this.choices.pick([
          this.at(level.chain, `${place.name}++`),
          this.at(level.unary, `--${place.name}`),
          this.at(level.assignment, `${place.name} = ${this.expression(type, depth - 1).source}`),
        ]);
    }
    const { signs, level: own } = this.choices.pick(operators.filter(({ of }) => of.test(type)));
    const right = isNarrow ? this.choices.pick(['int', type]) : this.choices.pick([type, type, ...smaller[type]!]);
    const sum = `${this.operand(type, own, depth - 1)} ${this.choices.pick(signs)} ${this.operand(right, own + 1, depth - 1)}`;
    return this.narrowed(type, isNarrow, this.at(own, sum));
  }

  private narrowed(type: Type, isNarrow: boolean, value: Expression): Expression {
    return isNarrow ? this.at(level.unary, `(${type})(${value.source})`) : value;
  }

  private booleanExpression(depth: number): Expression {
    const two = (type: Type, other: Type, own: number, signs: readonly string[]): Expression =>
      this.at(
        own,
        `${this.operand(type, own, depth - 1)} ${this.choices.pick(signs)} ${this.operand(other, own + 1, depth - 1)}`,
      );
    const number = (): Type => this.choices.pick([...numericTypes, 'def']);
    return this.choices.pick<() => Expression>([
      () => this.leaf('boolean'),
      () => two(number(), number(), level.order, ['<', '<=', '>', '>=']),
      () => two(number(), number(), level.equality, ['==', '!=']),
      () => {
        const type = this.type();
        return two(type, this.choices.pick([type, 'def']), level.equality, ['==', '!=', '===', '!==']);
      },
      () => two('boolean', 'boolean', level.and, ['&&']),
      () => two('boolean', 'boolean', level.or, ['||']),
      () => two('boolean', 'boolean', level.xor, ['^']),
      () => this.at(level.unary, `!${this.operand('boolean', level.unary, depth - 1)}`),
      () => this.at(level.equality, `${this.operand('def', level.equality, depth - 1)} == null`),
      () => two(text, 'java.util.regex.Pattern', level.match, ['=~', '==~']),
      () => {
        const value = this.operand(
          this.choices.pick(['def', 'java.lang.Object', list, 'int']),
          level.instance,
          depth - 1,
        );
        const classes = [
          'String',
          'Integer',
          'List',
          'Map',
          'Number',
          'def',
          'int',
          'Object',
          'Collection',
          'Comparable',
        ];
        return this.at(level.instance, `${value} instanceof ${this.choices.pick(classes)}`);
      },
      () => this.cast('boolean', 'def', depth),
      () => this.produced('boolean', depth),
      () => this.produced('boolean', depth),
      () => this.produced('boolean', depth),
    ])();
  }

  private arrayExpression(type: Type, depth: number): Expression {
    const component = componentOf(type);
    return this.choices.pick<() => Expression>([
      () => this.leaf(type),
      () =>
        this.at(
          level.chain,
          `new ${writtenName(type)} {${this.choices.several(0, 3, () => this.operand(component, level.conditional, depth - 1)).join(', ')}}`,
        ),
      () => this.at(level.chain, `new ${writtenName(component)}[${this.choices.pick(['2', '0', '3', '-1'])}]`),
      () => this.produced(type, depth),
      () => this.cast(type, 'def', depth),
    ])();
  }

  /** A lambda or function reference. */
  private functionExpression(type: Type, depth: number): string {
    const { parameters, returns } = lookup.classOfType(type)!.functional!;
    if (this.choices.chance(20)) {
      const own = this.functions.filter((declared) => declared.parameters.length === parameters.length);
      const known = references[parameters.length] ?? [];
      const all = [...known, ...own.map(({ name }) => `this::${name}`)];
      if (all.length > 0) return this.choices.pick(all);
    }
    const outer = this.scope;
    const variables = parameters.map((parameter): Variable => ({
      name: this.fresh('y'),
      type: parameter,
      fixed: true,
    }));
    this.scope = [...outer.map((variable) => ({ ...variable, fixed: true })), ...variables];
    // The variables of the lambda come up more often than those around it.
    const body = (): string =>
      (returns === 'void'
        ? this.produced(text, Math.max(1, depth - 1))
        : variables.length > 0 && this.choices.chance(40)
          ? this.using(this.choices.pick(variables), returns)
          : this.expression(returns, depth - 1)
      ).source;
    const isBlock = depth > 0 && this.choices.chance(15);
    const written = isBlock
      ? `{ ${this.statement(0)} ${returns === 'void' ? `${body()};` : `return ${body()};`} }`
      : body();
    this.scope = outer;
    const typed = this.choices.chance(15);
    const names = variables.map((variable) =>
      typed ? `${writtenName(variable.type)} ${variable.name}` : variable.name,
    );
    return `${names.length === 1 && !typed ? names[0]! : `(${names.join(', ')})`} -> ${written}`;
  }

  /** A value of a type that depends on a variable of a lambda. */
  private using({ name, type }: Variable, returns: Type): Expression {
    if (isPrimitive(type) && returns === 'boolean')
      return this.at(level.equality, type === 'boolean' ? name : `${name} ${this.choices.pick(['>', '==', '<='])} 1`);
    if (isPrimitive(type) && isNumeric(returns))
      return this.at(level.unary, `(${returns})${type === 'boolean' ? 1 : name}`);
    const forms: Readonly<Record<string, readonly string[]>> = {
      boolean: [`${name} != null`, `${name} == 1`, `${name} instanceof Integer`, `${name} == "a"`],
      int: [`${name}.hashCode()`, `(int)${name}`],
    };
    const chosen = this.choices.pick(
      forms[returns] ?? [name, `"" + ${name}`, `${name} + 1`, `[${name}]`, `${name}.toString()`],
    );
    return this.at(level.elvis, chosen);
  }

  private defExpression(depth: number): Expression {
    const def = (least: number): string => this.operand('def', least, depth - 1);
    const member = (): string =>
      this.choices.pick([
        'k',
        'length()',
        'size()',
        'toString()',
        'n',
        'inner',
        'hashCode()',
        'isEmpty()',
        '0',
        'length',
        'intValue()',
      ]);
    return this.choices.pick<() => Expression>([
      () => this.leaf('def'),
      () => this.cast('def', this.type(), depth),
      () => {
        const { signs, level: own } = this.choices.pick(operators);
        const right = this.choices.pick(['def', 'int', 'long', 'double', text, 'char']);
        return this.at(own, `${def(own)} ${this.choices.pick(signs)} ${this.operand(right, own + 1, depth - 1)}`);
      },
      () => {
        const { signs, level: own } = this.choices.pick(operators);
        const left = this.choices.pick(['int', 'long', 'double', 'float', 'byte']);
        return this.at(own, `${this.operand(left, own, depth - 1)} ${this.choices.pick(signs)} ${def(own + 1)}`);
      },
      () => {
        const operand = def(level.unary);
        return this.at(
          level.unary,
          `${this.choices.pick(['-', '+', '~'])}${/^[-+]/.test(operand) ? `(${operand})` : operand}`,
        );
      },
      () => this.elvis('def', depth),
      () => this.at(level.chain, `${def(level.chain)}?.${member()}`),
      () => this.at(level.chain, `${def(level.chain)}.${member()}`),
      () =>
        this.at(
          level.chain,
          `${this.operand(list, level.chain, depth - 1)}[${this.choices.pick(['0', '-1', '1', '5'])}]`,
        ),
      () =>
        this.at(
          level.chain,
          `${this.operand(map, level.chain, depth - 1)}[${this.expression(text, depth - 1).source}]`,
        ),
      () => this.at(level.chain, `${this.operand(map, level.chain, depth - 1)}.${this.choices.pick(['k', 'a', 'zz'])}`),
      () =>
        this.at(
          level.chain,
          `${def(level.chain)}[${this.expression(this.choices.pick(['int', text, 'def', 'long']), depth - 1).source}]`,
        ),
      () => this.produced('def', depth),
      () => this.produced('def', depth),
      () => this.produced('def', depth),
      () => this.produced(this.shownType(), depth),
      () => this.expression(this.shownType(), depth),
      () =>
        this.at(
          level.chain,
          `${def(level.chain)}.${this.choices.pick(['compareTo', 'equals', 'get', 'contains', 'indexOf'])}(${def(0)})`,
        ),
    ])();
  }
}

/** Methods that change their receiver and give a value all the same. */
const changing = new Set(
  'add addAll put putAll putIfAbsent remove removeAll retainAll removeIf replace merge compute computeIfAbsent computeIfPresent append delete deleteCharAt reverse replaceAll set poll pop push offer addFirst addLast pollFirst pollLast'.split(
    ' ',
  ),
);

/** Function references by the number of arguments that they are called with. */
const references: Readonly<Record<number, readonly string[]>> = {
  0: ['ArrayList::new', 'HashMap::new', 'String::new'],
  1: [
    'String::valueOf',
    'Object::toString',
    'String::length',
    'Integer::parseInt',
    'Math::abs',
    'StringBuilder::new',
    'ArrayList::new',
    'List::size',
    'String::isEmpty',
    'Integer::valueOf',
    'Optional::ofNullable',
  ],
  2: [
    'Math::max',
    'Integer::compare',
    'Integer::sum',
    'String::concat',
    'List::add',
    'String::compareTo',
    'Double::sum',
  ],
};

/** What may stand in a compound assignment to a variable of a type. */
function compoundOf(type: Type): { readonly signs: readonly string[]; readonly operands: readonly Type[] } {
  if (type === text) return { signs: ['+'], operands: [text, 'int', 'def', 'double', 'char', 'boolean'] };
  if (type === 'boolean') return { signs: ['^', '&', '|'], operands: ['boolean'] };
  if (type === 'double' || type === 'float') {
    return { signs: ['+', '-', '*', '/', '%'], operands: ['int', 'double', 'float', 'long', 'def'] };
  }
  if (!isPrimitive(type) && type !== 'def') return { signs: [], operands: ['int', text, 'def'] };
  const signs = ['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>'];
  return {
    signs,
    operands: ['int', 'long', 'char', 'byte', 'def', ...(type === 'def' ? ['double', 'float', text] : [])],
  };
}
