// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A client of a test cluster for as long as some work takes.

import { Cluster } from '../../src/elasticsearch/cluster.js';
import { resolveConnection, type Connection } from '../../src/elasticsearch/connection.js';
import type { PatienceOptions } from '../../src/elasticsearch/patience.js';

/** Resolves to what the work gives; the client is closed whatever happens. It waits 5 ms before its first retry. */
export async function onCluster<T>(
  target: { readonly url: string } | Connection,
  work: (cluster: Cluster) => Promise<T>,
  patience: PatienceOptions = {},
): Promise<T> {
  const connection = 'tls' in target ? target : resolveConnection({ url: target.url }, {});
  const cluster = new Cluster(connection, { backoff: 5, ...patience });
  try {
    return await work(cluster);
  } finally {
    await cluster.close();
  }
}
