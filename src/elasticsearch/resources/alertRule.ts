// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Alert rules of Kibana over classified events: Elasticsearch query rules, written by the alerting API (8.8 and later: from
// then on an API key may make them). A rule runs with the rights of whoever wrote it last.

import { createHash } from 'node:crypto';
import { ClusterError } from '../clusterError.js';
import { diffJson, isJsonObject, type JsonObject } from '../json.js';
import type { Kibana } from '../kibana.js';
import { ownerKey } from '../resource.js';
import { updateStep, type Step } from '../step.js';

/** A file of ingest/alert_rules/: the body of the request, but for what is the same for every rule. */
export interface DesiredRule {
  /** Name of the file. */
  readonly id: string;
  readonly name: string;
  readonly tags?: readonly string[];
  readonly schedule: { readonly interval: string };
  readonly params: JsonObject;
  /** What happens: connectors of this Kibana. Those that were added in Kibana stay when the file has none. */
  readonly actions?: readonly JsonObject[];
}

/** A rule as the API answers it. */
interface Rule extends JsonObject {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly schedule: { readonly interval: string };
  readonly params: JsonObject;
  readonly actions: readonly JsonObject[];
}

const kind = 'Kibana alert rule';
const most = 100;

/** A step that brings one rule of a space up to date. The space has to be there. */
export async function alertRuleStep(kibana: Kibana, owner: string, space: string, desired: DesiredRule): Promise<Step> {
  const id = ruleId(owner, space, desired.id);
  const common = { kind, id: desired.id, phase: 'switch' as const };
  const former = await readRule(kibana, space, id);
  const body = bodyOf(owner, desired);
  if (former === undefined) {
    return {
      ...common,
      change: 'create',
      reason: 'not there',
      diff: [],
      apply: async () => {
        await createRule(kibana, space, id, body);
        return () => removeRule(kibana, space, id);
      },
    };
  }
  // The server adds what a file leaves out: only what the file says is compared. Actions of the file name connectors.
  const diff = diffJson(comparable(former, body), comparable(body, body));
  return updateStep(common, diff, async () => {
    await updateRule(kibana, space, id, { ...body, actions: desired.actions ?? former.actions.map(actionSent) });
    return () => updateRule(kibana, space, id, { ...pick(former), actions: former.actions.map(actionSent) });
  });
}

/** Steps that delete the rules of a deployment in a space, but for those that `kept` names. */
export async function alertRuleRemovals(
  kibana: Kibana,
  owner: string,
  space: string,
  reason: string,
  kept: readonly string[] = [],
): Promise<Step[]> {
  const { status, body } = await kibana.request<{ data?: readonly Rule[] }>({
    method: 'GET',
    path: '/api/alerting/rules/_find',
    space,
    query: { per_page: most, filter: `alert.attributes.tags:"${ownerTag(owner)}"` },
    // A space that is gone, and a Kibana without alerting, have no rules.
    accept: [404],
  });
  const ours = status === 404 ? [] : (body.data ?? []);
  return ours.flatMap(({ id, tags }) => {
    const name = tags.find((tag) => tag.startsWith(fileTag))?.slice(fileTag.length);
    // A copy that somebody made of a rule has its tags, and an id of its own.
    if (name === undefined || id !== ruleId(owner, space, name) || kept.includes(name)) return [];
    return [
      {
        kind,
        id: name,
        phase: 'clean' as const,
        change: 'delete' as const,
        reason,
        diff: [],
        apply: () => removeRule(kibana, space, id).then(() => undefined),
      },
    ];
  });
}

const fileTag = 'file:';

function ownerTag(owner: string): string {
  return `${ownerKey}:${owner}`;
}

/** Ids of rules have to be UUIDs, because their saved objects hold a secret, and are unique over all spaces. */
function ruleId(owner: string, space: string, name: string): string {
  const hash = createHash('sha256').update(`${owner}\n${space}\n${name}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** What a rule consists of, of what can be changed. */
function bodyOf(owner: string, { id, name, tags = [], schedule, params, actions }: DesiredRule): JsonObject {
  const marks = [ownerTag(owner), `${fileTag}${id}`];
  return { name, tags: [...tags, ...marks], schedule, params, ...(actions && { actions }) };
}

function pick({ name, tags, schedule, params }: Rule): JsonObject {
  return { name, tags, schedule, params };
}

/** The parts of a rule that a file decides. */
function comparable(rule: JsonObject, wanted: JsonObject): JsonObject {
  const params = isJsonObject(rule.params) ? rule.params : {};
  const keys = Object.keys(wanted.params as JsonObject);
  return {
    name: rule.name,
    tags: [...(rule.tags as string[])].sort(),
    schedule: rule.schedule,
    params: Object.fromEntries(keys.map((key) => [key, params[key]])),
    ...(Array.isArray(wanted.actions) && {
      actions: (rule.actions as JsonObject[]).map(({ id, group, params: sent }) => ({ id, group, params: sent })),
    }),
  };
}

/** An action as it is sent: answers say of which type its connector is. */
function actionSent({ connector_type_id: _type, ...action }: JsonObject): JsonObject {
  return action;
}

// Requests

function pathOf(id: string): string {
  return `/api/alerting/rule/${encodeURIComponent(id)}`;
}

async function readRule(kibana: Kibana, space: string, id: string): Promise<Rule | undefined> {
  const { status, body } = await kibana.request<Rule>({ method: 'GET', path: pathOf(id), space, accept: [404] });
  return status === 404 ? undefined : body;
}

async function createRule(kibana: Kibana, space: string, id: string, body: JsonObject): Promise<void> {
  const { status } = await kibana.request({
    method: 'POST',
    path: pathOf(id),
    space,
    body: { actions: [], ...body, rule_type_id: '.es-query', consumer: 'stackAlerts', enabled: true },
    // A request whose answer was lost finds its own work done.
    accept: [409],
  });
  if (status !== 409) return;
  if ((await readRule(kibana, space, id)) === undefined)
    throw new ClusterError(
      `Kibana refuses alert rule ${String(body.name)}: its id is taken in another space`,
      'delete that rule there, or rename the deployment in the manifest',
      { status },
    );
}

async function updateRule(kibana: Kibana, space: string, id: string, body: JsonObject): Promise<void> {
  await kibana.request({ method: 'PUT', path: pathOf(id), space, body });
}

async function removeRule(kibana: Kibana, space: string, id: string): Promise<void> {
  await kibana.request({ method: 'DELETE', path: pathOf(id), space, accept: [404] });
}
