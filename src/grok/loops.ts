// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Repetitions that can run wild: those that match some text in two ways, so that n such texts in a row match in 2^n ways, as `(a+)+` and
// `(a|a)*` do. A repetition becomes an automaton of its characters, and two walks through it are followed side by side: it is wild when
// they can part and meet again over the same text. Where it cannot be told cheaply the answer is wild, which costs a watch and no more.

import { generate } from 'oniguruma-parser/generator';
import { type AlternativeNode, parse, type QuantifierNode } from 'oniguruma-parser/parser';
import { toRegExp } from 'oniguruma-to-es';
import { alternativesOf, type Element, matchesNothing } from './element.js';
import { markRounds, type Rounds } from './rounds.js';

/** An expression that matches as the given one does, in the same order, and whether matching it can take exponential time. */
export interface Tamed {
  readonly regex: string;
  readonly isWild: boolean;
  /** The repetitions whose earlier rounds must be looked at again. */
  readonly rounds: Rounds;
}

/** Characters, by the bits of their probes. */
type Characters = bigint;

/** All of US-ASCII, and one of each kind of character beyond: letters, a digit, blanks, signs, a mark, a control. */
const probes = [
  ...Array.from({ length: 0x80 }, (_unused, code) => String.fromCharCode(code)),
  ...['\u00e9', '\u0416', '\u6f22', '\u0663', '\u00a0', '\u2028', '\u20ac', '\u{1f600}', '\u2013', '\u0301', '\u0085'],
];
/** Those beyond US-ASCII. */
const anything: Characters = (1n << BigInt(probes.length)) - 1n;
const exotic: Characters = (anything >> 0x80n) << 0x80n;

/** Repetitions up to as many copies of characters are written out; longer ones count as endless. */
const maximalCopies = 16;
/** Steps of an analysis, which takes milliseconds then. */
const maximalSteps = 50_000;

/** Flags, and comments, which may stand before a quantifier. */
const flags = /\(\?(?:#|[a-zA-Z-]+[:)])/;
/** What every repetition of more than a character has. */
const repeatedRepeatable = /[)*+?}](?:[*+]|\{\d*,?\d*\})/;

/** Judges an expression in Oniguruma's syntax, and takes repetitions out of repetitions where that changes no match. */
export function tameLoops(regex: string): Tamed {
  const hasFlags = flags.test(regex);
  if (!hasFlags && !repeatedRepeatable.test(regex)) return { regex, isWild: false, rounds: new Map() };
  const ast = parse(regex, { skipBackrefValidation: true, skipPropertyNameValidation: true });
  const analysis = new Analysis(hasFlags);
  const hasReferences = /\\[1-9kgK]/.test(regex);
  const isUnnested = !hasReferences && analysis.unnest(ast.body);
  const isWild = analysis.isWild(ast.body);
  const rounds: Rounds = hasReferences ? new Map() : markRounds(ast);
  return { regex: isUnnested || rounds.size > 0 ? generate(ast).pattern : regex, isWild, rounds };
}

/** A place of an automaton: it takes a character, or goes on in one of several ways. */
interface State {
  /** What it takes; nothing is taken where it is missing. */
  takes?: Characters;
  /** What must not come next. */
  unless?: Characters;
  readonly next: State[];
}

/** Thrown where an expression is wild or cannot be judged. */
class Wild extends Error {}

class Analysis {
  /** Flags such as `(?i)` may hold at any place: characters count with and without them. */
  private readonly hasFlags: boolean;
  private readonly sets = new Map<string, Characters>();
  private steps = 0;

  constructor(hasFlags: boolean) {
    this.hasFlags = hasFlags;
  }

  /** Whether a repetition in some of the alternatives is wild. */
  isWild(alternatives: readonly AlternativeNode[]): boolean {
    try {
      for (const { body } of alternatives) for (const element of body) this.judge(element);
      return false;
    } catch (error) {
      if (error instanceof Wild) return true;
      throw error;
    }
  }

  /** Judges the outermost repetitions of an element. Those inside are parts of their automata. */
  private judge(element: Element): void {
    if (element.type === 'Quantifier' && this.isLoop(element)) {
      this.walkInPairs(element);
    } else if (element.type === 'Subroutine' || element.type === 'NamedCallout') {
      throw new Wild();
    } else {
      for (const { body } of alternativesOf(element)) for (const inner of body) this.judge(inner);
    }
  }

  private isLoop({ max, body }: QuantifierNode): boolean {
    return max > 1 && this.setOf(body) === undefined && sizeOf(body) * max > maximalCopies;
  }

  /** Two walks that part, and meet again at one place over the same text, can do so time and again. */
  private walkInPairs(loop: QuantifierNode): void {
    const places: State[] = [];
    this.build(loop, { next: [] }, false, places);
    const numbers = new Map(places.map((state, number) => [state, number]));
    const edges = places.map((state) => this.edgesFrom(state).map(({ to, on }) => ({ to: numbers.get(to)!, on })));
    const seen = new Set<number>();
    const open: (readonly [number, number])[] = [];
    const reach = (left: number, right: number): void => {
      for (const a of edges[left]!) {
        for (const b of edges[right]!) {
          if (++this.steps > maximalSteps) throw new Wild();
          if ((a.on & b.on) === 0n || (left === right && a.to === b.to)) continue;
          if (a.to === b.to) throw new Wild();
          const pair = Math.min(a.to, b.to) * places.length + Math.max(a.to, b.to);
          if (seen.has(pair)) continue;
          seen.add(pair);
          open.push([a.to, b.to]);
        }
      }
    };
    for (let number = 0; number < places.length; number++) reach(number, number);
    for (let pair = open.pop(); pair; pair = open.pop()) reach(...pair);
  }

  /** Which places may take the next character. Two ways to one place are two ways to match. */
  private edgesFrom(place: State): { to: State; on: Characters }[] {
    const found = new Map<State, Characters>();
    const path = new Set<State>();
    const visit = (state: State, allowed: Characters): void => {
      if (++this.steps > maximalSteps) throw new Wild();
      if (state.takes !== undefined) {
        const on = state.takes & allowed;
        if (on === 0n) return;
        const known = found.get(state) ?? 0n;
        if ((known & on) !== 0n) throw new Wild();
        found.set(state, known | on);
        return;
      }
      // A repetition does not go on after it matched nothing.
      if (path.has(state)) return;
      path.add(state);
      for (const next of state.next) visit(next, allowed & ~(state.unless ?? 0n));
      path.delete(state);
    };
    for (const next of place.next) visit(next, anything);
    return [...found].map(([to, on]) => ({ to, on }));
  }

  /** The first state of an element that goes on with another state; its characters are added to the places. */
  private build(element: Element, next: State, isLastOfAtomic: boolean, places: State[]): State {
    const takes = this.setOf(element);
    if (takes !== undefined) {
      const state = { takes, next: [next] };
      places.push(state);
      return state;
    }
    switch (element.type) {
      case 'Quantifier':
        return this.repeat(element, next, isLastOfAtomic, places);
      case 'Group':
      case 'CapturingGroup': {
        const isAtomic = isLastOfAtomic || (element.type === 'Group' && element.atomic === true);
        return { next: element.body.map((alternative) => this.sequence(alternative, next, isAtomic, places)) };
      }
      case 'LookaroundAssertion':
        // It takes nothing; what is in it runs for itself.
        this.judge(element);
        return next;
      case 'Assertion':
      case 'Directive':
        return next;
      default:
        throw new Wild();
    }
  }

  private sequence({ body }: AlternativeNode, next: State, isAtomic: boolean, places: State[]): State {
    return body.reduceRight(
      (after, element, index) => this.build(element, after, isAtomic && index === body.length - 1, places),
      next,
    );
  }

  private repeat(quantifier: QuantifierNode, next: State, isLastOfAtomic: boolean, places: State[]): State {
    const { body, min, max, kind } = quantifier;
    const set = this.setOf(body);
    const isEndless = max === Infinity;
    // What gives nothing back ends where no more follows.
    const isPossessive = set !== undefined && (kind === 'possessive' || (isLastOfAtomic && kind === 'greedy'));
    const after = isPossessive && isEndless && this.isExact(body) ? { unless: set, next: [next] } : next;
    const written = isEndless ? min - 1 : max;
    const isWrittenOut = written <= 1 || sizeOf(body) * written <= maximalCopies;
    if (!isWrittenOut && matchesNothing(body)) throw new Wild();
    let state: State = after;
    let copies = min;
    if (isEndless || !isWrittenOut) {
      const again: State = { next: [] };
      const start = this.build(body, again, false, places);
      again.next.push(start, after);
      state = min === 0 ? { next: [start, after] } : start;
      copies = isWrittenOut ? min - 1 : 0;
    } else {
      for (let copy = min; copy < max; copy++) {
        state = { next: [this.build(body, state, false, places), after] };
      }
    }
    for (let copy = 0; copy < copies; copy++) state = this.build(body, state, false, places);
    return state;
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
      const repeated = isStarOrPlus(last) && last.min === 1 ? this.setOf(last.body) : undefined;
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
      const set = element && this.setOf(element);
      if (set === undefined) return true;
      if (element?.type === 'Character' && (set & ~covered) === 0n) return false;
      if (this.isExact(element!)) covered |= set;
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
      sets.push(this.setOf(repeated ? repeated.body : element));
      if (repeated?.min !== 0) return sets;
    }
    return [...sets, undefined];
  }

  /** The characters of an element that takes one; undefined for others. */
  private setOf(wrapped: Element): Characters | undefined {
    const element = onlyOf(wrapped)!;
    if (!['Character', 'CharacterClass', 'CharacterSet'].includes(element.type)) return undefined;
    if (element.type === 'CharacterSet' && element.variableLength === true) return undefined;
    const key = JSON.stringify(element);
    let set = this.sets.get(key);
    if (set === undefined) {
      const ast = parse('', {});
      ast.body[0]!.body.push(element);
      const { pattern } = generate(ast);
      set = membersOf(pattern, '') | (this.hasFlags ? membersOf(pattern, 'im') : 0n);
      if (namesExotic(element)) set |= exotic;
      this.sets.set(key, set);
    }
    return set;
  }

  /** Whether the set of an element is just what it takes, rather than all that it may take. */
  private isExact(element: Element): boolean {
    return !this.hasFlags && !namesExotic(onlyOf(element)!);
  }
}

const members = new Map<string, Characters>();

function membersOf(pattern: string, flags: string): Characters {
  const key = `${flags}/${pattern}`;
  let known = members.get(key);
  if (known === undefined) {
    const regex = toRegExp(`\\A(?:${pattern})\\z`, { target: 'ES2024', flags });
    known = probes.reduce((bits, probe, index) => (regex.test(probe) ? bits | (1n << BigInt(index)) : bits), 0n);
    if (members.size > 5000) members.clear();
    members.set(key, known);
  }
  return known;
}

function isStarOrPlus(element: Element | undefined): element is QuantifierNode {
  return element?.type === 'Quantifier' && element.kind === 'greedy' && element.max === Infinity && element.min <= 1;
}

/** Whether characters are named that the probes do not tell apart. */
function namesExotic(element: Element): boolean {
  const json = JSON.stringify(element);
  return json.includes('"property"') || [...json.matchAll(/"value":(\d+)/g)].some(([, code]) => Number(code) >= 0x80);
}

/** A group that only holds together. */
function isPlainGroup(element: Element | undefined): boolean {
  return element?.type === 'Group'
    ? element.atomic !== true && element.flags === undefined
    : element?.type === 'CapturingGroup' && element.name === undefined;
}

/** The one element of a group that only holds together, and of such a group in it. */
function onlyOf(element: Element | undefined): Element | undefined {
  for (let inner = element; ;) {
    const alternatives = isPlainGroup(inner) ? alternativesOf(inner) : [];
    if (alternatives.length !== 1 || alternatives[0]!.body.length !== 1) return inner;
    inner = alternatives[0]!.body[0];
  }
}

/** How many characters an element is written with, repetitions written out. */
function sizeOf(element: Element): number {
  const size = alternativesOf(element).reduce(
    (sum, { body }) => body.reduce((inner, one) => inner + sizeOf(one), sum),
    0,
  );
  if (element.type !== 'Quantifier') return Math.max(size, 1);
  return size * Math.max(1, element.max === Infinity ? element.min : element.max);
}
