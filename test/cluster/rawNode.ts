// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The node behind the front: requests go to it as plain JSON over kept connections.

import {
  Agent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import { pipeline } from 'node:stream';

import type { Answer, Context, RequestHead } from './elasticsearchAdaptations.js';

/** Sends requests to the raw node. */
export class RawNode {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Sends a request on as it came, but for its media type. */
  forward(context: Context): Promise<Answer> {
    return this.send(context.method, target(context), context.body, `application/${context.contentType}`);
  }

  /** Sends a request on while it is still coming, without a look at its body. */
  pass(head: RequestHead, body: IncomingMessage): Promise<Answer> {
    const length = head.headers['content-length'];
    const chunked = head.headers['transfer-encoding'] !== undefined;
    const contentType = `application/${head.contentType}`;
    if (length === undefined && !chunked) return this.exchange(head.method, target(head), {}, Buffer.alloc(0));
    const headers = { 'content-type': contentType, ...(length !== undefined && { 'content-length': length }) };
    return this.exchange(head.method, target(head), headers, body);
  }

  /** Sends a JSON body and reads a JSON answer. */
  async json<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Body }> {
    const sent = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
    const answer = await this.send(method, path, sent, 'application/json');
    const text = String(answer.body);
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as Body };
  }

  stop(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body: Buffer, contentType: string): Promise<Answer> {
    const headers = body.length > 0 ? { 'content-type': contentType, 'content-length': body.length } : {};
    return this.exchange(method, path, headers, body);
  }

  private exchange(
    method: string,
    path: string,
    headers: OutgoingHttpHeaders,
    body: Buffer | IncomingMessage,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(this.url + path, { method, headers, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            body: Buffer.concat(chunks),
            headers: kept(response.headers),
          }),
        );
      });
      request.on('error', reject);
      if (Buffer.isBuffer(body)) request.end(body);
      else pipeline(body, request, (error) => error && reject(error));
    });
  }
}

function target({ path, query }: RequestHead): string {
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

function kept(headers: IncomingHttpHeaders): Record<string, string> {
  const names = ['content-type', 'warning', 'location'] as const;
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}
