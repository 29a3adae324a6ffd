// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Grok as Elasticsearch 9.5.3 has it: several expressions are one alternation, a field that matches several times
// becomes a list, `%{NAME:field:type}` converts.

import { toRegExp } from 'oniguruma-to-es';
import { Failure } from '../diagnostics/failure.js';
import { TimeIsOver, withinTime } from '../util/watchdog.js';
import { captureValue, type CaptureType, captureTypeOf } from './captureValue.js';
import { resolveExpression } from './expression.js';
import { withOptionalGroups } from './optionalGroups.js';
import { checkLookBehinds } from './lookBehind.js';
import { tameLoops } from './loops.js';
import type { PatternBank } from './patternBank.js';
import { RoundMemory } from './rounds.js';

/** How long one match may take before the server interrupts it, in milliseconds. */
export const matchTime = 1000;

/** What an expression found. */
export interface GrokMatch {
  /** Fields in the order of the expression; values are of the value model, lists where a name matched several times. */
  readonly captures: readonly (readonly [field: string, value: unknown])[];
  /** Which of several expressions matched. */
  readonly patternIndex: number;
}

/** A place that an expression matched, in UTF-16 offsets. */
export interface GrokRegion {
  readonly start: number;
  readonly end: number;
}

interface Capture {
  readonly field: string;
  readonly type: CaptureType;
  readonly groups: string[];
}

/** A compiled grok expression, or several of which the first at the earliest place wins. */
export class Grok {
  /** The regular expression in Oniguruma's syntax, for messages. */
  readonly regex: string;
  /** What is run: it matches as the expression does. */
  private readonly source: string;
  /** Shorter texts never take long. */
  private readonly riskyLength: number;
  private readonly captures: readonly Capture[];
  private readonly patternGroups: readonly string[];
  /** For expressions with repetitions whose earlier rounds count. */
  private readonly memory: RoundMemory | undefined;
  private unicode: RegExp | undefined;
  /** For texts of US-ASCII the same with faster word boundaries. */
  private readonly ascii: RegExp;

  /**
   * @throws Failure illegal_argument_exception for an unknown name, syntax_exception for a broken regular expression.
   */
  constructor(patterns: readonly string[], bank: PatternBank) {
    const combined =
      patterns.length === 1 ? patterns[0]! : patterns.map((pattern, index) => `(?<_m.${index}>${pattern})`).join('|');
    const { regex, groupNames } = resolveExpression(combined, bank);
    this.regex = regex;
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
    const byName = new Map<string, Capture>();
    const patternGroups: string[] = [];
    groupNames.forEach((name, index) => {
      const group = `g${index}`;
      if (patterns.length > 1 && /^_m\.\d+$/.test(name)) {
        patternGroups.push(group);
        return;
      }
      const known = byName.get(name);
      if (known) known.groups.push(group);
      else byName.set(name, { ...captureTypeOf(name), groups: [group] });
    });
    this.captures = [...byName.values()];
    this.patternGroups = patternGroups;
  }

  /**
   * Matches anywhere in a text; null where nothing matches.
   *
   * @throws Failure number_format_exception for a typed field, runtime_exception when the time is over.
   */
  match(text: string): GrokMatch | null {
    const groups = this.exec(text);
    if (groups === null) return null;
    const values = new Map<string, unknown>();
    for (const { field, type, groups: names } of this.captures) {
      const found: unknown[] = [];
      for (const name of names) {
        const matched = groups[name];
        if (matched !== undefined) found.push(captureValue(matched, type));
      }
      if (found.length > 0) values.set(field, found.length === 1 ? found[0] : found);
    }
    return {
      captures: [...values],
      patternIndex: Math.max(
        0,
        this.patternGroups.findIndex((name) => groups[name] !== undefined),
      ),
    };
  }

  /** The first name that the expression gives, if it gives any. */
  get firstField(): string | undefined {
    return this.captures[0]?.field;
  }

  /**
   * Every place that matches, one after the other, as the redact processor looks for them: an empty match behind
   * where the search began is found twice, and behind the last character nothing is looked for.
   *
   * @throws Failure runtime_exception when the time of one match is over.
   */
  regions(text: string): GrokRegion[] {
    this.unicode ??= this.compile(false);
    const global = new RegExp(this.unicode.source, `${this.unicode.flags}g`);
    const found: GrokRegion[] = [];
    let at = 0;
    do {
      global.lastIndex = at;
      const match = this.bounded(global, text);
      if (!match) break;
      const end = match.index + match[0].length;
      found.push({ start: match.index, end });
      at = end === at ? at + 1 : end;
    } while (at < text.length);
    return found;
  }

  private compile(asciiWordBoundaries: boolean): RegExp {
    const regex = translate(this.source, asciiWordBoundaries);
    return this.memory ? new RegExp(regex.source, `${regex.flags}d`) : regex;
  }

  private exec(text: string): Record<string, string | undefined> | null {
    // eslint-disable-next-line no-control-regex -- US-ASCII is what is asked for
    const isAscii = /^[\x00-\x7f]*$/.test(text);
    const regex = isAscii ? this.ascii : (this.unicode ??= this.compile(false));
    const match = this.bounded(regex, text);
    if (match && this.memory) return this.memory.groupsOf(match, text);
    return match && (match.groups ?? {});
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
function translate(regex: string, asciiWordBoundaries: boolean): RegExp {
  const rules = { allowOrphanBackrefs: true, asciiWordBoundaries };
  const source = withOptionalGroups(regex);
  try {
    return toRegExp(source, { ...options, target: 'ES2018', rules });
  } catch {
    return toRegExp(source, { ...options, target: 'ES2024', rules });
  }
}

const cache = new Map<PatternBank, Map<string, Grok>>();

/** Compiles expressions; the same ones over the same bank are compiled once. */
export function compileGrok(patterns: readonly string[], bank: PatternBank): Grok {
  let compiled = cache.get(bank);
  if (!compiled) {
    compiled = new Map<string, Grok>();
    cache.set(bank, compiled);
  }
  const key = JSON.stringify(patterns);
  let grok = compiled.get(key);
  if (!grok) compiled.set(key, (grok = new Grok(patterns, bank)));
  return grok;
}
