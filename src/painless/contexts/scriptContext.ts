// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a script context gives to scripts: variables, functions, extra classes and methods, and the type of the result.

import type { HashMap } from '../../values/maps.js';
import type { Type } from '../stdlib/lookup.js';
import type { Augmentation, ClassDeclaration } from '../stdlib/table.js';

/** A function that scripts call without a receiver, such as `metadata()`. */
export interface ContextFunction {
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly returns: Type;
  readonly doc: string;
  /** Gets the script's `ctx` first. */
  readonly run: (ctx: HashMap, ...args: never[]) => unknown;
}

/** One script context of the server. */
export interface ScriptContext {
  readonly name: string;
  /** What scripts of the context do. */
  readonly doc: string;
  readonly variables: readonly { readonly name: string; readonly type: Type }[];
  /** Number of arguments of the server's execute method, which its messages name. */
  readonly executeArity: number;
  readonly returns: Type;
  readonly functions: readonly ContextFunction[];
  readonly classes: readonly ClassDeclaration[];
  readonly augmentations: readonly Augmentation[];
}
