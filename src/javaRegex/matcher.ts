// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.regex.Matcher.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import type { JavaPattern } from './javaPattern.js';
import { Machine, type ReadCounter } from './machine.js';
import { parseReplacement } from './replacement.js';

/** The state of matching a pattern on a text. */
export class Matcher {
  readonly pattern: JavaPattern;
  readonly text: string;
  private readonly machine: Machine;
  private matched = false;
  private first = 0;
  private last = 0;
  private appendPosition = 0;

  constructor(pattern: JavaPattern, text: string, limitFactor: number | undefined) {
    this.pattern = pattern;
    this.text = text;
    const counter = limitFactor === undefined ? undefined : readCounter(pattern, text, limitFactor);
    this.machine = new Machine(pattern.program, pattern.groupCount, text, counter);
  }

  /**
   * Finds the next match, or the first at or after a position (which resets the matcher).
   *
   * @throws Failure index_out_of_bounds_exception, circuit_breaking_exception.
   */
  find(start?: number): boolean {
    if (start !== undefined) {
      if (start < 0 || start > this.text.length) {
        throw new Failure('index_out_of_bounds_exception', 'Illegal start index');
      }
      this.reset();
      return this.remember(this.machine.search(start));
    }
    let from = this.last;
    if (this.matched && this.last === this.first) from++;
    if (from > this.text.length) return this.remember(false);
    return this.remember(this.machine.search(from));
  }

  /** Whether the whole text matches. */
  matches(): boolean {
    return this.remember(this.machine.matchAt(0, true));
  }

  /** Whether the text begins with a match. */
  lookingAt(): boolean {
    return this.remember(this.machine.matchAt(0, false));
  }

  /** Forgets the current match and starts over. */
  reset(): this {
    this.matched = false;
    this.first = 0;
    this.last = 0;
    this.appendPosition = 0;
    this.machine.lastEnd = 0;
    return this;
  }

  /** Capturing groups of the pattern. */
  groupCount(): number {
    return this.pattern.groupCount;
  }

  /** Characters that matching has read so far; counted only under a limit factor. */
  get charactersRead(): number {
    return this.machine.charactersRead;
  }

  /** Whether there is a current match. */
  hasMatch(): boolean {
    return this.matched;
  }

  /** Text of a group, null where it took no part in the match. */
  group(group: number | string = 0): string | null {
    this.requireMatch('No match found');
    const slot = this.slot(group);
    const start = this.machine.groups[slot]!;
    return start < 0 ? null : this.text.slice(start, this.machine.groups[slot + 1]);
  }

  /** Where a group begins, -1 where it took no part. */
  start(group: number | string = 0): number {
    this.requireMatch('No match found');
    return this.machine.groups[this.slot(group)]!;
  }

  /** Where a group ends, -1 where it took no part. */
  end(group: number | string = 0): number {
    this.requireMatch('No match found');
    return this.machine.groups[this.slot(group) + 1]!;
  }

  /** Groups of the pattern by name. */
  namedGroups(): ReadonlyMap<string, number> {
    return this.pattern.groupNames;
  }

  /** Replaces every match. */
  replaceAll(replacement: string | ((matcher: this) => string)): string {
    return this.replace(replacement, true);
  }

  /** Replaces the first match. */
  replaceFirst(replacement: string | ((matcher: this) => string)): string {
    return this.replace(replacement, false);
  }

  /** The text since the last append, and the replacement of the current match (Matcher.appendReplacement). */
  appendReplacement(replacement: string): string {
    if (!this.matched) throw new Failure('illegal_state_exception', 'No match available');
    const expanded = this.expand(replacement);
    const before = this.text.slice(this.appendPosition, this.first);
    this.machine.countReads(before.length);
    this.appendPosition = this.last;
    return before + expanded;
  }

  /** The rest of the text since the last append (Matcher.appendTail). */
  appendTail(): string {
    const rest = this.text.slice(this.appendPosition);
    this.machine.countReads(rest.length);
    return rest;
  }

  private replace(replacement: string | ((matcher: this) => string), all: boolean): string {
    this.reset();
    if (!this.find()) return this.text;
    let result = '';
    do {
      result += this.appendReplacement(typeof replacement === 'string' ? replacement : replacement(this));
    } while (all && this.find());
    return result + this.appendTail();
  }

  private expand(replacement: string): string {
    if (!replacement.includes('$') && !replacement.includes('\\')) return replacement;
    let result = '';
    for (const part of parseReplacement(replacement, this.pattern.groupCount, this.pattern.groupNames)) {
      if (typeof part === 'string') {
        result += part;
      } else {
        const text = this.group(part) ?? '';
        this.machine.countReads(text.length);
        result += text;
      }
    }
    return result;
  }

  private remember(found: boolean): boolean {
    this.matched = found;
    if (found) {
      this.first = this.machine.groups[0]!;
      this.last = this.machine.groups[1]!;
      this.machine.lastEnd = this.last;
    }
    return found;
  }

  toString(): string {
    const match = this.matched ? this.text.slice(this.first, this.last) : '';
    return `java.util.regex.Matcher[pattern=${this.pattern.pattern} region=0,${this.text.length} lastmatch=${match}]`;
  }

  private requireMatch(reason: string): void {
    if (!this.matched) throw new Failure('illegal_state_exception', reason);
  }

  private slot(group: number | string): number {
    if (typeof group === 'string') {
      const number = this.pattern.groupNames.get(group);
      if (number === undefined) throw illegalArgument(`No group with name <${group}>`);
      this.machine.locateGroups();
      return 2 * number;
    }
    if (group < 0 || group > this.pattern.groupCount) {
      throw new Failure('index_out_of_bounds_exception', `No group ${group}`);
    }
    if (group > 0) this.machine.locateGroups();
    return 2 * group;
  }
}

const snippetLength = 64;

function readCounter(pattern: JavaPattern, text: string, limitFactor: number): ReadCounter {
  const counter: ReadCounter = {
    count: 0,
    limit: limitFactor * text.length,
    exceeded() {
      const wrapped = text.length > snippetLength ? `${text.slice(0, snippetLength - 3)}...` : text;
      throw new Failure(
        'circuit_breaking_exception',
        `[scripting] Regular expression considered too many characters, pattern: [${pattern.pattern}], ` +
          `limit factor: [${limitFactor}], char limit: [${counter.limit}], count: [${counter.count}], wrapped: [${wrapped}], ` +
          'this limit can be changed by changed by the [script.painless.regex.limit-factor] setting',
        { status: 429 },
      );
    },
  };
  return counter;
}
