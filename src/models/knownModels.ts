// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The models that the project describes in models/*/model.json: what their labels mean, how their text is made,
// where they come from. Weights are not among them, except those of the embedded model.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../util/packageRoot.js';

/** A described model. */
export interface KnownModel {
  /** The name of its folder under models/. */
  readonly name: string;
  readonly folder: string;
  /** Whether its weights are there too. */
  readonly hasWeights: boolean;
  /** model.json, as it is. */
  readonly description: Readonly<Record<string, unknown>>;
}

/** The folder of descriptions in the installed package. */
export const knownModelsFolder = join(packageRoot, 'models');

/** Every described model, by name. */
export function knownModels(folder: string = knownModelsFolder): KnownModel[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'model.json')))
    .sort()
    .map((name) => ({
      name,
      folder: join(folder, name),
      hasWeights: existsSync(join(folder, name, 'model.onnx')),
      description: JSON.parse(readFileSync(join(folder, name, 'model.json'), 'utf8')) as Record<string, unknown>,
    }));
}

/** The described model of a name or a Hugging Face id. */
export function findKnownModel(nameOrId: string, folder: string = knownModelsFolder): KnownModel | undefined {
  return knownModels(folder).find(({ name, description }) => name === nameOrId || description['source'] === nameOrId);
}
