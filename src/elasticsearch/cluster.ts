// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One cluster, request by request: retries with back-off, a total time limit, errors with cause and remedy.

import { setTimeout } from 'node:timers/promises';
import { Client, HttpConnection } from '@elastic/elasticsearch';
import type { Connection } from './connection.js';
import { ClusterError } from './clusterError.js';

/** HTTP methods that the management APIs use. */
export type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';

/** One request to the cluster. */
export interface ClusterRequest {
  readonly method: Method;
  /** Path with its parts already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
  /** Newline-delimited body, for `_bulk`. */
  readonly bulkBody?: string;
  /** Statuses that are an answer and no error, beside 2xx; 404 for what may not be there. */
  readonly accept?: readonly number[];
  /** Milliseconds for this one request. Default 60 000. */
  readonly timeout?: number;
  /** Whether it only reads, although its method is POST (`_search`, `_simulate`, `_infer`, `_has_privileges`). */
  readonly reads?: boolean;
}

/** Status and body of an answer. */
export interface ClusterAnswer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
}

/** How patient the cluster's user is. */
export interface ClusterOptions {
  /** Milliseconds for everything together; no limit when undefined. */
  readonly totalTimeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Retries of one request after 429, 502, 503, 504 or a cut connection. Default 8. */
  readonly retries?: number;
  /** First wait in milliseconds; doubled at each retry up to 10 s. Default 200. */
  readonly backoff?: number;
}

const retriedStatuses = new Set([429, 502, 503, 504]);

/** Sends requests to one cluster. */
export class Cluster {
  /** Write requests sent so far, retries included. */
  writes = 0;
  readonly address: string;
  private readonly client: Client;
  private readonly deadline: number;
  private readonly signal: AbortSignal | undefined;
  private readonly retries: number;
  private readonly backoff: number;

  constructor(connection: Connection, options: ClusterOptions = {}) {
    this.address = connection.url ?? `cloud id ${connection.cloudId!.split(':')[0]!}`;
    this.client = new Client(clientOptions(connection));
    this.deadline = options.totalTimeout === undefined ? Infinity : Date.now() + options.totalTimeout;
    this.signal = options.signal;
    this.retries = options.retries ?? 8;
    this.backoff = options.backoff ?? 200;
  }

  /**
   * Sends a request and resolves to its answer.
   *
   * @throws ClusterError when no answer came or the answer is an error that `accept` does not name.
   */
  async request<Body = Record<string, unknown>>(request: ClusterRequest): Promise<ClusterAnswer<Body>> {
    for (let attempt = 0; ; attempt++) {
      this.assertGoingOn();
      if (request.method !== 'GET' && request.method !== 'HEAD' && !request.reads) this.writes++;
      try {
        const result = await this.client.transport.request<Body>(
          {
            method: request.method,
            path: request.path,
            ...(request.query && { querystring: request.query }),
            ...(request.body !== undefined && { body: request.body as Record<string, unknown> }),
            ...(request.bulkBody !== undefined && { bulkBody: request.bulkBody }),
          },
          {
            meta: true,
            maxRetries: 0,
            ignore: [...(request.accept ?? [])],
            requestTimeout: Math.min(request.timeout ?? 60_000, Math.max(1, this.deadline - Date.now())),
            ...(this.signal && { signal: this.signal }),
          },
        );
        return { status: result.statusCode, body: result.body };
      } catch (error) {
        const status = statusOf(error);
        const again = status === undefined ? isCutConnection(error) : retriedStatuses.has(status);
        if (!again || attempt >= this.retries || this.signal?.aborted) throw explain(error, request, this.address);
        await this.wait(Math.min(10_000, this.backoff * 2 ** attempt) * (0.5 + Math.random() / 2));
      }
    }
  }

  /** Waits, but not past the deadline nor past Ctrl-C. */
  async wait(milliseconds: number): Promise<void> {
    this.assertGoingOn();
    const duration = Math.min(milliseconds, Math.max(0, this.deadline - Date.now()));
    // An abort ends the wait early; assertGoingOn then says so.
    await setTimeout(duration, undefined, this.signal && { signal: this.signal }).catch(() => undefined);
    this.assertGoingOn();
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private assertGoingOn(): void {
    if (this.signal?.aborted) throw new ClusterError('stopped', 'run the same command again to go on');
    if (Date.now() >= this.deadline)
      throw new ClusterError(
        'the total time limit is over',
        'run the same command again to go on, or give a longer --timeout',
      );
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

interface TransportError {
  readonly name: string;
  readonly message: string;
  readonly statusCode?: number;
  readonly body?: {
    error?: { type?: string; reason?: string; root_cause?: { type: string; reason: string }[] } | string;
  };
}

function statusOf(error: unknown): number | undefined {
  return (error as TransportError).statusCode;
}

function isCutConnection(error: unknown): boolean {
  const { name, message } = error as TransportError;
  if (name === 'TimeoutError') return true;
  return name === 'ConnectionError' && !/certificate|self.signed|CERT_|SSL|TLS|ENOTFOUND|Host name/i.test(message);
}

/** Turns what the client threw into cause and remedy. */
function explain(error: unknown, request: ClusterRequest, address: string): Error {
  const { name, message, body } = error as TransportError;
  const status = statusOf(error);
  const place = `${request.method} ${request.path}`;
  if (name === 'RequestAbortedError') return new ClusterError('stopped', 'run the same command again to go on');
  if (name === 'ProductNotSupportedError') {
    return new ClusterError(
      `${address} is not Elasticsearch`,
      'give the address of an Elasticsearch node, not of Kibana or another product',
    );
  }
  if (status === undefined) return explainNetwork(name, message, address, place);
  const reported = typeof body?.error === 'object' ? body.error : undefined;
  const cause = reported?.root_cause?.[0] ?? reported;
  const reason = cause?.reason ?? (typeof body?.error === 'string' ? body.error : message);
  const details = { status, type: cause?.type };
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
  if (/flood.stage|read-only|FORBIDDEN\/\d+/i.test(reason)) {
    return new ClusterError(
      `${place}: ${reason}`,
      'free disk space or lift the block of the index, then run the same command again',
      details,
    );
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

function explainNetwork(name: string, message: string, address: string, place: string): ClusterError {
  if (/expired/i.test(message))
    return new ClusterError(`the certificate of ${address} has expired`, 'renew it on the server');
  if (/self.signed|unable to (get|verify)|UNABLE_TO_|fingerprint/i.test(message)) {
    return new ClusterError(
      `the certificate of ${address} is signed by no authority that is trusted here`,
      'give --ca-cert FILE or --ca-fingerprint',
    );
  }
  if (/altnames|Host name|Hostname/i.test(message)) {
    return new ClusterError(
      `the certificate of ${address} is for another host name`,
      'use the name that the certificate has, or mend the certificate',
    );
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(message))
    return new ClusterError(`the host of ${address} is not known`, 'check the address');
  if (/ECONNREFUSED/.test(message))
    return new ClusterError(`nothing listens at ${address}`, 'check the address and that the cluster runs');
  if (name === 'TimeoutError')
    return new ClusterError(
      `${place}: no answer from ${address} in time`,
      "check the cluster's health, or give a longer --timeout",
    );
  return new ClusterError(
    `${place}: the connection to ${address} failed: ${message}`,
    'check the address, TLS and proxy',
  );
}
