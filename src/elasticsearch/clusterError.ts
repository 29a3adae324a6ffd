// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What went wrong between us and a cluster: the cause and the remedy in the first line.

/** A server or network error. The command line exits with 3. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  /** HTTP status, or undefined when no answer came. */
  readonly status: number | undefined;
  /** The server's error type, such as `security_exception`. */
  readonly type: string | undefined;

  constructor(cause: string, remedy: string, details: { status?: number | undefined; type?: string | undefined } = {}) {
    super(`${cause}; ${remedy}`);
    this.status = details.status;
    this.type = details.type;
  }
}
