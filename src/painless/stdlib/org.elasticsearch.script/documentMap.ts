// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What `ctx` may know beside its entries. A plain map does too: it is all source, and its time is now.

import type { HashMap } from '../../../values/maps.js';

/** The `ctx` of a document. */
export interface DocumentMap extends HashMap {
  /** The document without its metadata: where paths of the field API start. */
  readonly source?: HashMap;
  /** Time of ingestion in milliseconds since the epoch. */
  readonly now?: number;
}

export function sourceOf(ctx: DocumentMap): HashMap {
  return ctx.source ?? ctx;
}

export function nowOf(ctx: DocumentMap): number {
  return ctx.now ?? Date.now();
}
