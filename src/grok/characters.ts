// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which characters the elements of an expression may take, so that it can be told whether two of them take the same.

import { generate } from 'oniguruma-parser/generator';
import { parse } from 'oniguruma-parser/parser';
import { toRegExp } from 'oniguruma-to-es';
import { type Element, onlyOf } from './element.js';

/** Characters, by the bits of their probes. */
export type Characters = bigint;

/** All of US-ASCII, and one of each kind of character beyond: letters, a digit, blanks, signs, a mark, a control. */
const probes = [
  ...Array.from({ length: 0x80 }, (_unused, code) => String.fromCharCode(code)),
  ...['\u00e9', '\u0416', '\u6f22', '\u0663', '\u00a0', '\u2028', '\u20ac', '\u{1f600}', '\u2013', '\u0301', '\u0085'],
];

/** Those beyond US-ASCII. */
const exotic: Characters = ((1n << BigInt(probes.length - 0x80)) - 1n) << 0x80n;

/** Flags, and comments, which may stand before a quantifier. */
const flags = /\(\?(?:#|[a-zA-Z-]+[:)])/;

/** What the elements of one expression may take. */
export class CharacterSets {
  /** Flags such as `(?i)` may hold at any place: characters count with and without them. */
  readonly hasFlags: boolean;
  private readonly known = new Map<string, Characters>();

  /** @param regex An expression in Oniguruma's syntax. */
  constructor(regex: string) {
    this.hasFlags = flags.test(regex);
  }

  /** The characters of an element that takes one; undefined for others. */
  of(wrapped: Element): Characters | undefined {
    const element = onlyOf(wrapped)!;
    if (!['Character', 'CharacterClass', 'CharacterSet'].includes(element.type)) return undefined;
    if (element.type === 'CharacterSet' && element.variableLength === true) return undefined;
    const key = JSON.stringify(element);
    let set = this.known.get(key);
    if (set === undefined) {
      const ast = parse('', {});
      ast.body[0]!.body.push(element);
      const { pattern } = generate(ast);
      set = membersOf(pattern, '') | (this.hasFlags ? membersOf(pattern, 'im') : 0n);
      if (namesExotic(element)) set |= exotic;
      this.known.set(key, set);
    }
    return set;
  }

  /** Whether the set of an element is just what it takes, rather than all that it may take. */
  isExact(element: Element): boolean {
    return !this.hasFlags && !namesExotic(onlyOf(element)!);
  }
}

const members = new Map<string, Characters>();

function membersOf(pattern: string, flags: string): Characters {
  const key = `${flags}/${pattern}`;
  let known = members.get(key);
  if (known === undefined) {
    const regex = toRegExp(`\\A(?:${pattern})\\z`, { target: 'ES2024', flags });
    known = probes.reduce((bits, probe, index) => (regex.test(probe) ? bits | (1n << BigInt(index)) : bits), 0n);
    if (members.size > 5000) members.clear();
    members.set(key, known);
  }
  return known;
}

/** Whether characters are named that the probes do not tell apart. */
function namesExotic(element: Element): boolean {
  const json = JSON.stringify(element);
  return json.includes('"property"') || [...json.matchAll(/"value":(\d+)/g)].some(([, code]) => Number(code) >= 0x80);
}
