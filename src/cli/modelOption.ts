// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The flag by which commands that run pipelines are told who answers inference processors.

import type { Argv } from 'yargs';
import { embeddedModelFolder } from '../inference/embeddedModel.js';

/** What the flag parses to: folders as modelFolders reads them. */
export interface ModelOptionArgs {
  readonly model: string[];
}

/** Adds the flag. */
export function modelOption<Args>(yargs: Argv<Args>): Argv<Args & ModelOptionArgs> {
  return yargs.option('model', {
    type: 'string',
    array: true,
    // One value a flag, so that inputs may follow.
    nargs: 1,
    default: [embeddedModelFolder],
    defaultDescription: 'the embedded model',
    describe:
      'model folder that answers inference processors, whatever model they name; ID=FOLDER answers for one model',
  });
}
