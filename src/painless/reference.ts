// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The reference page of Painless, from the tables that scripts run on.

import { contextNamed, contextNames } from './contexts/index.js';
import { baseClasses } from './stdlib/index.js';
import type { ClassDeclaration, Member } from './stdlib/table.js';

const packageOf = (name: string): string => name.slice(0, name.lastIndexOf('.'));
const simpleName = (name: string): string => name.slice(name.lastIndexOf('.') + 1).replaceAll('$', '.');

/** Text for a table cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function memberRow(owner: string, { kind, signature, doc, refusal, examples }: Member): string {
  const shown =
    kind === 'constructor'
      ? `new ${simpleName(owner)}${signature}`
      : kind === 'method'
        ? signature
        : `static ${signature}`;
  const example = examples.map(({ script, value }) => `\`${script}\` is \`${value}\``).join('; ');
  return `| \`${cell(shown)}\` | ${cell(refusal === undefined ? doc : `**Refused:** ${refusal}.`)} | ${cell(example)} |`;
}

function classSection({ name, kind, doc, supertypes, members }: ClassDeclaration): string[] {
  const inherits =
    supertypes.length > 0
      ? ` Inherits from ${supertypes.map((supertype) => `\`${simpleName(supertype)}\``).join(', ')}.`
      : '';
  const lines = [`### ${kind === 'interface' ? 'Interface ' : ''}${simpleName(name)}`, '', `${doc}${inherits}`, ''];
  if (members.length > 0)
    lines.push(
      '| Member | Meaning | Examples |',
      '| --- | --- | --- |',
      ...members.map((member) => memberRow(name, member)),
      '',
    );
  return lines;
}

/** Whether scripts can name the class; classes behind interfaces (such as the key set of a map) cannot be named. */
const isNamed = ({ name, qualified }: ClassDeclaration): boolean => !(qualified && name.startsWith('java.'));

/** The reference page as Markdown: every class and member of the library, with what is refused and why. */
export function painlessReference(): string {
  const named = baseClasses.filter((declaration) => isNamed(declaration) && declaration.refusal === undefined);
  const refusedWhole = baseClasses.filter(({ refusal }) => refusal !== undefined);
  const members = named.flatMap((declaration) => declaration.members);
  const refused = members.filter(({ refusal }) => refusal !== undefined).length;
  const lines = [
    '# Painless reference',
    '',
    `${named.length} classes with ${members.length - refused} members that scripts may use, and ${refused} members and ${refusedWhole.length} classes that the server has and logtwin refuses by name.`,
    'What is refused is an error, with the reason, when the script is compiled. Whatever is not on this page is unknown to the server, too.',
    '',
    '## Contexts',
    '',
  ];
  for (const contextName of contextNames) {
    const context = contextNamed(contextName);
    const variables = context.variables.map(({ name, type }) => `\`${name}\` (${simpleName(type)})`).join(', ');
    lines.push(
      `### ${contextName}`,
      '',
      `${context.doc} Variables: ${variables}. Result: ${context.returns === 'void' ? 'none' : context.returns}.`,
      '',
    );
    if (context.functions.length > 0) {
      lines.push('| Function | Meaning |', '| --- | --- |');
      for (const { name, parameters, returns, doc } of context.functions) {
        lines.push(`| \`${simpleName(returns)} ${name}(${parameters.map(simpleName).join(', ')})\` | ${cell(doc)} |`);
      }
      lines.push('');
    }
    for (const declaration of context.classes)
      lines.push(...classSection(declaration).map((line) => line.replace(/^### /, '#### ')));
    for (const { name, members: added } of context.augmentations) {
      lines.push(
        `#### ${simpleName(name)}, also`,
        '',
        '| Member | Meaning | Examples |',
        '| --- | --- | --- |',
        ...added.map((member) => memberRow(name, member)),
        '',
      );
    }
  }
  let current = '';
  for (const declaration of named) {
    const ofPackage = packageOf(declaration.name);
    if (ofPackage !== current) lines.push(`## ${ofPackage}`, '');
    current = ofPackage;
    lines.push(...classSection(declaration));
  }
  lines.push('## Refused classes', '', '| Class | Reason |', '| --- | --- |');
  for (const { name, refusal } of refusedWhole) lines.push(`| \`${name.replaceAll('$', '.')}\` | ${cell(refusal!)} |`);
  return `${lines.join('\n').trimEnd()}\n`;
}
