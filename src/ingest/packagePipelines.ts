// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Pipelines of packages as elastic-package lays them out: each a file of a folder, which calls the others as
// `{{ IngestPipeline "name" }}`.

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';

const call = /\{\{-?\s*IngestPipeline\s+"([^"]*)"\s*-?\}\}/g;

/** A pipeline's text with the ids of the others that it calls. */
export function withSiblingIds(text: string, idOf: (name: string) => string): string {
  return text.replace(call, (_whole, name: string) => idOf(name));
}

/** The file that a `NAME.link` stands for: its first word is a path relative to it, the second a checksum. */
export function linkedFile(path: string): string {
  if (!path.endsWith('.link')) return path;
  const [target] = readFileSync(path, 'utf8').trim().split(/\s+/);
  const file = join(dirname(path), target ?? '');
  return existsSync(file) ? file : refuse('IN1005', `${path} links to ${file}, which does not exist`);
}

/** A pipeline's name in its folder: that of its file. */
export const nameOfPipelineFile = (file: string): string => basename(file, extname(file));

/** A file that a pipeline calls. */
export interface SiblingFile {
  readonly path: string;
  readonly text: string;
}

/** The pipelines of a file's folder that it calls, that these call, and so on, by name; those that are missing are left out. */
export function siblingsOf(file: string, text: string): ReadonlyMap<string, SiblingFile> {
  const found = new Map<string, SiblingFile>();
  const follow = (caller: string) => {
    for (const [, name = ''] of caller.matchAll(call)) {
      if (name === nameOfPipelineFile(file) || found.has(name)) continue;
      const path = ['.yml', '.json', '.yaml', '.yml.link', '.json.link']
        .map((ending) => join(dirname(file), name + ending))
        .find((candidate) => existsSync(candidate));
      if (path === undefined) continue;
      const linked = linkedFile(path);
      const sibling = { path: linked, text: readFileSync(linked, 'utf8') };
      found.set(name, sibling);
      follow(sibling.text);
    }
  };
  follow(text);
  return found;
}
