// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What generated code calls: access by the class of a value at run time, casts, iteration, constants. One runtime
// serves all scripts of a context with the same options; nothing else is in reach of generated code.

import { Failure } from '../../diagnostics/failure.js';
import { compileJavaRegex, type JavaPattern } from '../../javaRegex/javaPattern.js';
import { InternalError, invariant } from '../../util/invariant.js';
import { UnsupportedOperation } from '../../values/collections.js';
import { classNameOf, ownClassName } from '../../values/className.js';
import { equalValues, identical } from '../../values/identity.js';
import { JavaArray } from '../../values/javaArray.js';
import { doubleText, floatText, textOf } from '../../values/javaText.js';
import { HashMap } from '../../values/maps.js';
import { Byte, Char, Double, Float, Short } from '../../values/numbers.js';
import { handleConverts } from '../analysis/types.js';
import type { Callable, JavaClass, Lookup, Type } from '../stdlib/lookup.js';
import type { ArithmeticOperator } from '../syntax/ast.js';
import * as integers from './arithmetic.js';
import { box, charToString, defToBox, defToPrimitive, primitiveOf, stringToChar, unbox } from './conversions.js';
import { DefMath, type BooleanSide } from './defMath.js';
import {
  classCast,
  illegalArgument,
  indexOutOfBounds,
  JavaException,
  javaException,
  nullPointer,
} from './exceptions.js';
import { Deferred, interfaceOf, tagFunction } from './functions.js';
import { iteratorOf, type JavaIterator } from './iteration.js';
import { checkedText, maxListLength, outOfMemory } from './limits.js';

/** Limits of a script's run. */
export interface Limits {
  /** Iterations of the loops of one function call, as the server counts them. */
  readonly loops: number;
  /** How many times the length of a text a regular expression may read. */
  readonly regexFactor: number;
}

type Anything = (...args: unknown[]) => unknown;

/** A function of the script that a reference may mean. */
interface OwnFunction {
  readonly parameters: readonly Type[];
  readonly returns: Type;
  /** In terms of def values. */
  readonly run: Anything;
}

/** The failure of access through a def that is null, in the words of Elasticsearch, which OpenSearch leaves to the JVM. */
const nullReceiver = (member: string) =>
  nullPointer(`cannot access method/field [${member}] from a null def reference`);
const boxTypes: Readonly<Record<string, Type>> = {
  'java.lang.Boolean': 'boolean',
  'java.lang.Byte': 'byte',
  'java.lang.Short': 'short',
  'java.lang.Character': 'char',
  'java.lang.Integer': 'int',
  'java.lang.Long': 'long',
  'java.lang.Float': 'float',
  'java.lang.Double': 'double',
};
/** Primitive types whose boxes have a representation of their own. */
const boxesDiffer: ReadonlySet<Type> = new Set(['double', 'float', 'char', 'short', 'byte']);
const widenings: Readonly<Record<string, readonly Type[]>> = {
  byte: ['byte'],
  short: ['byte', 'short'],
  char: ['char'],
  int: ['byte', 'short', 'char', 'int'],
  long: ['byte', 'short', 'char', 'int', 'long'],
  float: ['byte', 'short', 'char', 'int', 'long', 'float'],
  double: ['byte', 'short', 'char', 'int', 'long', 'float', 'double'],
  boolean: ['boolean'],
};

/** A place in a script that calls a method of a def; remembers the method for the last class of receiver. */
export class CallSite {
  private readonly runtime: Runtime;
  private readonly name: string;
  private readonly argumentTypes: readonly Type[];
  private readonly hasDeferred: boolean;
  /** The type that the script wants of the result; def where it takes any. */
  private readonly wanted: Type;
  private cachedClass: JavaClass | undefined;
  private target: Anything = () => null;
  private callable: Callable | undefined;

  constructor(runtime: Runtime, name: string, argumentTypes: readonly Type[], hasDeferred: boolean, wanted: Type) {
    this.runtime = runtime;
    this.name = name;
    this.argumentTypes = argumentTypes;
    this.hasDeferred = hasDeferred;
    this.wanted = wanted;
  }

  private find(receiver: unknown): Anything {
    const found = this.runtime.classOf(receiver);
    if (found !== this.cachedClass || this.cachedClass === undefined) this.resolve(receiver, found);
    return this.target;
  }

  private resolve(receiver: unknown, found: JavaClass | undefined): void {
    if (receiver == null) throw nullReceiver(this.name);
    const arity = this.argumentTypes.length;
    const callable = found?.method(this.name, arity);
    if (!callable)
      throw illegalArgument(`dynamic method [${this.runtime.className(receiver)}, ${this.name}/${arity}] not found`);
    this.runtime.checkCallable(callable);
    this.runtime.checkLink(callable, this.argumentTypes, this.wanted);
    this.target = this.runtime.linkedMethod(callable, this.wanted);
    this.callable = callable;
    this.cachedClass = found;
  }

  call0(receiver: unknown): unknown {
    return this.find(receiver)(receiver);
  }

  call1(receiver: unknown, a: unknown): unknown {
    return this.find(receiver)(receiver, a);
  }

  call2(receiver: unknown, a: unknown, b: unknown): unknown {
    return this.find(receiver)(receiver, a, b);
  }

  call(receiver: unknown, ...args: unknown[]): unknown {
    const target = this.find(receiver);
    if (!this.hasDeferred) return target(receiver, ...args);
    const { parameters } = this.callable!;
    return target(
      receiver,
      ...args.map((argument, index) =>
        argument instanceof Deferred ? this.runtime.adapt(argument, parameters[index]!) : argument,
      ),
    );
  }
}

/** Helpers of generated code. Every function may be called without its object. */
export class Runtime {
  readonly lookup: Lookup;
  readonly limits: Limits;
  readonly math: DefMath;
  private readonly dynamicMethods = new Map<Callable, Anything>();
  private readonly stringClass: JavaClass;
  private readonly integerClass: JavaClass;
  private readonly longClass: JavaClass;
  private readonly booleanClass: JavaClass;
  private readonly listClass: JavaClass;
  private readonly objectClass: JavaClass;
  private readonly mapClass: JavaClass;

  constructor(lookup: Lookup, limits: Limits) {
    this.lookup = lookup;
    this.limits = limits;
    this.math = new DefMath((value) => this.typeName(value));
    const find = (name: string): JavaClass => {
      const found = lookup.byBinaryName(name);
      invariant(found, `${name} is declared`);
      return found;
    };
    this.stringClass = find('java.lang.String');
    this.integerClass = find('java.lang.Integer');
    this.longClass = find('java.lang.Long');
    this.booleanClass = find('java.lang.Boolean');
    this.listClass = find('java.util.ArrayList');
    this.objectClass = find('java.lang.Object');
    this.mapClass = find('java.util.HashMap');
  }

  /** The class of a value; Object where the library has no class for it, undefined for null. */
  classOf(value: unknown): JavaClass | undefined {
    switch (typeof value) {
      case 'string':
        return this.stringClass;
      case 'number':
        return this.integerClass;
      case 'bigint':
        return this.longClass;
      case 'boolean':
        return this.booleanClass;
      case 'function': {
        const type = interfaceOf(value as never);
        return (type !== undefined && this.lookup.classOfType(type)) || this.objectClass;
      }
      case 'object':
        if (value === null) return undefined;
        if (value.constructor === HashMap) return this.mapClass;
        if (value.constructor === Array) return this.listClass;
        if (value instanceof Failure) return this.exceptionClass(value);
        return this.lookup.byInstance(value) ?? (Array.isArray(value) ? this.listClass : this.objectClass);
      default:
        return undefined;
    }
  }

  private exceptionClass(value: Failure): JavaClass {
    if (value instanceof JavaException) {
      const found = this.lookup.byBinaryName(value.javaClass);
      if (found) return found;
    }
    return this.lookup.byFailureType(value.type);
  }

  /** The canonical name of a value's class. */
  className(value: unknown): string {
    if (value instanceof JavaArray) return `${value.component === 'def' ? 'java.lang.Object' : value.component}[]`;
    if (typeof value === 'function') return classNameOf(value);
    if (value instanceof JavaException) return value.javaClass.replaceAll('$', '.');
    const own = typeof value === 'object' ? ownClassName(value!) : undefined;
    return own?.replaceAll('$', '.') ?? this.classOf(value)!.canonical;
  }

  /** As className, but boxes are named by their primitive, as the server's messages about casts do. */
  typeName(value: unknown): string {
    return primitiveOf(value) ?? this.className(value);
  }

  /** Whether a value is an instance of a type; null is of none. */
  isInstance(value: unknown, type: Type): boolean {
    if (value == null) return false;
    if (type === 'java.lang.Object' || type === 'def') return true;
    if (value instanceof JavaArray)
      return this.lookup.isAssignable(`${value.component}[]`, type === 'def[]' ? 'java.lang.Object[]' : type);
    if (typeof value === 'function') {
      const own = interfaceOf(value as never);
      return own === undefined
        ? this.lookup.classOfType(type)?.functional !== undefined
        : this.lookup.isAssignable(own, type);
    }
    const found = this.classOf(value)!;
    return found.isA(type);
  }

  checkCallable(callable: Callable): void {
    if (callable.member.refusal !== undefined) {
      throw illegalArgument(
        `[${callable.owner.canonical}.${callable.name}/${callable.parameters.length}] is not supported: ${callable.member.refusal}`,
      );
    }
  }

  /** Refuses types of arguments and of the result that Java's method handles cannot convert, with Java's message. */
  checkLink(callable: Callable, argumentTypes: readonly Type[], wanted: Type): void {
    const fits = argumentTypes.every((from, index) => {
      const to = callable.parameters[index]!;
      // Between boxes of numbers the server converts itself.
      return (
        (from in widenings && to in boxTypes && to !== 'java.lang.Boolean') || handleConverts(this.lookup, from, to)
      );
    });
    if (fits && this.linksTo(callable.returns, wanted)) return;
    const simple = (type: Type) => (type === 'def' ? 'Object' : type.slice(type.lastIndexOf('.') + 1));
    const handle = `(${[callable.owner.canonical, ...callable.parameters].map(simple).join(',')})${simple(callable.returns)}`;
    const site = `(${['def', ...argumentTypes].map(simple).join(',')})${simple(wanted)}`;
    throw javaException('java.lang.invoke.WrongMethodTypeException', `cannot convert MethodHandle${handle} to ${site}`);
  }

  /** Whether a method handle's result converts to the type that is wanted; nothing at all converts to anything. */
  private linksTo(returns: Type, wanted: Type): boolean {
    return returns === 'void' || handleConverts(this.lookup, returns, wanted);
  }

  /** A method in terms of def values, but for the result, which is of the wanted type. */
  linkedMethod(callable: Callable, wanted: Type): Anything {
    const run = this.dynamicMethod(callable);
    const { returns } = callable;
    if (wanted === 'def' || (wanted === returns && !boxesDiffer.has(wanted))) return run;
    if (returns === 'void') {
      return (...args) => {
        run(...args);
        return defaultOf(wanted);
      };
    }
    const cast = this.linkedCast(wanted);
    switch (callable.parameters.length) {
      case 0:
        return (self) => cast(run(self));
      case 1:
        return (self, a) => cast(run(self, a));
      default:
        return (...args) => cast(run(...args));
    }
  }

  /** What a dynamic operation gives as another type, as Java's method handles convert it. */
  linkedCast(type: Type): (value: unknown) => unknown {
    if (type in widenings) return this.argumentConverter(type)!;
    const isText = type === 'java.lang.String';
    return (value) => {
      if (value === null || (isText && typeof value === 'string') || this.isInstance(value, type)) return value;
      throw classCast(`Cannot cast ${this.classOf(value)!.binary} to ${type}`);
    };
  }

  /** What a dynamic operator gives as another type: operators on numbers give primitives. */
  operatorCast(type: Type): (value: unknown) => unknown {
    const cast = this.linkedCast(type);
    return (value) => {
      this.checkOperator(primitiveOf(value), type);
      return cast(value);
    };
  }

  /** A dynamic operator at one place of a script whose result is wanted as another type. */
  linkedOperator(operator: ArithmeticOperator, type: Type): (left: unknown, right: unknown) => unknown {
    const apply = this.math.linked(operator, (from) => this.checkOperator(from, type));
    const cast = this.operatorCast(type);
    return (left, right) => cast(apply(left, right));
  }

  /** A dynamic operator at one place of a script whose result is cast to boolean. */
  booleanOperator(operator: ArithmeticOperator): (left: unknown, right: unknown) => unknown {
    const apply = this.math.linked(operator, (from) => {
      throw classCast(`Cannot cast ${from} to boolean`);
    });
    const cast = this.castFromDef('boolean', true);
    return (left, right) => cast(apply(left, right));
  }

  private checkOperator(from: Type | undefined, type: Type): void {
    if (from !== undefined && !handleConverts(this.lookup, from, type))
      throw classCast(`Cannot cast from: ${from} to ${this.kindName(type)}`);
  }

  /** A method in terms of def values: arguments are checked and converted, the result is boxed. */
  dynamicMethod(callable: Callable): Anything {
    let found = this.dynamicMethods.get(callable);
    if (!found) {
      found = this.makeDynamic(callable);
      this.dynamicMethods.set(callable, found);
    }
    return found;
  }

  /** The implementation of a method or constructor, with injected settings bound. */
  implementation(callable: Callable): Anything {
    invariant(callable.run, `${callable.owner.canonical}.${callable.name} is implemented`);
    const run = callable.run as Anything;
    if (callable.member.inject === undefined) return run;
    const factor = this.limits.regexFactor;
    if (callable.isStatic) return (...args) => run(factor, ...args);
    return (self, ...args) => run(self, factor, ...args);
  }

  private makeDynamic(callable: Callable): Anything {
    const run = this.implementation(callable);
    const converters = callable.parameters.map((type) => this.argumentConverter(type));
    const { returns } = callable;
    const finish = this.resultConverter(returns);
    const needsConversion = converters.some((converter) => converter !== undefined);
    if (!needsConversion) {
      if (!finish) return run;
      switch (converters.length) {
        case 0:
          return (self) => finish(run(self));
        case 1:
          return (self, a) => finish(run(self, a));
        default:
          return (self, ...args) => finish(run(self, ...args));
      }
    }
    const keep = (value: unknown) => value;
    const result = finish ?? keep;
    const first = converters[0] ?? keep;
    const second = converters[1] ?? keep;
    switch (converters.length) {
      case 1:
        return (self, a) => result(run(self, first(a)));
      case 2:
        // Java's method handles convert the last argument first.
        return (self, a, b) => {
          const last = second(b);
          return result(run(self, first(a), last));
        };
      default:
        return (self, ...args) => result(run(self, ...convertedFromLast(args, converters)));
    }
  }

  private resultConverter(type: Type): ((value: unknown) => unknown) | undefined {
    switch (type) {
      case 'double':
      case 'float':
      case 'char':
      case 'byte':
      case 'short':
      case 'void':
        return (value) => box(value, type);
      default:
        return this.lookup.classOfType(type)?.functional ? (value) => tagFunction(value, type) : undefined;
    }
  }

  /** Checks and unboxes an argument of a dynamic call, as Java's method handles do. */
  private argumentConverter(type: Type): ((value: unknown) => unknown) | undefined {
    if (type === 'def' || type === 'java.lang.Object') return undefined;
    const sources = widenings[type];
    if (sources) {
      return (value) => {
        const from = primitiveOf(value);
        if (from === type) return unbox(value, from);
        if (from !== undefined && sources.includes(from))
          return defToPrimitive(value, type, true, (other) => this.typeName(other));
        if (value == null)
          throw nullPointer(
            type === 'boolean'
              ? null
              : `Cannot invoke "java.lang.Number.${type}Value()" because the return value of "sun.invoke.util.ValueConversions.primitiveConversion(sun.invoke.util.Wrapper, Object, boolean)" is null`,
          );
        if (from !== undefined) throw classCast(`Cannot cast ${boxName(from)} to ${boxName(type)}`);
        throw this.castFailure(value, 'java.lang.Number');
      };
    }
    // For parameters that are boxes the server makes bridges, which convert as an implicit cast does.
    const boxed = type === 'java.lang.Boolean' ? undefined : boxTypes[type];
    if (boxed !== undefined) return this.castFromDef(type, false);
    const isText = type === 'java.lang.String' || type === 'java.lang.CharSequence';
    return (value) => {
      if (value === null || (isText && typeof value === 'string')) return value;
      if (this.isInstance(value, type)) return value;
      throw classCast(`Cannot cast ${this.classOf(value)!.binary} to ${type}`);
    };
  }

  /** The message of the JVM's checked cast. */
  private castFailure(value: unknown, type: Type): Failure {
    const from = value instanceof JavaArray ? this.className(value) : this.classOf(value)!.binary;
    const to =
      this.lookup.classOfType(type)?.binary ??
      (type.endsWith('[]') ? `[L${type === 'def[]' ? 'java.lang.Object' : type.slice(0, -2)};` : type);
    const where = `(${from} and ${to} are in module java.base of loader 'bootstrap')`;
    return classCast(`class ${from} cannot be cast to class ${to} ${where}`);
  }

  /** A function in an interface's own convention, for a lambda that was passed to a method known only now. */
  adapt(deferred: Deferred, type: Type): unknown {
    const target = this.lookup.classOfType(type)?.functional;
    if (!target)
      throw illegalArgument(
        `cannot convert function reference [${deferred.name}] to a non-functional interface [${type}]`,
      );
    const arity = target.parameters.length;
    const wanted = `matching [${type}, ${target.name}/${arity}] not found`;
    if (deferred.arity >= 0 && deferred.arity !== arity) {
      throw illegalArgument(
        `function reference [${deferred.name}/${arity}] ${wanted} due to an incorrect number of arguments`,
      );
    }
    return tagFunction(this.fromDef(deferred.resolve(target, wanted), target.parameters, target.returns), type);
  }

  /** A function of def values in the convention of declared types. */
  private fromDef(run: Anything, parameters: readonly Type[], returns: Type): Anything {
    const boxes = (type: Type) =>
      type === 'double' || type === 'float' || type === 'char' || type === 'byte' || type === 'short';
    const unboxResult =
      returns === 'void' || !(returns in widenings)
        ? undefined
        : (value: unknown) => defToPrimitive(value, returns, false, (other) => this.typeName(other));
    const boxed = parameters.some(boxes);
    if (!boxed && !unboxResult) return run;
    if (!boxed) return (...args) => unboxResult!(run(...args));
    return (...args) => {
      const result = run(...args.map((argument, index) => box(argument, parameters[index]!)));
      return unboxResult ? unboxResult(result) : result;
    };
  }

  // Access by name and index

  /** `receiver.name` where no class of map has a property of that name. */
  loadKey(receiver: unknown, name: string): unknown {
    return receiver instanceof HashMap ? receiver.get(name) : this.load(receiver, name);
  }

  /** `receiver.name`. */
  load(receiver: unknown, name: string): unknown {
    if (receiver == null) throw nullReceiver(name);
    const getter = this.classOf(receiver)!.getter(name);
    if (getter) {
      this.checkCallable(getter);
      return this.dynamicMethod(getter)(receiver);
    }
    if (receiver instanceof HashMap) return receiver.get(name);
    if (receiver instanceof JavaArray && name === 'length') return receiver.items.length;
    if (Array.isArray(receiver)) return this.listGet(receiver, this.listShortcut(name));
    throw illegalArgument(`dynamic getter [${this.className(receiver)}, ${name}] not found`);
  }

  private listShortcut(name: string): number {
    if (!/^[+-]?\d+$/.test(name)) throw illegalArgument(`Illegal list shortcut value [${name}].`);
    return Number(name);
  }

  /** A type as java.lang.Class prints it. */
  private kindName(type: Type): string {
    if (type in widenings) return type;
    return `${this.lookup.classOfType(type)?.isInterface ? 'interface' : 'class'} ${type}`;
  }

  /** `receiver.name` where a type is wanted. */
  loadAs(receiver: unknown, name: string, wanted: Type, cast: (value: unknown) => unknown): unknown {
    if (receiver != null) {
      const getter = this.classOf(receiver)!.getter(name);
      if (getter) this.checkLink(getter, [], wanted);
      else if (receiver instanceof JavaArray && name === 'length')
        this.checkElement('int', `(${receiver.component}[])`, '(Object)', wanted);
    }
    return cast(this.load(receiver, name));
  }

  /** `receiver[key]` where a type is wanted; the receiver is indexable. */
  indexAs(receiver: unknown, key: unknown, wanted: Type, cast: (value: unknown) => unknown): unknown {
    if (receiver instanceof JavaArray)
      this.checkElement(receiver.component, `(${receiver.component}[],int)`, '(Object,int)', wanted);
    return cast(this.index(receiver, key));
  }

  /** Refuses an element or length of an array where Java's method handles cannot convert it. */
  private checkElement(from: Type, handle: string, site: string, wanted: Type): void {
    if (handleConverts(this.lookup, from, wanted)) return;
    throw javaException(
      'java.lang.invoke.WrongMethodTypeException',
      `cannot convert MethodHandle${handle}${from} to ${site}${wanted.slice(wanted.lastIndexOf('.') + 1)}`,
    );
  }

  /** `receiver.name = value`. */
  store(receiver: unknown, name: string, value: unknown): void {
    if (receiver instanceof HashMap) {
      receiver.put(name, value);
      return;
    }
    if (receiver == null) throw nullReceiver(name);
    const setter = this.classOf(receiver)!.setter(name);
    if (setter) {
      this.checkCallable(setter);
      this.dynamicMethod(setter)(receiver, value);
    } else if (Array.isArray(receiver)) this.listSet(receiver, this.listShortcut(name), value);
    else throw illegalArgument(`dynamic setter [${this.className(receiver)}, ${name}] not found`);
  }

  /** The receiver of `receiver[key]`, if it is a map, list or array. */
  indexable(receiver: unknown, indexType?: Type): unknown {
    if (receiver instanceof HashMap) return receiver;
    const isList = this.isList(receiver);
    if (isList || receiver instanceof JavaArray) {
      if (indexType === undefined) return receiver;
      const simple = indexType.slice(indexType.lastIndexOf('.') + 1);
      const handle = isList
        ? '(List,int)int'
        : `(${receiver.component === 'def' ? 'Object' : receiver.component}[],int)int`;
      throw javaException(
        'java.lang.invoke.WrongMethodTypeException',
        `cannot convert MethodHandle${handle} to (Object,${simple})${simple}`,
      );
    }
    if (receiver == null) throw nullReceiver('normalizeIndex');
    throw illegalArgument(`Attempting to address a non-array-like type [${this.className(receiver)}] as an array.`);
  }

  /** Whether a value is a java.util.List: queues are kept in arrays too, but have no places. */
  private isList(value: unknown): value is unknown[] {
    return Array.isArray(value) && (value.constructor === Array || this.classOf(value)!.isA('java.util.List'));
  }

  /** The key of `receiver[key]` as the receiver takes it, once both are computed. */
  indexKey(receiver: unknown, key: unknown, indexType?: Type): unknown {
    this.indexable(receiver, indexType);
    return receiver instanceof HashMap ? key : this.intKey(key);
  }

  /** As indexKey, with an index from the end counted, before the value that is stored there is computed. */
  indexPlace(receiver: unknown, key: unknown, indexType?: Type): unknown {
    const index = this.indexKey(receiver, key, indexType);
    if (receiver instanceof HashMap || (index as number) >= 0) return index;
    return (index as number) + (receiver as unknown[] | JavaArray).length;
  }

  /** `receiver[key]`; the receiver is indexable. */
  index(receiver: unknown, key: unknown): unknown {
    if (receiver instanceof HashMap) return receiver.get(key);
    if (Array.isArray(receiver)) return this.listGet(receiver, this.intKey(key));
    const array = receiver as JavaArray;
    return box(this.arrayGet(array, this.intKey(key)), array.component);
  }

  /** `receiver[key] = value`; the receiver is indexable. */
  setIndex(receiver: unknown, key: unknown, value: unknown): void {
    if (receiver instanceof HashMap) receiver.put(key, value);
    else this.setIndexAt(receiver, this.indexPlace(receiver, key), value);
  }

  /** As setIndex at what indexPlace gave. */
  setIndexAt(receiver: unknown, key: unknown, value: unknown): void {
    if (receiver instanceof HashMap) receiver.put(key, value);
    else if (Array.isArray(receiver)) this.listSetAt(receiver, key as number, value);
    else {
      const array = receiver as JavaArray;
      const converter = this.argumentConverter(array.component);
      this.arraySetAt(array, key as number, converter ? converter(value) : value);
    }
  }

  private intKey(key: unknown): number {
    if (typeof key === 'number') return key;
    return this.argumentConverter('int')!(key) as number;
  }

  listGet(list: unknown[], index: number): unknown {
    const at = index < 0 ? index + list.length : index;
    if (at >= 0 && at < list.length) return list[at];
    // Some classes of lists have exceptions of their own.
    if (list.constructor !== Array) return (this.classOf(list)!.method('get', 1)!.run as Anything)(list, at);
    throw indexOutOfBounds(at, list.length);
  }

  listSet(list: unknown[], index: number, value: unknown): void {
    this.listSetAt(list, index < 0 ? index + list.length : index, value);
  }

  /** As listSet at an index that is counted from the start. */
  listSetAt(list: unknown[], at: number, value: unknown): void {
    // Through the class's own method, which knows lists that cannot be changed.
    if (list.constructor === Array) {
      if (at < 0 || at >= list.length) throw indexOutOfBounds(at, list.length);
      list[at] = value;
    } else (this.classOf(list)!.method('set', 2)!.run as Anything)(list, at, value);
  }

  arrayGet(array: JavaArray, index: number): unknown {
    const at = index < 0 ? index + array.length : index;
    this.checkArray(array, at);
    return array.items[at];
  }

  arraySet(array: JavaArray, index: number, value: unknown): void {
    this.arraySetAt(array, index < 0 ? index + array.length : index, value);
  }

  /** As arraySet at an index that is counted from the start. */
  arraySetAt(array: JavaArray, at: number, value: unknown): void {
    this.checkArray(array, at);
    array.items[at] = value;
  }

  private checkArray({ length }: JavaArray, at: number): void {
    if (at < 0 || at >= length)
      throw javaException('java.lang.ArrayIndexOutOfBoundsException', `Index ${at} out of bounds for length ${length}`);
  }

  /** `new int[2][3]`, with the default values of the component type. */
  newArray(type: Type, sizes: readonly number[]): JavaArray {
    const [size, ...inner] = sizes as [number, ...number[]];
    if (size < 0) throw javaException('java.lang.NegativeArraySizeException', String(size));
    if (sizes.reduce((product, next) => product * Math.max(1, next), 1) > maxListLength) throw outOfMemory();
    const component = type.slice(0, -2);
    const items = Array.from({ length: size }, () =>
      inner.length > 0 ? this.newArray(component, inner) : defaultOf(component),
    );
    return new JavaArray(component, items);
  }

  // Casts

  /** Makes the function that turns a def into a type. */
  castFromDef(type: Type, explicit: boolean): (value: unknown) => unknown {
    const describe = (value: unknown) => this.typeName(value);
    if (type in widenings) {
      if (type === 'boolean')
        return (value) => (typeof value === 'boolean' ? value : defToPrimitive(value, type, explicit, describe));
      if (type === 'int')
        return (value) => (typeof value === 'number' ? value : defToPrimitive(value, type, explicit, describe));
      return (value) => defToPrimitive(value, type, explicit, describe);
    }
    const primitive = boxTypes[type];
    if (primitive !== undefined) return (value) => defToBox(value, primitive, type, explicit, describe);
    if (type === 'java.lang.String') {
      return (value) => {
        if (typeof value === 'string' || value === null) return value;
        if (explicit && value instanceof Char) return String.fromCharCode(value.code);
        throw classCast(
          `cannot ${explicit ? 'explicitly' : 'implicitly'} cast def [${describe(value)}] to java.lang.String`,
        );
      };
    }
    return (value) => {
      if (value === null || this.isInstance(value, type)) return value;
      throw this.castFailure(value, type);
    };
  }

  /** A downcast of a static reference. */
  checkedCast(value: unknown, type: Type): unknown {
    if (value === null || this.isInstance(value, type)) return value;
    throw this.castFailure(value, type);
  }

  /** A box as a primitive that is as wide or wider. */
  unboxAs(value: unknown, type: Type): unknown {
    if (value == null) throw nullPointer(`Cannot invoke "java.lang.Number.${type}Value()" because value is null`);
    return defToPrimitive(value, type, true, (other) => this.typeName(other));
  }

  /** A box as another, wider box. */
  rebox(value: unknown, type: Type): unknown {
    return value == null ? null : box(this.unboxAs(value, boxTypes[type]!), boxTypes[type]!);
  }

  // Everything else

  iterator(value: unknown): JavaIterator {
    const iterator = iteratorOf(value);
    if (iterator) return iterator;
    if (value == null) throw nullReceiver('iterator');
    throw illegalArgument(`Cannot iterate over [${this.className(value)}]`);
  }

  match(pattern: JavaPattern | null, text: string | null, whole: boolean): boolean {
    if (pattern == null) throw nullPointer(null);
    // The server counts the characters first.
    if (text == null)
      throw nullPointer('Cannot invoke "java.lang.CharSequence.length()" because "this.wrapped" is null');
    const matcher = pattern.matcher(text, { limitFactor: this.limits.regexFactor });
    return whole ? matcher.matches() : matcher.find();
  }

  /** What a catch clause sees: our own failures and those of the JavaScript engine that Java has too. */
  caught(error: unknown): Failure {
    return failureOf(error);
  }

  isException(failure: Failure, type: Type): boolean {
    // A class that scripts cannot name is caught by those above it; errors are above what scripts can catch.
    if (failure instanceof JavaException && !this.lookup.byBinaryName(failure.javaClass))
      return !failure.javaClass.endsWith('Error') && this.lookup.byBinaryName('java.lang.RuntimeException')!.isA(type);
    return this.exceptionClass(failure).isA(type);
  }

  /** What `throw` throws. */
  thrown(value: unknown): Failure {
    if (value == null) throw nullPointer('Cannot throw exception because value is null');
    return value as Failure;
  }

  loopLimit(): never {
    throw javaException(
      'org.elasticsearch.painless.PainlessError',
      'The maximum number of statements that can be executed in a loop has been reached.',
    );
  }

  deferredLambda(arity: number, index: number, run: Anything): Deferred {
    return new Deferred(arity, `this::lambda$synthetic$${index}`, () => run);
  }

  /** A function reference that is resolved when the interface is known. */
  deferredReference(
    owner: string,
    name: string,
    captured: unknown,
    hasCapture: boolean,
    functions: readonly OwnFunction[],
  ): Deferred {
    return new Deferred(-1, `${owner}::${name}`, (target, wanted) => {
      const arity = target.parameters.length;
      const missing = (shape: string, reason = '') =>
        illegalArgument(`function reference [${shape}] ${wanted}${reason}`);
      if (owner === 'this') {
        const own = functions.find((candidate) => candidate.parameters.length === arity);
        if (!own)
          throw missing(
            `this::${name}/${arity}`,
            functions.length > 0 ? ' due to an incorrect number of arguments' : '',
          );
        return this.linked(target, own.parameters, own.returns, own.run);
      }
      if (hasCapture) {
        if (captured == null) throw nullReceiver(name);
        const callable = this.classOf(captured)!.method(name, arity);
        if (!callable) throw missing(`${this.className(captured)}::${name}/${arity}`);
        const run = this.dynamicMethod(callable);
        return (...args) => run(captured, ...args);
      }
      const type = this.lookup.resolveType(owner)!;
      if (type.endsWith('[]')) return (size) => this.newArray(type, [size as number]);
      const found = this.lookup.classOfType(boxName(type))!;
      const asStatic = name === 'new' ? found.constructorOf(arity) : found.staticMethod(name, arity);
      if (asStatic) {
        this.checkCallable(asStatic);
        return this.linked(target, asStatic.parameters, asStatic.returns, this.dynamicStatic(asStatic));
      }
      const asMember = name === 'new' || arity === 0 ? undefined : found.method(name, arity - 1);
      if (!asMember) throw missing(`${owner}::${name}/${arity}`);
      const run = this.implementation(asMember);
      // A method is called on the class that declares it: List::size takes any collection.
      const parameters = [asMember.owner.canonical, ...asMember.parameters];
      const converters = parameters.map((parameter) => this.argumentConverter(parameter));
      const finish = this.resultConverter(asMember.returns);
      return this.linked(target, parameters, asMember.returns, (...args) => {
        const [self, ...others] = convertedFromLast(args, converters);
        if (self == null) throw nullPointer(null);
        const result = run(self, ...others);
        return finish ? finish(result) : result;
      });
    });
  }

  /** A referenced method, or a failure at its first call where Java cannot convert between it and the interface. */
  private linked(target: Callable, parameters: readonly Type[], returns: Type, run: Anything): Anything {
    const converts =
      parameters.every((parameter, index) => handleConverts(this.lookup, target.parameters[index]!, parameter)) &&
      (target.returns === 'void' || handleConverts(this.lookup, returns, target.returns));
    if (converts) return run;
    return () => {
      throw javaException('java.lang.BootstrapMethodError', 'bootstrap method initialization exception');
    };
  }

  private dynamicStatic(callable: Callable): Anything {
    const run = this.implementation(callable);
    const converters = callable.parameters.map((type) => this.argumentConverter(type));
    const finish = this.resultConverter(callable.returns);
    return (...args) => {
      const result = run(...convertedFromLast(args, converters));
      return finish ? finish(result) : result;
    };
  }
}

/** Arguments converted as Java's method handles do it: the last one first. */
function convertedFromLast(
  args: readonly unknown[],
  converters: readonly (((value: unknown) => unknown) | undefined)[],
): unknown[] {
  const converted = [...args];
  for (let index = args.length - 1; index >= 0; index--) {
    const converter = converters[index];
    if (converter) converted[index] = converter(converted[index]);
  }
  return converted;
}

function boxName(type: Type): Type {
  for (const [name, primitive] of Object.entries(boxTypes)) if (primitive === type) return name;
  return type;
}

function defaultOf(type: Type): unknown {
  if (type === 'boolean') return false;
  if (type === 'long') return 0n;
  return type in widenings ? 0 : null;
}

/** An error that left a script, as the Failure that the server would report; our own bugs go on as they are. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof UnsupportedOperation) return javaException('java.lang.UnsupportedOperationException', null);
  const { name, message } = error as Error;
  // An argument that is null where the library takes something of it, as Java's would.
  if (name === 'TypeError' && /^Cannot read properties of null\b|^null is not iterable/.test(message))
    return nullPointer(null);
  if (name === 'RangeError') {
    if (message.includes('call stack')) return javaException('java.lang.StackOverflowError', null);
    if (/Invalid (string|array) length|BigInt/.test(message)) return outOfMemory();
  }
  if (error instanceof InternalError) throw error;
  throw error;
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || a === null) return false;
  return equalValues(a, b);
}

function newMap(...entries: unknown[]): HashMap {
  const map = new HashMap();
  for (let index = 0; index < entries.length; index += 2) map.put(entries[index], entries[index + 1]);
  return map;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : textOf(value));

/** Everything that generated code may name, bound to one runtime. */
export function helpersOf(runtime: Runtime) {
  const { math } = runtime;
  return {
    ...integers,
    charToString,
    stringToChar,
    doubleText,
    floatText,
    text,
    checkedText,
    equal,
    newMap,
    tagFunction,
    imul: Math.imul,
    fround: Math.fround,
    asInt64: (value: bigint) => BigInt.asIntN(64, value),
    longToInt: (value: bigint) => Number(BigInt.asIntN(32, value)),
    longToDouble: (value: bigint) => Number(value),
    intToLong: (value: number) => BigInt(value),
    boxDouble: (value: number) => new Double(value),
    boxFloat: (value: number) => new Float(value),
    boxChar: (value: number) => new Char(value),
    boxShort: (value: number) => new Short(value),
    boxByte: (value: number) => new Byte(value),
    nullReceiver: (message: string): never => {
      throw nullPointer(message);
    },
    field: (type: Type, name: string) => runtime.lookup.classOfType(type)!.field(name)!.value,
    method: (type: Type, name: string, arity: number) =>
      runtime.implementation(runtime.lookup.classOfType(type)!.method(name, arity)!),
    staticMethod: (type: Type, name: string, arity: number) =>
      runtime.implementation(runtime.lookup.classOfType(type)!.staticMethod(name, arity)!),
    constructorOf: (type: Type, arity: number) =>
      runtime.implementation(runtime.lookup.classOfType(type)!.constructorOf(arity)!),
    site: (name: string, types: readonly Type[], deferred: boolean, wanted: Type = 'def') =>
      new CallSite(runtime, name, types, deferred, wanted),
    linkedCast: (type: Type) => runtime.linkedCast(type),
    operatorCast: (type: Type) => runtime.operatorCast(type),
    linkedOperator: (operator: ArithmeticOperator, type: Type) => runtime.linkedOperator(operator, type),
    booleanOperator: (operator: ArithmeticOperator) => runtime.booleanOperator(operator),
    loadAs: (receiver: unknown, name: string, wanted: Type, cast: (value: unknown) => unknown) =>
      runtime.loadAs(receiver, name, wanted, cast),
    loadKeyAs: (receiver: unknown, name: string, wanted: Type, cast: (value: unknown) => unknown) =>
      receiver instanceof HashMap ? cast(receiver.get(name)) : runtime.loadAs(receiver, name, wanted, cast),
    indexAs: (receiver: unknown, key: unknown, wanted: Type, cast: (value: unknown) => unknown) =>
      runtime.indexAs(receiver, key, wanted, cast),
    castFromDef: (type: Type, explicit: boolean) => runtime.castFromDef(type, explicit),
    instanceOf: (type: Type) => (value: unknown) => runtime.isInstance(value, type),
    regex: (pattern: string, flags: number) => compileJavaRegex(pattern, flags).twin(),
    javaArray: (component: Type, items: unknown[]) => new JavaArray(component, items),
    defAdd: (left: unknown, right: unknown) =>
      typeof left === 'number' && typeof right === 'number' ? (left + right) | 0 : math.add(left, right),
    defArithmetic: (operator: ArithmeticOperator, left: unknown, right: unknown) =>
      math.arithmetic(operator, left, right),
    defCompound: (operator: ArithmeticOperator, left: unknown, right: unknown) =>
      math.keepType(left, math.arithmetic(operator, left, right)),
    defUnary: (operator: '-' | '+' | '~', value: unknown) => math.unary(operator, value),
    equality: (boolean: BooleanSide) => math.equality(boolean),
    bitwise: (operator: '&' | '|' | '^', compound: boolean) => math.bitwise(operator, compound),
    identical,
    defCompare: (operator: '<' | '<=' | '>' | '>=', left: unknown, right: unknown) =>
      math.compare(operator, left, right),
    loadKey: (receiver: unknown, name: string) => runtime.loadKey(receiver, name),
    load: (receiver: unknown, name: string) => runtime.load(receiver, name),
    store: (receiver: unknown, name: string, value: unknown) => runtime.store(receiver, name, value),
    index: (receiver: unknown, key: unknown) => runtime.index(receiver, key),
    setIndex: (receiver: unknown, key: unknown, value: unknown) => runtime.setIndex(receiver, key, value),
    setIndexAt: (receiver: unknown, key: unknown, value: unknown) => runtime.setIndexAt(receiver, key, value),
    listGet: (list: unknown[], at: number) => runtime.listGet(list, at),
    listSet: (list: unknown[], at: number, value: unknown) => runtime.listSet(list, at, value),
    listSetAt: (list: unknown[], at: number, value: unknown) => runtime.listSetAt(list, at, value),
    arrayGet: (array: JavaArray, at: number) => runtime.arrayGet(array, at),
    arraySet: (array: JavaArray, at: number, value: unknown) => runtime.arraySet(array, at, value),
    arraySetAt: (array: JavaArray, at: number, value: unknown) => runtime.arraySetAt(array, at, value),
    newArray: (type: Type, ...sizes: number[]) => runtime.newArray(type, sizes),
    unboxAs: (value: unknown, type: Type) => runtime.unboxAs(value, type),
    rebox: (value: unknown, type: Type) => runtime.rebox(value, type),
    iterator: (value: unknown) => runtime.iterator(value),
    match: (pattern: JavaPattern, subject: string, whole: boolean) => runtime.match(pattern, subject, whole),
    caught: (error: unknown) => runtime.caught(error),
    isException: (failure: Failure, type: Type) => runtime.isException(failure, type),
    thrown: (value: unknown) => runtime.thrown(value),
    loopLimit: () => runtime.loopLimit(),
    indexable: (receiver: unknown, indexType?: Type) => runtime.indexable(receiver, indexType),
    indexKey: (receiver: unknown, key: unknown, indexType?: Type) => runtime.indexKey(receiver, key, indexType),
    indexPlace: (receiver: unknown, key: unknown, indexType?: Type) => runtime.indexPlace(receiver, key, indexType),
    checkedCast: (type: Type) => (value: unknown) => runtime.checkedCast(value, type),
    madeAt: (exception: JavaException, place: number) => {
      exception.place = place;
      return exception;
    },
    noNumber: (value: unknown, comparison: boolean) => math.noNumber(value, comparison),
    adapt: (deferred: Deferred, type: Type) => runtime.adapt(deferred, type),
    deferredLambda: (arity: number, index: number, run: Anything) => runtime.deferredLambda(arity, index, run),
    deferredReference: (
      owner: string,
      name: string,
      captured: unknown,
      hasCapture: boolean,
      functions: readonly OwnFunction[],
    ) => runtime.deferredReference(owner, name, captured, hasCapture, functions),
  };
}

/** The helpers of generated code. */
export type Helpers = ReturnType<typeof helpersOf>;
