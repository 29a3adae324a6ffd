// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Everything in which the node behind the front is not Elasticsearch and a client could notice: one row each, named.

import type { IncomingHttpHeaders } from 'node:http';

import { startDatafeed } from './datafeedStart.js';
import type { Licence } from './licence.js';
import { withoutExtras, type PipelineStore } from './pipelineStore.js';
import type { RawNode } from './rawNode.js';
import type { Security } from './security.js';

/** What the front keeps. */
export interface FrontState {
  readonly node: RawNode;
  readonly licence: Licence;
  readonly security: Security;
  readonly pipelines: PipelineStore;
  /** What `GET /` says. */
  version: string;
}

/** A request on its way through the front, but for its body. */
export interface RequestHead {
  readonly state: FrontState;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** `json` or `x-ndjson`. */
  readonly contentType: string;
}

/** A request that somebody has to read. */
export interface Context extends RequestHead {
  readonly body: Buffer;
}

/** An answer: JSON, or bytes as the node gave them. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One difference between the node and Elasticsearch, and how the front hides it. */
export interface Adaptation {
  readonly name: string;
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly answer: (context: Context) => Answer | Promise<Answer>;
}

type Json = Record<string, unknown>;

/** The first row that fits answers; a request that fits none goes to the node as it is. */
export const adaptations: readonly Adaptation[] = [
  {
    name: 'version and product',
    methods: ['GET', 'HEAD'],
    path: /^\/$/,
    answer: ({ state: { version } }) => ({
      status: 200,
      body: {
        name: 'logtwin',
        cluster_name: 'logtwin',
        cluster_uuid: 'bG9ndHdpbi10ZXN0LWNsdXM',
        version: {
          number: version,
          build_flavor: 'default',
          build_type: 'tar',
          build_hash: '0000000000000000000000000000000000000000',
          build_date: '2026-01-01T00:00:00.000000000Z',
          build_snapshot: false,
          lucene_version: '10.5.1',
          minimum_wire_compatibility_version: '8.19.0',
          minimum_index_compatibility_version: '8.0.0',
        },
        tagline: 'You Know, for Search',
      },
    }),
  },
  {
    name: 'licence',
    methods: ['GET', 'POST'],
    path: /^\/_license(\/trial_status|\/start_trial)?$/,
    answer: ({ state: { licence }, path, query }) => {
      if (path.endsWith('/start_trial')) return licence.startTrial(query.get('acknowledge') === 'true');
      return path.endsWith('/trial_status') ? licence.trialStatus() : licence.read();
    },
  },
  {
    name: 'security',
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    path: /^\/_security\//,
    answer: (context) => context.state.security.answer(context),
  },
  {
    name: 'pipelines keep _meta, and if_version locks',
    methods: ['GET', 'PUT', 'DELETE'],
    path: /^\/_ingest\/pipeline(\/[^/]+)?$/,
    answer: (context) => {
      const { pipelines } = context.state;
      if (context.method === 'PUT') return pipelines.put(context);
      return context.method === 'GET' ? pipelines.get(context) : pipelines.delete(context);
    },
  },
  {
    name: 'a simulated pipeline may have _meta',
    methods: ['GET', 'POST'],
    path: /^\/_ingest\/pipeline\/_simulate$/,
    answer: (context) => context.state.node.forward(withoutExtras(context)),
  },
  {
    name: 'a datafeed starts where its time field is mapped',
    methods: ['POST'],
    path: /^\/_ml\/datafeeds\/[^/]+\/_start$/,
    answer: startDatafeed,
  },
  {
    name: 'point in time: opened',
    methods: ['POST'],
    path: /^\/[^/]+\/_pit$/,
    answer: async (context) => {
      const path = context.path.replace(/_pit$/, '_search/point_in_time');
      const answer = await context.state.node.forward({ ...context, path });
      if (answer.status !== 200) return answer;
      const { pit_id: id, _shards } = JSON.parse(String(answer.body)) as Json;
      return { status: 200, body: { id, _shards } };
    },
  },
  {
    name: 'point in time: closed',
    methods: ['DELETE'],
    path: /^\/_pit$/,
    answer: async (context) => {
      const { id } = JSON.parse(context.body.toString()) as { id: string };
      const { status, body } = await context.state.node.json<{ pits?: unknown[] }>('DELETE', '/_search/point_in_time', {
        pit_id: [id],
      });
      return status === 200
        ? { status, body: { succeeded: true, num_freed: body.pits?.length ?? 0 } }
        : { status, body };
    },
  },
  {
    name: 'point in time: searched, with the tie-breaker that Elasticsearch adds to every sort',
    methods: ['GET', 'POST'],
    path: /^\/_search$/,
    answer: (context) => {
      const body = (context.body.length > 0 ? JSON.parse(context.body.toString()) : {}) as Json;
      if (body.pit === undefined) return context.state.node.forward(context);
      const sort = [body.sort ?? []].flat() as unknown[];
      if (!JSON.stringify(sort).includes('_shard_doc')) body.sort = [...sort, { _shard_doc: 'asc' }];
      return context.state.node.forward({ ...context, body: Buffer.from(JSON.stringify(body)) });
    },
  },
];
