// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What every kind of installed thing can do: be read, written, removed, compared.

import type { Cluster } from './cluster.js';
import type { JsonObject } from './json.js';

/** A kind of thing that a cluster holds under an id, such as an ingest pipeline. */
export interface ResourceKind {
  /** Its name in plans. */
  readonly name: string;
  /** What the cluster holds, in the form that is compared with the desired body; undefined when there is nothing. */
  read(cluster: Cluster, id: string, owner: string): Promise<JsonObject | undefined>;
  /** Ids of everything that carries our mark. */
  list(cluster: Cluster, owner: string): Promise<string[]>;
  /** Creates or replaces it. `former` is what read gave: kinds with a version lock on it. */
  write(cluster: Cluster, id: string, body: JsonObject, former: JsonObject | undefined): Promise<void>;
  remove(cluster: Cluster, id: string, owner: string): Promise<void>;
  /** The desired body with our mark on it. */
  mark(body: JsonObject, owner: string): JsonObject;
  /** Whose mark it carries; undefined for a thing that somebody else made. */
  ownerOf(body: JsonObject, id: string): string | undefined;
}

/** The key in `_meta` (or `metadata`) that says who installed a thing. */
export const ownerKey = 'managed_by';
