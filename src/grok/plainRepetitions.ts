// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Repetitions of repetitions that cannot run wild. Most of those in pattern banks split a text in one way only: `(?:/[a-z]*)+` by its
// slashes, `(?:[a-z]+\.)*` by its dots. Matching them needs no guard of time.

import { toRegExp } from 'oniguruma-to-es';

/** A class of characters without exotic members; US-ASCII only. */
const characters = String.raw`\[\^?(?:\\[^\w\x80-\uffff]|\\[dswDSW]|\[+:[a-z]+:\]+|[^\[\]\\\x80-\uffff])+\]`;
/** One character: of a class, an escaped sign, or a literal. */
const one = String.raw`${characters}|\\[^\w\x80-\uffff]|[^\\[\](){}|.*+?^$\x80-\uffff]`;
const group = String.raw`(?<!\\)\((?:\?:)?`;
const repeated = String.raw`\)[*+](?![*+{])`;
const led = new RegExp(`${group}(${one})(${one})[*+]${repeated}`, 'g');
const ended = new RegExp(`${group}(${one})(${one})[*+](${one})${repeated}`, 'g');
const doubled = new RegExp(`${group}(${characters}|\\\\[sSdD]|\\.)([*+])\\)([*+])(?![*+?{])`, 'g');
/** Flags that change what characters mean, and references to groups by number. */
const special = /\(\?[a-zA-Z-]+[:)]|\\[1-9kg]/;

/** An expression whose `(?:C+)+` stand as `C+`, and so with stars, which matches the same in the same order and in linear time. */
export function withoutDoubled(regex: string): string {
  return special.test(regex)
    ? regex
    : regex.replace(
        doubled,
        (_whole, repeatable: string, inner: string, outer: string) => repeatable + (inner === outer ? inner : '*'),
      );
}

/** An expression with `x*` in the place of each repetition of a group whose ends are plain to see. It is good for judging only. */
export function withoutPlainRepetitions(regex: string): string {
  if (special.test(regex)) return regex;
  return regex
    .replace(led, (whole, first: string, inner: string) => (disjoint(first, inner) ? 'x*' : whole))
    .replace(ended, (whole, first: string, inner: string, last: string) =>
      disjoint(last, first) && disjoint(last, inner) ? 'x*' : whole,
    );
}

/** All of US-ASCII, and one of each kind of character beyond: letters, a digit, blanks, a sign. */
const probes = [
  ...Array.from({ length: 0x80 }, (_unused, code) => String.fromCharCode(code)),
  ...['\u00e9', '\u0416', '\u6f22', '\u0663', '\u00a0', '\u2028', '\u20ac', '\u{1f600}'],
];

function disjoint(a: string, b: string): boolean {
  const membersOfA = membersOf(a);
  const membersOfB = membersOf(b);
  return !probes.some((probe) => membersOfA.has(probe) && membersOfB.has(probe));
}

const known = new Map<string, ReadonlySet<string>>();

function membersOf(character: string): ReadonlySet<string> {
  let members = known.get(character);
  if (!members) {
    const regex = toRegExp(`\\A(?:${character})\\z`, { target: 'ES2024' });
    members = new Set(probes.filter((probe) => regex.test(probe)));
    known.set(character, members);
  }
  return members;
}
