// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a plan has to know of the cluster before it promises anything. Only reads.

import type { Cluster } from './cluster.js';
import type { ClusterError } from './clusterError.js';
import type { Privileges } from './privileges.js';

/** Version, licence, memory and privileges, as the cluster tells them. */
export interface ClusterFacts {
  readonly version: string;
  readonly licence: { readonly type: string; readonly active: boolean };
  /** Memory of each ML node in bytes: the most that ML may use, and what it uses. */
  readonly mlNodes: readonly { readonly name: string; readonly max: number; readonly used: number }[];
  /** Privileges that the user lacks, of those asked for; `x on y` for those on indices. Empty when security is off. */
  readonly missingPrivileges: readonly string[];
}

/** Reads the facts. `privileges` are those that the plan will need. */
export async function readFacts(cluster: Cluster, privileges: Privileges): Promise<ClusterFacts> {
  const { body: root } = await cluster.request<{ version: { number: string } }>({ method: 'GET', path: '/' });
  const [licence, mlNodes, missingPrivileges] = [
    await readLicence(cluster),
    await readMlNodes(cluster),
    await readMissing(cluster, privileges),
  ];
  return { version: root.version.number, licence, mlNodes, missingPrivileges };
}

async function readLicence(cluster: Cluster): Promise<ClusterFacts['licence']> {
  const { status, body } = await cluster.request<{ license?: { type: string; status: string } }>({
    method: 'GET',
    path: '/_license',
    accept: [404],
  });
  if (status === 404 || !body.license) return { type: 'none', active: false };
  return { type: body.license.type, active: body.license.status === 'active' };
}

interface MemoryStats {
  readonly nodes?: Record<
    string,
    {
      readonly name: string;
      readonly roles: readonly string[];
      readonly mem: { readonly ml: Readonly<Record<string, number>> };
    }
  >;
}

async function readMlNodes(cluster: Cluster): Promise<ClusterFacts['mlNodes']> {
  const { status, body } = await cluster.request<MemoryStats>({
    method: 'GET',
    path: '/_ml/memory/_stats',
    accept: [400, 403, 404, 405],
  });
  if (status >= 300) return [];
  return Object.values(body.nodes ?? {})
    .filter((node) => node.roles.includes('ml'))
    .map(({ name, mem: { ml } }) => ({
      name,
      max: ml.max_in_bytes ?? 0,
      used:
        (ml.anomaly_detectors_in_bytes ?? 0) +
        (ml.data_frame_analytics_in_bytes ?? 0) +
        (ml.native_inference_in_bytes ?? 0),
    }));
}

interface HasPrivileges {
  readonly cluster?: Readonly<Record<string, boolean>>;
  readonly index?: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
}

async function readMissing(cluster: Cluster, { cluster: names, indices }: Privileges): Promise<readonly string[]> {
  const lacked = (granted: Readonly<Record<string, boolean>>): string[] =>
    Object.keys(granted).filter((privilege) => !granted[privilege]);
  try {
    const { body } = await cluster.request<HasPrivileges>({
      method: 'POST',
      path: '/_security/user/_has_privileges',
      body: { cluster: names, ...(indices.length > 0 && { index: indices }) },
      reads: true,
      accept: [404, 405],
    });
    return [
      ...lacked(body.cluster ?? {}),
      ...Object.entries(body.index ?? {}).flatMap(([index, granted]) =>
        lacked(granted).map((privilege) => `${privilege} on ${index}`),
      ),
    ];
  } catch (error) {
    // A cluster without security has no privileges that could be missing.
    if (/security/i.test((error as ClusterError).message) && ![401, 403].includes((error as ClusterError).status ?? 0))
      return [];
    throw error;
  }
}
