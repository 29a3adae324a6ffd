// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every command line that the pages show parses with the program's own definitions, and what it names of this project is
// there. test/cluster/docsCommands.test.ts runs those that need a cluster.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import yargs from 'yargs';
import { commands } from '../../src/cli/commands.js';
import { checkValues, type DeclaredOptions } from '../../src/cli/usage.js';
import { commandsOf, pages, shownCommands, type ShownCommand } from '../support/docsCommands.js';

const shown = pages.flatMap(shownCommands);
const scripts = Object.keys(
  (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts,
);

/** Programs that pages may call beside ours. */
const others = ['awk', 'cd', 'curl', 'docker', 'echo', 'export', 'git', 'node', 'npm', 'npx'];

/** The words behind the program's name, or undefined for another program. */
function logtwinArguments([program, ...rest]: readonly string[]): readonly string[] | undefined {
  if (program === 'logtwin') return rest;
  if (program === 'npx' && rest[0] === 'logtwin') return rest.slice(1);
  return program === 'node' && rest[0] === 'dist/cli/main.js' ? rest.slice(1) : undefined;
}

const ours = shown.flatMap((command) => {
  const words = logtwinArguments(command.words);
  return words === undefined ? [] : [{ ...command, words }];
});

const titleOf = ({ page, line, words }: ShownCommand): string => `${page}:${line} ${words.join(' ')}`;

/** Parses as the program does, and runs nothing. */
async function parse(words: readonly string[]): Promise<void> {
  const parser = yargs()
    .option('json', { type: 'boolean' })
    .option('quiet', { type: 'boolean' })
    .demandCommand(1)
    .strict()
    .exitProcess(false)
    .check((args) => {
      checkValues(args, (parser as unknown as { getOptions(): DeclaredOptions }).getOptions());
      return true;
    })
    .fail((message, error) => {
      throw error ?? new Error(message);
    });
  for (const [key, entry] of Object.entries(commands)) {
    const loaded = words[0] === key ? await entry.load() : undefined;
    parser.command(
      entry.usage,
      entry.describe,
      (builder) => loaded?.builder(builder) ?? builder,
      () => undefined,
    );
  }
  if (!(words[0]! in commands)) throw new Error(`there is no command ${words[0]}`);
  await parser.parseAsync(words);
}

test('the pages show nearly every command', () => {
  expect(ours.length).toBeGreaterThan(60);
  const unseen = Object.keys(commands).filter((name) => !ours.some(({ words }) => words[0] === name));
  // README shows the demo as `npm run demo`; extract is convert for texts alone.
  expect(unseen.filter((name) => !['demo', 'extract'].includes(name))).toEqual([]);
});

test.each(ours.map((command) => [titleOf(command), command.words] as const))('%s', async (_title, words) => {
  await expect(parse(words)).resolves.toBeUndefined();
});

test('a wrong option, command or value is found', async () => {
  await expect(parse(['deploy', '--overlays', 'a.json'])).rejects.toThrow(/overlays/);
  await expect(parse(['deploi'])).rejects.toThrow(/deploi/);
  await expect(parse(['backfill'])).rejects.toThrow(/Not enough non-option arguments/);
  await expect(parse(['backfill', 'logs', '--batch', 'many'])).rejects.toThrow(/needs a number/);
});

test('other programs are few, and what they run of this project is there', () => {
  const problems = shown
    .filter(({ words }) => logtwinArguments(words) === undefined)
    .filter(({ words: [program, ...rest] }) => {
      if (!others.includes(program!)) return true;
      const script =
        program !== 'npm' ? undefined : rest[0] === 'run' ? rest[1] : rest[0] === 'test' ? 'test' : undefined;
      const file = program !== 'node' ? undefined : rest.find((word) => /^\w.*\.(mjs|ts)$/.test(word));
      return (script !== undefined && !scripts.includes(script)) || (file !== undefined && !existsSync(file));
    });
  expect(problems.map(titleOf)).toEqual([]);
});

test('what commands name in the folders of this project is there', () => {
  const folders = readdirSync('.', { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
  const outputs = ['-o', '--output', '--fold-into'];
  const made = shown.flatMap(({ words }) => words.filter((_word, index) => outputs.includes(words[index - 1]!)));
  // Not ours to have: a checkpoint and a package of the reader.
  const theirs = /^packages\//;
  const missing = ours.flatMap(({ words, ...place }) =>
    words
      .filter((word) => word.includes('/') && folders.includes(word.split('/')[0]!) && !theirs.test(word))
      .filter((word) => !existsSync(word) && !made.includes(word))
      .map((word) => `${place.page}:${place.line} ${word}`),
  );
  expect(missing).toEqual([]);
});

test('lines are split as a shell splits them', () => {
  expect(commandsOf(`A=b npx x 'a b' "c"d && y | z # not this`)).toEqual([['npx', 'x', 'a b', 'cd'], ['y'], ['z']]);
  expect(commandsOf(`echo '{ "a": 1 }' > file.json`)).toEqual([['echo', '{ "a": 1 }']]);
  expect(commandsOf('# only words')).toEqual([]);
});
