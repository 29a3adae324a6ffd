// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The reference page of the processors, from the tables that they run on.

import type { Example, Processor } from './processor.js';
import type { Option, OptionTable } from './options.js';

/** Markdown of docs/reference/processors.md. */
export function renderReference(
  processors: Iterable<Processor>,
  common: OptionTable,
  refused: ReadonlyMap<string, string>,
): string {
  const all = [...processors];
  return [
    '# Processors',
    '',
    'Every ingest processor that logtwin runs, with the options, defaults and messages of the server. The examples are run as tests.',
    '',
    ...all.map(({ type, summary }) => `- [\`${type}\`](#${type}): ${summary}`),
    '',
    '## Options of every processor',
    '',
    ...optionTable(common),
    ...all.flatMap(section),
    '',
    '## Refused',
    '',
    'A pipeline with one of these is refused by name when it is loaded.',
    '',
    ...[...refused].map(([type, reason]) => `- \`${type}\`: ${reason}`),
    '',
  ].join('\n');
}

function section(processor: Processor): string[] {
  const lines = ['', `## ${processor.type}`, '', processor.summary];
  if (Object.keys(processor.options).length > 0) lines.push('', ...optionTable(processor.options));
  for (const note of processor.notes ?? []) lines.push('', `> ${note}`);
  for (const example of processor.examples) lines.push('', ...exampleBlock(processor.type, example));
  return lines;
}

function optionTable(options: OptionTable): string[] {
  const rows = Object.entries(options).map(([name, option]) => {
    const since = option.since === undefined ? '' : ` Since ${option.since}.`;
    return `| \`${name}\` | ${option.type} | ${defaultOf(option)} | ${cell(option.doc)}${since} |`;
  });
  return ['| option | type | default | meaning |', '| --- | --- | --- | --- |', ...rows];
}

function defaultOf(option: Option): string {
  if (option.required) return '**required**';
  return option.default === undefined ? '' : `\`${cell(JSON.stringify(option.default))}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function exampleBlock(type: string, { description, config, before, after }: Example): string[] {
  const error = after !== null && typeof after.error === 'string' && Object.keys(after).length === 1;
  const result = after === null ? 'dropped' : error ? `error: ${String(after.error)}` : json(after);
  return [
    ...(description === undefined ? [] : [description, '']),
    '```text',
    json({ [type]: config }),
    `before  ${json(before)}`,
    `after   ${result}`,
    '```',
  ];
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
