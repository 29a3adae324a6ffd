// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// In Oniguruma a group keeps what it matched in an earlier round of a repetition: after `(?:(?<a>x)|(?<b>y))+` on "xy" both are set; and a
// repetition ends with a round that matches nothing where it can: `(?<a>x*)*` leaves its group empty. In JavaScript every round begins with
// all groups unset, and an empty round does not count. So such repetitions get groups around them, whose rounds are matched again, one by one.

import { generate } from 'oniguruma-parser/generator';
import {
  type AlternativeNode,
  createAlternative,
  createCapturingGroup,
  createDirective,
  createFlags,
  createRegex,
  type DirectiveNode,
  type OnigurumaAst,
} from 'oniguruma-parser/parser';
import { type Element, matchesNothing } from './element.js';

/** A repetition. */
export interface Repetition {
  /** The regular expression, in Oniguruma's syntax, of one round. */
  readonly round: string;
  readonly min: number;
  readonly max: number;
  /** Whether a round that matches nothing follows where it can. */
  readonly canEndEmpty: boolean;
}

/** Repetitions by the name of the group around them, those inside others first. */
export type Rounds = ReadonlyMap<string, Repetition>;

/** Stands where the repetition must end; a character for private use that no expression has. */
const endMark = '\uf8fe';

/** Puts groups named `r0`, `r1`, .. around the repetitions that leave other groups set than in JavaScript. */
export function markRounds(ast: OnigurumaAst): Rounds {
  const rounds = new Map<string, Repetition>();
  const visit = (alternatives: readonly AlternativeNode[], outerFlags: readonly DirectiveNode[]): void => {
    for (const alternative of alternatives) {
      const flags = [...outerFlags];
      alternative.body.forEach((element, index) => {
        if (element.type === 'Directive' && element.kind === 'flags') flags.push(element);
        const held = heldBy(element);
        const isWithFlags = held.type === 'Group' && held.flags !== undefined;
        visit(alternativesOf(held), isWithFlags ? [...flags, createDirective('flags', { flags: held.flags! })] : flags);
        if (element.type !== 'Quantifier' || element.max <= 1 || !hasName(element.body)) return;
        const canEndEmpty = element.kind !== 'lazy' && matchesNothing(element.body);
        if (!canEndEmpty && !canLeaveOut(element.body)) return;
        const name = `r${rounds.size}`;
        const round = createRegex(createFlags(ast.flags), {
          body: [createAlternative({ body: [...flags, element.body] })],
        });
        rounds.set(name, { round: generate(round).pattern, min: element.min, max: element.max, canEndEmpty });
        const around = createCapturingGroup(0, { name, body: [createAlternative({ body: [element] })] });
        alternative.body[index] = around;
      });
    }
  };
  visit(ast.body, []);
  return rounds;
}

/** What a repetition repeats; another element itself. */
function heldBy(element: Element): Element {
  return element.type === 'Quantifier' ? heldBy(element.body) : element;
}

/** The alternatives of a group that takes text. */
function alternativesOf(element: Element): readonly AlternativeNode[] {
  return element.type === 'Group' || element.type === 'CapturingGroup' ? element.body : [];
}

function hasName(element: Element): boolean {
  const held = heldBy(element);
  if (held.type === 'CapturingGroup' && held.name !== undefined) return true;
  return alternativesOf(held).some(({ body }) => body.some(hasName));
}

/** Whether an element can match with one of its named groups unset. */
function canLeaveOut(element: Element): boolean {
  if (element.type === 'Quantifier') return element.min === 0 ? hasName(element) : canLeaveOut(element.body);
  const alternatives = alternativesOf(element);
  return alternatives.length > 1 ? hasName(element) : alternatives.some(({ body }) => body.some(canLeaveOut));
}

/** Finds what the groups of a match were set to in earlier rounds. */
export class RoundMemory {
  private readonly rounds: Rounds;
  private readonly translate: (regex: string) => RegExp;
  private readonly exec: (regex: RegExp, text: string) => RegExpExecArray | null;
  private readonly compiled = new Map<string, RegExp>();

  /** `translate` makes a JavaScript regular expression of one of Oniguruma's; `exec` runs it, for no longer than allowed. */
  constructor(
    rounds: Rounds,
    translate: (regex: string) => RegExp,
    exec: (regex: RegExp, text: string) => RegExpExecArray | null,
  ) {
    this.rounds = rounds;
    this.translate = translate;
    this.exec = exec;
  }

  /** The groups of a match, which was made with the flag `d`, as Oniguruma leaves them. */
  groupsOf(match: RegExpExecArray, text: string): Record<string, string | undefined> {
    const groups = { ...match.groups };
    for (const [name, repetition] of this.rounds) {
      const range = match.indices?.groups?.[name];
      for (const round of range ? this.roundsBetween(repetition, range, text) : []) {
        for (const [group, found] of Object.entries(round)) {
          if (found !== undefined) groups[group] = found;
        }
      }
    }
    return groups;
  }

  /** The groups of each round of a repetition that matched from one place to another. */
  private roundsBetween(
    repetition: Repetition,
    [start, end]: readonly [number, number],
    text: string,
  ): Record<string, string | undefined>[] {
    const found: Record<string, string | undefined>[] = [];
    for (let at = start; at < end;) {
      const match = this.roundAt(repetition, found.length, at, end, text);
      // All rounds before the end took a character; where none is found, what the whole match says stays.
      if (!match || match[0] === '') return found;
      found.push(this.groupsOf(match, text));
      at += match[0].length;
    }
    const canGoOn = repetition.canEndEmpty && found.length < repetition.max;
    const last = canGoOn ? this.roundAt(repetition, found.length, end, end, text) : null;
    return last ? [...found, this.groupsOf(last, text)] : found;
  }

  /** The next round: what comes first, where that leaves the repetition its end and its number of rounds, else the first of what does. */
  private roundAt(
    { round, min, max }: Repetition,
    done: number,
    at: number,
    end: number,
    text: string,
  ): RegExpExecArray | null {
    const first = this.compile(round);
    first.lastIndex = at;
    const match = this.exec(first, text);
    const least = Math.max(0, min - done - 1);
    if (!match || (at + match[0].length === end && least === 0)) return match;
    const others = round.replaceAll(/\(\?<[gr]\d+>/g, '(?:');
    const times = max === Infinity ? `${least},` : `${least},${Math.max(least, max - done - 1)}`;
    const { source, flags } = this.compile(`(?:${round})(?=(?:${others}){${times}}${endMark})`);
    const remaining = Array.from(text.slice(end)).length;
    const toTheEnd = new RegExp(
      source.replaceAll(endMark, () => `(?=[^]{${remaining}}(?![^]))`),
      flags,
    );
    toTheEnd.lastIndex = at;
    return this.exec(toTheEnd, text);
  }

  private compile(regex: string): RegExp {
    let compiled = this.compiled.get(regex);
    if (!compiled) {
      const { source, flags } = this.translate(regex);
      compiled = new RegExp(source, `${flags}yd`);
      this.compiled.set(regex, compiled);
    }
    return compiled;
  }
}
