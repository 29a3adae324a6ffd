// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Values of functional interfaces are JavaScript functions; a tag tells which interface one is of.

import type { Callable, Type } from '../stdlib/lookup.js';

type AnyFunction = (...args: never[]) => unknown;

const tag = Symbol('interface');

/** A function, and the interface that it is an instance of. */
interface Tagged {
  [tag]?: Type;
}

/** Marks a function as an instance of a functional interface (canonical name). */
export function tagFunction<T>(value: T, type: Type): T {
  if (typeof value === 'function') (value as Tagged)[tag] ??= type;
  return value;
}

/** The interface that a function is an instance of. */
export function interfaceOf(value: AnyFunction): Type | undefined {
  return (value as Tagged)[tag];
}

/** A lambda or function reference that is passed to a method known only at run time. */
export class Deferred {
  /** Number of parameters; -1 where a reference fits several. */
  readonly arity: number;
  /** How messages name it. */
  readonly name: string;
  /** The function in terms of def values, for the method of the interface that it is to implement. */
  readonly resolve: (target: Callable, wanted: string) => (...args: unknown[]) => unknown;

  constructor(
    arity: number,
    name: string,
    resolve: (target: Callable, wanted: string) => (...args: unknown[]) => unknown,
  ) {
    this.arity = arity;
    this.name = name;
    this.resolve = resolve;
  }
}
