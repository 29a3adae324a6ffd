// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The management APIs that deploy uses, in memory and in this process, with faults on request. It knows shapes and
// create-only rules (Elasticsearch 9.x REST specification) and nothing else: what a real node makes of the same requests
// is tested in test/cluster.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeAnomalyDetection } from './fakeAnomalyDetection.js';
import { FakeSecurity } from './fakeSecurity.js';

type Json = Record<string, unknown>;

interface FakeModel {
  readonly config: Json;
  vocabulary?: unknown;
  readonly parts: Set<number>;
  totalParts?: number;
  deployment?: Json;
}

/** What a fault does to a request: an error status instead of an answer, or a cut connection before or after its effect. */
export type Fault = number | 'cut before' | 'cut after';

export class FakeCluster {
  readonly pipelines = new Map<string, Json>();
  readonly componentTemplates = new Map<string, Json>();
  readonly indexTemplates = new Map<string, Json>();
  readonly scripts = new Map<string, Json>();
  readonly models = new Map<string, FakeModel>();
  readonly aliases = new Map<string, string>();
  readonly security = new FakeSecurity();
  readonly anomalies = new FakeAnomalyDetection();
  readonly requests: string[] = [];
  version = '9.4.0';
  licence = 'trial';
  missingPrivileges: string[] = [];
  /** Asked for every request, by its number from 0. */
  fault: (index: number, request: string) => Fault | undefined = () => undefined;
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

  /** Everything that is stored, for comparing two clusters. */
  state(): unknown {
    return {
      pipelines: withoutTickets(this.pipelines),
      componentTemplates: Object.fromEntries(this.componentTemplates),
      indexTemplates: Object.fromEntries(this.indexTemplates),
      scripts: Object.fromEntries(this.scripts),
      models: [...this.models].map(([id, model]) => ({
        id,
        parts: model.parts.size,
        deployed: model.deployment !== undefined,
      })),
      aliases: Object.fromEntries(this.aliases),
    };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url!, 'http://fake');
    const line = `${request.method} ${url.pathname}`;
    const fault = this.fault(this.requests.length, line);
    this.requests.push(line);
    if (fault === 'cut before') return void request.socket.destroy();
    const text = Buffer.concat(chunks).toString();
    const [status, body] =
      typeof fault === 'number'
        ? [fault, errorBody(fault, 'busy', 'injected fault')]
        : this.handle(
            request.method!,
            url.pathname.split('/').slice(1).map(decodeURIComponent),
            url.searchParams,
            text ? (JSON.parse(text) as Json) : {},
          );
    if (fault === 'cut after') return void request.socket.destroy();
    response.writeHead(status, {
      'content-type': 'application/vnd.elasticsearch+json;compatible-with=9',
      'x-elastic-product': 'Elasticsearch',
    });
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
  }

  private handle(method: string, path: string[], query: URLSearchParams, body: Json): [number, unknown] {
    const [first, second, third] = path;
    if (first === '') return [200, { version: { number: this.version } }];
    if (first === '_license') return [200, { license: { type: this.licence, status: 'active' } }];
    if (first === '_security' && second !== 'user') return this.security.handle(method, path, query, body);
    if (first === '_security') {
      const asked = body.cluster as string[];
      return [
        200,
        { cluster: Object.fromEntries(asked.map((name) => [name, !this.missingPrivileges.includes(name)])) },
      ];
    }
    if (first === '_ml' && second === 'memory')
      return [200, { nodes: { a: { name: 'node-a', roles: ['ml'], mem: { ml: { max_in_bytes: 4 * 2 ** 30 } } } } }];
    if (first === '_ml' && (second === 'anomaly_detectors' || second === 'datafeeds'))
      return this.anomalies.handle(method, path, query, body);
    if (first === '_ml') return this.trainedModels(method, path.slice(1), query, body);
    if (first === '_ingest') return this.pipeline(method, third!, query, body);
    if (first === '_component_template')
      return stored(this.componentTemplates, method, second!, body, 'component_templates', 'component_template');
    if (first === '_index_template' && method !== 'POST')
      return stored(this.indexTemplates, method, second!, body, 'index_templates', 'index_template');
    if (second === '_field_caps')
      return [200, { fields: this.anomalies.hasEvents ? { '@timestamp': { date: { type: 'date' } } } : {} }];
    if (first === '_scripts') return this.script(method, second!, body);
    return [404, errorBody(404, 'resource_not_found_exception', `no handler for ${method} /${path.join('/')}`)];
  }

  private pipeline(method: string, id: string, query: URLSearchParams, body: Json): [number, unknown] {
    if (method === 'GET') {
      const pattern = new RegExp(`^${id.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
      const found = [...this.pipelines].filter(([candidate]) => pattern.test(candidate));
      return found.length === 0 && !id.includes('*') ? [404, {}] : [200, Object.fromEntries(found)];
    }
    if (method === 'DELETE')
      return this.pipelines.delete(id)
        ? [200, { acknowledged: true }]
        : [404, errorBody(404, 'resource_not_found_exception', `pipeline [${id}] is missing`)];
    const expected = query.get('if_version');
    const version = this.pipelines.get(id)?.version;
    if (expected !== null && String(version) !== expected) {
      return [
        400,
        errorBody(
          400,
          'illegal_argument_exception',
          `version conflict, required version [${expected}] for pipeline [${id}] but current version is [${String(version)}]`,
        ),
      ];
    }
    this.pipelines.set(id, body);
    return [200, { acknowledged: true }];
  }

  private script(method: string, id: string, body: Json): [number, unknown] {
    if (method === 'GET')
      return this.scripts.has(id)
        ? [200, { _id: id, found: true, script: this.scripts.get(id) }]
        : [404, { _id: id, found: false }];
    if (method === 'DELETE')
      return this.scripts.delete(id) ? [200, {}] : [404, errorBody(404, 'resource_not_found_exception', 'missing')];
    this.scripts.set(id, body.script as Json);
    return [200, { acknowledged: true }];
  }

  private trainedModels(method: string, path: string[], query: URLSearchParams, body: Json): [number, unknown] {
    const [, id, third, fourth] = path;
    const missing: [number, unknown] = [
      404,
      errorBody(404, 'resource_not_found_exception', `No known trained model with model_id [${id}]`),
    ];
    if (id === undefined) {
      const tag = query.get('tags')!;
      return [
        200,
        {
          trained_model_configs: [...this.models]
            .filter(([, model]) => (model.config.tags as string[]).includes(tag))
            .map(([model_id]) => ({ model_id })),
        },
      ];
    }
    const modelId = this.aliases.get(id) ?? id;
    const model = this.models.get(modelId);
    if (third === undefined && method === 'PUT') {
      if (model)
        return [
          400,
          errorBody(400, 'resource_already_exists_exception', `Trained machine learning model [${id}] already exists`),
        ];
      this.models.set(id, { config: body, parts: new Set() });
      return [200, body];
    }
    if (!model) return missing;
    if (third === undefined && method === 'GET') {
      return [
        200,
        {
          trained_model_configs: [
            {
              ...model.config,
              model_id: modelId,
              fully_defined: model.parts.size > 0 && model.parts.size === model.totalParts,
            },
          ],
        },
      ];
    }
    if (third === undefined) {
      this.models.delete(modelId);
      return [200, { acknowledged: true }];
    }
    if (third === '_stats')
      return [200, { trained_model_stats: [model.deployment ? { deployment_stats: model.deployment } : {}] }];
    if (third === 'vocabulary') {
      if (model.vocabulary)
        return [400, errorBody(400, 'resource_already_exists_exception', 'vocabulary already exists')];
      model.vocabulary = body;
      return [200, {}];
    }
    if (third === 'definition') {
      if (model.parts.has(Number(fourth)))
        return [400, errorBody(400, 'resource_already_exists_exception', 'part already exists')];
      model.parts.add(Number(fourth));
      model.totalParts = body.total_parts as number;
      return [200, {}];
    }
    if (third === 'model_aliases') {
      if (method === 'DELETE') this.aliases.delete(fourth!);
      else this.aliases.set(fourth!, modelId);
      return [200, { acknowledged: true }];
    }
    return this.deployment(model, modelId, fourth!, query, body);
  }

  private deployment(
    model: FakeModel,
    modelId: string,
    verb: string,
    query: URLSearchParams,
    body: Json,
  ): [number, unknown] {
    if (verb === '_stop') {
      delete model.deployment;
      return [200, { stopped: true }];
    }
    if (verb === '_start') {
      if (model.deployment)
        return [
          400,
          errorBody(
            400,
            'status_exception',
            `Could not start model deployment because an existing deployment with the same id [${modelId}] exist`,
          ),
        ];
      if (!model.vocabulary || model.parts.size !== model.totalParts)
        return [400, errorBody(400, 'status_exception', 'the model is not fully defined')];
      const numbers = Object.fromEntries(
        ['number_of_allocations', 'threads_per_allocation', 'queue_capacity'].map((key) => [
          key,
          Number(query.get(key)),
        ]),
      );
      model.deployment = {
        deployment_id: modelId,
        state: 'started',
        priority: query.get('priority'),
        ...numbers,
        allocation_status: { state: 'fully_allocated', allocation_count: 1, target_allocation_count: 1 },
      };
    } else {
      Object.assign(model.deployment!, body);
    }
    return [200, { assignment: {} }];
  }
}

function stored(
  map: Map<string, Json>,
  method: string,
  id: string,
  body: Json,
  listKey: string,
  itemKey: string,
): [number, unknown] {
  if (method === 'GET') {
    const found = id === '*' ? [...map] : [...map].filter(([name]) => name === id);
    return found.length === 0 && id !== '*'
      ? [404, {}]
      : [200, { [listKey]: found.map(([name, item]) => ({ name, [itemKey]: item })) }];
  }
  if (method === 'DELETE')
    return map.delete(id)
      ? [200, { acknowledged: true }]
      : [404, errorBody(404, 'resource_not_found_exception', 'missing')];
  map.set(id, body);
  return [200, { acknowledged: true }];
}

function errorBody(status: number, type: string, reason: string): unknown {
  return { error: { root_cause: [{ type, reason }], type, reason }, status };
}

function withoutTickets(pipelines: Map<string, Json>): Json {
  const kept = [...pipelines].filter(([id]) => !id.endsWith('-deploy-ticket'));
  return Object.fromEntries(kept.map(([id, { version: _version, ...body }]) => [id, body]));
}
