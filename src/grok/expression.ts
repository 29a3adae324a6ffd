// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Grok expressions to regular expressions of Oniguruma, whose groups get names that JavaScript accepts.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { withStrictReferences } from './backReferences.js';
import type { PatternBank } from './patternBank.js';

/** A regular expression in Oniguruma's syntax, and what its named groups (`g0`, `g1`, ...) were called. */
export interface Expression {
  readonly regex: string;
  /** Names as written, such as `source.port:int`, by the number of the group. */
  readonly groupNames: readonly string[];
}

/** `%{NAME}`, `%{NAME:field}`, `%{NAME:field:type}`; a definition (`%{NAME=..}`) has no effect; anything else stays as it is. */
const reference = /%\{([A-z0-9]+)(?::([\p{L}\p{M}\p{Nd}@[\]_:.-]+))?(?:=[^{}]+)?\}/gu;

/** Definitions nest; Elasticsearch gives up after as many replacements. */
const maximalReplacements = 100_000;

/**
 * Resolves every reference of an expression.
 *
 * @throws Failure illegal_argument_exception for an unknown name or expressions without end.
 */
export function resolveExpression(pattern: string, bank: PatternBank): Expression {
  let replacements = 0;
  const resolve = (text: string, depth: number): string =>
    text.replace(reference, (_whole, name: string, field: string | undefined) => {
      if (++replacements > maximalReplacements || depth > 500) {
        throw illegalArgument('Can not convert grok patterns to regular expression');
      }
      const found = bank.get(name);
      if (found === undefined) throw illegalArgument(`Unable to find pattern [${name}] in Grok's pattern dictionary`);
      const body = resolve(found, depth + 1);
      return field === undefined ? `(?:${body})` : `(?<${name}:${field}>${body})`;
    });
  return renameGroups(resolve(pattern, 0));
}

/** Classes of characters that Oniguruma's Java port sees otherwise than the translator does, as members of a class. */
const classes: Readonly<Record<string, string>> = {
  digit: '\\p{Nd}',
  space: '\\p{White_Space}',
  graph: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}\\p{Co}',
  print: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}\\p{Co}\\p{Zs}',
  punct: '\\p{P}$+<=>\\^`|~',
};

/** The same as US-ASCII has them, for `(?a)`. */
const asciiClasses: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-/:-@\\[-`{-~',
  space: '\\t-\\r ',
  upper: 'A-Z',
  word: 'a-zA-Z0-9_',
  xdigit: '0-9A-Fa-f',
};

/** `[:name:]` within a class. */
const posixClass = /\[:(\^?)([a-z]+):\]/y;

/** `\p{Name}`; of these names only. */
const property = /\\(p|P)\{(\^?)(digit|space|graph|print)\}/iy;

/** `(?'name'` and `(?<name>`, but no look-behind. */
const namedGroup = /\(\?(?:'([^']*)'|<(?![=!])([^>]*)>)/y;

/** `\k<name>`, `\k'name'`, and the same with `\g`. */
const namedReference = /\\([kg])(?:<([^>]+)>|'([^']+)')/y;

/** `(?i)`, `(?i-m)`, `(?u:`. */
const flagGroup = /\(\?([imxadu]*)(-[imx]*)?([:)])/y;

/** `{2,1}` */
const repetition = /\{(\d+),(\d+)\}/y;

/** A repetition of a fixed number of times that may be missing: it is not the lazy one of Perl and JavaScript. */
const optionalRepetition = /\{(\d+)\}\?/y;

function matchAt(regex: RegExp, text: string, index: number): RegExpExecArray | null {
  regex.lastIndex = index;
  return regex.exec(text);
}

/** What `\w`, `\d`, `\s`, `\b` and classes know: `\b` and classes all of Unicode (d, as it is without a flag), all of them (u), or none (a). */
type Alphabet = 'd' | 'u' | 'a';

/** Classes of the flag u by the letters of their escapes. */
const escapedClasses: Readonly<Record<string, string>> = { w: 'word', d: 'digit', s: 'space' };

const asciiWord = '[a-zA-Z0-9_]';
const asciiEdge = `(?:(?<=${asciiWord})(?!${asciiWord})|(?<!${asciiWord})(?=${asciiWord}))`;
const noAsciiEdge = `(?:(?<=${asciiWord})(?=${asciiWord})|(?<!${asciiWord})(?!${asciiWord}))`;

/** Escapes that mean something else to the translator. As in Ruby, `\w` knows US-ASCII only, while `\b` knows all of Unicode. */
function escapeAt(
  regex: string,
  index: number,
  inClass: boolean,
  alphabet: Alphabet,
): { text: string; length: number } {
  const named = matchAt(property, regex, index);
  if (named) {
    const members = classes[named[3]!.toLowerCase()]!;
    const isNegated = (named[1] === 'P') !== (named[2] === '^');
    return { text: isNegated ? `[^${members}]` : inClass ? members : `[${members}]`, length: named[0].length };
  }
  const escape = regex.slice(index, index + 2);
  return { text: escapeText(escape, inClass, alphabet), length: 2 };
}

function escapeText(escape: string, inClass: boolean, alphabet: Alphabet): string {
  const letter = escape[1] ?? '';
  const named = escapedClasses[letter.toLowerCase()];
  if (alphabet === 'u' && named !== undefined) {
    const members = classes[named] ?? `[:${named}:]`;
    return letter !== letter.toLowerCase() ? `[^${members}]` : inClass ? members : `[${members}]`;
  }
  if (letter === 'w') return inClass ? 'a-zA-Z0-9_' : asciiWord;
  if (letter === 'W') return '[^a-zA-Z0-9_]';
  // `\u0041` and the like are no escapes of Ruby's, but letters.
  if (letter !== '' && 'uyYNO'.includes(letter)) return letter;
  if (inClass) return escape;
  if (alphabet === 'a' && letter === 'b') return asciiEdge;
  if (alphabet === 'a' && letter === 'B') return noAsciiEdge;
  // Matches begin to be looked for where the text begins, and only what groups captured is told.
  if (letter === 'G') return '\\A';
  if (letter === 'K') return '';
  return escape;
}

/** A group that is open. */
interface OpenGroup {
  alphabet: Alphabet;
  /** Where its content begins in the result. */
  readonly start: number;
  /** Groups that it was given around the rest of it, for flags that stand in its midst. */
  wraps: number;
}

/** Gives every named group a name of its own that JavaScript accepts; back references follow. Says what Oniguruma means by the rest. */
function renameGroups(regex: string): Expression {
  const names: string[] = [];
  const open: OpenGroup[] = [{ alphabet: 'd', start: 0, wraps: 0 }];
  let result = '';
  let classDepth = 0;
  const enter = (opening: string, alphabet = open.at(-1)!.alphabet): void => {
    result += opening;
    open.push({ alphabet, start: result.length, wraps: 0 });
  };
  for (let index = 0; index < regex.length;) {
    const character = regex[index]!;
    const { alphabet } = open.at(-1)!;
    if (character === '\\') {
      const [whole, kind, angled, quoted] = (classDepth === 0 && matchAt(namedReference, regex, index)) || [];
      const groups = whole === undefined ? [] : groupsOf(names, (angled ?? quoted)!, kind!);
      if (groups.length > 0) {
        const references = groups.map((group) => `\\${kind}<g${group}>`);
        result += references.length === 1 ? references[0]! : `(?:${references.join('|')})`;
        index += whole!.length;
        continue;
      }
      const { text, length } = escapeAt(regex, index, classDepth > 0, alphabet);
      result += text;
      index += length;
      continue;
    }
    if (classDepth > 0) {
      const [posix, negation, name] = matchAt(posixClass, regex, index) ?? [];
      const members = posix === undefined ? undefined : (alphabet === 'a' ? asciiClasses : classes)[name!];
      if (members !== undefined) {
        result += negation === '^' ? `[^${members}]` : members;
        index += posix!.length;
        continue;
      }
    } else if (character === '(') {
      const [opening, quotedName, name] = matchAt(namedGroup, regex, index) ?? [];
      if (opening !== undefined) {
        checkName((quotedName ?? name)!, regex.slice(index + '(?<'.length));
        enter(`(?<g${names.length}>`);
        names.push((quotedName ?? name)!);
        index += opening.length;
        continue;
      }
      const [flags, on, off = '', end] = matchAt(flagGroup, regex, index) ?? [];
      if (flags !== undefined) {
        const others = on!.replace(/[adu]/g, '') + off;
        const chosen = (/[adu](?!.*[adu])/.exec(on!)?.[0] ?? alphabet) as Alphabet;
        const group = open.at(-1)!;
        if (end === ':') enter(`(?${others}:`, chosen);
        else {
          group.alphabet = chosen;
          // In the midst of a group flags hold for the rest of it, whose alternatives are those of a group of its own.
          if (others !== '' && result.length === group.start) result += `(?${others})`;
          else if (others !== '') {
            result += `(?${others}:`;
            group.wraps++;
          }
        }
        index += flags.length;
        continue;
      }
      enter('(');
      index++;
      continue;
    } else if (character === ')') {
      const group = open.length > 1 ? open.pop() : undefined;
      result += ')'.repeat((group?.wraps ?? 0) + 1);
      index++;
      continue;
    } else if (character === '{') {
      const [optional, times] = matchAt(optionalRepetition, regex, index) ?? [];
      if (optional !== undefined) {
        result += `{${times}}{0,1}`;
        index += optional.length;
        continue;
      }
      const [, least, most] = matchAt(repetition, regex, index) ?? [];
      if (Number(least) > Number(most))
        throw new Failure('value_exception', 'upper is smaller than lower in repeat range');
    }
    if (character === '[') classDepth++;
    else if (character === ']' && classDepth > 0) classDepth--;
    result += character;
    index++;
    // A bracket right behind the opening one is a literal, with or without a negation between.
    if (character === '[') {
      const literal = /^\^?\]/.exec(regex.slice(index, index + 2))?.[0];
      if (literal !== undefined) {
        result += literal.replace(']', '\\]');
        index += literal.length;
      }
    }
  }
  result += ')'.repeat(open[0]!.wraps);
  return { regex: withStrictReferences(result), groupNames: names.map(fieldOf) };
}

/** Numbers of the groups of a name in front of a reference, the last first, as they are tried. */
function groupsOf(names: readonly string[], name: string, kind: string): number[] {
  const groups = names.flatMap((known, group) => (known === name ? [group] : [])).reverse();
  if (kind === 'g' && groups.length > 1)
    throw new Failure('value_exception', `multiplex definition name <${name}> call`);
  if (kind === 'k' && groups.length === 0 && !/^[-+]?\d/.test(name) && !/[-+]\d+$/.test(name))
    throw new Failure('value_exception', `undefined name <${name}> reference`);
  return groups;
}

/** Refuses what is no name of a group; an unclosed one is said to reach to the end. */
function checkName(name: string, rest: string): void {
  if (name === '') throw new Failure('value_exception', 'group name is empty');
  if (name.includes(')')) throw new Failure('value_exception', `invalid group name <${rest}>`);
  if (/^[-\d]/.test(name)) throw new Failure('value_exception', `invalid group name <${name}>`);
}

/** `field:type` of a group's name, in front of which stands the name of the pattern where it comes from one. */
function fieldOf(name: string): string {
  const colon = name.indexOf(':');
  return name.slice(colon + 1);
}
