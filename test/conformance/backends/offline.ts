// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs any case on our engine.

import { inspect } from 'node:util';

import type { Case, Outcome } from '../format/suite.js';
import { runPipelineOffline } from './offlinePipelines.js';
import { runScriptOffline } from './offlineScripts.js';

/** What our engine makes of a case; a defect that escapes it is an outcome too, which no server has. */
export async function runOffline({ input }: Pick<Case, 'input'>): Promise<Outcome> {
  try {
    return input.kind === 'script' ? runScriptOffline(input) : await runPipelineOffline(input);
  } catch (error) {
    return { error: { type: 'defect', reason: inspect(error) } };
  }
}
