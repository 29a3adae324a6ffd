// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Resolves declared classes: names, types of signatures, inheritance, getters, functional interfaces. Lazily, class
// by class, so that a process that runs one script does not pay for the whole library.

import { invariant } from '../../util/invariant.js';
import type { Augmentation, ClassDeclaration, Implementation, Member } from './table.js';

/** A canonical type name: `int`, `def`, `void`, `java.util.Map.Entry`, `java.lang.String[]`. */
export type Type = string;

/** A resolved constructor or method. */
export interface Callable {
  readonly owner: JavaClass;
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly returns: Type;
  readonly isStatic: boolean;
  readonly member: Member;
  /** The implementation; `undefined` for a refused member. */
  readonly run: Implementation | undefined;
}

/** A resolved static field. */
export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly value: unknown;
  /** Why a script that reads the field does not compile, or undefined. */
  readonly refusal: string | undefined;
}

interface OwnMembers {
  readonly constructors: Map<number, Callable>;
  readonly methods: Map<string, Callable>;
  readonly statics: Map<string, Callable>;
  readonly fields: Map<string, Field>;
}

const primitiveNames = new Set(['boolean', 'byte', 'short', 'char', 'int', 'long', 'float', 'double', 'void', 'def']);

/** A class of the library with everything that it inherits. */
export class JavaClass {
  readonly lookup: Lookup;
  readonly declaration: ClassDeclaration;
  /** The name that scripts and messages use: `java.util.Map.Entry`. */
  readonly canonical: string;
  /** The name that Java prints: `java.util.Map$Entry`. */
  readonly binary: string;
  private readonly augmentations: readonly Member[];
  private ownMembers: OwnMembers | undefined;
  private ancestorList: JavaClass[] | undefined;
  private ancestorNames: Set<string> | undefined;
  private functionalMethod: Callable | undefined;
  private readonly resolvedMethods = new Map<string, Callable | undefined>();
  private readonly resolvedGetters = new Map<string, Callable | undefined>();
  private readonly resolvedSetters = new Map<string, Callable | undefined>();

  constructor(lookup: Lookup, declaration: ClassDeclaration, augmentations: readonly Member[]) {
    this.lookup = lookup;
    this.declaration = declaration;
    this.binary = declaration.name;
    this.canonical = declaration.name.replaceAll('$', '.');
    this.augmentations = augmentations;
  }

  get isInterface(): boolean {
    return this.declaration.kind === 'interface';
  }

  /** Own members, without inherited ones. */
  get own(): OwnMembers {
    this.ownMembers ??= this.resolveOwn();
    return this.ownMembers;
  }

  /** This class, its superclasses, their interfaces, and Object last: the order in which members are found. */
  get ancestors(): readonly JavaClass[] {
    if (!this.ancestorList) {
      const list: JavaClass[] = [this];
      for (const name of this.declaration.supertypes) {
        const supertype = this.lookup.byBinaryName(name);
        invariant(supertype, `${this.binary} extends ${name}, which is not declared`);
        for (const ancestor of supertype.ancestors) {
          if (ancestor.binary !== 'java.lang.Object' && !list.includes(ancestor)) list.push(ancestor);
        }
      }
      const object = this.lookup.byBinaryName('java.lang.Object');
      if (object && !list.includes(object)) list.push(object);
      this.ancestorList = list;
    }
    return this.ancestorList;
  }

  /** Whether this class is the other one or inherits from it; names are canonical. */
  isA(canonical: string): boolean {
    this.ancestorNames ??= new Set(this.ancestors.map((ancestor) => ancestor.canonical));
    return this.ancestorNames.has(canonical);
  }

  constructorOf(arity: number): Callable | undefined {
    return this.own.constructors.get(arity);
  }

  staticMethod(name: string, arity: number): Callable | undefined {
    return this.own.statics.get(`${name}/${arity}`);
  }

  /** A member method, own or inherited. */
  method(name: string, arity: number): Callable | undefined {
    return this.inherited(this.resolvedMethods, `${name}/${arity}`, (key, owner) => owner.own.methods.get(key));
  }

  /** The method behind reading a property: getX() or isX(). */
  getter(property: string): Callable | undefined {
    return this.inherited(this.resolvedGetters, property, (name, owner) => {
      const capitalized = name.charAt(0).toUpperCase() + name.slice(1);
      return owner.own.methods.get(`get${capitalized}/0`) ?? owner.own.methods.get(`is${capitalized}/0`);
    });
  }

  /** The method behind writing a property: setX(value). */
  setter(property: string): Callable | undefined {
    return this.inherited(this.resolvedSetters, property, (name, owner) =>
      owner.own.methods.get(`set${name.charAt(0).toUpperCase()}${name.slice(1)}/1`),
    );
  }

  field(name: string): Field | undefined {
    return this.own.fields.get(name);
  }

  /** The one abstract method of a functional interface. */
  get functional(): Callable | undefined {
    // Not an inherited one: a class that implements such an interface is none itself.
    const name = this.declaration.functional;
    if (name === undefined) return undefined;
    this.functionalMethod ??= this.ancestors
      .flatMap((ancestor) => [...ancestor.own.methods.values()])
      .find((candidate) => candidate.name === name);
    return this.functionalMethod;
  }

  /** Names of all methods, for suggestions. */
  methodNames(): string[] {
    return this.ancestors.flatMap((ancestor) => [...ancestor.own.methods.values()].map((method) => method.name));
  }

  private inherited<T>(
    cache: Map<string, T | undefined>,
    key: string,
    find: (key: string, owner: JavaClass) => T | undefined,
  ): T | undefined {
    if (cache.has(key)) return cache.get(key);
    let found: T | undefined;
    for (const ancestor of this.ancestors) {
      found = find(key, ancestor);
      if (found) break;
    }
    cache.set(key, found);
    return found;
  }

  private resolveOwn(): OwnMembers {
    const own: OwnMembers = { constructors: new Map(), methods: new Map(), statics: new Map(), fields: new Map() };
    for (const member of [...this.declaration.members, ...this.augmentations]) this.resolveMember(own, member);
    return own;
  }

  private resolveMember(own: OwnMembers, member: Member): void {
    const match = /^(?:(\S+) )?(\w*)(?:\((.*)\))?$/.exec(member.signature);
    invariant(match, `broken signature ${member.signature} of ${this.binary}`);
    let unknown: string | undefined;
    const type = (name: string): Type => {
      const resolved = this.lookup.resolveSignatureType(name, this);
      if (resolved === undefined) unknown = name;
      return resolved ?? 'def';
    };
    const name = match[2]!;
    if (member.kind === 'constant') {
      const fieldType = type(match[1]!);
      const refusal = member.refusal ?? (unknown && `it needs ${unknown}, which is not supported`);
      own.fields.set(name, { name, type: fieldType, value: member.value, refusal });
      return;
    }
    const parameters = (match[3] ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
      .map(type);
    const isConstructor = member.kind === 'constructor';
    const returns = isConstructor ? this.canonical : type(match[1]!);
    // A member whose types are not in the library cannot be used; it is refused by name like any other.
    const usable =
      unknown === undefined
        ? member
        : { ...member, refusal: member.refusal ?? `it needs ${unknown}, which is not supported` };
    const callable: Callable = {
      owner: this,
      name: isConstructor ? '<init>' : name,
      parameters,
      returns,
      isStatic: member.kind !== 'method',
      member: usable,
      run: member.run,
    };
    if (isConstructor) own.constructors.set(parameters.length, callable);
    else (member.kind === 'method' ? own.methods : own.statics).set(`${name}/${parameters.length}`, callable);
  }
}

/** All classes that one script context may use. */
export class Lookup {
  private readonly declarations = new Map<string, ClassDeclaration>();
  private readonly augmentations = new Map<string, Member[]>();
  private readonly classes = new Map<string, JavaClass>();
  /** Names by which scripts may call a class: canonical, and without package where it is imported. */
  private readonly binaryByName = new Map<string, string>();
  private readonly byConstructor = new Map<unknown, JavaClass>();
  private readonly declarationByConstructor = new Map<unknown, ClassDeclaration>();
  private readonly exceptionsByType = new Map<string, string>();

  constructor(declarations: Iterable<ClassDeclaration>, augmentations: Iterable<Augmentation> = []) {
    for (const declaration of declarations) {
      const { name } = declaration;
      invariant(!this.declarations.has(name), `${name} is declared twice`);
      this.declarations.set(name, declaration);
      const canonical = name.replaceAll('$', '.');
      this.binaryByName.set(canonical, name);
      const simple = name.slice(name.lastIndexOf('.') + 1).replaceAll('$', '.');
      if (!declaration.qualified) this.binaryByName.set(simple, name);
      for (const constructor of declaration.represents) this.declarationByConstructor.set(constructor, declaration);
    }
    for (const { name, members } of augmentations) {
      invariant(this.declarations.has(name), `${name} is augmented but not declared`);
      this.augmentations.set(name, [...(this.augmentations.get(name) ?? []), ...members]);
    }
  }

  /** Binary names of all classes. */
  names(): IterableIterator<string> {
    return this.declarations.keys();
  }

  /** Names that scripts may write, for suggestions. */
  typeNames(): IterableIterator<string> {
    return this.binaryByName.keys();
  }

  byBinaryName(name: string): JavaClass | undefined {
    let found = this.classes.get(name);
    if (!found) {
      const declaration = this.declarations.get(name);
      if (!declaration) return undefined;
      found = new JavaClass(this, declaration, this.augmentations.get(name) ?? []);
      this.classes.set(name, found);
    }
    return found;
  }

  /** The class of a canonical type name; none for primitives, def and arrays. */
  classOfType(type: Type): JavaClass | undefined {
    const binary = this.binaryByName.get(type);
    return binary === undefined ? undefined : this.byBinaryName(binary);
  }

  /** The canonical type for a name as written in a script, or undefined. */
  resolveType(name: string): Type | undefined {
    const bracket = name.indexOf('[');
    const base = bracket < 0 ? name : name.slice(0, bracket);
    const dimensions = bracket < 0 ? '' : name.slice(bracket);
    if (primitiveNames.has(base)) return base === 'void' && dimensions ? undefined : name;
    const binary = this.binaryByName.get(base);
    return binary === undefined ? undefined : binary.replaceAll('$', '.') + dimensions;
  }

  /** Why a type is refused, or undefined. */
  refusalOf(type: Type): string | undefined {
    return this.classOfType(type.replaceAll('[]', ''))?.declaration.refusal;
  }

  /** As resolveType, but sees classes that scripts must qualify by simple name too. */
  resolveSignatureType(name: string, inside: JavaClass): Type | undefined {
    const resolved = this.resolveType(name);
    // Nothing can give or take values of a class that is refused.
    if (resolved !== undefined) return this.refusalOf(resolved) === undefined ? resolved : undefined;
    const simple = inside.canonical.slice(inside.canonical.lastIndexOf('.') + 1);
    return name === simple ? inside.canonical : undefined;
  }

  /** The class of an instance of a JavaScript class, by the nearest declared one on its prototype chain. */
  byInstance(value: object): JavaClass | undefined {
    const constructor = value.constructor;
    let found = this.byConstructor.get(constructor);
    if (found) return found;
    for (
      let prototype: object | null = constructor;
      typeof prototype === 'function';
      prototype = Object.getPrototypeOf(prototype) as object | null
    ) {
      const declaration = this.declarationByConstructor.get(prototype);
      if (declaration) {
        found = this.byBinaryName(declaration.name)!;
        this.byConstructor.set(constructor, found);
        return found;
      }
    }
    return undefined;
  }

  /** The exception class that the server's error type names; java.lang.Exception where no class fits. */
  byFailureType(type: string): JavaClass {
    if (this.exceptionsByType.size === 0) {
      for (const name of this.declarations.keys()) {
        const simple = name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
        if (/(?:Exception|Error)$/.test(simple)) {
          this.exceptionsByType.set(simple.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase(), name);
        }
      }
    }
    return this.byBinaryName(this.exceptionsByType.get(type) ?? 'java.lang.RuntimeException')!;
  }

  /** Whether a value of one type is also of the other, both reference types or def. */
  isAssignable(from: Type, to: Type): boolean {
    if (from === to || to === 'java.lang.Object' || to === 'def') return true;
    if (from.endsWith('[]')) {
      if (!to.endsWith('[]')) return false;
      const fromComponent = from.slice(0, -2);
      const toComponent = to.slice(0, -2);
      if (primitiveNames.has(fromComponent) && fromComponent !== 'def') return false;
      // An array of def is of a class of its own.
      return fromComponent === toComponent || (toComponent !== 'def' && this.isAssignable(fromComponent, toComponent));
    }
    return this.classOfType(from)?.isA(to) ?? false;
  }
}
