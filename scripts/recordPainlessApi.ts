// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `npm run conformance:record-api`: asks a real node which classes, methods and fields its scripts may use, and writes the list to
// test/conformance/painless-api.json. Members inherited from a listed class are left out.

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { startNode } from '../test/cluster/node.js';

interface Callable {
  readonly declaring: string;
  readonly name: string;
  readonly return: string;
  readonly parameters: readonly string[];
}

interface Field {
  readonly declaring: string;
  readonly name: string;
  readonly type: string;
}

interface ListedClass {
  readonly name: string;
  readonly imported: boolean;
  readonly constructors: readonly Callable[];
  readonly static_methods: readonly Callable[];
  readonly methods: readonly Callable[];
  readonly static_fields: readonly Field[];
  readonly fields: readonly Field[];
}

const arrayElements: Record<string, string> = {
  B: 'byte',
  C: 'char',
  D: 'double',
  F: 'float',
  I: 'int',
  J: 'long',
  S: 'short',
  Z: 'boolean',
};

const node = await startNode();
try {
  const ingest = await listOf('ingest');
  const conditional = await listOf('processor_conditional');
  for (const [name, members] of Object.entries(conditional)) {
    const more = members.filter((member) => !ingest[name]?.includes(member));
    if (more.length > 0) throw new Error(`processor_conditional has what ingest has not: ${name} ${more.join(', ')}`);
  }
  const onlyInIngest = Object.entries(ingest).flatMap(([name, members]) => {
    const more = members.filter((member) => !conditional[name]?.includes(member));
    return more.length > 0 || !(name in conditional) ? [[name, more] as const] : [];
  });
  const list = { recorded: node.version, classes: ingest, only_in_ingest: Object.fromEntries(onlyInIngest) };
  writeFileSync(resolve('test/conformance/painless-api.json'), `${JSON.stringify(list, null, 1)}\n`);
} finally {
  await node.stop();
}

/** Members by class. */
async function listOf(context: string): Promise<Record<string, string[]>> {
  const { body } = await node.request('GET', `/_scripts/painless/_context?context=${context}`);
  const { classes } = body as { classes: readonly ListedClass[] };
  const listed = new Set(classes.map(({ name }) => name));
  return Object.fromEntries(classes.map((declared) => [typeText(declared.name), membersOf(declared, listed)]));
}

/** One text a member, such as `static int max(int,int)`; a constructor is `new(int)`. */
function membersOf(declared: ListedClass, listed: ReadonlySet<string>): string[] {
  const own = ({ declaring }: { declaring: string }): boolean => declaring === declared.name || !listed.has(declaring);
  const list = (parameters: readonly string[]): string => `(${parameters.map(typeText).join(',')})`;
  const text = ({ name, return: result, parameters }: Callable): string =>
    `${typeText(result)} ${name}${list(parameters)}`;
  return [
    ...declared.constructors.map(({ parameters }) => `new${list(parameters)}`),
    ...declared.static_methods.map((method) => `static ${text(method)}`),
    ...declared.methods.filter(own).map(text),
    ...declared.static_fields.map(({ type, name }) => `static ${typeText(type)} ${name}`),
    ...declared.fields.filter(own).map(({ type, name }) => `${typeText(type)} ${name}`),
  ].sort();
}

/** A type as scripts write it, under Elasticsearch's package names. */
function typeText(name: string): string {
  if (name.startsWith('[')) {
    const element = name.slice(1);
    return `${typeText(element.startsWith('L') ? element.slice(1, -1) : (arrayElements[element] ?? element))}[]`;
  }
  if (name.endsWith('.painless.lookup.def')) return 'def';
  return name.replace(/^org\.opensearch\./, 'org.elasticsearch.');
}
