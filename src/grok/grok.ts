// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Grok as Elasticsearch 9.5.3 has it: several expressions are one alternation, a field that matches several times
// becomes a list, `%{NAME:field:type}` converts.

import { Failure } from '../diagnostics/failure.js';
import { captureValue, type CaptureType, captureTypeOf } from './captureValue.js';
import { resolveExpression } from './expression.js';
import { isAnchored, refersToGroups, startOf } from './expressionStart.js';
import { type Groups, Matcher } from './matcher.js';
import type { PatternBank } from './patternBank.js';

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
  /** As written, with the type. */
  readonly name: string;
  readonly field: string;
  readonly type: CaptureType;
  readonly groups: string[];
}

/** One of several expressions, for itself. */
interface Part {
  /** Characters that a text begins with where the expression matches at its beginning. */
  readonly start: string;
  readonly matcher: Matcher;
  readonly captures: readonly Capture[];
}

/** A compiled grok expression, or several of which the first at the earliest place wins. */
export class Grok {
  private readonly captures: readonly Capture[];
  private readonly patternGroups: readonly string[];
  private readonly regex: string;
  private matcher: Matcher | undefined;
  /**
   * Each of several expressions for itself. Which one wins at the beginning of a text, where nearly all match, they tell as well as their
   * alternation does, whose compilation takes V8 long.
   */
  private readonly parts: readonly Part[];
  /** Whether the expressions match at the beginning of lines only. */
  private readonly isAnchored: boolean;

  /**
   * @throws Failure illegal_argument_exception for an unknown name, syntax_exception for a broken regular expression.
   */
  constructor(patterns: readonly string[], bank: PatternBank) {
    const combined =
      patterns.length === 1 ? patterns[0]! : patterns.map((pattern, index) => `(?<_m.${index}>${pattern})`).join('|');
    const { regex, groupNames } = resolveExpression(combined, bank);
    this.regex = regex;
    const isMark = (name: string) => patterns.length > 1 && /^_m\.\d+$/.test(name);
    this.captures = capturesOf(groupNames, isMark);
    this.patternGroups = groupNames.flatMap((name, index) => (isMark(name) ? [`g${index}`] : []));
    const parts = patterns.length > 1 && !refersToGroups(regex) ? this.separate(patterns, bank) : undefined;
    this.parts = parts ?? [];
    this.isAnchored = parts !== undefined && patterns.every((pattern) => isAnchored(pattern));
    if (!parts) this.matcher = this.compile();
  }

  /** Undefined where an expression means nothing for itself; what is wrong with it the alternation of all tells. */
  private separate(patterns: readonly string[], bank: PatternBank): Part[] | undefined {
    const places = new Map(this.captures.map(({ name }, index) => [name, index]));
    try {
      return patterns.map((pattern) => {
        const { regex, groupNames } = resolveExpression(pattern, bank);
        return {
          start: startOf(regex),
          matcher: new Matcher(regex, 'at the beginning'),
          captures: capturesOf(groupNames).sort((a, b) => places.get(a.name)! - places.get(b.name)!),
        };
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return undefined;
    }
  }

  private compile(): Matcher {
    return new Matcher(this.regex, 'anywhere');
  }

  /**
   * Matches anywhere in a text; null where nothing matches.
   *
   * @throws Failure number_format_exception for a typed field, runtime_exception when the time is over.
   */
  match(text: string): GrokMatch | null {
    // eslint-disable-next-line no-control-regex -- US-ASCII is what is asked for
    const isAscii = /^[\x00-\x7f]*$/.test(text);
    for (let index = 0; index < this.parts.length; index++) {
      const { start, matcher, captures } = this.parts[index]!;
      const groups = text.startsWith(start) ? matcher.groups(text, isAscii) : null;
      if (groups !== null) return { captures: captured(captures, groups), patternIndex: index };
    }
    if (this.isAnchored && !text.includes('\n')) return null;
    const groups = (this.matcher ??= this.compile()).groups(text, isAscii);
    if (groups === null) return null;
    const pattern = this.patternGroups.findIndex((name) => groups[name] !== undefined);
    return { captures: captured(this.captures, groups), patternIndex: Math.max(0, pattern) };
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
    const matcher = (this.matcher ??= this.compile());
    const found: GrokRegion[] = [];
    let at = 0;
    do {
      const match = matcher.matchFrom(text, at);
      if (!match) break;
      const end = match.index + match[0].length;
      found.push({ start: match.index, end });
      at = end === at ? at + 1 : end;
    } while (at < text.length);
    return found;
  }
}

/** The fields of an expression by the names of its groups, those apart that only mark a pattern. */
function capturesOf(groupNames: readonly string[], isMark: (name: string) => boolean = () => false): Capture[] {
  const byName = new Map<string, Capture>();
  groupNames.forEach((name, index) => {
    if (isMark(name)) return;
    const known = byName.get(name);
    if (known) known.groups.push(`g${index}`);
    else byName.set(name, { name, ...captureTypeOf(name), groups: [`g${index}`] });
  });
  return [...byName.values()];
}

function captured(captures: readonly Capture[], groups: Groups): [field: string, value: unknown][] {
  const values = new Map<string, unknown>();
  for (const { field, type, groups: names } of captures) {
    const found: unknown[] = [];
    for (const name of names) {
      const matched = groups[name];
      if (matched !== undefined) found.push(captureValue(matched, type));
    }
    if (found.length > 0) values.set(field, found.length === 1 ? found[0] : found);
  }
  return [...values];
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
