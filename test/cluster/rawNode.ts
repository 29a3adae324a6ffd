// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The node behind the front: requests go to it as plain JSON over kept connections.

import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';

import type { Answer, Context } from './elasticsearchAdaptations.js';

/** Sends requests to the raw node. */
export class RawNode {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Sends a request on as it came, but for its media type. */
  forward({ method, path, query, body, contentType }: Context): Promise<Answer> {
    const search = query.size > 0 ? `?${query.toString()}` : '';
    return this.send(method, path + search, body, `application/${contentType}`);
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
    return new Promise((resolve, reject) => {
      const headers = body.length > 0 ? { 'content-type': contentType, 'content-length': body.length } : {};
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
      request.end(body);
    });
  }
}

function kept(headers: IncomingHttpHeaders): Record<string, string> {
  const names = ['content-type', 'warning', 'location'] as const;
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}
