// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which indices hold classified events, and how files that mean them name them.

import { isJsonObject } from './json.js';
import type { Manifest } from './manifest.js';

/** In files of ingest/ this pattern stands for the indices that hold classified events. */
export const eventsPlaceholder = 'logtwin-classified-*';

/** Index patterns of the classified events: what the manifest says, else where its hook has them classified. */
export function eventIndices({ events, hook }: Pick<Manifest, 'events' | 'hook'>): readonly string[] {
  if (events !== undefined) return events;
  if (hook.kind === 'fleet_custom') return hook.datasets.map((dataset) => `logs-${dataset}-*`);
  return hook.kind === 'final_pipeline' ? hook.indices : [eventsPlaceholder];
}

/** The same JSON with the indices for the placeholder: as items of a list, or joined where it stands alone. */
export function withEvents<Value>(value: Value, indices: readonly string[]): Value {
  return replaced(value, indices) as Value;
}

function replaced(value: unknown, indices: readonly string[]): unknown {
  if (value === eventsPlaceholder) return indices.join(',');
  if (Array.isArray(value))
    return value.flatMap((item: unknown): unknown[] =>
      item === eventsPlaceholder ? [...indices] : [replaced(item, indices)],
    );
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, indices)]));
}
