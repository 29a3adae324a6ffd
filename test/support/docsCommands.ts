// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The command lines that the pages for people show: `sh` blocks, lines that begin with `$` in other blocks, and spans of
// code that begin with logtwin.

import { readdirSync, readFileSync } from 'node:fs';

/** A fenced block of shell commands. */
export interface ShellBlock {
  readonly page: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  readonly text: string;
}

/** One program with its arguments. */
export interface ShownCommand {
  readonly page: string;
  readonly line: number;
  readonly words: readonly string[];
}

/** Pages that people read. docs/reference is generated from the commands themselves. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...readdirSync('models', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `models/${name}/README.md`)
    .filter((file) => readIfThere(file) !== undefined),
];

/** The `sh` blocks of a page. */
export function shellBlocks(page: string): ShellBlock[] {
  return fences(page).flatMap(({ language, line, lines }) =>
    language === 'sh' ? [{ page, line, text: lines.join('\n') }] : [],
  );
}

/** Every command that a page shows. */
export function shownCommands(page: string): ShownCommand[] {
  const found: ShownCommand[] = [];
  const add = (text: string, line: number): void => {
    for (const words of commandsOf(text)) found.push({ page, line, words });
  };
  for (const { language, line, lines } of fences(page)) {
    let open = '';
    lines.forEach((text, index) => {
      if (language !== 'sh') {
        if (text.startsWith('$ ')) add(text.slice(2), line + index + 1);
        return;
      }
      open += text;
      // A quoted word may go over several lines.
      if (/['"]/.test(open.replace(/'[^']*'|"[^"]*"|(^|\s)#.*$/gm, ''))) open += '\n';
      else {
        add(open, line + index + 1);
        open = '';
      }
    });
  }
  let fenced = false;
  readFileSync(page, 'utf8')
    .split('\n')
    .forEach((text, index) => {
      if (text.startsWith('```')) fenced = !fenced;
      else if (!fenced)
        // A command with a flag or an argument: `logtwin plan` alone is a name.
        for (const [, code] of text.matchAll(/`((?:npx )?logtwin [a-z]+ [^`]+)`/g)) add(code!, index + 1);
    });
  return found;
}

interface Fence {
  readonly language: string;
  readonly line: number;
  readonly lines: readonly string[];
}

function fences(page: string): Fence[] {
  const found: Fence[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  readFileSync(page, 'utf8')
    .split('\n')
    .forEach((text, index) => {
      const fence = /^\s*```(\w*)/.exec(text);
      if (fence && open) {
        found.push(open);
        open = undefined;
      } else if (fence) {
        open = { language: fence[1]!, line: index + 1, lines: [] };
      } else {
        open?.lines.push(text);
      }
    });
  return found;
}

/** The commands of a line: words without quotes, comments, redirections and assignments; split where the shell splits them. */
export function commandsOf(line: string): string[][] {
  const tokens = line.match(/'[^']*'|"[^"]*"|[^\s'"]+|\s+/g) ?? [];
  const commands: string[][] = [[]];
  let word: string | undefined;
  const end = (): void => {
    if (word !== undefined) commands.at(-1)!.push(word);
    word = undefined;
  };
  for (const token of tokens) {
    if (/^\s/.test(token)) end();
    else if (word === undefined && token.startsWith('#')) break;
    else if (word === undefined && /^(&&|\|\|?|;)$/.test(token)) commands.push([]);
    else word = (word ?? '') + (/^['"]/.test(token) ? token.slice(1, -1) : token);
  }
  end();
  return commands.map(withoutShell).filter((words) => words.length > 0);
}

function withoutShell(words: readonly string[]): string[] {
  const redirection = words.findIndex((word) => word === '>' || word === '>>' || word === '<');
  const kept = redirection < 0 ? [...words] : words.slice(0, redirection);
  while (/^[A-Z_][A-Z0-9_]*=/.test(kept[0] ?? '')) kept.shift();
  return kept;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
