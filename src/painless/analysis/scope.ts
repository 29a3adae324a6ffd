// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Names of variables in blocks, functions and lambdas.

import type { Type } from '../stdlib/lookup.js';
import type { Variable } from './ir.js';

/** Variables of one block; outer blocks are reached through the parent. */
export class Scope {
  private readonly variables = new Map<string, Variable>();
  private readonly parent: Scope | undefined;
  /** Set on the outermost scope of a lambda: variables found beyond it are captured. */
  readonly captures: Set<Variable> | undefined;
  /** Return type of the function or lambda that the scope is in. */
  readonly returns: Type;

  private constructor(parent: Scope | undefined, returns: Type, captures?: Set<Variable>) {
    this.parent = parent;
    this.returns = returns;
    this.captures = captures;
  }

  static ofFunction(returns: Type): Scope {
    return new Scope(undefined, returns);
  }

  block(): Scope {
    return new Scope(this, this.returns);
  }

  lambda(returns: Type): Scope {
    return new Scope(this, returns, new Set());
  }

  define(variable: Variable): void {
    this.variables.set(variable.name, variable);
  }

  has(name: string): boolean {
    return this.variables.has(name) || (this.parent?.has(name) ?? false);
  }

  /** The variable of a name, and whether it is captured by a lambda on the way. */
  find(name: string): { readonly variable: Variable; readonly captured: boolean } | undefined {
    const own = this.variables.get(name);
    if (own) return { variable: own, captured: false };
    const found = this.parent?.find(name);
    if (!found || !this.captures) return found;
    this.captures.add(found.variable);
    return { variable: found.variable, captured: true };
  }

  /** Names in reach, for suggestions. */
  names(): string[] {
    return [...this.variables.keys(), ...(this.parent?.names() ?? [])];
  }
}
