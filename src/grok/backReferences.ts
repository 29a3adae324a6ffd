// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// In Oniguruma a back reference to a group that took no part does not match; in JavaScript it matches nothing, as to an empty group.
// So where a group may have taken no part, the reference must take a character.

import { type AlternativeNode, parse } from 'oniguruma-parser/parser';
import { Failure } from '../diagnostics/failure.js';
import { alternativesOf, type Element, matchesNothing } from './element.js';

/** A back reference by name, or another escape. */
const reference = /\\(?:k<(g\d+)>|[^])/g;

/**
 * Lets the back references (`\k<g0>`) of an expression in Oniguruma's syntax match in JavaScript as they do there.
 *
 * @throws Failure syntax_exception for a reference of which JavaScript cannot tell whether its group took part.
 */
export function withStrictReferences(regex: string): string {
  if (!/\\k<g\d/.test(regex)) return regex;
  const doubtful = new Doubts(regex).names;
  let guards = 0;
  return regex.replace(reference, (escape, name: string | undefined) => {
    if (name === undefined || !doubtful.has(name)) return escape;
    // What is left of the text is not the same behind the reference.
    const rest = `b${guards++}`;
    return `(?:(?=(?<${rest}>(?m:.*)))${escape}(?!\\k<${rest}>\\z))`;
  });
}

function unsupported(group: string): Failure {
  return new Failure('syntax_exception', `a back reference to ${group}, is not supported`, { status: 400 });
}

/** Finds the groups that may have taken no part where they are referred to. */
class Doubts {
  readonly names = new Set<string>();
  private readonly groups = new Map<
    string,
    { readonly body: readonly AlternativeNode[]; readonly isRepeated: boolean }
  >();

  constructor(regex: string) {
    const { body } = parse(regex, { skipBackrefValidation: true, skipPropertyNameValidation: true });
    this.alternatives(body, new Set(), false);
    for (const name of this.names) {
      const group = this.groups.get(name);
      if (group?.isRepeated) throw unsupported('a group of a repetition, which other rounds may leave out');
      if (group?.body.some((alternative) => alternative.body.every(matchesNothing)))
        throw unsupported('a group that may be left out, and that may be empty');
    }
  }

  /** The groups that took part for sure behind alternatives, before which others did. */
  private alternatives(
    alternatives: readonly AlternativeNode[],
    before: ReadonlySet<string>,
    isRepeated: boolean,
  ): ReadonlySet<string> {
    const each = alternatives.map(({ body }) =>
      body.reduce((sure, element) => this.element(element, sure, isRepeated), before),
    );
    const [first = before, ...others] = each;
    return new Set([...first].filter((name) => others.every((sure) => sure.has(name))));
  }

  private element(element: Element, before: ReadonlySet<string>, isRepeated: boolean): ReadonlySet<string> {
    if (element.type === 'Backreference') {
      const name = String(element.ref);
      if (!before.has(name)) this.names.add(name);
      return before;
    }
    const isAgain = element.type === 'Quantifier' && element.max > 1;
    const after = this.alternatives(alternativesOf(element), before, isRepeated || isAgain);
    if (element.type === 'CapturingGroup' && element.name !== undefined) {
      this.groups.set(element.name, { body: element.body, isRepeated });
      return new Set([...after, element.name]);
    }
    const isSure =
      element.type === 'Group' ||
      element.type === 'CapturingGroup' ||
      (element.type === 'Quantifier' && element.min > 0) ||
      (element.type === 'LookaroundAssertion' && !element.negate);
    return isSure ? after : before;
  }
}
