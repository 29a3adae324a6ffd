// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What `simulate` with `verbose` records of each processor that a document met.

import type { Failure } from '../../diagnostics/failure.js';
import type { IngestDocument } from './ingestDocument.js';

/** One processor's result. */
export interface TraceEntry {
  readonly type: string;
  readonly status: 'success' | 'error' | 'error_ignored' | 'skipped' | 'dropped';
  readonly tag: string | null;
  readonly description: string | null;
  /** The processor's condition and what it said. */
  readonly condition: { readonly source: string; readonly result: boolean } | null;
  readonly failure: Failure | null;
  /** The document after the processor, copied. */
  readonly document: IngestDocument | null;
}

/** Results in the order in which the processors finished. */
export type Trace = TraceEntry[];
