// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One step of a plan: what it changes and why, and how it is carried out and taken back.

import { diffJson, type JsonObject } from './json.js';
import type { Cluster } from './cluster.js';
import type { ResourceKind } from './resource.js';

/** What a step does to its thing. */
export type Change = 'create' | 'update' | 'keep' | 'delete';

/**
 * When a step is taken. Preparing steps harm nothing that works; the gate is a check that must pass; switching steps
 * change what events meet and are taken back when a later one fails; cleaning steps remove what nothing uses any more.
 */
export type Phase = 'prepare' | 'gate' | 'switch' | 'clean';

/** One line of a plan. */
export interface PlannedAction {
  readonly kind: string;
  readonly id: string;
  readonly change: Change;
  readonly reason: string;
  /** What differs, as lines of - and +. */
  readonly diff: readonly string[];
}

/** A line of a plan with its deed. */
export interface Step extends PlannedAction {
  readonly phase: Phase;
  /** Carries the step out. Resolves to the way back, where there is one. */
  apply(report: (progress: string) => void): Promise<(() => Promise<void>) | undefined>;
}

/** The line of a step, without its deed. */
export function actionOf({ kind, id, change, reason, diff }: Step): PlannedAction {
  return { kind, id, change, reason, diff };
}

/** A thing of a plain kind that should be there. */
export interface DesiredResource {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly body: JsonObject;
  readonly phase: 'prepare' | 'switch';
}

/** Compares what should be with what is. Resolves to a refusal, as text, when the thing belongs to somebody else. */
export async function stepFor(
  cluster: Cluster,
  owner: string,
  desired: DesiredResource,
): Promise<Step | { readonly refusal: string }> {
  const { kind, id, phase } = desired;
  const body = kind.mark(desired.body, owner);
  const former = await kind.read(cluster, id, owner);
  const undo =
    former === undefined ? () => kind.remove(cluster, id, owner) : () => restore(cluster, owner, kind, id, former);
  const common = { kind: kind.name, id, phase };
  if (former === undefined) {
    return {
      ...common,
      change: 'create',
      reason: 'not there',
      diff: [],
      apply: () => kind.write(cluster, id, body, undefined).then(() => undo),
    };
  }
  const formerOwner = kind.ownerOf(former, id);
  if (formerOwner !== owner) {
    const whose =
      formerOwner === undefined ? 'it was made by somebody else' : `it belongs to the deployment "${formerOwner}"`;
    return { refusal: `${kind.name} ${id} is there already and ${whose}; rename yours in the manifest, or delete it` };
  }
  const diff = diffJson(withoutVersion(former), withoutVersion(body));
  return updateStep(common, diff, () => kind.write(cluster, id, body, former).then(() => undo));
}

/** The step of a thing that is there: nothing to do, or an update where something differs. */
export function updateStep(
  thing: Pick<Step, 'kind' | 'id' | 'phase'>,
  diff: readonly string[],
  apply: Step['apply'],
): Step {
  return diff.length === 0
    ? { ...thing, change: 'keep', reason: 'as in the files', diff, apply: () => Promise.resolve(undefined) }
    : { ...thing, change: 'update', reason: 'differs from the files', diff, apply };
}

/** Steps that remove what carries our mark and is no longer wanted. */
export function removalStep(cluster: Cluster, owner: string, kind: ResourceKind, id: string, reason: string): Step {
  return {
    kind: kind.name,
    id,
    phase: 'clean',
    change: 'delete',
    reason,
    diff: [],
    apply: () => kind.remove(cluster, id, owner).then(() => undefined),
  };
}

/** Writes a former body back over whatever is there now. */
async function restore(
  cluster: Cluster,
  owner: string,
  kind: ResourceKind,
  id: string,
  former: JsonObject,
): Promise<void> {
  await kind.write(cluster, id, former, await kind.read(cluster, id, owner));
}

/** The version only locks; it says nothing about the content. */
function withoutVersion({ version: _version, ...body }: JsonObject): JsonObject {
  return body;
}
