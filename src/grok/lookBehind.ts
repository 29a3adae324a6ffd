// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Oniguruma looks behind for texts of known lengths only; JavaScript for any, and would take what a server refuses.

import { type AlternativeNode, parse } from 'oniguruma-parser/parser';
import { alternativesOf, type Element } from './element.js';

/** A look-behind of more than a class of characters, as in `(?<![0-9])`, or a few plain characters. */
const unusual = /\(\?<[=!](?!(?:\[\^?[^\]\\[&]+\]|[\w ,:;=/"'-]+)\))/;

/**
 * Refuses an expression whose look-behinds are of no known length.
 *
 * @throws Error in the words of Oniguruma.
 */
export function checkLookBehinds(regex: string): void {
  if (!unusual.test(regex)) return;
  const { body } = parse(regex, { skipBackrefValidation: true, skipPropertyNameValidation: true });
  for (const alternative of body) alternative.body.forEach(check);
}

function check(element: Element): void {
  if (element.type === 'LookaroundAssertion' && element.kind === 'lookbehind') {
    if (outermost(element.body).some(({ body }) => sum(body) === undefined)) {
      throw new Error('invalid pattern in look-behind');
    }
  }
  for (const { body } of alternativesOf(element)) body.forEach(check);
}

/** The alternatives of a look-behind, which may differ in length; a group around all of them counts for nothing. */
function outermost(alternatives: readonly AlternativeNode[]): readonly AlternativeNode[] {
  const [only, ...others] = alternatives.length === 1 ? alternatives[0]!.body : [];
  const isPlain =
    only?.type === 'CapturingGroup' || (only?.type === 'Group' && only.atomic !== true && only.flags === undefined);
  return isPlain && others.length === 0 ? outermost(only.body) : alternatives;
}

function sum(elements: readonly Element[]): number | undefined {
  let total = 0;
  for (const element of elements) {
    const length = lengthOf(element);
    if (length === undefined) return undefined;
    total += length;
  }
  return total;
}

/** How many characters an element takes; undefined where that depends on the text. */
function lengthOf(element: Element): number | undefined {
  switch (element.type) {
    case 'Character':
    case 'CharacterClass':
      return 1;
    case 'CharacterSet':
      return element.variableLength === true ? undefined : 1;
    case 'Assertion':
    case 'Directive':
    case 'LookaroundAssertion':
      return 0;
    case 'Quantifier': {
      const once = lengthOf(element.body);
      return element.min === element.max && once !== undefined ? once * element.min : undefined;
    }
    case 'Group':
    case 'CapturingGroup': {
      if (element.type === 'Group' && element.atomic === true) return undefined;
      const [length, ...others] = element.body.map(({ body }) => sum(body));
      return others.every((other) => other === length) ? length : undefined;
    }
    default:
      return undefined;
  }
}
