// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.regex.Pattern.

import { illegalArgument } from '../diagnostics/failure.js';
import { allJavaFlags, javaFlags } from './flags.js';
import { Matcher } from './matcher.js';
import { parseJavaRegex } from './parser.js';
import { compileProgram, type Program } from './program.js';

/** How matching on one text is bounded. */
export interface MatchOptions {
  /**
   * The server's `script.painless.regex.limit-factor`: a matcher may read at most this many times the length of its
   * text. Unlimited when absent.
   */
  readonly limitFactor?: number;
}

/** A compiled Java regular expression. */
export class JavaPattern {
  readonly pattern: string;
  /** The flags that it was compiled with (inline flags are not among them). */
  readonly flags: number;
  /** Capturing groups, without group 0. */
  readonly groupCount: number;
  /** Numbers of named groups. */
  readonly groupNames: ReadonlyMap<string, number>;
  readonly program: Program;

  constructor(pattern: string, flags: number) {
    const tree = parseJavaRegex(pattern, flags);
    this.pattern = pattern;
    this.flags = flags;
    this.groupCount = tree.groupCount;
    this.groupNames = tree.groupNames;
    this.program = compileProgram(tree);
  }

  /** Another pattern of the same expression, which is not compiled again. */
  twin(): JavaPattern {
    return Object.assign(Object.create(JavaPattern.prototype) as JavaPattern, this);
  }

  /** A matcher over a text. */
  matcher(text: string, options: MatchOptions = {}): Matcher {
    return new Matcher(this, text, options.limitFactor);
  }

  /** Whether the whole text matches. */
  matches(text: string, options?: MatchOptions): boolean {
    return this.matcher(text, options).matches();
  }

  /** Pattern.asPredicate: whether the text holds a match. */
  asPredicate(options?: MatchOptions): (text: string) => boolean {
    return (text) => this.matcher(text, options).find();
  }

  /** Pattern.asMatchPredicate: whether the whole text matches. */
  asMatchPredicate(options?: MatchOptions): (text: string) => boolean {
    return (text) => this.matcher(text, options).matches();
  }

  /**
   * Pattern.split: a positive limit is the largest number of parts, 0 drops trailing empty parts, a negative limit
   * keeps them. An empty match at the start gives no empty first part.
   */
  split(text: string, limit = 0, options?: MatchOptions): string[] {
    const parts: string[] = [];
    const matcher = this.matcher(text, options);
    let index = 0;
    while (matcher.find()) {
      if (limit > 0 && parts.length === limit - 1) break;
      if (index === 0 && matcher.start() === 0 && matcher.end() === 0) continue;
      parts.push(text.slice(index, matcher.start()));
      index = matcher.end();
    }
    if (index === 0 && parts.length === 0) return [text];
    parts.push(text.slice(index));
    if (limit === 0) while (parts.length > 0 && parts[parts.length - 1] === '') parts.pop();
    return parts;
  }

  toString(): string {
    return this.pattern;
  }
}

const cacheSize = 2000;
const cache = new Map<string, JavaPattern>();

/**
 * Compiles a pattern; the same pattern is compiled once.
 *
 * @throws Failure pattern_syntax_exception with Java's message, illegal_argument_exception for unknown flags.
 */
export function compileJavaRegex(pattern: string, flags = 0): JavaPattern {
  const key = `${flags}:${pattern}`;
  let compiled = cache.get(key);
  if (compiled) return compiled;
  if ((flags & ~allJavaFlags) !== 0) throw illegalArgument(`Unknown flag 0x${(flags >>> 0).toString(16)}`);
  const implied = (flags & javaFlags.UNICODE_CHARACTER_CLASS) !== 0 ? flags | javaFlags.UNICODE_CASE : flags;
  compiled = new JavaPattern(pattern, implied);
  if (cache.size >= cacheSize) cache.delete(cache.keys().next().value!);
  cache.set(key, compiled);
  return compiled;
}

/** Pattern.quote. */
export function quotePattern(text: string): string {
  if (!text.includes('\\E')) return `\\Q${text}\\E`;
  return `\\Q${text.split('\\E').join('\\E\\\\E\\Q')}\\E`;
}
