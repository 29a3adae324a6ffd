// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// From what a user names as input - files, folders, globs, `-` - to the list of files to read.

import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';

/** One input to read. */
export interface DumpInput {
  /** A path, or `-` for stdin. */
  readonly path: string;
  /** What its output files are named after; unique among the inputs. */
  readonly name: string;
  /** Bytes on disk; undefined for stdin and other inputs without a size. */
  readonly size: number | undefined;
}

/** What is read of a folder; single files and globs may have any name. */
const dumpName = /\.(json|ndjson|jsonl|bulk)(\.gz)?$/i;
/** What `convert` itself writes. */
const outputName = /(_ml_input\.(ndjson|json|txt)|_failed\.ndjson|^report\.json)$/;

/**
 * Lists the inputs: files as they are, folders with all dumps in them and below, globs (`*`, `?`, `**`, `[a-z]`,
 * `{a,b}`), and `-` for stdin. Order is that of the arguments, sorted by name within each; each file once.
 *
 * @throws DiagnosticError IN3008 for an argument that names nothing.
 */
export function expandInputs(patterns: readonly string[]): DumpInput[] {
  const found = new Map<string, string>();
  for (const pattern of patterns)
    for (const [path, name] of expand(pattern)) if (!found.has(path)) found.set(path, name);
  const taken = new Set<string>();
  return [...found].map(([path, name]) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count++) unique = `${name}-${count}`;
    taken.add(unique);
    return { path, name: unique, size: sizeOf(path) };
  });
}

/** Paths with the names of their outputs. */
function expand(pattern: string): [path: string, name: string][] {
  if (pattern === '-') return [['-', 'stdin']];
  const stats = statSync(pattern, { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    const files = filesBelow(pattern).filter((file) => dumpName.test(file) && !outputName.test(basename(file)));
    if (files.length === 0) {
      refuse(
        'IN3008',
        `${pattern}: no dump in this folder`,
        'a folder is searched for .json, .ndjson, .jsonl and .bulk, each also with .gz',
      );
    }
    return files.map((file) => [file, nameOf(relative(pattern, file))]);
  }
  if (stats) return [[pattern, nameOf(basename(pattern))]];
  if (!/[*?[{]/.test(pattern)) refuse('IN3008', `${pattern}: no such file or folder`);
  const root = globRoot(pattern);
  const matcher = globExpression(pattern);
  const rootStats = statSync(root, { throwIfNoEntry: false });
  const files = rootStats?.isDirectory() ? filesBelow(root).filter((file) => matcher.test(portable(file))) : [];
  if (files.length === 0) refuse('IN3008', `${pattern}: no file matches`);
  return files.map((file) => [file, nameOf(relative(root, file))]);
}

/** The output name: the file's without its endings, folders in front of it. */
function nameOf(path: string): string {
  return portable(path)
    .replace(/\.gz$/i, '')
    .replace(/\.(json|ndjson|jsonl|bulk)$/i, '')
    .replaceAll('/', '-');
}

function filesBelow(folder: string): string[] {
  const files: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...filesBelow(path));
    else if (statSync(path, { throwIfNoEntry: false })?.isFile()) files.push(path);
  }
  return files.sort();
}

/** The deepest folder of a glob that holds no magic. */
function globRoot(pattern: string): string {
  let root = pattern;
  while (/[*?[{]/.test(root)) root = dirname(root);
  return root;
}

/** A glob as a regular expression over portable paths as filesBelow gives them. */
function globExpression(pattern: string): RegExp {
  // join, which made the paths, drops a leading ./ too.
  const glob = portable(pattern).replace(/^(\.\/)+/, '');
  let source = '';
  let braces = 0;
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at]!;
    if (glob.startsWith('**/', at)) {
      source += '(?:[^/]+/)*';
      at += 2;
    } else if (glob.startsWith('**', at)) {
      source += '.*';
      at++;
    } else if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '{') {
      source += '(?:';
      braces++;
    } else if (character === '}' && braces > 0) {
      source += ')';
      braces--;
    } else if (character === ',' && braces > 0) source += '|';
    else if (character === '[' && glob.includes(']', at + 2)) {
      const end = glob.indexOf(']', at + 2);
      source += `[${glob
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replaceAll('\\', '\\\\')}]`;
      at = end;
    } else source += character.replace(/[.+^$()|\\[\]{}]/, '\\$&');
  }
  return new RegExp(`^${source}${')'.repeat(braces)}$`);
}

function portable(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

function sizeOf(path: string): number | undefined {
  if (path === '-') return undefined;
  const stats = statSync(path);
  return stats.isFile() ? stats.size : undefined;
}
