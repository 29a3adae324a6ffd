// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Repetitions in repetitions, as `(?:a+)*`, match n characters in 2^n ways. Many of them match as a plain one does, which takes one way.

import { generate } from 'oniguruma-parser/generator';
import { type AlternativeNode, parse, type QuantifierNode } from 'oniguruma-parser/parser';
import { type Characters, CharacterSets } from './characters.js';
import { alternativesOf, type Element, isPlainGroup, matchesNothing, onlyOf } from './element.js';
import { markRounds, type Rounds } from './rounds.js';

/** An expression that matches as the given one does, in the same order. */
export interface Tamed {
  readonly regex: string;
  /** The repetitions whose earlier rounds must be looked at again. */
  readonly rounds: Rounds;
}

/** What every repetition of more than a character has. */
const repeatedRepeatable = /[)*+?}](?:[*+]|\{\d*,?\d*\})/;

/** Takes repetitions out of repetitions of an expression in Oniguruma's syntax where that changes no match. */
export function tameLoops(regex: string): Tamed {
  const sets = new CharacterSets(regex);
  if (!sets.hasFlags && !repeatedRepeatable.test(regex)) return { regex, rounds: new Map() };
  const ast = parse(regex, { skipBackrefValidation: true, skipPropertyNameValidation: true });
  const hasReferences = /\\[1-9kgK]/.test(regex);
  const isUnnested = !hasReferences && new Unnesting(sets).unnest(ast.body);
  const rounds: Rounds = hasReferences ? new Map() : markRounds(ast);
  return { regex: isUnnested || rounds.size > 0 ? generate(ast).pattern : regex, rounds };
}

class Unnesting {
  private readonly sets: CharacterSets;

  constructor(sets: CharacterSets) {
    this.sets = sets;
  }

  /** Takes repetitions out of repetitions: `(?:a+)*` to `a*`, `(?:[+-]?\d+)+` to `(?:[+-]?\d)+`, `(?:a+|b)*` to `(?:a|b)*`. */
  unnest(alternatives: readonly AlternativeNode[]): boolean {
    let isChanged = false;
    for (const { body } of alternatives) {
      for (const element of body) {
        if (this.unnest(alternativesOf(element))) isChanged = true;
        if (element.type === 'Quantifier' && this.unnestOnce(element)) isChanged = true;
      }
    }
    return isChanged;
  }

  private unnestOnce(outer: QuantifierNode): boolean {
    if (outer.kind !== 'greedy' || outer.max !== Infinity || outer.min > 1) return false;
    const inner = onlyOf(outer.body);
    if (isStarOrPlus(inner) && !matchesNothing(inner.body)) {
      if (inner.min === 0) outer.min = 0;
      outer.body = inner.body;
      return true;
    }
    if (!isPlainGroup(outer.body)) return false;
    const alternatives = alternativesOf(inner) as AlternativeNode[];
    let isChanged = this.dropCovered(alternatives);
    const firsts = alternatives.map(({ body }) => this.firstsOf(body));
    alternatives.forEach(({ body }, index) => {
      const last = onlyOf(body.at(-1));
      const repeated = isStarOrPlus(last) && last.min === 1 ? this.sets.of(last.body) : undefined;
      if (repeated === undefined) return;
      // Before the last may stand what can be missing; nothing else in the group begins with a character of the last.
      const before = firsts[index]!.slice(0, -1);
      const others = firsts.filter((_unused, other) => other !== index).map((sets) => sets[0]);
      const isAlone =
        firsts[index]!.length === body.length &&
        [...before, ...others].every((set) => set !== undefined && (set & repeated) === 0n) &&
        firsts.every((sets, other) => other === index || sets.length === 1);
      if (!isAlone) return;
      body[body.length - 1] = (last as QuantifierNode).body;
      isChanged = true;
    });
    return isChanged;
  }

  /** Takes out alternatives of a character that an earlier one takes as well, as of `.|\n|\t`. */
  private dropCovered(alternatives: AlternativeNode[]): boolean {
    let covered: Characters = 0n;
    const needed = alternatives.filter(({ body }) => {
      const element = body.length === 1 ? body[0]! : undefined;
      const set = element && this.sets.of(element);
      if (set === undefined) return true;
      if (element?.type === 'Character' && (set & ~covered) === 0n) return false;
      if (this.sets.isExact(element!)) covered |= set;
      return true;
    });
    return needed.length < alternatives.splice(0, alternatives.length, ...needed).length;
  }

  /** With what a sequence may begin: the characters of each element up to the first that cannot be missing; at last undefined if all can. */
  private firstsOf(body: readonly Element[]): (Characters | undefined)[] {
    const sets: (Characters | undefined)[] = [];
    for (const wrapped of body) {
      const element = onlyOf(wrapped)!;
      const repeated = element.type === 'Quantifier' ? element : undefined;
      sets.push(this.sets.of(repeated ? repeated.body : element));
      if (repeated?.min !== 0) return sets;
    }
    return [...sets, undefined];
  }
}

function isStarOrPlus(element: Element | undefined): element is QuantifierNode {
  return element?.type === 'Quantifier' && element.kind === 'greedy' && element.max === Infinity && element.min <= 1;
}
