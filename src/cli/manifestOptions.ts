// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The flags by which plan, deploy, status and destroy are told what to install.

import type { Argv } from 'yargs';
import { readDeploymentFiles, type DeploymentFiles } from '../elasticsearch/deploy.js';
import type { PlannedAction, Step } from '../elasticsearch/step.js';
import type { Io } from './io.js';

/** What the flags parse to. */
export interface ManifestArgs {
  readonly manifest: string | undefined;
  readonly overlay: string[];
}

/** What the flag for API keys parses to. */
export interface ApiKeyArgs {
  readonly 'api-keys-to': string | undefined;
}

/** Adds the manifest flags to a command. */
export function manifestOptions<Args>(yargs: Argv<Args>): Argv<Args & ManifestArgs> {
  return yargs
    .option('manifest', {
      type: 'string',
      defaultDescription: 'ingest/manifest.json of the package',
      describe: 'what to install',
    })
    .option('overlay', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'files laid over the manifest, in order',
    });
}

/** Adds the flag of the commands that plan what is to be written. */
export function apiKeyOption<Args>(yargs: Argv<Args>): Argv<Args & ApiKeyArgs> {
  return yargs.option('api-keys-to', {
    type: 'string',
    describe: 'folder for the secrets of new API keys of the manifest, a file each that only you can read',
  });
}

/** Reads the manifest and the model that the flags name. */
export function filesOf(args: ManifestArgs): DeploymentFiles {
  return readDeploymentFiles(args.manifest, args.overlay, process.env);
}

const marks = { create: '+', update: '~', keep: ' ', delete: '-', check: '?' } as const;

/** Prints the lines of a plan. */
export function printActions(io: Io, actions: readonly (PlannedAction & Partial<Pick<Step, 'phase'>>)[]): void {
  for (const action of actions) {
    const { kind, id, reason, diff } = action;
    const word = deedOf(action);
    io.print(`${marks[word]} ${word.padEnd(6)} ${kind} ${id}: ${reason}`);
    for (const line of diff) io.print(`           ${line}`);
  }
}

/** What a step does, in a word: a gate creates nothing. */
export function deedOf({
  change,
  phase,
}: Pick<PlannedAction, 'change'> & Partial<Pick<Step, 'phase'>>): keyof typeof marks {
  return phase === 'gate' ? 'check' : change;
}
