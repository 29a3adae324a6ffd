// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a real node lets scripts use (painless-api.json) against our library: nothing is silently absent. A member is there with the
// server's types, or it or its class is refused by name.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { contextNamed, type ScriptContextName } from '../../src/painless/contexts/index.js';
import { lookupFor } from '../../src/painless/stdlib/index.js';
import type { Callable, JavaClass } from '../../src/painless/stdlib/lookup.js';
import { conformanceFolder } from './format/suite.js';

interface Listed {
  readonly classes: Readonly<Record<string, readonly string[]>>;
  readonly only_in_ingest: Readonly<Record<string, readonly string[]>>;
}

const listed = JSON.parse(readFileSync(join(conformanceFolder, 'painless-api.json'), 'utf8')) as Listed;
const primitives = new Set(['boolean', 'byte', 'char', 'double', 'float', 'int', 'long', 'short', 'void']);

/** Values of search scripts, which no ingest script can get hold of. */
const ofOtherContexts = /^org\.(elasticsearch\.(index|search|script|common)|apache\.lucene)\./;

interface ListedMember {
  readonly text: string;
  readonly isStatic: boolean;
  readonly returns: string;
  readonly name: string;
  /** Undefined for a field. */
  readonly parameters: readonly string[] | undefined;
}

function parseMember(text: string): ListedMember {
  const [, isStatic, returns, name, list] = /^(static )?(?:(\S+) )?(\w+|new)(?:\((.*)\))?$/.exec(text)!;
  const canonical = (type: string): string => type.replaceAll('$', '.');
  return {
    text,
    isStatic: isStatic !== undefined,
    returns: canonical(returns ?? ''),
    name: name!,
    parameters: list?.split(',').filter(Boolean).map(canonical),
  };
}

function find(owner: JavaClass, { isStatic, name, parameters }: ListedMember): Callable | undefined {
  const arity = parameters!.length;
  if (name === 'new') return owner.constructorOf(arity);
  return isStatic ? owner.staticMethod(name, arity) : owner.method(name, arity);
}

/** What is wrong with our form of a listed member, or undefined. */
function fault(owner: JavaClass, member: ListedMember): string | undefined {
  if (member.parameters === undefined) return owner.field(member.name) ? undefined : 'absent';
  const ours = find(owner, member);
  if (ours === undefined) return 'absent';
  if (ours.member.refusal !== undefined) return undefined;
  const differs = ours.parameters.some((type, index) => type !== member.parameters![index]);
  if (differs) return `parameters (${ours.parameters.join(',')})`;
  return member.name === 'new' || ours.returns === member.returns ? undefined : `returns ${ours.returns}`;
}

function faults(context: ScriptContextName): string[] {
  const lookup = lookupFor(contextNamed(context));
  const names = Object.keys(listed.classes).filter((name) => !primitives.has(name) && !ofOtherContexts.test(name));
  return names.flatMap((name) => {
    const absent = new Set(context === 'ingest' ? [] : (listed.only_in_ingest[name] ?? []));
    const members = listed.classes[name]!.filter((text) => !absent.has(text));
    const owner = lookup.byBinaryName(name);
    if (owner?.declaration.refusal !== undefined) return [];
    if (owner === undefined) return members.length === 0 && absent.size > 0 ? [] : [`${name}: absent`];
    return members.flatMap((text) => {
      const problem = fault(owner, parseMember(text));
      return problem === undefined ? [] : [`${name} ${text}: ${problem}`];
    });
  });
}

describe('the script library', () => {
  it('has everything that a node lists for ingest scripts', () => {
    expect(faults('ingest')).toEqual([]);
  });

  it('has everything that a node lists for conditions', () => {
    expect(faults('processor_conditional')).toEqual([]);
  });

  it('keeps from conditions what only ingest scripts have', () => {
    const lookup = lookupFor(contextNamed('processor_conditional'));
    const leaked = Object.entries(listed.only_in_ingest).flatMap(([name, members]) => {
      const owner = lookup.byBinaryName(name);
      return members.filter((text) => owner !== undefined && find(owner, parseMember(text)) !== undefined);
    });
    expect(leaked).toEqual([]);
  });
});
