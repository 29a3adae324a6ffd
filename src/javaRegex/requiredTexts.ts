// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a text must hold for a pattern to be found in it: a look for a few plain texts spares most searches where
// thousands of patterns are tried in turn.

import type { Node } from './ast.js';

/** Most texts of which one must be there. */
const mostTexts = 200;
/** Most texts that a part of a pattern is written out to. */
const mostExact = 16;
/** Shorter texts are nearly everywhere. */
const leastLength = 2;

/**
 * Texts in lower case of which every text that the pattern matches, in lower case, holds at least one; undefined where
 * there are none, or too many. Only ASCII counts, whose letters no other character's lower case tears apart.
 */
export function requiredTexts(root: Node): readonly string[] | undefined {
  return required(look(root));
}

/** What is known of a part. */
interface Knowledge {
  /** All that it matches, where that is little. */
  readonly exact?: readonly string[];
  /** Of what it matches, each holds one of these. */
  readonly holds?: readonly string[];
}

function required({ exact, holds }: Knowledge): readonly string[] | undefined {
  return best(exact, holds);
}

function look(node: Node): Knowledge {
  switch (node.kind) {
    case 'set': {
      const exact = membersOf(node.set.ranges);
      return exact ? { exact } : {};
    }
    case 'sequence':
      return sequence(node.items);
    case 'alternation':
      return alternation(node.branches.map(look));
    case 'group':
    case 'atomic':
      return look(node.body);
    case 'loop': {
      const body = look(node.body);
      if (node.min === 0) return node.max === 1 ? alternation([{ exact: [''] }, body]) : {};
      const holds = required(body);
      return holds ? { holds } : {};
    }
    // These take no character.
    case 'anchor':
    case 'lookahead':
    case 'lookbehind':
      return { exact: [''] };
    default:
      return {};
  }
}

function membersOf(ranges: readonly number[] | undefined): string[] | undefined {
  if (!ranges || ranges.length === 0 || ranges.at(-1)! > 127) return undefined;
  if (ranges.length === 2 && ranges[0] === ranges[1]) return [String.fromCharCode(ranges[0]!).toLowerCase()];
  const members = new Set<string>();
  for (let index = 0; index < ranges.length; index += 2) {
    if (ranges[index + 1]! - ranges[index]! > 3) return undefined;
    for (let code = ranges[index]!; code <= ranges[index + 1]!; code++)
      members.add(String.fromCharCode(code).toLowerCase());
  }
  return members.size > 4 ? undefined : [...members];
}

/** Neighbours whose texts are known are read together; of all that must be there, the longest tells most. */
function sequence(items: readonly Node[]): Knowledge {
  let run: readonly string[] = [''];
  let holds: readonly string[] | undefined;
  let isExact = true;
  for (const item of items) {
    const part = look(item);
    if (part.exact && run.length * part.exact.length <= mostExact) {
      run = joined(run, part.exact);
      continue;
    }
    isExact = false;
    holds = best(holds, run, required(part));
    run = part.exact && part.exact.length <= mostExact ? part.exact : [''];
  }
  if (isExact) return { exact: [...new Set(run)] };
  holds = best(holds, run);
  return holds ? { holds } : {};
}

function joined(starts: readonly string[], ends: readonly string[]): readonly string[] {
  const [end = ''] = ends;
  return ends.length === 1
    ? starts.map((start) => start + end)
    : starts.flatMap((start) => ends.map((text) => start + text));
}

function alternation(branches: readonly Knowledge[]): Knowledge {
  const exact = branches.flatMap((branch) => branch.exact ?? []);
  if (branches.every((branch) => branch.exact) && exact.length <= mostTexts) return { exact: [...new Set(exact)] };
  const each = branches.map(required);
  return each.includes(undefined) ? {} : { holds: each.flatMap((texts) => texts!) };
}

/** The set whose shortest text is the longest, of those that tell something. */
function best(...sets: (readonly string[] | undefined)[]): readonly string[] | undefined {
  let found: readonly string[] | undefined;
  let length = leastLength - 1;
  for (const texts of sets) {
    if (!texts || texts.length === 0 || texts.length > mostTexts) continue;
    const shortest = Math.min(...texts.map((text) => text.length));
    if (shortest <= length && !(found && shortest === length && texts.length < found.length)) continue;
    found = texts;
    length = shortest;
  }
  return found;
}
