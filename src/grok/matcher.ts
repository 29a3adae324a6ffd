// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One regular expression of Oniguruma's syntax, run by JavaScript's within the time of a match.

import { toRegExpDetails } from 'oniguruma-to-es';
import { Failure } from '../diagnostics/failure.js';
import { TimeIsOver, withinTime } from '../util/watchdog.js';
import { checkLookBehinds } from './lookBehind.js';
import { tameLoops } from './loops.js';
import { withOptionalGroups } from './optionalGroups.js';
import { RoundMemory } from './rounds.js';

/** How long one match may take before the server interrupts it, in milliseconds. */
export const matchTime = 1000;

/** What the named groups of an expression matched. */
export type Groups = Readonly<Record<string, string | undefined>>;

/** A regular expression that is ready to match. */
export class Matcher {
  /** What is run: it matches as the expression does. */
  private readonly source: string;
  /** `y` where it matches at the beginning of a text only. */
  private readonly flags: '' | 'y';
  /** Shorter texts never take long. */
  private readonly riskyLength: number;
  /** For expressions with repetitions whose earlier rounds count. */
  private readonly memory: RoundMemory | undefined;
  private unicode: RegExp | undefined;
  private global: RegExp | undefined;
  /** For texts of US-ASCII the same with faster word boundaries. */
  private readonly ascii: RegExp;

  /** @throws Failure syntax_exception for a broken regular expression. */
  constructor(regex: string, where: 'anywhere' | 'at the beginning') {
    this.flags = where === 'anywhere' ? '' : 'y';
    try {
      checkLookBehinds(regex);
      const { regex: source, rounds } = tameLoops(regex);
      this.source = source;
      this.riskyLength = riskyLength(source);
      if (rounds.size > 0)
        this.memory = new RoundMemory(
          rounds,
          (round) => translate(round, false),
          (round, text) => this.bounded(round, text),
        );
      this.ascii = this.compile(true);
    } catch (error) {
      throw new Failure('syntax_exception', (error as Error).message, { status: 400 });
    }
  }

  /**
   * The groups of the first match; null where nothing matches.
   *
   * @throws Failure runtime_exception when the time is over.
   */
  groups(text: string, isAscii: boolean): Groups | null {
    const regex = isAscii ? this.ascii : (this.unicode ??= this.compile(false));
    regex.lastIndex = 0;
    const match = this.bounded(regex, text);
    if (match && this.memory) return this.memory.groupsOf(match, text);
    return match && (match.groups ?? {});
  }

  /**
   * The first match at a place or behind it.
   *
   * @throws Failure runtime_exception when the time is over.
   */
  matchFrom(text: string, at: number): RegExpExecArray | null {
    this.global ??= translate(this.source, false, 'g');
    this.global.lastIndex = at;
    return this.bounded(this.global, text);
  }

  private compile(asciiWordBoundaries: boolean): RegExp {
    return translate(this.source, asciiWordBoundaries, this.memory ? `${this.flags}d` : this.flags);
  }

  private bounded(regex: RegExp, text: string): RegExpExecArray | null {
    if (text.length < this.riskyLength) return regex.exec(text);
    try {
      return withinTime(matchTime, () => regex.exec(text));
    } catch (error) {
      if (!(error instanceof TimeIsOver)) throw error;
      throw new Failure('runtime_exception', `grok pattern matching was interrupted after [${matchTime}] ms`);
    }
  }
}

/** Binary logarithm of the steps that are surely taken in less than a second. */
const mostSteps = 24;

/**
 * The length of texts from which on a match may take a second: its repetitions can end at every character, one behind the other, and its
 * choices can be made in every way.
 */
function riskyLength(regex: string): number {
  if (/\)(?:[*+]|\{\d*,?\d*\})/.test(regex)) return 0;
  const repetitions = regex.match(/[*+]|\{\d*,/g)?.length ?? 0;
  const choices = regex.match(/[?|]/g)?.length ?? 0;
  // A search begins at every character, and goes on to the end.
  return Math.floor(2 ** ((mostSteps - choices) / (repetitions + 2)));
}

// Groups are read by name, so the numbers of helper groups do not matter.
const options = { flags: 'DS', avoidSubclass: true } as const;

/**
 * A JavaScript regular expression. Those of ES2018 (flag u) do for nearly all; nested classes need the flag v, which
 * matches some repeated negated classes wrongly in the V8 of Node 20 (`/(?:x[^x?]*)+/v` on `xxWxx`).
 */
function translate(regex: string, asciiWordBoundaries: boolean, moreFlags = ''): RegExp {
  const rules = { allowOrphanBackrefs: true, asciiWordBoundaries };
  const source = withOptionalGroups(regex);
  const compiled = (target: 'ES2018' | 'ES2024'): RegExp => {
    const { pattern, flags } = toRegExpDetails(source, { ...options, target, rules });
    return new RegExp(pattern, flags + moreFlags);
  };
  try {
    return compiled('ES2018');
  } catch {
    return compiled('ES2024');
  }
}
