// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Tokens for the models of the test node. Elasticsearch's tokenizers are in a module that is not published, so the node asks
// for tokens here, over local HTTP, and gets those of our own tokenizers.

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Failure } from '../../src/diagnostics/failure.js';
import { nmtNfkc } from '../../src/inference/tokenizers/charMap.js';
import { encodeText } from '../../src/inference/tokenizers/lengthLimits.js';
import { nativeRequest } from '../../src/inference/tokenizers/nativeRequest.js';
import {
  createTokenizer,
  parseTokenization,
  type VocabularyFiles,
} from '../../src/inference/tokenizers/tokenization.js';
import type { Tokenizer } from '../../src/inference/tokenizers/tokenizer.js';

/** A vocabulary to keep under a name, as the node got it. */
interface OpenRequest {
  readonly open: string;
  readonly vocabulary: string[];
  readonly merges: string[];
  readonly scores: number[];
}

/** A text to turn into the arguments of `forward`. */
interface TokenRequest {
  readonly tokenizer: string;
  readonly tokenization: Record<string, unknown>;
  readonly text: string;
}

/** Answers the node's questions for tokens. */
export class TokenService {
  private readonly vocabularies = new Map<string, VocabularyFiles>();
  private readonly tokenizers = new Map<string, Tokenizer>();
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });

  /** Resolves to its address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<[number, unknown]> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as OpenRequest | TokenRequest;
      return [200, 'open' in body ? this.open(body) : this.tokenize(body)];
    } catch (error) {
      return error instanceof Failure
        ? [error.details.status ?? 500, { reason: error.message }]
        : [500, { reason: String(error) }];
    }
  }

  private open({ open: name, vocabulary, merges, scores }: OpenRequest): unknown {
    // The server packages one character map for all of its unigram tokenizers.
    this.vocabularies.set(name, { vocabulary, merges, scores, charMap: nmtNfkc });
    for (const key of this.tokenizers.keys()) if (key.startsWith(`${name} `)) this.tokenizers.delete(key);
    return {};
  }

  private tokenize({ tokenizer: name, tokenization: settings, text }: TokenRequest): unknown {
    const tokenization = parseTokenization(settings);
    const key = `${name} ${JSON.stringify(settings)}`;
    let tokenizer = this.tokenizers.get(key);
    if (!tokenizer) this.tokenizers.set(key, (tokenizer = createTokenizer(tokenization, this.vocabularies.get(name)!)));
    const encodings = encodeText(tokenizer.tokenize(text), tokenizer.special, tokenization);
    const { tokens, arg_1, arg_2, arg_3 } = nativeRequest('', tokenization.type, encodings, tokenizer.special.pad);
    return {
      arguments: [tokens, arg_1, arg_2, arg_3].filter((rows) => rows !== undefined),
      truncated: encodings.some(({ truncated }) => truncated),
    };
  }
}
