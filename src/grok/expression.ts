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

/** As in Ruby, `\w` knows US-ASCII only, while `\b` knows all of Unicode. */
function asciiWord(escape: string, inClass: boolean): string {
  if (escape === '\\w') return inClass ? 'a-zA-Z0-9_' : '[a-zA-Z0-9_]';
  return escape === '\\W' ? '[^a-zA-Z0-9_]' : escape;
}

/** `(?'name'` and `(?<name>`, but no look-behind. */
const namedGroup = /\(\?(?:'([^']*)'|<(?![=!])([^>]*)>)/y;

/** `\k<name>`, `\k'name'`, and the same with `\g`. */
const namedReference = /^\\([kg])(?:<([^>]+)>|'([^']+)')/;

/** Gives every named group a name of its own that JavaScript accepts; back references follow. */
function renameGroups(regex: string): Expression {
  const groupNames: string[] = [];
  let result = '';
  let classDepth = 0;
  for (let index = 0; index < regex.length;) {
    const character = regex[index]!;
    if (character === '\\') {
      const named = classDepth === 0 ? namedReference.exec(regex.slice(index, index + 200)) : null;
      const group = named ? groupNames.lastIndexOf((named[2] ?? named[3])!) : -1;
      if (named && group >= 0) {
        result += `\\${named[1]}<g${group}>`;
        index += named[0].length;
      } else {
        result += asciiWord(regex.slice(index, index + 2), classDepth > 0);
        index += 2;
      }
      continue;
    }
    if (character === '[') classDepth++;
    else if (character === ']' && classDepth > 0) classDepth--;
    else if (classDepth === 0 && character === '(') {
      namedGroup.lastIndex = index;
      const [opening, quotedName, name] = namedGroup.exec(regex) ?? [];
      if (opening !== undefined) {
        result += `(?<g${groupNames.length}>`;
        groupNames.push((quotedName ?? name)!);
        index += opening.length;
        continue;
      }
    }
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
