// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Kibana shows a trained model or a job only once it has a saved object for it. It makes them itself about once an hour;
// this asks it to do so now.

import type { Kibana } from '../kibana.js';
import type { Step } from '../step.js';

type SyncAnswer = Readonly<Record<string, unknown>> & {
  readonly savedObjectsCreated?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** A step that makes models and jobs visible. `fresh` says that the plan creates some of them. */
export async function mlSyncStep(
  kibana: Kibana,
  space: string,
  wanted: readonly string[],
  fresh: boolean,
): Promise<Step> {
  const created = (await sync(kibana, space, true)).savedObjectsCreated ?? {};
  const invisible = Object.values(created).flatMap((byId) => Object.keys(byId));
  const due = fresh || invisible.some((id) => wanted.includes(id));
  return {
    kind: 'Kibana view of machine learning',
    id: `in space ${space}`,
    phase: 'prepare',
    change: due ? 'update' : 'keep',
    reason: due ? 'Kibana does not show them yet' : 'Kibana shows them',
    diff: [],
    apply: () => (due ? sync(kibana, space, false).then(() => undefined) : Promise.resolve(undefined)),
  };
}

async function sync(kibana: Kibana, space: string, simulate: boolean): Promise<SyncAnswer> {
  const { body } = await kibana.request<SyncAnswer>({
    method: 'GET',
    path: '/api/ml/saved_objects/sync',
    space,
    query: { simulate },
  });
  return body;
}
