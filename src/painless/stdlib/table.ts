// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How classes that scripts may use are declared: signature, doc, examples and implementation, once each.
// README.md beside this file says how values are passed. Resolution (inheritance, types) is in lookup.ts.

import { declareClassName } from '../../values/className.js';

/** An implementation: for a member method the receiver (never null, but for `takesNull`) comes first. */
export type Implementation = (...args: never[]) => unknown;

/** A tested example: both texts are Painless expressions, equal in value and type. */
export interface Example {
  readonly script: string;
  readonly value: string;
}

/** A declared constructor, method or constant. */
export interface Member {
  readonly kind: 'constructor' | 'method' | 'static' | 'constant';
  /** As the server's lists write it: `boolean contains(CharSequence)`, `(Map)`, `int MAX_VALUE`. */
  readonly signature: string;
  readonly doc: string;
  readonly run?: Implementation;
  readonly value?: unknown;
  readonly examples: readonly Example[];
  /** Why a member that the server has is refused here; a script that uses it does not compile. */
  readonly refusal?: string;
  /** A setting of the compilation that the implementation gets as its first argument (after the receiver). */
  readonly inject?: 'regexLimitFactor';
  /** A method that the server adds to a class and that deals with a null receiver itself. */
  readonly takesNull?: boolean;
}

/** A declared class or interface. */
export interface ClassDeclaration {
  /** The binary name: `java.util.Map$Entry`. */
  readonly name: string;
  readonly doc: string;
  readonly kind: 'class' | 'interface';
  /** Binary names of the superclass and of interfaces, as far as they are declared too; Object is implied. */
  readonly supertypes: readonly string[];
  /** JavaScript classes whose instances are of this class (none for strings, numbers, ... and for interfaces). */
  readonly represents: readonly (abstract new (...args: never[]) => unknown)[];
  /** Name of the one abstract method that makes the interface a functional one. */
  readonly functional?: string;
  /** Whether the simple name alone does not name the class in scripts (`@no_import` in the server's lists). */
  readonly qualified?: boolean;
  readonly members: readonly Member[];
  /** Why a class that the server has is refused here as a whole; a script that names it does not compile. */
  readonly refusal?: string;
}

/** Examples as written: a script and its value. */
export type ExamplePairs = readonly (readonly [script: string, value: string])[];

const toExamples = (pairs: ExamplePairs): Example[] => pairs.map(([script, value]) => ({ script, value }));

/** Declares a constructor: signature `(String,int)`. */
export function constructs(signature: string, doc: string, run: Implementation, examples: ExamplePairs = []): Member {
  return { kind: 'constructor', signature, doc, run, examples: toExamples(examples) };
}

/** Declares a member method. */
export function method(signature: string, doc: string, run: Implementation, examples: ExamplePairs = []): Member {
  return { kind: 'method', signature, doc, run, examples: toExamples(examples) };
}

/** Declares a member method that the server adds and that deals with a null receiver itself. */
export function methodOnNull(signature: string, doc: string, run: Implementation, examples: ExamplePairs = []): Member {
  return { ...method(signature, doc, run, examples), takesNull: true };
}

/** Declares a static method. */
export function staticMethod(signature: string, doc: string, run: Implementation, examples: ExamplePairs = []): Member {
  return { kind: 'static', signature, doc, run, examples: toExamples(examples) };
}

/** Declares a static field; the value is in the representation of its declared type. */
export function constant(signature: string, doc: string, value: unknown): Member {
  return { kind: 'constant', signature, doc, value, examples: [] };
}

/** Declares a member that the server has and that is refused here by name, with the reason. */
export function refused(kind: Member['kind'], signature: string, refusal: string): Member {
  return { kind, signature, doc: `Refused: ${refusal}.`, refusal, examples: [] };
}

/** Declares a class. */
export function javaClass(
  name: string,
  doc: string,
  members: readonly Member[],
  more: Partial<Pick<ClassDeclaration, 'supertypes' | 'represents' | 'qualified'>> = {},
): ClassDeclaration {
  for (const type of more.represents ?? []) declareClassName(type, name);
  return { name, doc, kind: 'class', supertypes: [], represents: [], ...more, members };
}

/** Declares a class that the server has and that is refused here by name, with the reason. */
export function refusedClass(name: string, refusal: string): ClassDeclaration {
  return { name, doc: `Refused: ${refusal}.`, kind: 'class', supertypes: [], represents: [], members: [], refusal };
}

/** Declares an interface. */
export function javaInterface(
  name: string,
  doc: string,
  members: readonly Member[],
  more: Partial<Pick<ClassDeclaration, 'supertypes' | 'functional' | 'represents'>> = {},
): ClassDeclaration {
  return { name, doc, kind: 'interface', supertypes: [], represents: [], ...more, members };
}

/** Members that a script context adds to a class that is declared elsewhere. */
export interface Augmentation {
  readonly name: string;
  readonly members: readonly Member[];
}
