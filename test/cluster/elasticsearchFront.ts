// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// An HTTP server in front of the node that makes it speak as Elasticsearch: media types, product header, version, security,
// licence and everything else in which this node differs (elasticsearchAdaptations.ts). It counts requests and injects faults.

import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { adaptations, type Adaptation, type Answer, type FrontState } from './elasticsearchAdaptations.js';
import { errorAnswer } from './elasticsearchErrors.js';
import { FaultInjector, type Faults } from './faults.js';
import type { KeyStore } from './keyStore.js';

/** One request that was answered, or cut before it was. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** The answer's status; 0 when the connection was cut. */
  readonly status: number;
  /** What was sent, as text; only while bodies are recorded, and empty without one. */
  readonly body?: string;
}

const mediaType = /^application\/vnd\.elasticsearch\+(json|x-ndjson)\s*;\s*compatible-with=(\d+)$/;
const answered = 'application/vnd.elasticsearch+json;compatible-with=9';

/** The server in front of the node. */
export class ElasticsearchFront {
  readonly requests: LoggedRequest[] = [];
  private readonly server: Server;
  /** Whether bodies are read and kept; they stream through otherwise. */
  recordsBodies = false;
  private readonly faults = new FaultInjector();
  private readonly secure: boolean;
  private readonly state: FrontState;

  constructor(state: FrontState, keyStore: KeyStore | undefined) {
    this.state = state;
    this.secure = keyStore !== undefined;
    const listener: RequestListener = (request, response) => void this.serve(request, response);
    this.server = keyStore
      ? createSecureServer({ pfx: keyStore.pfx, passphrase: keyStore.passphrase }, listener)
      : createServer(listener);
    // A test that computes for long keeps this loop from reading, and an idle connection would be closed under a request
    // that is already on its way.
    this.server.keepAliveTimeout = 0;
  }

  /** Resolves to its address. */
  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return `${this.secure ? 'https' : 'http'}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  setFaults(faults: Faults | undefined): void {
    this.faults.set(faults);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method!;
    const path = request.url!;
    let recorded: Buffer | undefined;
    const log = (status: number): void =>
      void this.requests.push({ method, path, status, ...(recorded && { body: recorded.toString() }) });
    const cut = (): void => {
      log(0);
      request.socket.destroy();
    };
    try {
      if (this.recordsBodies) recorded = await bodyOf(request);
      const fault = this.faults.next();
      if (fault === 'cut before') return cut();
      const answer = typeof fault === 'number' ? injected(fault) : await this.answer(request, recorded);
      // What nobody read has to be out of the way of the next request on this connection.
      request.resume();
      if (fault === 'cut after') return cut();
      log(answer.status);
      send(request, response, answer);
    } catch (error) {
      // The client went away, or the node did.
      if (!response.headersSent && !request.destroyed) {
        log(500);
        send(request, response, errorAnswer(500, 'exception', `the node behind the front failed: ${String(error)}`));
      } else {
        cut();
      }
    }
  }

  private async answer(request: IncomingMessage, read: Buffer | undefined): Promise<Answer> {
    const contentType = request.headers['content-type'];
    const versions = [contentType, request.headers.accept].map((type) => mediaType.exec(type ?? '')?.[2]);
    const wrong = versions.find((version) => version !== undefined && version !== '9' && version !== '8');
    if (wrong !== undefined) {
      return errorAnswer(
        400,
        'media_type_header_exception',
        `Accept version must be either version 9 or 8, but found ${wrong}. Accept=${request.headers.accept}`,
      );
    }
    if (hasBody(request) && contentType === undefined)
      return errorAnswer(406, 'media_type_header_exception', 'Content-Type header is missing');
    const url = new URL(request.url!, 'http://front');
    const context = {
      state: this.state,
      method: request.method!,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      contentType: mediaType.exec(contentType ?? '')?.[1] ?? contentType?.replace('application/', '') ?? 'json',
    };
    const refused = await this.state.security.check(context);
    if (refused) return refused;
    const adaptation: Adaptation | undefined = adaptations.find(
      ({ methods, path }) => methods.includes(context.method) && path.test(context.path),
    );
    // What nobody adapts goes through as it comes, a model's definition above all.
    if (!adaptation && !read) return this.state.node.pass(context, request);
    const whole = { ...context, body: read ?? (await bodyOf(request)) };
    return adaptation ? adaptation.answer(whole) : this.state.node.forward(whole);
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function injected(status: number): Answer {
  return status === 429
    ? errorAnswer(429, 'es_rejected_execution_exception', 'rejected execution: queue capacity reached (injected fault)')
    : errorAnswer(status, 'cluster_block_exception', 'blocked by: [SERVICE_UNAVAILABLE] (injected fault)');
}

function send(request: IncomingMessage, response: ServerResponse, { status, body, headers }: Answer): void {
  const given = headers?.['content-type'];
  const wanted = request.headers.accept?.includes('vnd.elasticsearch') ? answered : 'application/json';
  const contentType = given === undefined || given.includes('json') ? wanted : given;
  response.writeHead(status, {
    ...headers,
    'content-type': contentType,
    'x-elastic-product': 'Elasticsearch',
  });
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
