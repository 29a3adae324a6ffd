// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a random script may call: every constructor, method and constant of the class table whose result the seed alone decides.

import { readFileSync } from 'node:fs';

import { contextNamed } from '../../../src/painless/contexts/index.js';
import { lookupFor } from '../../../src/painless/stdlib/index.js';
import type { Callable, JavaClass } from '../../../src/painless/stdlib/lookup.js';

/** The classes that scripts of the generator see. */
export const lookup = lookupFor(contextNamed('ingest'));

/** A call that gives a value of a type, or a constant of a class. */
export type Producer =
  | { readonly kind: 'constructor' | 'static' | 'method'; readonly callable: Callable }
  | { readonly kind: 'constant'; readonly text: string };

/** Packages and how often they are chosen; others would make most scripts be about dates. */
const weights: readonly (readonly [RegExp, number])[] = [
  [/^java\.lang\.StrictMath$/, 0],
  [/^java\.lang\.(String|Integer|Long|Double|CharSequence|Iterable)$/, 3],
  [/^java\.lang\.(?!Class|StackTrace|System|Enum|Character\.)/, 2],
  [/^java\.util\.(List|Map|Collection|Set|Collections|Arrays|Optional)$/, 3],
  [/^java\.util\.(?!UUID|Random|Locale|TimeZone|Date|Enumeration|\w*Exception)\w+(\.\w+)?$/, 2],
  [/^java\.util\.(function|regex|stream)\./, 2],
  [/^java\.math\./, 1],
  [/^java\.time\./, 1],
];

/**
 * Calls that no two runs answer alike, that need not end, that take all memory, or that show what only the JVM knows
 * (the capacity of a buffer, an identity). Matched against `Class.name/arity`.
 */
const excluded = [
  /\.(now|random|randomUUID|getDefault|systemDefault\w*|shuffle|currentTimeMillis|nanoTime|identityHashCode|parallel\w*|unordered)\//,
  /\.(generate|iterate|wait|notify\w*|capacity|ensureCapacity|trimToSize|setLength|toGenericString)\//,
  /^(LongStream|IntStream)\.(range\w*|limit|skip)\//,
  /^(Clock|Instant\.MAX|System|Debug|Collector|ZoneId\.SHORT_IDS)\b/,
  /^StringBuilder\.(insert|offsetByCodePoints)\//,
  /^\w*(Exception|Error)\./,
  /^(Object|Iterable|Stream\w*|\w*Stream|Matcher|Pattern|String(Builder|Buffer|Tokenizer|Joiner)|Optional\w*)\.hashCode\//,
  /\.(explain|getStackTrace|getSuppressed)\//,
];

/** Calls that are known to differ and wait to be mended (docs/how-faithful.md names them). */
const open = [
  // A Hashtable's order is a HashMap's.
  /^Hashtable\.<init>\//,
];

const weightOf = (canonical: string): number => weights.find(([pattern]) => pattern.test(canonical))?.[1] ?? 0;

/** The methods that the node lists, as `Class.name/arity`: newer servers have more. */
const listed = new Set<string>();
const api = JSON.parse(readFileSync('test/conformance/painless-api.json', 'utf8')) as {
  classes: Record<string, string[]>;
};
for (const [name, members] of Object.entries(api.classes)) {
  for (const member of members) {
    const match = /(\w+)(?:\(([^)]*)\))?$/.exec(member)!;
    const arity = match[2] === undefined || match[2] === '' ? 0 : match[2].split(',').length;
    listed.add(`${name}.${match[1]!}/${arity}`);
  }
}
const isListed = (owner: JavaClass, name: string, arity: number): boolean =>
  listed.has(`${owner.binary}.${name === '<init>' ? 'new' : name}/${arity}`);

/** A class or method by the name that the patterns above see. */
const shown = (owner: JavaClass, name: string, arity: number): string =>
  `${owner.canonical.slice(owner.canonical.lastIndexOf('.') + 1)}.${name}/${arity}`;

const isExcluded = (text: string): boolean => [...excluded, ...open].some((pattern) => pattern.test(text));

/** What can be called, by the exact type that it gives. */
const byResult = new Map<string, Producer[]>();
/** Methods of a class that give nothing. */
const voids: Callable[] = [];

function add(type: string, producer: Producer, weight: number): void {
  const list = byResult.get(type) ?? [];
  for (let copy = 0; copy < weight; copy++) list.push(producer);
  byResult.set(type, list);
}

for (const name of lookup.names()) {
  const owner = lookup.byBinaryName(name)!;
  const weight = weightOf(owner.canonical);
  if (weight === 0 || owner.declaration.refusal !== undefined) continue;
  const { own } = owner;
  for (const callable of [...own.constructors.values(), ...own.statics.values(), ...own.methods.values()]) {
    const { length } = callable.parameters;
    if (!isListed(owner, callable.name, length)) continue;
    if (callable.member.refusal !== undefined || isExcluded(shown(owner, callable.name, length))) continue;
    // Capacities and load factors of collections show nothing and take memory.
    if (callable.name === '<init>' && /^(int(, float)?)$/.test(callable.parameters.join(', '))) continue;
    const kind = callable.name === '<init>' ? 'constructor' : callable.isStatic ? 'static' : 'method';
    if (callable.returns === 'void') voids.push(callable);
    else add(callable.returns, { kind, callable }, weight);
  }
  for (const field of own.fields.values()) {
    if (field.refusal === undefined && !isExcluded(shown(owner, field.name, 0)))
      add(field.type, { kind: 'constant', text: `${writtenName(owner.canonical)}.${field.name}` }, 1);
  }
}

const assignable = new Map<string, readonly Producer[]>();

/** All that gives a value which a variable of the type takes. */
export function producersOf(type: string): readonly Producer[] {
  let found = assignable.get(type);
  if (!found) {
    const isPrimitive = lookup.classOfType(type) === undefined;
    found = [...byResult].flatMap(([result, producers]) =>
      result === type || (!isPrimitive && type !== 'java.lang.Object' && lookup.isAssignable(result, type))
        ? producers
        : [],
    );
    assignable.set(type, found);
  }
  return found;
}

/** Methods that give nothing, for statements. */
export const voidMethods: readonly Callable[] = voids;

/** A type as a script writes it: by its simple name where that is enough. */
export function writtenName(type: string): string {
  const simple = type.replace(/^(?:[a-z]\w*\.)+/, '');
  return lookup.resolveType(simple) === type ? simple : type;
}
