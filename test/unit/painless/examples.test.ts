// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every example of the script library is run: both sides must be equal in value and in class.

import { compilePainless } from '../../../src/painless/index.js';
import { contextNamed } from '../../../src/painless/contexts/index.js';
import { baseClasses, lookupFor } from '../../../src/painless/stdlib/index.js';
import type { Member } from '../../../src/painless/stdlib/table.js';
import { classNameOf } from '../../../src/values/className.js';
import { equalValues } from '../../../src/values/identity.js';
import { HashMap } from '../../../src/values/maps.js';

const ingest = contextNamed('ingest');
const declared: readonly (readonly [string, Member])[] = [
  ...[...baseClasses, ...ingest.classes].flatMap(({ name, members }) =>
    members.map((member) => [name, member] as const),
  ),
  ...ingest.augmentations.flatMap(({ name, members }) => members.map((member) => [name, member] as const)),
];
const examples = declared.flatMap(([name, { signature, examples: list }]) =>
  list.map(({ script, value }) => [name, signature, script, value] as const),
);

/** The value of an expression, or of statements that end in `return`. */
function evaluate(text: string): unknown {
  const returned = text.lastIndexOf('return ');
  const script =
    returned < 0
      ? `ctx.value = ${text};`
      : `${text.slice(0, returned)} ctx.value = ${text.slice(returned + 'return '.length)};`;
  const ctx = new HashMap();
  compilePainless(script, 'ingest').run(new HashMap(), ctx);
  return ctx.get('value');
}

describe('examples of the script library', () => {
  it('are there', () => {
    expect(examples.length).toBeGreaterThan(150);
  });

  it.each(examples)('%s %s: %s is %s', (_name, _signature, script, value) => {
    const actual = evaluate(script);
    const expected = evaluate(value);
    const described = [actual, expected].map((side) => (side === null ? 'null' : classNameOf(side)));
    expect(described[0]).toBe(described[1]);
    expect(equalValues(actual, expected)).toBe(true);
  });

  it('name only types of the library in their signatures', () => {
    const lookup = lookupFor(ingest);
    const unknown: string[] = [];
    for (const name of lookup.names()) {
      const { own, canonical } = lookup.byBinaryName(name)!;
      for (const callable of [...own.constructors.values(), ...own.methods.values(), ...own.statics.values()]) {
        const reason = callable.member.refusal;
        if (reason?.startsWith('it needs ')) unknown.push(`${canonical} ${callable.member.signature}: ${reason}`);
      }
    }
    // What needs a class that is refused as a whole is refused with it; nothing is absent by accident.
    expect(unknown.filter((line) => !/Spliterator|Enumeration|needs Era,/.test(line))).toEqual([]);
  });
});
