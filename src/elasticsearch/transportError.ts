// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the client library throws, and which of it passes by itself; the cause and remedy of what never got an answer.

import { ClusterError } from './clusterError.js';

/** The part of the library's errors that is read here. */
export interface TransportError<Body = unknown> {
  readonly name: string;
  readonly message: string;
  /** Undefined when no answer came. */
  readonly statusCode?: number;
  readonly body?: Body;
}

const passingStatuses = new Set([429, 502, 503, 504]);

/** Whether the same request may succeed a moment later. */
export function isPassing(error: unknown): boolean {
  const { name, message, statusCode, body } = error as TransportError<{ error?: { type?: string } } | undefined>;
  // A blocked index answers 429 too, and goes on doing so until somebody lifts the block.
  if (statusCode === 429 && body?.error?.type === 'cluster_block_exception') return false;
  if (statusCode !== undefined) return passingStatuses.has(statusCode);
  if (name === 'TimeoutError') return true;
  return (
    name === 'ConnectionError' &&
    !/certificate|self.signed|CERT_|SSL|TLS|ENOTFOUND|Host name|Bad response: 4/i.test(message)
  );
}

/** Whether nothing listens at the address: it passes for a server that restarts, and not for one that has never answered. */
export function isRefused(error: unknown): boolean {
  return /ECONNREFUSED/.test((error as TransportError).message);
}

/**
 * Turns an error without an answer into cause and remedy.
 *
 * @param place the request, as method and path
 * @param proxy address of the proxy that is asked in between; of it only host and port are said
 */
export function explainNetwork(error: unknown, address: string, place: string, proxy?: string): ClusterError {
  const { name, message } = error as TransportError;
  if (name === 'RequestAbortedError') return new ClusterError('stopped', 'run the same command again to go on');
  const failing = proxy === undefined ? undefined : explainProxy(error as TransportError, address, hostAndPort(proxy));
  if (failing !== undefined) return failing;
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
  if (isRefused(error))
    return new ClusterError(`nothing listens at ${address}`, 'check the address and that the server runs');
  if (name === 'TimeoutError')
    return new ClusterError(
      `${place}: no answer from ${address} in time`,
      "check the server's health, or give a longer --timeout",
    );
  return new ClusterError(
    `${place}: the connection to ${address} failed: ${message}`,
    'check the address, TLS and proxy',
  );
}

/** What befell on the way to the proxy, which is the only one that is connected to; undefined where it may have been later. */
function explainProxy(error: TransportError, address: string, proxy: string): ClusterError | undefined {
  const remedy = 'check --proxy, HTTPS_PROXY and HTTP_PROXY, or name hosts to reach without a proxy in NO_PROXY';
  if (isRefused(error))
    return new ClusterError(`nothing listens at the proxy ${proxy}, through which ${address} is reached`, remedy);
  if (/ENOTFOUND|EAI_AGAIN/.test(error.message))
    return new ClusterError(
      `the host of the proxy ${proxy}, through which ${address} is reached, is not known`,
      remedy,
    );
  // The client's words for what a proxy answers instead of a connection.
  const status = /^Bad response: (\d+)/.exec(error.message)?.[1];
  if (status === undefined) return undefined;
  return new ClusterError(`the proxy ${proxy} answered ${status} instead of connecting to ${address}`, remedy);
}

/** Without credentials. */
function hostAndPort(proxy: string): string {
  return proxy
    .replace(/^[a-z][\w+.-]*:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/^.*@/, '');
}
