// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One cluster, request by request: retries with back-off, a total time limit, errors with cause and remedy.

import type { Readable } from 'node:stream';
import { Client, HttpConnection, type TransportResult } from '@elastic/elasticsearch';
import type { Connection } from './connection.js';
import { ClusterError } from './clusterError.js';
import { Kibana } from './kibana.js';
import { Patience, type PatienceOptions } from './patience.js';
import { explainNetwork, isPassing, isRefused, type TransportError } from './transportError.js';

/** HTTP methods that the management APIs use. */
export type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';

/** One request to the cluster. */
export interface ClusterRequest {
  readonly method: Method;
  /** Path with its parts already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** A value, or its JSON as text or bytes. */
  readonly body?: unknown;
  /** Newline-delimited body, for `_bulk`. */
  readonly bulkBody?: string;
  /** `X-Opaque-Id`, by which a task that the request starts can be found. */
  readonly opaqueId?: string;
  /** Statuses that are an answer and no error, beside 2xx; 404 for what may not be there. */
  readonly accept?: readonly number[];
  /** Milliseconds for this one request. Default 60 000. */
  readonly timeout?: number;
  /** Whether it only reads, although its method is POST (`_search`, `_simulate`, `_infer`, `_has_privileges`). */
  readonly reads?: boolean;
  /** Whether it may be sent again after a fault; true by default. False for what would start twice. */
  readonly again?: boolean;
}

/** Status and body of an answer. */
export interface ClusterAnswer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
}

const jsonMediaType = 'application/vnd.elasticsearch+json; compatible-with=9';

/** Sends requests to one cluster. */
export class Cluster {
  readonly address: string;
  private readonly proxy: string | undefined;
  /** The cluster's Kibana; undefined when none was named. */
  readonly kibana: Kibana | undefined;
  private ownWrites = 0;
  /** Whether it has ever answered. */
  private answered = false;
  private readonly client: Client;
  private readonly patience: Patience;

  constructor(connection: Connection, options: PatienceOptions = {}) {
    this.proxy = connection.proxy;
    this.address = connection.url ?? `cloud id ${connection.cloudId!.split(':')[0]!}`;
    this.client = new Client(clientOptions(connection));
    this.patience = new Patience(options);
    this.kibana = connection.kibana && new Kibana(connection, connection.kibana, this.patience);
  }

  /** Write requests sent so far, retries and Kibana's included. */
  get writes(): number {
    return this.ownWrites + (this.kibana?.writes ?? 0);
  }

  /**
   * Sends a request and resolves to its answer.
   *
   * @throws ClusterError when no answer came or the answer is an error that `accept` does not name.
   */
  async request<Body = Record<string, unknown>>(request: ClusterRequest): Promise<ClusterAnswer<Body>> {
    return this.repeated(request, async () => {
      const { statusCode, body } = await this.send(request, {});
      return { status: statusCode, body: body as Body };
    });
  }

  /**
   * Sends a request and resolves to its answer as text, for a reader that keeps int, long and double apart.
   *
   * @throws ClusterError as request does.
   */
  async requestText(request: ClusterRequest): Promise<ClusterAnswer<string>> {
    return this.repeated(request, async () => {
      const { statusCode: status, body } = await this.send(request, { asStream: true });
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of body as Readable) chunks.push(chunk as Buffer);
      } catch (error) {
        throw new ClusterFault('ConnectionError', (error as Error).message);
      }
      const text = Buffer.concat(chunks).toString();
      if (status >= 400 && !request.accept?.includes(status)) throw new ClusterFault('ResponseError', text, status);
      return { status, body: text };
    });
  }

  private send(request: ClusterRequest, options: { asStream?: boolean }): Promise<TransportResult> {
    return this.client.transport.request(
      {
        method: request.method,
        path: request.path,
        ...(request.query && { querystring: request.query }),
        ...(request.body !== undefined && { body: request.body as Record<string, unknown> }),
        ...(request.bulkBody !== undefined && { bulkBody: request.bulkBody }),
      },
      {
        ...options,
        meta: true,
        maxRetries: 0,
        ignore: [...(request.accept ?? [])],
        // The client takes what it did not print itself for plain text.
        ...((typeof request.body === 'string' || Buffer.isBuffer(request.body)) && {
          headers: { 'content-type': jsonMediaType },
        }),
        ...(request.opaqueId !== undefined && { opaqueId: request.opaqueId }),
        requestTimeout: this.patience.timeoutOf(request.timeout),
        ...(this.patience.signal && { signal: this.patience.signal }),
      },
    );
  }

  /** Tries until it succeeds, fails for good or was tried often enough. */
  private async repeated<Answer>(request: ClusterRequest, once: () => Promise<Answer>): Promise<Answer> {
    const counted = (): Promise<Answer> => {
      if (request.method !== 'GET' && request.method !== 'HEAD' && !request.reads) this.ownWrites++;
      return once();
    };
    const passes = (error: unknown): boolean => isPassing(error) && (this.answered || !isRefused(error));
    try {
      const answer = await this.patience.repeat(counted, (error) => request.again !== false && passes(error));
      this.answered = true;
      return answer;
    } catch (error) {
      throw error instanceof ClusterError
        ? error
        : explain(error as ElasticsearchError, request, this.address, this.proxy);
    }
  }

  /** Waits, but not past the deadline nor past Ctrl-C. */
  async wait(milliseconds: number): Promise<void> {
    await this.patience.wait(milliseconds);
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.kibana?.close();
  }
}

function clientOptions(connection: Connection): ConstructorParameters<typeof Client>[0] {
  const { auth, tls } = connection;
  return {
    ...(connection.url ? { node: connection.url } : { cloud: { id: connection.cloudId! } }),
    // undici cannot go through a proxy, so the client's other connection class is taken then.
    ...(connection.proxy && { proxy: connection.proxy, Connection: HttpConnection }),
    ...(tls.caFingerprint && { caFingerprint: tls.caFingerprint, Connection: HttpConnection }),
    ...(auth?.kind === 'apiKey' && { auth: { apiKey: auth.apiKey.reveal() } }),
    ...(auth?.kind === 'bearer' && { auth: { bearer: auth.token.reveal() } }),
    ...(auth?.kind === 'basic' && { auth: { username: auth.username, password: auth.password.reveal() } }),
    tls: {
      rejectUnauthorized: tls.verify,
      ...(tls.ca && { ca: tls.ca }),
      ...(tls.cert && { cert: tls.cert }),
      ...(tls.key && { key: tls.key.reveal() }),
      ...(tls.keyPassphrase && { passphrase: tls.keyPassphrase.reveal() }),
    },
    redaction: { type: 'remove' },
    enableMetaHeader: false,
    maxRetries: 0,
  };
}

/** A fault of an answer that was read as text, in the form of the client's own errors. */
class ClusterFault extends Error {
  override readonly name: string;
  readonly statusCode: number | undefined;
  readonly body: ElasticsearchErrorBody | undefined;

  constructor(name: string, text: string, status?: number) {
    super(text);
    this.name = name;
    this.statusCode = status;
    try {
      this.body = JSON.parse(text) as ElasticsearchErrorBody;
    } catch {
      this.body = undefined; // A proxy's page, or no answer at all.
    }
  }
}

type ElasticsearchError = TransportError<ElasticsearchErrorBody | undefined>;

interface ElasticsearchErrorBody {
  readonly error?: { type?: string; reason?: string; root_cause?: { type: string; reason: string }[] } | string;
}

/** Turns what the client threw into cause and remedy. */
function explain(error: ElasticsearchError, request: ClusterRequest, address: string, proxy?: string): Error {
  const { name, message, body, statusCode: status } = error;
  const place = `${request.method} ${request.path}`;
  if (name === 'ProductNotSupportedError') {
    return new ClusterError(
      `${address} is not Elasticsearch`,
      'give the address of an Elasticsearch node, not of Kibana or another product',
    );
  }
  if (status === undefined) return explainNetwork(error, address, place, proxy);
  const reported = typeof body?.error === 'object' ? body.error : undefined;
  const cause = reported?.root_cause?.[0] ?? reported;
  const reason = cause?.reason ?? (typeof body?.error === 'string' ? body.error : message);
  const details = { status, type: cause?.type };
  if ((details.type === 'cluster_block_exception' && status !== 503) || /flood.stage|FORBIDDEN\/\d+/i.test(reason)) {
    return new ClusterError(
      `${place}: ${reason.replace(/;$/, '')}`,
      'free disk space or lift the block of the index, then run the same command again',
      details,
    );
  }
  if (status === 401) {
    return new ClusterError(
      `${address} refused the credentials (401)`,
      'check the user name and password or the API key, and that it has not expired',
      details,
    );
  }
  if (status === 403) {
    const remedy = /licen[sc]e/i.test(reason)
      ? 'start a trial with --start-trial, or use backfill --local, which needs no ML licence'
      : 'give the key or user the privileges that docs/least-privilege-key.md lists';
    return new ClusterError(`${place} is not allowed: ${reason}`, remedy, details);
  }
  if (status === 429)
    return new ClusterError(
      `${place}: the cluster is too busy (429): ${reason}`,
      'run the same command again later',
      details,
    );
  if (status >= 500)
    return new ClusterError(
      `${place}: the cluster failed (${status}): ${reason}`,
      "look at the cluster's log, then run the same command again",
      details,
    );
  return new ClusterError(
    `${place}: ${reason} (${status}${details.type ? `, ${details.type}` : ''})`,
    'nothing of this request was applied',
    details,
  );
}
