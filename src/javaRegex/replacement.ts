// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Replacement texts of java.util.regex.Matcher: `$1`, `${name}`, and `\` before a literal character.

import { Failure, illegalArgument } from '../diagnostics/failure.js';

/** A piece of a replacement: literal text, or the number of a group. */
export type ReplacementPart = string | number;

/**
 * Parses a replacement for a pattern with these groups.
 *
 * @throws Failure illegal_argument_exception or index_out_of_bounds_exception, with Java's words.
 */
export function parseReplacement(
  replacement: string,
  groupCount: number,
  groupNames: ReadonlyMap<string, number>,
): ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal) parts.push(literal);
    literal = '';
  };
  for (let index = 0; index < replacement.length;) {
    const character = replacement[index]!;
    if (character === '\\') {
      index++;
      if (index === replacement.length) throw illegalArgument('character to be escaped is missing');
      literal += replacement[index++]!;
    } else if (character === '$') {
      index++;
      if (index === replacement.length) throw illegalArgument('Illegal group reference: group index is missing');
      flush();
      if (replacement[index] === '{') {
        const start = ++index;
        while (index < replacement.length && /[A-Za-z0-9]/.test(replacement[index]!)) index++;
        const name = replacement.slice(start, index);
        if (name === '') throw illegalArgument("named capturing group is missing trailing '}'");
        if (replacement[index] !== '}') throw illegalArgument("named capturing group is missing trailing '}'");
        if (/^[0-9]/.test(name)) {
          throw illegalArgument(`capturing group name {${name}} starts with digit character`);
        }
        const group = groupNames.get(name);
        if (group === undefined) throw illegalArgument(`No group with name {${name}}`);
        parts.push(group);
        index++;
      } else {
        if (!/[0-9]/.test(replacement[index]!)) throw illegalArgument('Illegal group reference');
        let group = Number(replacement[index++]);
        if (group > groupCount) throw new Failure('index_out_of_bounds_exception', `No group ${group}`);
        // Further digits belong to the number as long as there is such a group.
        while (index < replacement.length && /[0-9]/.test(replacement[index]!)) {
          const longer = group * 10 + Number(replacement[index]);
          if (longer > groupCount) break;
          group = longer;
          index++;
        }
        parts.push(group);
      }
    } else {
      literal += character;
      index++;
    }
  }
  flush();
  return parts;
}

/** Matcher.quoteReplacement. */
export function quoteReplacement(text: string): string {
  return text.replace(/[\\$]/g, '\\$&');
}
