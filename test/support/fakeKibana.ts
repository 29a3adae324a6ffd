// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Kibana's endpoints that deploy uses, in memory and in this process. Shapes and checks are those of the public API
// documentation of Kibana 9.x (saved objects import and export, spaces, machine learning sync, alerting rules) and of its
// routes; what Kibana makes of the objects' contents is not emulated.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

interface Stored extends Json {
  readonly type: string;
  readonly id: string;
  readonly attributes: Json;
  readonly references: readonly { readonly type: string; readonly id: string; readonly name: string }[];
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly ndjson?: boolean;
}

/** Types that can be imported and exported, of those of the documentation that matter here. */
const exportable = new Set(['dashboard', 'index-pattern', 'lens', 'map', 'search', 'tag', 'visualization']);

export class FakeKibana {
  readonly spaces = new Set(['default', 'soc']);
  /** Saved objects by space, then by `type:id`. */
  readonly objects = new Map<string, Map<string, Stored>>();
  /** Alert rules by id, each with its `space`. */
  readonly rules = new Map<string, Json>();
  /** Ids of models and jobs that have no saved object yet, by kind. */
  readonly unsynced = new Map<string, string[]>();
  readonly requests: string[] = [];
  /** What the Authorization header has to be; anything goes when undefined. */
  authorization: string | undefined;
  /** Asked for every object of an import; an error makes the import of this object fail. */
  importError: (object: Stored) => Json | undefined = () => undefined;
  /** Asked for every request, by its number from 0: an error status instead of an answer. */
  fault: (index: number, request: string) => number | 'cut after' | undefined = () => undefined;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The objects of a space. */
  in(space: string): Map<string, Stored> {
    let objects = this.objects.get(space);
    if (!objects) this.objects.set(space, (objects = new Map<string, Stored>()));
    return objects;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url!, 'http://fake');
    const line = `${request.method} ${url.pathname}${url.search}`;
    const fault = this.fault(this.requests.length, line);
    this.requests.push(line);
    const answer =
      typeof fault === 'number'
        ? failure(fault, 'Injected', 'injected fault')
        : this.handle(request, url, Buffer.concat(chunks).toString());
    if (fault === 'cut after') return void request.socket.destroy();
    const { status, body, ndjson } = answer;
    response.writeHead(status, {
      'content-type': ndjson ? 'application/ndjson' : 'application/json; charset=utf-8',
      'kbn-name': 'fake',
    });
    response.end(ndjson ? (body as string) : status === 204 ? undefined : JSON.stringify(body));
  }

  private handle(request: IncomingMessage, url: URL, text: string): Answer {
    const { method, headers } = request;
    if (this.authorization !== undefined && headers.authorization !== this.authorization)
      return failure(401, 'Unauthorized', '[security_exception]: unable to authenticate user');
    if (method !== 'GET' && headers['kbn-xsrf'] === undefined)
      return failure(400, 'Bad Request', 'Request must contain a kbn-xsrf header.');
    const inSpace = /^\/s\/([^/]+)(\/.*)$/.exec(url.pathname);
    const space = inSpace ? decodeURIComponent(inSpace[1]!) : 'default';
    const path = (inSpace?.[2] ?? url.pathname).split('/').slice(1).map(decodeURIComponent);
    const [api, area, third, fourth] = path;
    const route = `${method} ${path.slice(1).join('/')}`;
    if (api !== 'api') return failure(404, 'Not Found', 'Not Found');
    if (route === 'POST saved_objects/_import') return this.import(space, headers, url.searchParams, text);
    if (route === 'POST saved_objects/_export') return this.export(space, JSON.parse(text) as Json);
    if (method === 'DELETE' && area === 'saved_objects') return this.delete(space, third!, fourth!);
    if (method === 'GET' && area === 'spaces' && third === 'space') {
      return this.spaces.has(fourth!)
        ? { status: 200, body: { id: fourth, name: fourth, disabledFeatures: [] } }
        : failure(404, 'Not Found', 'Not Found');
    }
    if (route === 'GET ml/saved_objects/sync') return this.sync(url.searchParams.get('simulate') === 'true');
    if (area === 'alerting' && third === 'rule') return this.rule(method!, space, fourth!, text);
    if (route === 'GET alerting/rules/_find') return this.findRules(space, url.searchParams);
    return failure(404, 'Not Found', 'Not Found');
  }

  private rule(method: string, space: string, id: string, text: string): Answer {
    const found = this.rules.get(id);
    const own = found?.space === space ? found : undefined;
    if (method === 'POST') {
      if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[14][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))
        return failure(
          400,
          'Bad Request',
          'Predefined IDs are not allowed for saved objects with encrypted attributes unless the ID is a UUID.',
        );
      if (found) return failure(409, 'Conflict', `Saved object [alert/${id}] conflict`);
    } else if (!own) return failure(404, 'Not Found', `Saved object [alert/${id}] not found`);
    if (method === 'DELETE') {
      this.rules.delete(id);
      return { status: 204, body: undefined };
    }
    if (method === 'GET') return { status: 200, body: own };
    const body = JSON.parse(text) as Json;
    const problem = ruleProblem(body, method === 'POST');
    if (problem !== undefined) return failure(400, 'Bad Request', problem);
    const actions = (body.actions as Json[]).map((action) => ({ ...action, connector_type_id: '.email' }));
    const rule = { revision: 0, mute_all: false, scheduled_task_id: id, ...own, ...body, actions, id, space };
    this.rules.set(id, rule);
    return { status: 200, body: rule };
  }

  private findRules(space: string, query: URLSearchParams): Answer {
    const tag = /^alert\.attributes\.tags:"([^"]+)"$/.exec(query.get('filter') ?? '')?.[1];
    const data = [...this.rules.values()].filter(
      (rule) => rule.space === space && (tag === undefined || (rule.tags as string[]).includes(tag)),
    );
    return { status: 200, body: { page: 1, total: data.length, per_page: Number(query.get('per_page')), data } };
  }

  private import(space: string, headers: IncomingMessage['headers'], query: URLSearchParams, text: string): Answer {
    const file = fileOf(headers['content-type'] ?? '', text);
    if (typeof file === 'string') return failure(400, 'Bad Request', file);
    if (!file.name.toLowerCase().endsWith('.ndjson'))
      return failure(400, 'Bad Request', `Invalid file extension ${/\.[^.]*$/.exec(file.name)?.[0] ?? ''}`);
    const objects = file.content
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Stored);
    const keys = objects.map(keyOf);
    if (new Set(keys).size !== keys.length) return failure(400, 'Bad Request', 'Non-unique import objects detected');
    const target = this.in(space);
    const errors: Json[] = [];
    const accepted: Stored[] = [];
    for (const object of objects) {
      const { type, id } = object;
      // Only data views and searches are looked for.
      const missing = object.references.filter(
        (reference) =>
          ['index-pattern', 'search'].includes(reference.type) &&
          !target.has(keyOf(reference)) &&
          !keys.includes(keyOf(reference)),
      );
      const title = object.attributes.title;
      const error = !exportable.has(type)
        ? { type: 'unsupported_type' }
        : missing.length > 0
          ? {
              type: 'missing_references',
              references: missing.map((reference) => ({ type: reference.type, id: reference.id })),
            }
          : target.has(keyOf(object)) && query.get('overwrite') !== 'true'
            ? { type: 'conflict' }
            : this.importError(object);
      if (error) errors.push({ type, id, meta: { title }, error });
      else accepted.push(object);
    }
    // Objects are created only when nothing is missing.
    const stored = errors.some(({ error }) => (error as Json).type === 'missing_references') ? [] : accepted;
    for (const object of stored) {
      // Kibana migrates what it takes in, and keeps times and a version of its own.
      target.set(keyOf(object), {
        ...object,
        typeMigrationVersion: '10.3.0',
        managed: false,
        updated_at: '2026-01-01T00:00:00.000Z',
        version: 'WzEsMV0=',
      });
    }
    return {
      status: 200,
      body: {
        successCount: stored.length,
        success: errors.length === 0,
        warnings: [],
        ...(stored.length > 0 && {
          successResults: stored.map(({ type, id, attributes }) => ({ type, id, meta: { title: attributes.title } })),
        }),
        ...(errors.length > 0 && { errors }),
      },
    };
  }

  private export(space: string, body: Json): Answer {
    const target = this.in(space);
    const types = body.type as string[] | undefined;
    const objects = body.objects as { type: string; id: string }[] | undefined;
    if (types && objects)
      return failure(400, 'Bad Request', 'Can\'t specify both "types" and "objects" properties when exporting');
    if (!types && !objects) return failure(400, 'Bad Request', 'Either `type` or `objects` are required.');
    const unknown = [...(types ?? []), ...(objects ?? []).map(({ type }) => type)].filter(
      (type) => !exportable.has(type),
    );
    if (unknown.length > 0)
      return failure(400, 'Bad Request', `Trying to export non-exportable type(s): ${unknown.join(', ')}`);
    if (objects) {
      const missing = objects.filter((object) => !target.has(keyOf(object)));
      if (missing.length > 0) {
        const named = missing.map(({ type, id }) => ({
          id,
          type,
          error: { statusCode: 404, error: 'Not Found', message: `Saved object [${type}/${id}] not found` },
        }));
        return {
          status: 400,
          body: {
            statusCode: 400,
            error: 'Bad Request',
            message: 'Error fetching objects to export',
            attributes: { objects: named },
          },
        };
      }
    }
    const reference = body.hasReference as { type: string; id: string } | undefined;
    const found = objects
      ? objects.map((object) => target.get(keyOf(object))!)
      : [...target.values()].filter(
          (object) =>
            types!.includes(object.type) &&
            (!reference || object.references.some((each) => keyOf(each) === keyOf(reference))),
        );
    return { status: 200, body: found.map((object) => JSON.stringify(object)).join('\n'), ndjson: true };
  }

  private delete(space: string, type: string, id: string): Answer {
    return this.in(space).delete(keyOf({ type, id }))
      ? { status: 200, body: {} }
      : failure(404, 'Not Found', `Saved object [${type}/${id}] not found`);
  }

  private sync(simulate: boolean): Answer {
    const savedObjectsCreated = Object.fromEntries(
      [...this.unsynced].map(([type, ids]) => [type, Object.fromEntries(ids.map((id) => [id, { success: true }]))]),
    );
    if (!simulate) this.unsynced.clear();
    return {
      status: 200,
      body: { savedObjectsCreated, savedObjectsDeleted: {}, datafeedsAdded: {}, datafeedsRemoved: {} },
    };
  }
}

/** What the routes' schemas refuse: keys that they do not know, and parameters that the type of the rule lacks. */
function ruleProblem(body: Json, creates: boolean): string | undefined {
  const known = ['name', 'tags', 'schedule', 'params', 'actions', 'throttle', 'notify_when', 'alert_delay', 'flapping'];
  if (creates) known.push('rule_type_id', 'consumer', 'enabled');
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  if (unknown !== undefined) return `[request body.${unknown}]: definition for this key is missing`;
  const { schedule, params, actions } = body as { schedule?: Json; params?: Json; actions?: Json[] };
  if (!/^\d+[smhd]$/.test(String(schedule?.interval))) return '[request body.schedule.interval]: expected a duration';
  const needed = [
    'esQuery',
    'index',
    'timeField',
    'threshold',
    'thresholdComparator',
    'timeWindowSize',
    'timeWindowUnit',
    'size',
  ];
  const missing = needed.find((key) => params?.[key] === undefined);
  if (missing !== undefined) return `params invalid: [${missing}]: expected value`;
  if ((JSON.parse(params!.esQuery as string) as Json).query === undefined)
    return 'params invalid: [esQuery]: must contain "query"';
  const typed = actions?.find((action) => action.connector_type_id !== undefined);
  return typed && '[request body.actions.0.connector_type_id]: definition for this key is missing';
}

function keyOf({ type, id }: { readonly type: string; readonly id: string }): string {
  return `${type}:${id}`;
}

function failure(statusCode: number, error: string, message: string): Answer {
  return { status: statusCode, body: { statusCode, error, message } };
}

/** The part `file` of a multipart form, byte for byte as RFC 7578 and RFC 2046 lay it out; a reason when it is not. */
function fileOf(contentType: string, text: string): { name: string; content: string } | string {
  const boundary = /^multipart\/form-data; ?boundary=([0-9A-Za-z'()+_,./:=?-]{1,70})$/.exec(contentType)?.[1];
  if (boundary === undefined) return `Unsupported Media Type ${contentType}`;
  const open = `--${boundary}\r\n`;
  const close = `\r\n--${boundary}--`;
  if (!text.startsWith(open)) return 'Invalid multipart payload format: no opening boundary';
  const end = text.indexOf(close);
  if (end < 0) return 'Invalid multipart payload format: no closing boundary';
  if (!['', '\r\n'].includes(text.slice(end + close.length)))
    return 'Invalid multipart payload format: text after the end';
  const part = text.slice(open.length, end);
  if (part.includes(`--${boundary}`)) return 'Invalid multipart payload format: more than one part';
  const blank = part.indexOf('\r\n\r\n');
  const name = /^Content-Disposition: form-data; name="file"; filename="([^"\r\n]+)"$/im.exec(
    part.slice(0, blank),
  )?.[1];
  return blank < 0 || name === undefined
    ? '[request body.file]: expected value of type [Stream] but got [undefined]'
    : { name, content: part.slice(blank + 4) };
}
