// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which privileges a deployment needs; the roles of ingest/security/ and docs/least-privilege-key.md are tested against it.

import { eventIndices } from './events.js';
import type { Manifest } from './manifest.js';

/** Privileges as `_has_privileges` asks for them and as a role grants them. */
export interface Privileges {
  readonly cluster: readonly string[];
  readonly indices: readonly { readonly names: readonly string[]; readonly privileges: readonly string[] }[];
}

/** What reading the state of a deployment needs: `status`. */
export function readingPrivileges(manifest: Manifest): Privileges {
  // `monitor` covers templates, licence and version.
  const { security, anomaly_detection: anomalies } = manifest;
  return {
    cluster: [
      'monitor',
      'read_pipeline',
      ...(usesMachineLearning(manifest) ? ['monitor_ml'] : []),
      ...(security ? ['read_security'] : []),
    ],
    indices: anomalies ? [{ names: eventIndices(manifest), privileges: ['view_index_metadata'] }] : [],
  };
}

/** What installing a deployment and removing it needs. Every part of the manifest adds its own. */
export function writingPrivileges(manifest: Manifest): Privileges {
  const { component_templates: components, index_templates: templates, hook, scripts, security } = manifest;
  const events = [
    ...(hook.kind === 'final_pipeline' ? ['manage'] : []),
    // A datafeed reads with the rights of whoever made it.
    ...(manifest.anomaly_detection ? ['read', 'view_index_metadata'] : []),
  ];
  return {
    cluster: [
      'monitor',
      'manage_ingest_pipelines',
      ...(components.length + templates.length > 0 ? ['manage_index_templates'] : []),
      ...(usesMachineLearning(manifest) ? ['manage_ml'] : []),
      ...(scripts === 'stored' ? ['manage'] : []),
      ...(security?.roles ? ['manage_security'] : []),
      ...(security?.api_keys ? ['manage_own_api_key'] : []),
    ],
    indices: events.length > 0 ? [{ names: eventIndices(manifest), privileges: events }] : [],
  };
}

function usesMachineLearning({ model, anomaly_detection: anomalies }: Manifest): boolean {
  return model !== undefined || anomalies !== undefined;
}
