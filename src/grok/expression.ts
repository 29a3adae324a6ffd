// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Grok expressions to regular expressions of Oniguruma, whose groups get names that JavaScript accepts.

import { illegalArgument } from '../diagnostics/failure.js';
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
      return field === undefined ? `(?:${body})` : `(?<${field}>${body})`;
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

/** `[:name:]` within a class. */
const posixClass = /\[:(\^?)(digit|space|graph|print|punct):\]/y;

/** `\p{Name}`; of these names only. */
const property = /\\(p|P)\{(\^?)(digit|space|graph|print)\}/iy;

/** `(?'name'` and `(?<name>`, but no look-behind. */
const namedGroup = /\(\?(?:'([^']*)'|<(?![=!])([^>]*)>)/y;

/** `\k<name>`, `\k'name'`, and the same with `\g`. */
const namedReference = /\\([kg])(?:<([^>]+)>|'([^']+)')/y;

/** A repetition of a fixed number of times that may be missing: it is not the lazy one of Perl and JavaScript. */
const optionalRepetition = /\{(\d+)\}\?/y;

function matchAt(regex: RegExp, text: string, index: number): RegExpExecArray | null {
  regex.lastIndex = index;
  return regex.exec(text);
}

/** Escapes that mean something else to the translator. As in Ruby, `\w` knows US-ASCII only, while `\b` knows all of Unicode. */
function escapeAt(regex: string, index: number, inClass: boolean): { text: string; length: number } {
  const named = matchAt(property, regex, index);
  if (named) {
    const members = classes[named[3]!.toLowerCase()]!;
    const isNegated = (named[1] === 'P') !== (named[2] === '^');
    return { text: isNegated ? `[^${members}]` : inClass ? members : `[${members}]`, length: named[0].length };
  }
  const escape = regex.slice(index, index + 2);
  const text =
    escape === '\\w' ? (inClass ? 'a-zA-Z0-9_' : '[a-zA-Z0-9_]') : escape === '\\W' ? '[^a-zA-Z0-9_]' : escape;
  // `\u0041` and the like are no escapes of Ruby's, but letters.
  return { text: /^\\[uyYNO]$/.test(escape) ? escape[1]! : text, length: 2 };
}

/** Gives every named group a name of its own that JavaScript accepts; back references follow. Says what Oniguruma means by the rest. */
function renameGroups(regex: string): Expression {
  const groupNames: string[] = [];
  let result = '';
  let classDepth = 0;
  for (let index = 0; index < regex.length;) {
    const character = regex[index]!;
    if (character === '\\') {
      const named = classDepth === 0 ? matchAt(namedReference, regex, index) : null;
      const group = named ? groupNames.lastIndexOf((named[2] ?? named[3])!) : -1;
      const { text, length } =
        named && group >= 0
          ? { text: `\\${named[1]}<g${group}>`, length: named[0].length }
          : escapeAt(regex, index, classDepth > 0);
      result += text;
      index += length;
      continue;
    }
    if (classDepth > 0) {
      const [posix, negation, name] = matchAt(posixClass, regex, index) ?? [];
      if (posix !== undefined) {
        result += negation === '^' ? `[^${classes[name!]}]` : classes[name!];
        index += posix.length;
        continue;
      }
    } else if (character === '(') {
      const [opening, quotedName, name] = matchAt(namedGroup, regex, index) ?? [];
      if (opening !== undefined) {
        result += `(?<g${groupNames.length}>`;
        groupNames.push((quotedName ?? name)!);
        index += opening.length;
        continue;
      }
    } else if (character === '{') {
      const [repetition, times] = matchAt(optionalRepetition, regex, index) ?? [];
      if (repetition !== undefined) {
        result += `{${times}}{0,1}`;
        index += repetition.length;
        continue;
      }
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
  return { regex: result, groupNames };
}
