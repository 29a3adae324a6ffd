// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which folder answers for which model id, as commands are told: one folder for every model, or folders by id.

import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';

/** Folders by model id. */
export interface ModelFolders {
  /** The folder of a model id; undefined when there is no such model. */
  readonly folderOf: (modelId: string) => string | undefined;
  /** Differs when a model or its folder differs. */
  readonly fingerprint: string;
}

/**
 * Reads `FOLDER`, which answers for every model that has no folder of its own, and `ID=FOLDER`.
 *
 * @throws DiagnosticError MD4001 for a folder that does not exist, CL1001 for two folders for the same models.
 */
export function modelFolders(given: readonly string[]): ModelFolders {
  const folders = new Map<string | undefined, string>();
  for (const one of given) {
    const cut = isFolder(one) ? -1 : one.indexOf('=');
    const id = cut > 0 ? one.slice(0, cut) : undefined;
    const folder = one.slice(cut + 1);
    if (!isFolder(folder)) {
      refuse('MD4001', `There is no model folder ${folder}.`, 'Give a folder that holds model.onnx, or ID=FOLDER.');
    }
    if (folders.has(id)) {
      const whose = id === undefined ? 'every model' : `the model ${id}`;
      refuse('CL1001', `two folders for ${whose}: ${folders.get(id)} and ${folder}`, 'Name their ids: ID=FOLDER.');
    }
    folders.set(id, folder);
  }
  const stamps = [...folders].map(([id, folder]) => `${id ?? ''}=${resolve(folder)} ${stampOf(folder)}`);
  return {
    folderOf: (modelId) => folders.get(modelId) ?? folders.get(undefined),
    fingerprint: stamps.sort().join('\n'),
  };
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** When and how large its files are: a model that was made anew answers otherwise. */
function stampOf(folder: string): string {
  return ['model.json', 'model.onnx']
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file))
    .map((file) => `${statSync(file).size}@${statSync(file).mtimeMs}`)
    .join(' ');
}
