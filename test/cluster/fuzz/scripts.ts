// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Random Painless scripts that mostly have the right types, with the document that they run on. What a script computes ends up in ctx.

import type { ScriptInput } from '../../conformance/format/suite.js';
import type { TypedValue } from '../../conformance/format/typedValue.js';
import type { Choices } from './choices.js';

const numericTypes = ['int', 'long', 'double', 'float', 'short', 'byte', 'char'] as const;
type Numeric = (typeof numericTypes)[number];
type Type = Numeric | 'boolean' | 'String' | 'def' | 'List' | 'Map';
const types: readonly Type[] = [
  'int',
  'String',
  'def',
  'boolean',
  'long',
  'double',
  'List',
  'Map',
  'float',
  'short',
  'byte',
  'char',
];

interface Variable {
  readonly name: string;
  readonly type: Type;
  /** The variable of a for-each loop cannot be assigned. */
  readonly fixed?: boolean;
}

interface Declared {
  readonly name: string;
  readonly returns: Type;
  readonly parameters: readonly Type[];
}

const literals: Readonly<Record<Exclude<Type, 'def' | 'List' | 'Map'>, readonly string[]>> = {
  int: [
    '0',
    '1',
    '2',
    '-1',
    '3',
    '7',
    '10',
    '31',
    '32',
    '33',
    '100',
    '127',
    '128',
    '-128',
    '255',
    '256',
    '32767',
    '32768',
    '65535',
    '65536',
    '1000003',
    '2147483647',
    '-2147483648',
  ],
  long: [
    '0L',
    '1L',
    '-1L',
    '2L',
    '63L',
    '64L',
    '255L',
    '4294967295L',
    '4294967296L',
    '5000000000L',
    '9223372036854775807L',
    '-9223372036854775808L',
  ],
  double: [
    '0.0',
    '1.0',
    '-1.0',
    '0.5',
    '1.5',
    '2.5',
    '-0.0',
    '0.1',
    '3.7',
    '-3.7',
    '1e10',
    '1e-5',
    '123456.789',
    '1e7',
    '0.001',
    '1e300',
    '4.9e-324',
    '9007199254740993.0',
    '2147483648.0',
  ],
  float: ['0.0f', '1.0f', '-1.5f', '0.1f', '3.3f', '16777217f', '1e10f', '1e-5f', '3.4e38f', '1234567.9f'],
  short: ['(short)0', '(short)1', '(short)-1', '(short)300', '(short)32767', '(short)-32768'],
  byte: ['(byte)0', '(byte)1', '(byte)-1', '(byte)7', '(byte)127', '(byte)-128'],
  char: ['(char)97', '(char)65', '(char)48', '(char)0', '(char)65535', '(char)233', '(char)32'],
  boolean: ['true', 'false'],
  String: [
    '""',
    '"a"',
    '"b"',
    '"ab"',
    '"Hello World"',
    '"1"',
    '"12"',
    '"-5"',
    '"1.5"',
    '"true"',
    '"null"',
    '"\u00e9"',
    '"\ud83d\ude00x"',
    '" pad "',
    '"a,b,,c"',
    '"AbC"',
    '"x=1"',
    '"10"',
  ],
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
    this.sloppy = choices.chance(25);
  }

  script(): string {
    const functions = this.choices.chance(25) ? this.choices.several(1, 2, () => this.declareFunction()) : [];
    const statements = this.choices.several(0, 6, () => this.statement(2));
    const results = this.scope.map(({ name }) => name);
    const value = results.length === 0 || this.choices.chance(40) ? this.expression(this.type(), 3) : undefined;
    const all = value === undefined ? results : [...results, value];
    return [...functions, ...statements, `ctx.value = ${all.length === 1 ? all[0]! : `[${all.join(', ')}]`};`].join(
      '\n',
    );
  }

  private type(): Type {
    return this.choices.pick(types);
  }

  private fresh(prefix = 'v'): string {
    return `${prefix}${this.names++}`;
  }

  private declareFunction(): string {
    const parameters = this.choices.several(0, 2, () => ({ name: this.fresh('p'), type: this.type() }));
    const returns = this.type();
    const name = this.fresh('f');
    this.scope = [...parameters];
    this.inFunction = true;
    const statements = this.choices.several(0, 2, () => this.statement(1));
    const result = this.expression(returns, 2);
    this.scope = [];
    this.inFunction = false;
    this.functions.push({ name, returns, parameters: parameters.map(({ type }) => type) });
    const list = parameters.map((parameter) => `${parameter.type} ${parameter.name}`).join(', ');
    return `${returns} ${name}(${list}) { ${statements.join(' ')} return ${result}; }`;
  }

  // Statements

  private statement(depth: number): string {
    const kinds = [
      () => this.declaration(),
      () => this.assignment(),
      () => this.compoundAssignment(),
      () => this.increment(),
      () => this.call(),
      ...(depth > 0
        ? [
            () => this.branch(depth),
            () => this.countedLoop(depth),
            () => this.eachLoop(depth),
            () => this.guarded(depth),
            () => this.whileLoop(depth),
          ]
        : []),
    ];
    return this.choices.pick(kinds)();
  }

  private declaration(): string {
    const type = this.type();
    const value = this.expression(type, 3);
    const name = this.fresh();
    this.scope.push({ name, type });
    return `${type} ${name} = ${value};`;
  }

  private assignment(): string {
    const target = this.assignable();
    if (target === undefined) return this.keep(this.expression(this.type(), 3));
    const forms = [
      () => `${target.name} = ${this.assigned(target.type, 3)};`,
      () => this.keep(`${target.name} = ${this.assigned(target.type, 2)}`),
    ];
    if (target.type === 'Map') {
      forms.push(
        () => `${target.name}[${this.expression('String', 1)}] = ${this.assigned('def', 2)};`,
        () => `${target.name}.key = ${this.assigned('def', 2)};`,
      );
    }
    if (target.type === 'List') {
      forms.push(() => `${target.name}[${this.choices.pick(['0', '-1', '1', '9'])}] = ${this.assigned('def', 2)};`);
    }
    return this.choices.pick(forms)();
  }

  private compoundAssignment(): string {
    const target = this.assignable();
    if (target === undefined) return this.declaration();
    const { operators, operands } = compoundOf(target.type);
    if (operators.length === 0 && !this.sloppy) return this.assignment();
    const operator = this.choices.pick(operators.length === 0 ? ['+', '-', '|', '<<'] : operators);
    return `${target.name} ${operator}= ${this.assigned(this.choices.pick(operands), 2)};`;
  }

  private increment(): string {
    const target = this.assignable();
    if (target === undefined) return this.declaration();
    if (!this.sloppy && !incrementable.includes(target.type)) return this.assignment();
    return this.choices.pick([
      () => `${target.name}++;`,
      () => `--${target.name};`,
      () => this.keep(`${target.name}--`),
      () => this.keep(`++${target.name}`),
    ])();
  }

  /** A statement that makes a value part of the result. */
  private keep(value: string): string {
    return this.inFunction ? `def ${this.fresh('o')} = ${value};` : `ctx.${this.fresh('o')} = ${value};`;
  }

  /** A value for something that exists: in a loop only a plain one where it could hold what it held before. */
  private assigned(type: Type, depth: number): string {
    const grows = type === 'String' || type === 'def' || type === 'List' || type === 'Map';
    return this.inLoop && grows ? this.leaf(type) : this.expression(type, depth);
  }

  private assignable(): Variable | undefined {
    const fitting = this.scope.filter(({ fixed }) => !fixed);
    return fitting.length === 0 ? undefined : this.choices.pick(fitting);
  }

  private call(): string {
    const list = this.variable('List') ?? (this.inFunction ? undefined : { name: 'ctx.ints' });
    const map = this.variable('Map') ?? (this.inFunction ? undefined : { name: 'ctx.map' });
    if (list === undefined || map === undefined) return this.declaration();
    const [first, second] = [this.fresh('x'), this.fresh('y')];
    return this.choices.pick([
      () => `${list.name}.add(${this.assigned('def', 2)});`,
      () => `${map.name}.put(${this.expression('String', 1)}, ${this.assigned('def', 2)});`,
      () => `${map.name}.remove(${this.expression('String', 1)});`,
      () => `${list.name}.remove(${this.choices.pick(['0', '1', '9'])});`,
      () => `${list.name}.removeIf(${first} -> ${first} == ${this.expression('def', 1)});`,
      () => `${list.name}.sort((${first}, ${second}) -> ${first}.toString().compareTo(${second}.toString()));`,
      () => (this.inFunction ? `${list.name}.clear();` : `ctx.remove("${this.choices.pick(['i', 's', 'zz'])}");`),
    ])();
  }

  private branch(depth: number): string {
    const condition = this.expression('boolean', 2);
    const then = this.block(depth - 1);
    return this.choices.chance(50)
      ? `if (${condition}) ${then} else ${this.block(depth - 1)}`
      : `if (${condition}) ${then}`;
  }

  private countedLoop(depth: number): string {
    const index = this.fresh('i');
    const limit = this.choices.pick(['2', '3', '5']);
    return `for (int ${index} = 0; ${index} < ${limit}; ${index}++) ${this.block(depth - 1, { name: index, type: 'int', fixed: true }, true)}`;
  }

  private whileLoop(depth: number): string {
    const counter = this.fresh('w');
    const body = this.block(depth - 1, undefined, true);
    return `int ${counter} = 0; while (${counter}++ < 3 && ${this.expression('boolean', 1)}) ${body}`;
  }

  private eachLoop(depth: number): string {
    const item = this.fresh('e');
    const type = this.choices.pick<Type>(['def', 'int', 'String']);
    const list = this.expression('List', 1);
    return `for (${type} ${item} : ${list}) ${this.block(depth - 1, { name: item, type, fixed: true }, true)}`;
  }

  private guarded(depth: number): string {
    const caught = this.choices.pick([
      'Exception',
      'RuntimeException',
      'ClassCastException',
      'ArithmeticException',
      'IllegalArgumentException',
      'NullPointerException',
      'IndexOutOfBoundsException',
    ]);
    return `try ${this.block(depth - 1)} catch (${caught} ${this.fresh('x')}) { ${this.keep('"caught"')} }`;
  }

  private block(depth: number, variable?: Variable, loop = false): string {
    const outer = this.scope;
    this.scope = variable ? [...outer, variable] : [...outer];
    const outerLoop = this.inLoop;
    this.inLoop ||= loop;
    const statements = this.choices.several(1, 2, () => this.statement(depth));
    if (loop && this.choices.chance(15))
      statements.unshift(`if (${this.expression('boolean', 1)}) { ${this.choices.pick(['continue', 'break'])}; }`);
    this.scope = outer;
    this.inLoop = outerLoop;
    return `{ ${statements.join(' ')} }`;
  }

  private variable(type?: Type): Variable | undefined {
    const fitting = type === undefined ? this.scope : this.scope.filter((variable) => variable.type === type);
    return fitting.length === 0 ? undefined : this.choices.pick(fitting);
  }

  // Expressions

  private expression(wanted: Type, depth: number): string {
    const type = this.sloppy && this.choices.chance(4) ? this.type() : wanted;
    const variable = this.choices.chance(45) ? this.variable(type) : undefined;
    if (variable !== undefined) return variable.name;
    if (depth <= 0) return this.leaf(type);
    const sub = (of: Type): string => this.expression(of, depth - 1);
    if (this.choices.chance(8)) return `(${sub('boolean')} ? ${sub(type)} : ${sub(type)})`;
    const called = this.functions.filter(({ returns }) => returns === type);
    if (called.length > 0 && this.choices.chance(20)) {
      const { name, parameters } = this.choices.pick(called);
      return `${name}(${parameters.map(sub).join(', ')})`;
    }
    if (type === 'def') return this.defExpression(sub);
    if (type === 'boolean') return this.booleanExpression(sub);
    if (type === 'String') return this.textExpression(sub);
    if (type === 'List') return this.listExpression(sub);
    if (type === 'Map') return this.mapExpression(sub);
    return this.numberExpression(type, sub);
  }

  private leaf(type: Type): string {
    if (type === 'def' && this.inFunction) return this.choices.pick(plainDefs);
    if (type === 'def') {
      return this.choices.pick([
        'ctx.i',
        'ctx.s',
        'ctx.n',
        'ctx.l',
        'ctx.d',
        'ctx.b',
        'ctx.list',
        'ctx.map',
        'ctx.map.k',
        'ctx.ints[0]',
        'ctx.zz',
        'params.p',
        'params.q',
        ...plainDefs,
      ]);
    }
    if (type === 'List')
      return this.choices.pick(['[]', '[1, 2]', '["b", "a"]', '[1, 2L, 3.0, "x", null]', '[[1], [2]]']);
    if (type === 'Map') return this.choices.pick(['[:]', '["a": 1]', '["b": 2, "a": [1]]', '["k": null]']);
    return this.choices.pick(literals[type]);
  }

  private numberExpression(type: Numeric, sub: (of: Type) => string): string {
    const narrow = type === 'short' || type === 'byte' || type === 'char';
    const cast = narrow ? `(${type})` : '';
    const operand = (): Type =>
      narrow ? this.choices.pick<Type>(['int', type]) : this.choices.pick<Type>([type, type, ...smaller[type]]);
    const forms: (() => string)[] = [
      () => this.leaf(type),
      () => `${cast}(${sub(type)} ${this.choices.pick(['+', '-', '*', '/', '%'])} ${sub(operand())})`,
      () => `${cast}(${this.choices.pick(['-', '+'])}(${sub(type)}))`,
      () => `(${type})(${sub(this.choices.pick<Type>([...numericTypes, 'def']))})`,
    ];
    if (type === 'int' || type === 'long') {
      forms.push(
        () =>
          `(${sub(type)} ${this.choices.pick(['&', '|', '^', '<<', '>>', '>>>'])} ${sub(type === 'int' ? 'int' : this.choices.pick<Type>(['long', 'int']))})`,
        () => `(~(${sub(type)}))`,
        () =>
          `Math.${this.choices.pick(['max', 'min'])}(${sub(type)}, ${sub(type)})`.replace(
            'Math',
            type === 'int' ? '(int)Math' : '(long)Math',
          ),
      );
    }
    if (type === 'int') {
      forms.push(
        () => `(${sub('String')}).length()`,
        () => `(${sub('List')}).size()`,
        () => `(${sub('Map')}).size()`,
        () => `(${sub('String')}).indexOf(${sub('String')})`,
        () => `(${sub('String')}).hashCode()`,
        () => `(${sub('String')}).compareTo(${sub('String')})`,
        () => `Integer.parseInt(${sub('String')})`,
        () => `(${sub('List')}).hashCode()`,
        () => `(${sub('Map')}).hashCode()`,
        () => `Integer.compare(${sub('int')}, ${sub('int')})`,
        () => `Integer.bitCount(${sub('int')})`,
        () => `(${sub('List')}).indexOf(${sub('def')})`,
      );
    }
    if (type === 'long')
      forms.push(
        () => `Long.parseLong(${sub('String')})`,
        () => `Math.round(${sub('double')})`,
        () => `(${sub('List')}).stream().count()`,
      );
    if (type === 'double') {
      forms.push(
        () => `Math.${this.choices.pick(['sqrt', 'floor', 'ceil', 'abs', 'rint', 'signum'])}(${sub('double')})`,
        () => `Double.parseDouble(${sub('String')})`,
        () => `Math.${this.choices.pick(['max', 'min'])}(${sub('double')}, ${sub('double')})`,
      );
    }
    if (type === 'float') forms.push(() => `Float.parseFloat(${sub('String')})`);
    if (type === 'char')
      forms.push(
        () => `(${sub('String')}).charAt(${this.choices.pick(['0', '1', '-1'])})`,
        () => `Character.toUpperCase(${sub('char')})`,
      );
    return this.choices.pick(forms)();
  }

  private booleanExpression(sub: (of: Type) => string): string {
    const number = (): Type => this.choices.pick<Type>(['int', 'long', 'double', 'def', 'float', 'char', 'byte']);
    return this.choices.pick<() => string>([
      () =>
        this.inFunction || this.choices.chance(30)
          ? this.leaf('boolean')
          : this.choices.pick(['(boolean)ctx.b', '!(boolean)ctx.b']),
      () => `(${sub(number())} ${this.choices.pick(['<', '<=', '>', '>=', '==', '!='])} ${sub(number())})`,
      () => `(${sub('boolean')} ${this.choices.pick(['&&', '||'])} ${sub('boolean')})`,
      () => `(!${sub('boolean')})`,
      () => `(${sub('def')} ${this.choices.pick(['==', '!=', '===', '!=='])} ${sub('def')})`,
      () => `(${sub('String')} == ${sub(this.choices.pick<Type>(['String', 'def']))})`,
      () =>
        `(${sub('boolean')} ${this.choices.pick(this.sloppy ? ['^', '==', '&', '|'] : ['^', '=='])} ${sub('boolean')})`,
      () =>
        `(${sub('def')} instanceof ${this.choices.pick(['String', 'Integer', 'Long', 'Number', 'List', 'Map', 'Boolean', 'Object', 'Double'])})`,
      () =>
        `(${sub('String')}).${this.choices.pick(['contains', 'startsWith', 'endsWith', 'equals', 'equalsIgnoreCase'])}(${sub('String')})`,
      () => `(${sub('String')}).isEmpty()`,
      () => `(${sub('List')}).contains(${sub('def')})`,
      () => `(${sub('Map')}).containsKey(${sub('def')})`,
      () => `(${sub('List')} == ${sub('List')})`,
      () => `(${sub('Map')} == ${sub('Map')})`,
      () =>
        `(${sub('String')} ${this.choices.pick(['=~', '==~'])} ${this.choices.pick(['/a/', '/\\d+/', '/[a-c]+/i', '/^\\s*$/', '/(a|b)*/'])})`,
      () => {
        const item = this.fresh('x');
        return `(${sub('List')}).stream().anyMatch(${item} -> ${item} == ${sub('def')})`;
      },
      () => `(boolean)(${sub('def')})`,
      () => `(${sub('def')} == null)`,
    ])();
  }

  private textExpression(sub: (of: Type) => string): string {
    return this.choices.pick<() => string>([
      () => this.leaf('String'),
      () => `(${sub('String')} + ${sub(this.type())})`,
      () => `(${sub(this.type())} + ${sub('String')})`,
      () => `(${sub('String')}).${this.choices.pick(['toUpperCase', 'toLowerCase', 'trim'])}()`,
      () => `(${sub('String')}).substring(${this.choices.pick(['0', '1', '2', '9'])})`,
      () => `(${sub('String')}).substring(${this.choices.pick(['0', '1'])}, ${this.choices.pick(['1', '2', '0'])})`,
      () => `(${sub('String')}).replace(${sub('String')}, ${sub('String')})`,
      () => `String.valueOf(${sub('def')})`,
      () => `Integer.toString(${sub('int')})`,
      () => `Double.toString(${sub('double')})`,
      () => `Long.toHexString(${sub('long')})`,
      () => `String.join("-", ${sub('List')})`,
      () => `(${sub('def')}).toString()`,
      () => `(${sub('List')}).toString()`,
      () => `(${sub('Map')}).toString()`,
      () => `(${sub('List')}).join("+")`,
      () => `(${sub('String')}).replaceAll(/[aeiou]/, m -> m.group().toUpperCase())`,
      () => `(${sub('String')}).encodeBase64()`,
      () => `(${sub('String')}).splitOnToken(",")[0]`,
      () => `(String)(${sub('def')})`,
      () => `(String)(${sub('char')})`,
    ])();
  }

  private listExpression(sub: (of: Type) => string): string {
    return this.choices.pick<() => string>([
      () => this.leaf('List'),
      () => `[${this.choices.several(0, 3, () => sub(this.type())).join(', ')}]`,
      () => `new ArrayList(${sub('List')})`,
      () =>
        `(${sub('List')}).stream().map(x -> ${this.choices.pick(['x', 'x + 1', '"" + x', 'x == null', '[x]'])}).collect(Collectors.toList())`,
      () =>
        `(${sub('List')}).stream().filter(x -> ${this.choices.pick(['x != null', 'x instanceof Integer', 'x == 1', 'x'])}).collect(Collectors.toList())`,
      () => `(${sub('List')}).findAll(x -> x != null)`,
      () => `(${sub('List')}).collect(x -> ${this.choices.pick(['x', 'x + 1', 'x.toString()'])})`,
      () => `(${sub('List')}).subList(${this.choices.pick(['0', '1'])}, ${this.choices.pick(['1', '2', '0'])})`,
      () => `new ArrayList((${sub('Map')}).keySet())`,
      () => `new ArrayList((${sub('Map')}).values())`,
      () => `new ArrayList(new HashSet(${sub('List')}))`,
      () => `(${sub('List')}).stream().sorted().collect(Collectors.toList())`,
      () => `(List)(${sub('def')})`,
      () => `Arrays.asList((${sub('String')}).splitOnToken(","))`,
      () => `Collections.nCopies(2, ${sub('def')})`,
    ])();
  }

  private mapExpression(sub: (of: Type) => string): string {
    return this.choices.pick<() => string>([
      () => this.leaf('Map'),
      () =>
        `[${this.choices.several(1, 3, () => `${sub(this.choices.pick<Type>(['String', 'String', 'int', 'def']))}: ${sub(this.type())}`).join(', ')}]`,
      () => `new HashMap(${sub('Map')})`,
      () => `new LinkedHashMap(${sub('Map')})`,
      () => `(${sub('List')}).groupBy(x -> ${this.choices.pick(['x', '"" + x', '1'])})`,
      () => `(${sub('Map')}).findAll((k, v) -> v != null)`,
      () => `(Map)(${sub('def')})`,
      () => `(${sub('List')}).stream().collect(Collectors.groupingBy(x -> "" + x))`,
    ])();
  }

  private defExpression(sub: (of: Type) => string): string {
    return this.choices.pick<() => string>([
      () => this.leaf('def'),
      () => `(def)(${sub(this.type())})`,
      () =>
        `(${sub('def')} ${this.choices.pick(['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>'])} ${sub(this.choices.pick<Type>(['def', 'int', 'long', 'double', 'String']))})`,
      () => `(${this.choices.pick(['-', '+', '~'])}(${sub('def')}))`,
      () => `(${sub('def')} ?: ${sub('def')})`,
      () => `(${sub('def')})?.${this.choices.pick(['k', 'length()', 'size()', 'toString()', 'n', 'inner'])}`,
      () =>
        `(${sub('def')}).${this.choices.pick(['k', 'length()', 'size()', 'hashCode()', 'intValue()', 'isEmpty()', '0', 'length'])}`,
      () => `(${sub('List')})[${this.choices.pick(['0', '-1', '1', '5'])}]`,
      () => `(${sub('Map')})[${sub('String')}]`,
      () => `(${sub('Map')}).${this.choices.pick(['k', 'a', 'zz'])}`,
      () => `(${sub('def')})[${sub(this.choices.pick<Type>(['int', 'String', 'def']))}]`,
      () => `(${sub('Map')}).getOrDefault(${sub('def')}, ${sub('def')})`,
      () => `(${sub('List')}).find(x -> x != null)`,
      () => `(${sub('List')}).stream().reduce((x, y) -> x + y).orElse(${sub('def')})`,
      () => `Collections.max(${sub('List')})`,
      () => `Optional.ofNullable(${sub('def')}).orElse(${sub('def')})`,
      () => `(${sub('List')}).sum()`,
      () => (this.inFunction ? this.leaf('def') : `ctx.getOrDefault(${sub('String')}, ${sub('def')})`),
      () => `(${sub('String')}).splitOnToken("a")`,
      () => `(${sub('def')}).compareTo(${sub('def')})`,
      () => `(${sub('def')}).equals(${sub('def')})`,
    ])();
  }
}

const plainDefs: readonly string[] = [
  'null',
  '(def)1',
  '(def)"t"',
  '(def)2L',
  '(def)1.5',
  '(def)true',
  '(def)(char)97',
  '(def)(byte)3',
  '(def)1.5f',
];
const incrementable: readonly Type[] = [...numericTypes, 'def'];

/** What may stand in a compound assignment to a variable of a type. */
function compoundOf(type: Type): { readonly operators: readonly string[]; readonly operands: readonly Type[] } {
  if (type === 'String') return { operators: ['+'], operands: ['String', 'int', 'def', 'double', 'char'] };
  if (type === 'boolean') return { operators: ['^'], operands: ['boolean'] };
  if (type === 'double' || type === 'float') {
    return { operators: ['+', '-', '*', '/', '%'], operands: ['int', 'double', 'float', 'long', 'def'] };
  }
  if (type === 'List' || type === 'Map') return { operators: [], operands: ['int', 'String', 'def'] };
  const operators = ['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>'];
  return { operators, operands: ['int', 'long', 'char', 'byte', 'def'] };
}

/** Types that widen to another without a cast. */
const smaller: Readonly<Record<Numeric, readonly Type[]>> = {
  int: ['short', 'byte', 'char', 'def'],
  long: ['int', 'short', 'def'],
  float: ['int', 'long', 'def'],
  double: ['int', 'float', 'long', 'def'],
  short: [],
  byte: [],
  char: [],
};
