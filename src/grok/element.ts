// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What stands in an expression, what is in it, and whether it can match an empty text.

import type { AlternativeNode } from 'oniguruma-parser/parser';

/** One thing in a sequence. */
export type Element = AlternativeNode['body'][number];

/** The alternatives in an element, those of what it repeats for a repetition. */
export function alternativesOf(element: Element | undefined): readonly AlternativeNode[] {
  switch (element?.type) {
    case 'Quantifier':
      return [{ type: 'Alternative', body: [element.body] }];
    case 'Group':
    case 'CapturingGroup':
    case 'LookaroundAssertion':
    case 'AbsenceFunction':
      return element.body;
    default:
      return [];
  }
}

/** Whether an element may match an empty text; references count as such. */
export function matchesNothing(element: Element): boolean {
  switch (element.type) {
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
      return false;
    case 'Quantifier':
      return element.min === 0 || matchesNothing(element.body);
    case 'Group':
    case 'CapturingGroup':
      return element.body.some(({ body }) => body.every(matchesNothing));
    default:
      return true;
  }
}

/** A group that only holds together. */
export function isPlainGroup(element: Element | undefined): boolean {
  return element?.type === 'Group'
    ? element.atomic !== true && element.flags === undefined
    : element?.type === 'CapturingGroup' && element.name === undefined;
}

/** The one element of a group that only holds together, and of such a group in it. */
export function onlyOf(element: Element | undefined): Element | undefined {
  for (let inner = element; ;) {
    const alternatives = isPlainGroup(inner) ? alternativesOf(inner) : [];
    if (alternatives.length !== 1 || alternatives[0]!.body.length !== 1) return inner;
    inner = alternatives[0]!.body[0];
  }
}
