// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Analysed scripts to JavaScript. The place of a failure is known by a variable `at`, which is stored where the
// server's compiler writes line numbers; that costs one store of a small integer and no try or map.

import { invariant } from '../../util/invariant.js';
import type { IrExpression, IrFunction, IrLambda, IrScript, IrStatement, Temporary, Variable } from '../analysis/ir.js';
import * as types from '../analysis/types.js';
import type { BooleanSide } from '../runtime/defMath.js';
import type { Helpers } from '../runtime/runtime.js';
import type { Callable, Lookup, Type } from '../stdlib/lookup.js';
import { type Code, js, lines, name } from './code.js';

/** What a function body has declared while it is emitted. */
interface FunctionState {
  temporaries: number;
  usesLoop: boolean;
  /** Next free slot for a local variable, as the server's compiler counts them: Java's messages about null name slots. */
  slot: number;
}

type HelperName = keyof Helpers;

const helper = (helperName: HelperName): Code => name('', helperName);

/**
 * JavaScript of a script: the body of a function that gets `helpers` and `contextFunctions` and gives `run` (with the
 * context's variables as parameters) and `place`, the offset that was reached last.
 */
export function emitScript(
  script: IrScript,
  lookup: Lookup,
  loopLimit: number,
  /** Gets the offset of each statement that is counted; the counts come out as `hits`, in the same order. */
  counted?: number[],
): string {
  return new Emitter(lookup, loopLimit, counted).script(script);
}

class Emitter {
  private readonly lookup: Lookup;
  private readonly loopLimit: number;
  private readonly used = new Set<HelperName>();
  private readonly constants = new Map<string, { readonly name: Code; readonly value: Code }>();
  private readonly temporaryNames = new Map<Temporary, Code>();
  private readonly slotNames = new Map<Variable, string>();
  private state: FunctionState = { temporaries: 0, usesLoop: false, slot: 0 };
  private lambdas = 0;
  private usesContext = false;
  private iterators = 0;
  private readonly counted: number[] | undefined;

  constructor(lookup: Lookup, loopLimit: number, counted?: number[]) {
    this.lookup = lookup;
    this.loopLimit = loopLimit;
    this.counted = counted;
  }

  script(script: IrScript): string {
    const functions = script.functions.map((declared) => this.function(declared));
    const parameters = script.parameters.map((variable) => this.local(variable));
    const end = script.returns === 'void' ? [] : [js`return ${this.defaultOf(script.returns)};`];
    // Slot 0 is the script, then come its arguments, the loop counter and the other variables of the context.
    const isArgument = (variable: Variable) => variable.name === 'ctx';
    let slot = 3;
    for (const variable of script.parameters) {
      if (isArgument(variable)) this.slotNames.set(variable, '<parameter1>');
      else if (variable.used) this.slotNames.set(variable, `<local${slot++}>`);
    }
    const body = this.body(slot, () => [...this.statements(script.body), ...end]);
    const run = js`return {run:(${parameters})=>{at=-1;${this.usesContext ? js`scriptContext=${name('_', 'ctx')};` : js``}${body}},place:()=>at${this.counted ? js`,hits` : js``}};`;
    const constants = [...this.constants.values()].map((constant) => js`const ${constant.name}=${constant.value};`);
    const helpers = [...this.used].map((used) => name('', used));
    const first = [js`"use strict";`, js`const {${helpers}}=helpers;`, js`let at=-1,scriptContext;`];
    if (this.counted) first.push(js`const hits=new Array(${this.counted.length}).fill(0);`);
    return lines([...first, ...constants, ...functions, run]).text;
  }

  private use(helperName: HelperName): Code {
    this.used.add(helperName);
    return helper(helperName);
  }

  /** A value that is made once for the script. */
  private constant(key: string, value: () => Code): Code {
    let found = this.constants.get(key);
    if (!found) {
      const made = value();
      found = { name: name('k', String(this.constants.size)), value: made };
      this.constants.set(key, found);
    }
    return found.name;
  }

  private local(variable: Variable): Code {
    return name('_', variable.name);
  }

  private temporary(): Code {
    return name('t', String(this.state.temporaries++));
  }

  private body(slot: number, emit: () => Code[]): Code {
    const outer = this.state;
    this.state = { temporaries: 0, usesLoop: false, slot };
    const statements = emit();
    const declared: Code[] = [];
    for (let index = 0; index < this.state.temporaries; index++) declared.push(name('t', String(index)));
    const head = declared.length > 0 ? [js`let ${declared};`] : [];
    if (this.state.usesLoop) head.push(js`let loop=${this.loopLimit};`);
    this.state = outer;
    return lines([...head, ...statements]);
  }

  private function(declared: IrFunction): Code {
    const { signature } = declared;
    const parameters = declared.parameters.map((variable) => this.local(variable));
    const slots = this.parameterSlots(declared.parameters, 1);
    const body = this.body(slots + 1, () => this.statements(declared.body));
    return js`function ${this.functionName(signature.name, signature.parameters.length)}(${parameters}){${body}}`;
  }

  /** Names the slots of parameters and gives the slot behind them. */
  private parameterSlots(parameters: readonly Variable[], first: number): number {
    let slot = first;
    parameters.forEach((variable, index) => {
      this.slotNames.set(variable, `<parameter${index + 1}>`);
      slot += slotsOf(variable.type);
    });
    return slot;
  }

  private takeSlot(variable: Variable): void {
    this.slotNames.set(variable, `<local${this.state.slot}>`);
    this.state.slot += slotsOf(variable.type);
  }

  /** Slots of a block are free again behind it. */
  private scoped<T>(emit: () => T): T {
    const { slot } = this.state;
    const result = emit();
    this.state.slot = slot;
    return result;
  }

  private functionName(own: string, arity: number): Code {
    return name('f_', `${own}_${arity}`);
  }

  private defaultOf(type: Type): Code {
    if (type === 'boolean') return js`false`;
    if (type === 'long') return js`${0n}`;
    return types.isPrimitive(type) ? js`0` : js`null`;
  }

  // Statements

  private statements(list: readonly IrStatement[]): Code[] {
    return list.map((statement) => this.statement(statement));
  }

  private statement(node: IrStatement): Code {
    if (!this.counted || node.kind === 'block' || node.kind === 'group') return this.uncounted(node);
    const index = this.counted.push(node.at) - 1;
    return js`hits[${index}]++;${this.uncounted(node)}`;
  }

  private uncounted(node: IrStatement): Code {
    const { at } = node;
    switch (node.kind) {
      case 'block':
        return this.scoped(() => js`{${lines(this.statements(node.statements))}}`);
      case 'group':
        return lines(this.statements(node.statements));
      case 'expression':
        return js`${this.emit(node.expression)};`;
      case 'declare': {
        const target = this.local(node.variable);
        const value = node.value ? this.emit(node.value) : this.defaultOf(node.variable.type);
        this.takeSlot(node.variable);
        return js`let ${target}=${value};`;
      }
      case 'if': {
        const otherwise = node.otherwise ? js`else{${this.statement(node.otherwise)}}` : js``;
        return js`if(${this.emit(node.condition)}){${this.statement(node.then)}}${otherwise}`;
      }
      case 'while': {
        const condition = node.condition ? this.emit(node.condition) : js`true`;
        return js`while(${condition}){${this.countLoop(at)}${node.body ? this.statement(node.body) : js``}}`;
      }
      case 'do':
        return js`do{${this.countLoop(at)}${this.statement(node.body)}}while(${this.emit(node.condition)});`;
      case 'for':
        return this.scoped(() => this.forStatement(node));
      case 'foreach':
        return this.foreach(node);
      case 'try':
        return this.tryStatement(node);
      case 'return':
        return node.value ? js`return ${this.emit(node.value)};` : js`return;`;
      case 'throw':
        return js`throw ${this.use('thrown')}(${this.emit(node.value)});`;
      case 'break':
        return js`break;`;
      case 'continue':
        return js`continue;`;
    }
  }

  private forStatement(node: Extract<IrStatement, { kind: 'for' }>): Code {
    const initializer = lines(this.statements(node.initializer));
    const condition = node.condition ? this.emit(node.condition) : js``;
    const afterthought = node.afterthought ? this.emit(node.afterthought) : js``;
    const body = node.body ? this.statement(node.body) : js``;
    const loop = js`for(;${condition};${afterthought}){${this.countLoop(node.at)}${body}}`;
    return node.initializer.length === 0 ? loop : js`{${initializer}${loop}}`;
  }

  private countLoop(at: number): Code {
    this.state.usesLoop = true;
    return js`if(--loop<=0){at=${at};${this.use('loopLimit')}();}`;
  }

  private foreach(node: Extract<IrStatement, { kind: 'foreach' }>): Code {
    const iterator = name('i', String(this.iterators++));
    const items = this.emit(node.items);
    // Where the server's line table puts the loop's own instructions: behind the last mark of the items.
    const mark = lastMark(node.items);
    const place = mark === undefined ? js`` : js`at=${mark};`;
    this.temporaryNames.set(node.item, js`${iterator}.next()`);
    this.takeSlot(node.variable);
    const { slot } = this.state;
    this.state.slot += types.isArray(node.items.type) ? 2 : 1;
    const declared = js`let ${this.local(node.variable)}=${this.emit(node.itemValue)};`;
    const body = this.statement(node.body);
    this.state.slot = slot;
    const isStatic = node.items.type !== 'def' && !types.isArray(node.items.type);
    const checked = isStatic
      ? js`${items}??${this.use('nullReceiver')}(${`Cannot invoke "java.lang.Iterable.iterator()"${this.because(node.items)}`})`
      : items;
    return js`{const ${iterator}=${this.use('iterator')}(${checked});while(${iterator}.hasNext()){${this.countLoop(node.at)}${place}${declared}${body}}}`;
  }

  private tryStatement(node: Extract<IrStatement, { kind: 'try' }>): Code {
    const body = this.statement(node.body);
    const clauses = node.catches.map((clause) => {
      const caught = this.scoped(() => {
        this.takeSlot(clause.variable);
        return clause.body ? this.statement(clause.body) : js``;
      });
      return js`if(${this.use('isException')}(e,${clause.type})){let ${this.local(clause.variable)}=e;${caught}}else `;
    });
    return js`try${body}catch(x){const e=${this.use('caught')}(x);${lines(clauses)}throw e;}`;
  }

  // Expressions

  private emitAll(list: readonly IrExpression[]): Code[] {
    return list.map((node) => this.emit(node));
  }

  private emit(node: IrExpression): Code {
    switch (node.kind) {
      case 'temporary': {
        const bound = this.temporaryNames.get(node);
        invariant(bound, 'a temporary is bound before it is used');
        return bound;
      }
      case 'constant':
        return js`${node.value}`;
      case 'local':
        return this.local(node.variable);
      case 'setLocal':
        return js`(${this.local(node.variable)}=${this.emit(node.value)})`;
      case 'field':
        return this.constant(
          `field ${node.owner.canonical}.${node.name}`,
          () => js`${this.use('field')}(${node.owner.canonical},${node.name})`,
        );
      case 'convert':
        return this.convert(node);
      case 'arithmetic':
        return js`(at=${node.at},${this.arithmetic(node)})`;
      case 'concat':
        return this.concat(node);
      case 'match':
        return js`(at=${node.at},${this.match(node)})`;
      case 'unary':
        return this.unary(node);
      case 'compare':
        return this.compare(node);
      case 'logical':
        return node.operator === '&&'
          ? js`(${this.emit(node.left)}&&${this.emit(node.right)})`
          : js`(${this.emit(node.left)}||${this.emit(node.right)})`;
      case 'elvis':
        return js`(${this.emit(node.left)}??${this.emit(node.right)})`;
      case 'conditional':
        return js`(${this.emit(node.condition)}?${this.emit(node.then)}:${this.emit(node.otherwise)})`;
      case 'instanceof':
        return this.instanceOf(node);
      case 'nullSafe':
        return this.nullSafe(node);
      case 'let': {
        const bindings = node.temporaries.map(([temporary, value]) => {
          const code = this.emit(value);
          const target = this.temporary();
          this.temporaryNames.set(temporary, target);
          return js`${target}=${code}`;
        });
        return js`(${bindings},${this.emit(node.body)})`;
      }
      case 'sequence':
        return js`(${this.emit(node.first)},${this.emit(node.second)})`;
      case 'staticCall':
        return this.staticCall(node);
      case 'memberCall':
        return this.memberCall(node);
      case 'functionCall': {
        const callee = this.functionName(node.function.name, node.function.parameters.length);
        const args = node.arguments.map((argument, index) =>
          this.tagged(this.emit(argument), node.function.parameters[index]!),
        );
        return js`(at=${node.at},${callee}(${args}))`;
      }
      case 'contextCall': {
        this.usesContext = true;
        const callee = this.constant(`context ${node.name}`, () => js`contextFunctions[${node.name}]`);
        return js`(at=${node.at},${callee}(${[name('', 'scriptContext'), ...this.emitAll(node.arguments)]}))`;
      }
      case 'listIndex': {
        const method = node.value ? 'set(int, Object)' : 'get(int)';
        const message = `Cannot invoke "java.util.List.${method}"${this.because(node.receiver)}`;
        const operands = node.value ? [node.index, node.value] : [node.index];
        const access = !node.value ? 'listGet' : isPlain(node.value) ? 'listSet' : 'listSetAt';
        return js`${this.use(access)}(${this.operandsOf(node, operands, message, true)})`;
      }
      case 'arrayIndex': {
        const component = types.componentOf(node.receiver.type);
        const kind = types.isPrimitive(component) ? component : 'object';
        const message = `Cannot ${node.value ? 'store to' : 'load from'} ${kind} array${this.because(node.receiver)}`;
        const operands = node.value ? [node.index, node.value] : [node.index];
        const access = !node.value ? 'arrayGet' : isPlain(node.value) ? 'arraySet' : 'arraySetAt';
        return js`${this.use(access)}(${this.operandsOf(node, operands, message, true)})`;
      }
      case 'arrayLength': {
        const message = `Cannot read the array length${this.because(node.receiver)}`;
        return js`(${this.marked(node.receiver, node.at)}??${this.use('nullReceiver')}(${message})).items.length`;
      }
      case 'newArray':
        return js`(at=${node.at},${this.use('newArray')}(${[js`${node.type}`, ...this.emitAll(node.sizes)]}))`;
      case 'arrayItems':
        return js`${this.use('javaArray')}(${types.componentOf(node.type)},[${this.emitAll(node.items)}])`;
      case 'list':
        return js`(at=${node.at},[${this.emitAll(node.items)}])`;
      case 'map':
        return js`(at=${node.at},${this.use('newMap')}(${node.entries.flatMap(([key, value]) => [this.emit(key), this.emit(value)])}))`;
      case 'regex':
        return this.constant(
          // Two literals are two patterns, equal texts or not.
          `regex ${this.constants.size}`,
          () => js`${this.use('regex')}(${node.pattern},${node.flags})`,
        );
      case 'lambda':
        return this.lambda(node);
      case 'deferredReference':
        return this.deferredReference(node);
      case 'defGet':
        return js`${this.use(this.isKey(node.name) ? 'loadKey' : 'load')}(${this.marked(node.receiver, node.at)},${node.name})`;
      case 'defSet':
        return js`${this.use('store')}(${this.marked(node.receiver, node.at)},${node.name},${this.emit(node.value)})`;
      case 'defIndex':
        return js`${this.use('index')}(${this.indexOperands(node)})`;
      case 'defSetIndex':
        return js`${this.use(isPlain(node.value) ? 'setIndex' : 'setIndexAt')}(${[...this.indexOperands(node), this.emit(node.value)]})`;
      case 'defCall':
        return this.defCall(node);
      case 'defArithmetic': {
        const operands = this.operands(node);
        if (['&', '|', '^'].includes(node.operator)) {
          const place = this.constant(
            `bitwise ${this.constants.size}`,
            () => js`${this.use('bitwise')}(${node.operator},${node.compound})`,
          );
          return js`(at=${node.at},${place}(${operands}))`;
        }
        if (node.compound)
          return js`(at=${node.at},${this.use('defCompound')}(${[js`${node.operator}`, ...operands]}))`;
        if (node.operator === '+') return js`(at=${node.at},${this.use('defAdd')}(${operands}))`;
        return js`(at=${node.at},${this.use('defArithmetic')}(${[js`${node.operator}`, ...operands]}))`;
      }
      case 'defUnary':
        return js`(at=${node.at},${this.use('defUnary')}(${node.operator},${this.emit(node.value)}))`;
      case 'defCompare':
        return this.defCompare(node);
    }
  }

  /** A receiver, after which the place is stored: arguments and the access itself come behind it. */
  private marked(receiver: IrExpression, at: number): Code {
    const code = this.emit(receiver);
    if (lastMark(receiver) === undefined) return js`(at=${at},${code})`;
    const held = this.temporary();
    return js`(${held}=${code},at=${at},${held})`;
  }

  /** Receiver and index of a dynamic access: the index is computed, then the receiver checked, then anything else happens. */
  private indexOperands(node: {
    receiver: IrExpression;
    index: IrExpression;
    value?: IrExpression;
    at: number;
  }): Code[] {
    const { receiver, index, at } = node;
    const type = index.kind === 'convert' && index.at === undefined ? index.from : index.type;
    // The handle that normalizes an index gives back the type that it takes: an int fits nothing narrower and no other box.
    const fits = ['def', types.object, types.number, 'int', 'java.lang.Integer'].includes(type);
    const shown = fits ? [] : [js`${type}`];
    const target = this.emit(receiver);
    if (isPlain(index) && (node.value === undefined || isPlain(node.value)))
      return [js`${this.use('indexable')}(${[target, ...shown]})`, this.marked(index, at)];
    const held = this.temporary();
    const computed = this.temporary();
    const key = node.value === undefined || isPlain(node.value) ? 'indexKey' : 'indexPlace';
    return [
      js`${held}=${target}`,
      js`(${computed}=${this.use(key)}(${[held, this.emit(index), ...shown]}),at=${at},${computed})`,
    ];
  }

  /** A receiver with the operands of an access or call: as in Java, they are computed before the receiver is found to be null. */
  private operandsOf(
    node: { receiver: IrExpression; at: number },
    operands: readonly IrExpression[],
    message: string,
    isIndexed = false,
  ): Code[] {
    const target = this.marked(node.receiver, node.at);
    const failure = js`(at=${lastOf(operands) ?? node.at},${this.use('nullReceiver')}(${message}))`;
    const codes = this.emitAll(operands);
    const last = operands.findLastIndex((operand) => !isPlain(operand));
    if (last < 0) return [js`${target}??${failure}`, ...codes];
    const held = this.temporary();
    if (isIndexed && last > 0) {
      // An index from the end is counted before the value is computed.
      const index = this.temporary();
      codes[0] = js`(${index}=${codes[0]!},${index}<0?${index}+(${held}??${failure}).length:${index})`;
    }
    const value = this.temporary();
    codes[last] = js`(${value}=${codes[last]!},${held}??${failure},${value})`;
    return [js`${held}=${target}`, ...codes];
  }

  private tagged(code: Code, type: Type): Code {
    return this.lookup.classOfType(type)?.functional ? js`${this.use('tagFunction')}(${code},${type})` : code;
  }

  private convert(node: Extract<IrExpression, { kind: 'convert' }>): Code {
    const { from, type, conversion } = node;
    if (conversion === 'link') {
      const linked = this.linked(node.value, type);
      if (linked) return linked;
    }
    if (conversion === 'fromDef' && node.explicit && type === 'boolean' && mayFail(node.value))
      return this.linkedOperator(node.value, js`${this.use('booleanOperator')}(${node.value.operator})`);
    // The place of a cast is that of what is cast, which most expressions have stored themselves.
    const value =
      node.at === undefined || lastMark(node.value) === node.at
        ? this.emit(node.value)
        : this.marked(node.value, node.at);
    switch (conversion) {
      case 'none':
        return value;
      case 'primitive':
        return this.primitive(value, from, type);
      case 'box': {
        const target = types.unboxed(type) ?? from;
        return this.box(this.primitive(value, from, target), target);
      }
      case 'unbox':
        return js`${this.use('unboxAs')}(${value},${type})`;
      case 'rebox':
        return js`${this.use('rebox')}(${value},${type})`;
      case 'check': {
        const check = this.constant(`check ${type}`, () => js`${this.use('checkedCast')}(${type})`);
        return js`${check}(${value})`;
      }
      case 'fromDef': {
        const cast = this.constant(
          `cast ${String(node.explicit)} ${type}`,
          () => js`${this.use('castFromDef')}(${type},${node.explicit})`,
        );
        return js`${cast}(${value})`;
      }
      case 'link':
        return js`${this.linkedCast(type)}(${value})`;
      case 'charToString':
        return js`${this.use('charToString')}(${value})`;
      case 'stringToChar':
        return js`${this.use('stringToChar')}(${value})`;
    }
  }

  /** Whether `map.name` reads a key: maps have no property of that name. */
  private isKey(property: string): boolean {
    return this.lookup.byBinaryName('java.util.HashMap')!.getter(property) === undefined;
  }

  private linkedCast(type: Type): Code {
    return this.constant(`link ${type}`, () => js`${this.use('linkedCast')}(${type})`);
  }

  /** A dynamic operation that is linked to give a type, or undefined where the value is of another kind. */
  private linked(node: IrExpression, type: Type): Code | undefined {
    switch (node.kind) {
      case 'defCall':
        return this.defCall(node, type);
      case 'defGet':
        return js`${this.use(this.isKey(node.name) ? 'loadKeyAs' : 'loadAs')}(${this.marked(node.receiver, node.at)},${node.name},${type},${this.linkedCast(type)})`;
      case 'defIndex':
        return js`${this.use('indexAs')}(${[...this.indexOperands(node), js`${type}`, this.linkedCast(type)]})`;
      case 'defArithmetic':
      case 'defUnary': {
        if (mayFail(node))
          return this.linkedOperator(node, js`${this.use('linkedOperator')}(${node.operator},${type})`);
        const cast = this.constant(`operator ${type}`, () => js`${this.use('operatorCast')}(${type})`);
        return js`${cast}(${this.emit(node)})`;
      }
      default:
        return undefined;
    }
  }

  /** A dynamic operator by a function of its own place. */
  private linkedOperator(node: DefArithmetic, made: Code): Code {
    const apply = this.constant(`linked operator ${this.constants.size}`, () => made);
    return js`(at=${node.at},${apply}(${this.operands(node)}))`;
  }

  private box(value: Code, type: Type): Code {
    switch (type) {
      case 'double':
        return js`${this.use('boxDouble')}(${value})`;
      case 'float':
        return js`${this.use('boxFloat')}(${value})`;
      case 'char':
        return js`${this.use('boxChar')}(${value})`;
      case 'short':
        return js`${this.use('boxShort')}(${value})`;
      case 'byte':
        return js`${this.use('boxByte')}(${value})`;
      default:
        return value;
    }
  }

  private primitive(value: Code, from: Type, to: Type): Code {
    if (from === to) return value;
    if (to === 'double') return from === 'long' ? js`${this.use('longToDouble')}(${value})` : value;
    if (to === 'float') {
      const number = from === 'long' ? js`${this.use('longToDouble')}(${value})` : value;
      return js`${this.use('fround')}(${number})`;
    }
    const isFraction = from === 'double' || from === 'float';
    if (to === 'long')
      return isFraction ? js`${this.use('doubleToLong')}(${value})` : js`${this.use('intToLong')}(${value})`;
    const int = isFraction
      ? js`${this.use('doubleToInt')}(${value})`
      : from === 'long'
        ? js`${this.use('longToInt')}(${value})`
        : value;
    switch (to) {
      case 'byte':
        return js`(${int}<<24>>24)`;
      case 'short':
        return js`(${int}<<16>>16)`;
      case 'char':
        return js`(${int}&65535)`;
      default:
        return int;
    }
  }

  private arithmetic(node: Extract<IrExpression, { kind: 'arithmetic' }>): Code {
    const left = this.emit(node.left);
    const right = this.emit(node.right);
    const { operator, type } = node;
    if (type === 'boolean') {
      // Both sides are computed, as Java's operators on booleans do.
      if (operator === '^') return js`(${left}!==${right})`;
      return operator === '&' ? js`((${left}&${right})===1)` : js`((${left}|${right})===1)`;
    }
    if (type === 'int') {
      switch (operator) {
        case '+':
          return js`(${left}+${right}|0)`;
        case '-':
          return js`(${left}-${right}|0)`;
        case '*':
          return js`${this.use('imul')}(${left},${right})`;
        case '/':
          return js`${this.use('divideInt')}(${left},${right})`;
        case '%':
          return js`${this.use('remainderInt')}(${left},${right})`;
        case '<<':
          return js`(${left}<<${right})`;
        case '>>':
          return js`(${left}>>${right})`;
        case '>>>':
          return js`(${left}>>>${right}|0)`;
        case '&':
          return js`(${left}&${right})`;
        case '|':
          return js`(${left}|${right})`;
        case '^':
          return js`(${left}^${right})`;
        default:
          invariant(false, `${operator} is no arithmetic`);
      }
    }
    if (type === 'long') {
      switch (operator) {
        case '+':
          return js`${this.use('asInt64')}(${left}+${right})`;
        case '-':
          return js`${this.use('asInt64')}(${left}-${right})`;
        case '*':
          return js`${this.use('asInt64')}(${left}*${right})`;
        case '/':
          return js`${this.use('divideLong')}(${left},${right})`;
        case '%':
          return js`${this.use('remainderLong')}(${left},${right})`;
        case '<<':
          return js`${this.use('shiftLeftLong')}(${left},${right})`;
        case '>>':
          return js`${this.use('shiftRightLong')}(${left},${right})`;
        case '>>>':
          return js`${this.use('shiftRightUnsignedLong')}(${left},${right})`;
        case '&':
          return js`(${left}&${right})`;
        case '|':
          return js`(${left}|${right})`;
        case '^':
          return js`(${left}^${right})`;
        default:
          invariant(false, `${operator} is no arithmetic`);
      }
    }
    const result = this.fraction(operator, left, right);
    return type === 'float' ? js`${this.use('fround')}(${result})` : result;
  }

  private fraction(operator: string, left: Code, right: Code): Code {
    switch (operator) {
      case '+':
        return js`(${left}+${right})`;
      case '-':
        return js`(${left}-${right})`;
      case '*':
        return js`(${left}*${right})`;
      case '/':
        return js`(${left}/${right})`;
      default:
        return js`(${left}%${right})`;
    }
  }

  /** Operands of a dynamic operator; one that meets a static boolean must be no number. */
  private operands(node: Extract<IrExpression, { kind: 'defArithmetic' | 'defCompare' }>): Code[] {
    const refuse = (operand: IrExpression) =>
      js`${this.use('noNumber')}(${this.emit(operand)},${node.kind === 'defCompare'})`;
    const side = booleanSide(node);
    const takesAny =
      ['==', '!=', '===', '!=='].includes(node.operator) || (node.kind === 'defArithmetic' && node.compound);
    if (takesAny || side === 'neither') return [this.emit(node.left), this.emit(node.right)];
    return side === 'left' ? [this.emit(node.left), refuse(node.right)] : [refuse(node.left), this.emit(node.right)];
  }

  private unary(node: Extract<IrExpression, { kind: 'unary' }>): Code {
    const value = this.emit(node.value);
    if (node.operator === '!') return js`(!${value})`;
    if (node.operator === '~') return js`(~${value})`;
    if (node.type === 'int') return js`(-${value}|0)`;
    return node.type === 'long' ? js`${this.use('asInt64')}(-${value})` : js`(-${value})`;
  }

  private concat(node: Extract<IrExpression, { kind: 'concat' }>): Code {
    const [first, second] = node.parts;
    const isText = (part: IrExpression | undefined) => part?.kind === 'constant' && typeof part.value === 'string';
    const parts = node.parts.map((part) => this.textOf(part));
    // A leading empty text makes the first plus a concatenation, also of null.
    let code = isText(first) || isText(second) ? parts[0]! : js`""+${parts[0]!}`;
    for (const part of parts.slice(1)) code = js`${code}+${part}`;
    return js`${this.use('checkedText')}(${code})`;
  }

  private textOf(part: IrExpression): Code {
    const code = this.emit(part);
    switch (part.type) {
      case types.string:
      case 'boolean':
      case 'byte':
      case 'short':
      case 'int':
      case 'long':
        return code;
      case 'char':
        return js`${this.use('charToString')}(${code})`;
      case 'double':
        return js`${this.use('doubleText')}(${code})`;
      case 'float':
        return js`${this.use('floatText')}(${code})`;
      default:
        return js`${this.use('text')}(${code})`;
    }
  }

  private match(node: Extract<IrExpression, { kind: 'match' }>): Code {
    // The pattern is computed before the text.
    return js`${this.use('match')}(${this.emit(node.pattern)},${this.emit(node.text)},${node.whole})`;
  }

  private compare(node: Extract<IrExpression, { kind: 'compare' }>): Code {
    const { operator } = node;
    const left = this.emit(node.left);
    const right = this.emit(node.right);
    if (node.on === types.object && (operator === '==' || operator === '!=')) {
      const identity = [node.left, node.right].some((side) => isTextOrNull(side));
      const equal = identity ? js`(${left}===${right})` : js`${this.use('equal')}(${left},${right})`;
      return operator === '==' ? equal : js`(!${equal})`;
    }
    if (node.on === types.object && (operator === '===' || operator === '!==')) {
      const identical = js`${this.use('identical')}(${left},${right})`;
      return operator === '===' ? identical : js`(!${identical})`;
    }
    switch (operator) {
      case '==':
      case '===':
        return js`(${left}===${right})`;
      case '!=':
      case '!==':
        return js`(${left}!==${right})`;
      case '<':
        return js`(${left}<${right})`;
      case '<=':
        return js`(${left}<=${right})`;
      case '>':
        return js`(${left}>${right})`;
      case '>=':
        return js`(${left}>=${right})`;
    }
  }

  private defCompare(node: Extract<IrExpression, { kind: 'defCompare' }>): Code {
    const { operator } = node;
    const [left, right] = this.operands(node) as [Code, Code];
    switch (operator) {
      case '==':
      case '!=': {
        const identity = [node.left, node.right].some((side) => isTextOrNull(side));
        const equal = identity
          ? js`(${left}===${right})`
          : js`(at=${node.at},${this.constant(`equality ${node.at}`, () => js`${this.use('equality')}(${booleanSide(node)})`)}(${left},${right}))`;
        return operator === '==' ? equal : js`(!${equal})`;
      }
      case '===':
        return js`${this.use('identical')}(${left},${right})`;
      case '!==':
        return js`(!${this.use('identical')}(${left},${right}))`;
      default:
        return js`(at=${node.at},${this.use('defCompare')}(${operator},${left},${right}))`;
    }
  }

  private instanceOf(node: Extract<IrExpression, { kind: 'instanceof' }>): Code {
    const value = this.emit(node.value);
    if (node.of === 'def') return js`(${value},true)`;
    if (node.of === types.string) return js`(typeof ${value}==="string")`;
    const test = this.constant(`instanceof ${node.of}`, () => js`${this.use('instanceOf')}(${node.of})`);
    return js`${test}(${value})`;
  }

  private nullSafe(node: Extract<IrExpression, { kind: 'nullSafe' }>): Code {
    const receiver = this.emit(node.receiver);
    if (node.receiver.kind === 'local' || node.receiver.kind === 'temporary') {
      this.temporaryNames.set(node.temporary, receiver);
      return js`(${receiver}===null?${this.skipped(node.access)}:${this.emit(node.access)})`;
    }
    const held = this.temporary();
    this.temporaryNames.set(node.temporary, held);
    return js`((${held}=${receiver})===null?${this.skipped(node.access)}:${this.emit(node.access)})`;
  }

  /** null where an access is skipped; the server's line table still has the place of the access there. */
  private skipped(access: IrExpression): Code {
    const mark = lastMark(access);
    return mark === undefined ? js`null` : js`(at=${mark},null)`;
  }

  private staticCall(node: Extract<IrExpression, { kind: 'staticCall' }>): Code {
    const { callable } = node;
    const { canonical } = callable.owner;
    const arity = callable.parameters.length;
    const callee =
      callable.name === '<init>'
        ? this.constant(`new ${canonical}/${arity}`, () => js`${this.use('constructorOf')}(${canonical},${arity})`)
        : this.constant(
            `static ${canonical}.${callable.name}/${arity}`,
            () => js`${this.use('staticMethod')}(${canonical},${callable.name},${arity})`,
          );
    const call = js`${callee}(${this.emitAll(node.arguments)})`;
    // An exception is reported where it was made, not where it is thrown.
    if (callable.name === '<init>' && callable.owner.isA('java.lang.Exception'))
      return js`(at=${node.at},${this.use('madeAt')}(${call},${node.at}))`;
    return js`(at=${node.at},${this.tagged(call, callable.returns)})`;
  }

  private memberCall(node: Extract<IrExpression, { kind: 'memberCall' }>): Code {
    const { callable, receiver } = node;
    const { canonical } = callable.owner;
    const arity = callable.parameters.length;
    const isContext = receiver.kind === 'local' && receiver.variable.isContext && receiver.variable.assignments === 0;
    const [target, ...args] =
      isContext || callable.member.takesNull
        ? [this.marked(receiver, node.at), ...this.emitAll(node.arguments)]
        : this.operandsOf(node, node.arguments, this.nullMessage(callable, receiver));
    if (canonical === types.mapType && (isContext || node.arguments.every(isPlain))) {
      // The methods of our own maps need no detour.
      if (callable.name === 'get') return js`(${target!}).get(${args})`;
      if (callable.name === 'put') return js`(${target!}).put(${args})`;
      if (callable.name === 'containsKey') return js`(${target!}).has(${args})`;
    }
    const callee = this.constant(
      `method ${canonical}.${callable.name}/${arity}`,
      () => js`${this.use('method')}(${canonical},${callable.name},${arity})`,
    );
    return this.tagged(js`${callee}(${[target!, ...args]})`, callable.returns);
  }

  private nullMessage(callable: Callable, receiver: IrExpression): string {
    return `Cannot invoke "${describeMethod(callable)}"${this.because(receiver)}`;
  }

  /** How Java's messages say what was null. */
  private because(receiver: IrExpression): string {
    const inner = receiver.kind === 'convert' ? receiver.value : receiver;
    if (inner.kind === 'local') return ` because "${this.slotNames.get(inner.variable) ?? '<local>'}" is null`;
    if (inner.kind === 'memberCall' || inner.kind === 'staticCall')
      return ` because the return value of "${describeMethod(inner.callable)}" is null`;
    return '';
  }

  private defCall(node: Extract<IrExpression, { kind: 'defCall' }>, wanted?: Type): Code {
    const receiver = this.marked(node.receiver, node.at);
    const args = this.emitAll(node.arguments);
    const argumentTypes = node.arguments.map((argument) =>
      isImplicitBox(argument) ? argument.from : staticTypeOf(argument),
    );
    const deferred = node.arguments.some(
      (argument) => argument.kind === 'deferredReference' || (argument.kind === 'lambda' && !argument.target),
    );
    const listed = argumentTypes.map((type) => js`${type}`);
    const key = `site ${this.constants.size} ${node.at}`;
    const site = this.constant(
      key,
      () =>
        js`${this.use('site')}(${[js`${node.name}`, js`[${listed}]`, js`${deferred}`, ...(wanted === undefined ? [] : [js`${wanted}`])]})`,
    );
    if (deferred || args.length > 2) return js`${site}.call(${[receiver, ...args]})`;
    const methods = [js`call0`, js`call1`, js`call2`];
    return js`${site}.${methods[args.length]!}(${[receiver, ...args]})`;
  }

  private lambda(node: IrLambda): Code {
    const index = this.lambdas++;
    const parameters = node.parameters.map((_, position) => name('p', String(position)));
    // The synthetic method gets captured variables first; it is static, so there is no slot for the script.
    const slots = this.lambdaSlots(node);
    const body = this.body(slots + 1, () => {
      const declared = node.parameters.map(({ variable, from, conversion }, position) => {
        const temporary: Temporary = { kind: 'temporary', type: from };
        this.temporaryNames.set(temporary, parameters[position]!);
        const value = this.convert({
          kind: 'convert',
          type: variable.type,
          at: undefined,
          from,
          conversion,
          explicit: true,
          value: temporary,
        });
        return js`let ${this.local(variable)}=${value};`;
      });
      const end = node.returns === 'void' ? [] : [js`return ${this.defaultOf(node.returns)};`];
      // Java's method handles convert the last argument first.
      return [...declared.reverse(), ...this.statements(node.body), ...end];
    });
    let lambda = js`((${parameters})=>{${body}})`;
    const changing = node.captures
      .filter((variable) => variable.assignments > 0)
      .map((variable) => this.local(variable));
    if (changing.length > 0) lambda = js`((${changing})=>${lambda})(${changing})`;
    if (node.target) return js`(at=${node.at},${lambda})`;
    return js`(at=${node.at},${this.use('deferredLambda')}(${parameters.length},${index},${lambda}))`;
  }

  private lambdaSlots(node: IrLambda): number {
    return this.parameterSlots([...node.captures, ...node.parameters.map(({ variable }) => variable)], 0);
  }

  private deferredReference(node: Extract<IrExpression, { kind: 'deferredReference' }>): Code {
    const captured = node.captured ? this.box(this.emit(node.captured), node.captured.type) : js`null`;
    const functions = node.functions.map((declared) => {
      const { length: arity } = declared.parameters;
      const parameters = declared.parameters.map((_, position) => name('p', String(position)));
      const args = declared.parameters.map((type, position) => this.linkedArgument(parameters[position]!, type));
      const result = js`${this.functionName(declared.name, arity)}(${args})`;
      const boxed = declared.returns === 'void' ? js`(${result},null)` : this.box(result, declared.returns);
      const listed = declared.parameters.map((type) => js`${type}`);
      return js`{parameters:[${listed}],returns:${declared.returns},run:(${parameters})=>${boxed}}`;
    });
    const deferred = js`(at=${node.at},${this.use('deferredReference')}(${node.owner},${node.name},${captured},${node.captured !== undefined},[${functions}]))`;
    return node.type === 'def' ? deferred : js`${this.use('adapt')}(${deferred},${node.type})`;
  }

  /** A def as the parameter of a function of the script, as Java's method handles convert it. */
  private linkedArgument(value: Code, type: Type): Code {
    return type === 'def' || type === types.object ? value : js`${this.linkedCast(type)}(${value})`;
  }
}

/** Whether computing an expression can neither fail nor change anything, so that its turn does not matter. */
function isPlain(node: IrExpression): boolean {
  switch (node.kind) {
    case 'constant':
    case 'local':
    case 'temporary':
    case 'field':
    case 'regex':
    case 'lambda':
      return true;
    case 'convert':
      return ['none', 'primitive', 'box', 'charToString'].includes(node.conversion) && isPlain(node.value);
    default:
      return false;
  }
}

type DefArithmetic = Extract<IrExpression, { kind: 'defArithmetic' }>;

/** Whether an expression is a dynamic operator that fails on some numbers, or where there is none, after its result is found to fit. */
const mayFail = (node: IrExpression): node is DefArithmetic =>
  node.kind === 'defArithmetic' && !node.compound && ['/', '%', '<<', '>>', '>>>'].includes(node.operator);

const slotsOf = (type: Type): number => (type === 'long' || type === 'double' ? 2 : 1);

/** The expression under conversions that change nothing. */
function peel(node: IrExpression): IrExpression {
  return node.kind === 'convert' && node.conversion === 'none' ? peel(node.value) : node;
}

/** The type that the source gives an operand of a dynamic operation; a cast in the source decides it. */
function staticTypeOf(node: IrExpression): Type {
  return node.kind === 'convert' && node.conversion === 'none' && !node.explicit ? staticTypeOf(node.value) : node.type;
}

/** Whether an operand of a dynamic operation is a primitive that no cast in the source made a def. */
function isImplicitBox(node: IrExpression): node is Extract<IrExpression, { kind: 'convert' }> {
  return node.kind === 'convert' && node.conversion === 'box' && node.at === undefined;
}

/** Which operand of a dynamic operation alone is a boolean that no cast in the source made a def. */
function booleanSide({ left, right }: { readonly left: IrExpression; readonly right: IrExpression }): BooleanSide {
  const [isLeft, isRight] = [left, right].map((side) => isImplicitBox(side) && side.from === 'boolean');
  return isLeft === isRight ? 'neither' : isLeft ? 'left' : 'right';
}

/** Whether equality with the expression is identity: texts and null are themselves only. */
function isTextOrNull(node: IrExpression): boolean {
  const inner = peel(node);
  return inner.type === types.string || (inner.kind === 'constant' && inner.value === null);
}

/** The place that evaluating an expression stores last, or undefined where it stores none. */
function lastMark(node: IrExpression): number | undefined {
  switch (node.kind) {
    case 'temporary':
    case 'local':
    case 'field':
    case 'regex':
      return undefined;
    case 'constant':
      return undefined;
    case 'convert':
      return node.at ?? lastMark(node.value);
    case 'list':
      return lastOf(node.items) ?? node.at;
    case 'lambda':
      return node.at;
    case 'defGet':
    case 'arrayLength':
      return node.at;
    case 'memberCall':
    case 'defCall':
    case 'staticCall':
      return lastOf(node.arguments) ?? node.at;
    case 'functionCall':
    case 'contextCall':
      return lastOf(node.arguments) ?? node.at;
    case 'concat':
      return lastOf(node.parts) ?? node.at;
    case 'arithmetic':
    case 'defArithmetic':
    case 'defCompare':
      return lastOf([node.left, node.right]) ?? node.at;
    case 'compare':
      return lastOf([node.left, node.right]);
    case 'unary':
    case 'setLocal':
      return lastMark(node.value);
    case 'defUnary':
      return lastMark(node.value) ?? node.at;
    default:
      // Some place that is not known here.
      return -2;
  }
}

function lastOf(nodes: readonly IrExpression[]): number | undefined {
  for (let index = nodes.length - 1; index >= 0; index--) {
    const mark = lastMark(nodes[index]!);
    if (mark !== undefined) return mark;
  }
  return undefined;
}

/** A method as Java's messages about null name it. */
function describeMethod(callable: Callable): string {
  const shorten = (type: Type) =>
    type === 'def' || type === types.object ? 'Object' : type === types.string ? 'String' : type;
  return `${shorten(callable.owner.binary)}.${callable.name}(${callable.parameters.map(shorten).join(', ')})`;
}
