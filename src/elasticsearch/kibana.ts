// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One Kibana, request by request, in any of its spaces; as patient as the cluster that it belongs to.

import { createHash } from 'node:crypto';
import {
  HttpConnection,
  Transport,
  UndiciConnection,
  WeightedConnectionPool,
  type TransportResult,
} from '@elastic/elasticsearch';
import { ClusterError } from './clusterError.js';
import type { Connection, ConnectionAuth, KibanaConnection } from './connection.js';
import type { Patience } from './patience.js';
import { explainNetwork, isPassing, isRefused, type TransportError } from './transportError.js';

/** One request to Kibana. */
export interface KibanaRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Path from `/api` on, with its parts already encoded. */
  readonly path: string;
  /** Space whose things are meant; the path is put under `/s/<space>` but for `default`. */
  readonly space: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
  /** A file that is sent as the part `file` of a multipart form, instead of a body. */
  readonly file?: { readonly name: string; readonly content: string };
  /** Statuses that are an answer and no error, beside 2xx. */
  readonly accept?: readonly number[];
  /** Whether it only reads, although its method is POST (`_export`). */
  readonly reads?: boolean;
}

/** Status and body of an answer: JSON as a value, anything else as text. */
export interface KibanaAnswer<Body> {
  readonly status: number;
  readonly body: Body;
}

type KibanaFault = TransportError<{ readonly message?: string } | undefined>;

/** Sends requests to one Kibana. */
export class Kibana {
  readonly address: string;
  private readonly proxy: string | undefined;
  /** Write requests sent so far, retries included. */
  writes = 0;
  /** Whether it has ever answered. */
  private answered = false;
  private readonly pool: WeightedConnectionPool;
  private readonly transport: Transport;
  private readonly patience: Patience;

  constructor(connection: Connection, kibana: KibanaConnection, patience: Patience) {
    this.address = kibana.url;
    this.proxy = connection.proxy;
    this.patience = patience;
    this.pool = connectionPool(connection, kibana);
    this.transport = new Transport({
      connectionPool: this.pool,
      maxRetries: 0,
      enableMetaHeader: false,
      redaction: { type: 'remove' },
      // Kibana refuses every request without it that could come from a foreign page.
      headers: { 'kbn-xsrf': 'logtwin' },
    });
  }

  /**
   * Sends a request and resolves to its answer.
   *
   * @throws ClusterError when no answer came or the answer is an error that `accept` does not name.
   */
  async request<Body = Record<string, unknown>>(request: KibanaRequest): Promise<KibanaAnswer<Body>> {
    const counted = (): Promise<TransportResult> => {
      if (request.method !== 'GET' && !request.reads) this.writes++;
      return this.send(request);
    };
    try {
      const { statusCode: status, body } = await this.patience.repeat(
        counted,
        (error) => isPassing(error) && (this.answered || !isRefused(error)),
      );
      this.answered = true;
      return { status, body: body as Body };
    } catch (error) {
      throw error instanceof ClusterError ? error : explain(error as KibanaFault, request, this.address, this.proxy);
    }
  }

  async close(): Promise<void> {
    await this.pool.empty();
  }

  private send({ method, path, space, query, body, file, accept }: KibanaRequest): Promise<TransportResult> {
    const form = file && multipart(file);
    return this.transport.request(
      {
        method,
        path: space === 'default' ? path : `/s/${encodeURIComponent(space)}${path}`,
        ...(query && { querystring: query }),
        ...(form ? { body: form.body } : body !== undefined && { body: body as Record<string, unknown> }),
      },
      {
        meta: true,
        ignore: [...(accept ?? [])],
        requestTimeout: this.patience.timeoutOf(),
        ...(form && { headers: { 'content-type': form.contentType } }),
        ...(this.patience.signal && { signal: this.patience.signal }),
      },
    );
  }
}

function connectionPool({ auth, tls, proxy }: Connection, kibana: KibanaConnection): WeightedConnectionPool {
  // An authority for Kibana alone replaces what is trusted for the cluster.
  const fingerprint = kibana.ca === undefined && kibana.url.startsWith('https:') ? tls.caFingerprint : undefined;
  const ca = kibana.ca ?? tls.ca;
  const credentials = credentialsOf(kibana.auth ?? auth);
  const pool = new WeightedConnectionPool({
    // undici cannot go through a proxy nor check a fingerprint.
    Connection: proxy !== undefined || fingerprint !== undefined ? HttpConnection : UndiciConnection,
    ...(credentials && { auth: credentials }),
    tls: {
      rejectUnauthorized: tls.verify,
      ...(ca && { ca }),
      ...(tls.cert && { cert: tls.cert }),
      ...(tls.key && { key: tls.key.reveal() }),
      ...(tls.keyPassphrase && { passphrase: tls.keyPassphrase.reveal() }),
    },
    ...(proxy !== undefined && { proxy }),
    ...(fingerprint !== undefined && { caFingerprint: fingerprint }),
  });
  pool.addConnection(kibana.url);
  return pool;
}

function credentialsOf(
  auth: ConnectionAuth | undefined,
): ConstructorParameters<typeof WeightedConnectionPool>[0]['auth'] {
  if (auth?.kind === 'apiKey') return { apiKey: auth.apiKey.reveal() };
  if (auth?.kind === 'bearer') return { bearer: auth.token.reveal() };
  return auth && { username: auth.username, password: auth.password.reveal() };
}

/** A form of one file (RFC 7578). The boundary is made from the content, so that it cannot occur in it by chance. */
function multipart({ name, content }: { readonly name: string; readonly content: string }): {
  body: string;
  contentType: string;
} {
  const boundary = `logtwin-${createHash('sha256').update(content).digest('hex').slice(0, 32)}`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/ndjson\r\n\r\n`;
  return { body: `${head}${content}\r\n--${boundary}--\r\n`, contentType: `multipart/form-data; boundary=${boundary}` };
}

/** Turns what the client threw into cause and remedy. */
function explain(error: KibanaFault, request: KibanaRequest, address: string, proxy?: string): ClusterError {
  const { statusCode: status, body } = error;
  const place = `${request.method} ${request.path} of Kibana`;
  if (status === undefined) return explainNetwork(error, `Kibana at ${address}`, place, proxy);
  const reason = body?.message ?? (typeof body === 'string' ? body : error.message);
  const details = { status };
  if (status === 401) {
    return new ClusterError(
      `Kibana at ${address} refused the credentials (401)`,
      'check the user name and password or the API key; KIBANA_USERNAME, KIBANA_PASSWORD and KIBANA_API_KEY are for Kibana alone',
      details,
    );
  }
  if (status === 403) {
    return new ClusterError(
      `${place} is not allowed: ${reason}`,
      'give the key or user the Kibana privileges that docs/least-privilege-key.md lists',
      details,
    );
  }
  if (status >= 500) {
    return new ClusterError(
      `${place} failed (${status}): ${reason}`,
      "look at Kibana's log, then run the same command again",
      details,
    );
  }
  return new ClusterError(`${place}: ${reason} (${status})`, 'nothing of this request was applied', details);
}
