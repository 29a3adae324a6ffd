// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Saved objects of Kibana: data view, searches, dashboard, installed by its import API and read back by its export API.
// Kibana migrates what it imports, so contents cannot be compared: a tag that every object carries holds the content
// hash in its description. The hash is written last, so a cut-off import is seen and done again.

import { createHash } from 'node:crypto';
import { ClusterError } from '../clusterError.js';
import { canonicalJson, isJsonObject, type JsonObject } from '../json.js';
import type { Kibana } from '../kibana.js';
import type { Step } from '../step.js';

/** A saved object, as a line of an export holds it. */
export interface SavedObject extends JsonObject {
  readonly type: string;
  readonly id: string;
  readonly attributes: JsonObject;
  readonly references: readonly SavedObjectReference[];
}

interface SavedObjectReference {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

type Identity = Pick<SavedObject, 'type' | 'id'>;

/** What should be in a space. */
export interface DesiredObjects {
  readonly space: string;
  /** Objects under the ids that they have in the default space. */
  readonly objects: readonly SavedObject[];
}

const kind = 'Kibana objects';

/** Types that the files may hold. */
const types = ['dashboard', 'lens', 'visualization', 'search', 'index-pattern'];

/** How our ids begin. Kibana gives what people make random ids: what they tag with our tag stays theirs. */
const idPrefix = 'logtwin-';

/** What the tag holds instead of a hash from the first write of an import to its last. */
const underWay = 'under way';

/**
 * Parses the lines of an export file.
 *
 * @throws Error when a line is no saved object that may be installed.
 */
export function parseSavedObjects(ndjson: string): SavedObject[] {
  const lines = ndjson.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const object = JSON.parse(line) as unknown;
    if (!isJsonObject(object) || typeof object.type !== 'string' || typeof object.id !== 'string')
      throw new Error(`line ${index + 1} is no saved object`);
    if (!types.includes(object.type))
      throw new Error(`line ${index + 1} is of the type ${object.type}; expected one of ${types.join(', ')}`);
    if (!object.id.startsWith(idPrefix))
      throw new Error(`line ${index + 1} has the id ${object.id}; expected one that begins with ${idPrefix}`);
    return { attributes: {}, references: [], ...object } as unknown as SavedObject;
  });
}

/** A step that brings the objects of a space up to date, or a refusal when somebody else has made one of them. */
export async function savedObjectsStep(
  kibana: Kibana,
  owner: string,
  desired: DesiredObjects,
): Promise<Step | { readonly refusal: string }> {
  const { space } = desired;
  const common = { kind, id: `in space ${space}`, phase: 'switch' as const };
  if (!(await hasSpace(kibana, space)))
    return { refusal: `Kibana has no space "${space}"; create it, or name another in the manifest` };

  const objects = objectsFor(owner, desired);
  const content = hashOf(objects);
  const tag = tagIdentity(owner, space);
  const tagged = await taggedObjects(kibana, space, tag);
  const untagged = objects.filter((object) => !isAmong(object, tagged));
  const found = await exportObjects(kibana, space, [...untagged, tag]);
  const formerTag = found.find((object) => sameObject(object, tag));
  const foreign = found.filter((object) => object !== formerTag);
  if (foreign.length > 0) {
    const all = foreign.map(({ type, id }) => `${type} ${id}`).join(', ');
    return { refusal: `Kibana's space "${space}" has ${all} already, made by somebody else; delete it there` };
  }
  const formerContent = formerTag && contentIn(formerTag);
  const obsolete = tagged.filter((object) => !isAmong(object, objects));
  const same = formerContent === content && untagged.length === 0 && obsolete.length === 0;
  if (same)
    return { ...common, change: 'keep', reason: 'as in the files', diff: [], apply: () => Promise.resolve(undefined) };

  const former = [...tagged, ...(formerTag ? [formerTag] : [])];
  const apply = async (): Promise<() => Promise<void>> => {
    await importObjects(kibana, space, [tagObject(tag, underWay), ...objects]);
    for (const object of obsolete) await removeObject(kibana, space, object);
    await importObjects(kibana, space, [tagObject(tag, content)]);
    return () => takeBack(kibana, space, [...objects, tag], former);
  };
  if (former.length === 0) return { ...common, change: 'create', reason: 'not there', diff: [], apply };
  return {
    ...common,
    change: 'update',
    reason: reasonOf(formerContent === content, formerContent),
    diff: [
      ...untagged.map(({ type, id }) => `+ ${type} ${id}`),
      ...obsolete.map(({ type, id }) => `- ${type} ${id}`),
      ...(formerContent === content ? [] : [`- content ${formerContent ?? 'unknown'}`, `+ content ${content}`]),
    ],
    apply,
  };
}

/** Steps that delete what this deployment installed in a space, and its tag last. */
export async function savedObjectRemovals(kibana: Kibana, owner: string, space: string): Promise<Step[]> {
  if (!(await hasSpace(kibana, space))) return [];
  const tag = tagIdentity(owner, space);
  const tagged = await taggedObjects(kibana, space, tag);
  // What refers to others goes before them.
  const ordered = tagged.sort((a, b) => types.indexOf(a.type) - types.indexOf(b.type));
  return [...ordered, ...(await exportObjects(kibana, space, [tag]))].map((object) => ({
    kind: `Kibana ${object.type}`,
    id: object.id,
    phase: 'clean',
    change: 'delete',
    reason: 'installed by this deployment',
    diff: [],
    apply: () => removeObject(kibana, space, object).then(() => undefined),
  }));
}

function reasonOf(sameContent: boolean, formerContent: string | undefined): string {
  if (sameContent) return 'some are missing or no longer in the files';
  return formerContent === underWay ? 'an import was cut off' : 'differs from the files';
}

/** The objects as they are sent: tagged, under ids of their own in each space. */
function objectsFor(owner: string, { space, objects }: DesiredObjects): SavedObject[] {
  const { id: tagId } = tagIdentity(owner, space);
  return objects.map((object) => {
    // Ids are unique over all spaces. They also stand in strings that hold JSON, such as a dashboard's panels.
    let text = JSON.stringify(object);
    for (const { id } of objects) {
      text = text.replaceAll(`"${id}"`, `"${idIn(space, id)}"`).replaceAll(`\\"${id}\\"`, `\\"${idIn(space, id)}\\"`);
    }
    const sent = JSON.parse(text) as SavedObject;
    const tagged = { type: 'tag', id: tagId, name: `tag-ref-${tagId}` };
    return { ...sent, references: [...sent.references, tagged] };
  });
}

function idIn(space: string, id: string): string {
  return space === 'default' ? id : `${id}-${space}`;
}

function hashOf(objects: readonly SavedObject[]): string {
  return createHash('sha256').update(canonicalJson(objects)).digest('hex').slice(0, 16);
}

function sameObject(a: Identity, b: Identity): boolean {
  return a.type === b.type && a.id === b.id;
}

function isAmong(object: Identity, others: readonly Identity[]): boolean {
  return others.some((other) => sameObject(object, other));
}

// The tag

function tagIdentity(owner: string, space: string): Identity {
  return { type: 'tag', id: idIn(space, `${owner}-deploy`) };
}

function tagObject({ type, id }: Identity, content: string): SavedObject {
  return {
    type,
    id,
    attributes: {
      name: id.replace('-deploy', ''),
      description: `Installed by logtwin deploy; content ${content}`,
      color: '#0077CC',
    },
    references: [],
    coreMigrationVersion: '8.8.0',
    typeMigrationVersion: '8.0.0',
  };
}

function contentIn({ attributes }: SavedObject): string | undefined {
  return typeof attributes.description === 'string' ? / content (.*)$/.exec(attributes.description)?.[1] : undefined;
}

// Requests

async function hasSpace(kibana: Kibana, space: string): Promise<boolean> {
  // Asked from the default space: within a space that is not there Kibana answers as if it were.
  const { status } = await kibana.request({
    method: 'GET',
    path: `/api/spaces/space/${encodeURIComponent(space)}`,
    space: 'default',
    accept: [404],
  });
  return status !== 404;
}

/** Every object of ours in a space. */
async function taggedObjects(kibana: Kibana, space: string, { type, id }: Identity): Promise<SavedObject[]> {
  const { body } = await kibana.request<string>({
    method: 'POST',
    path: '/api/saved_objects/_export',
    space,
    body: { type: types, hasReference: { type, id }, excludeExportDetails: true },
    reads: true,
  });
  return parseExport(body).filter((object) => object.id.startsWith(idPrefix));
}

interface ExportError {
  readonly message?: string;
  readonly attributes?: { readonly objects?: readonly (Identity & { readonly error?: { statusCode?: number } })[] };
}

/** Those of the objects that are there. An export of one that is not fails as a whole and names what is missing. */
async function exportObjects(kibana: Kibana, space: string, wanted: readonly Identity[]): Promise<SavedObject[]> {
  let objects = wanted.map(({ type, id }) => ({ type, id }));
  while (objects.length > 0) {
    const { status, body } = await kibana.request<string | ExportError>({
      method: 'POST',
      path: '/api/saved_objects/_export',
      space,
      body: { objects, excludeExportDetails: true },
      reads: true,
      accept: [400],
    });
    if (status !== 400) return parseExport(body as string);
    const { message, attributes } = body as ExportError;
    const missing = (attributes?.objects ?? []).filter((object) => object.error?.statusCode === 404);
    if (missing.length === 0) {
      throw new ClusterError(
        `Kibana cannot export its objects: ${message ?? 'no reason given'}`,
        'check that the key or user may read saved objects in this space',
        { status },
      );
    }
    objects = objects.filter((object) => !isAmong(object, missing));
  }
  return [];
}

function parseExport(ndjson: string): SavedObject[] {
  return ndjson.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as SavedObject]));
}

interface ImportAnswer {
  readonly success: boolean;
  readonly errors?: readonly (Identity & {
    readonly error: {
      readonly type: string;
      readonly message?: string;
      readonly references?: readonly Identity[];
    };
  })[];
  readonly successResults?: readonly (Identity & { readonly destinationId?: string })[];
}

/** Imports objects. The answer is 200 even when some of them failed. */
async function importObjects(kibana: Kibana, space: string, objects: readonly SavedObject[]): Promise<void> {
  const { body } = await kibana.request<ImportAnswer>({
    method: 'POST',
    path: '/api/saved_objects/_import',
    space,
    query: { overwrite: true },
    file: { name: 'logtwin.ndjson', content: objects.map((object) => JSON.stringify(object)).join('\n') },
  });
  const failures = (body.errors ?? []).map(({ type, id, error }) => {
    const references = (error.references ?? []).map((reference) => `${reference.type} ${reference.id}`).join(', ');
    return `${type} ${id}: ${error.message ?? error.type}${references && ` (${references})`}`;
  });
  const moved = (body.successResults ?? [])
    .filter(({ id, destinationId }) => destinationId !== undefined && destinationId !== id)
    .map(({ type, id }) => `${type} ${id}: the id is taken in another space`);
  const problems = [...failures, ...moved];
  if (problems.length > 0 || !body.success) {
    throw new ClusterError(
      `Kibana did not import everything: ${problems.join('; ') || 'no reason given'}`,
      'mend the cause and run deploy again',
    );
  }
}

async function removeObject(kibana: Kibana, space: string, { type, id }: Identity): Promise<void> {
  await kibana.request({
    method: 'DELETE',
    path: `/api/saved_objects/${encodeURIComponent(type)}/${encodeURIComponent(id)}`,
    space,
    accept: [404],
  });
}

/** Writes back what was there and deletes what was not. */
async function takeBack(
  kibana: Kibana,
  space: string,
  touched: readonly Identity[],
  former: readonly SavedObject[],
): Promise<void> {
  if (former.length > 0) await importObjects(kibana, space, former);
  for (const object of touched) {
    if (!isAmong(object, former)) await removeObject(kibana, space, object);
  }
}
