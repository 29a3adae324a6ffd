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
  const cluster = ['monitor', 'read_pipeline', ...(usesMachineLearning(manifest) ? ['monitor_ml'] : [])];
  return { cluster, indices: [] };
}

/** What installing a deployment and removing it needs. Every part of the manifest adds its own. */
export function writingPrivileges(manifest: Manifest): Privileges {
  const { component_templates: components, index_templates: templates, hook, scripts } = manifest;
  return {
    cluster: [
      'monitor',
      'manage_ingest_pipelines',
      ...(components.length + templates.length > 0 ? ['manage_index_templates'] : []),
      ...(usesMachineLearning(manifest) ? ['manage_ml'] : []),
      ...(scripts === 'stored' ? ['manage'] : []),
    ],
    indices: hook.kind === 'final_pipeline' ? [{ names: eventIndices(manifest), privileges: ['manage'] }] : [],
  };
}

function usesMachineLearning({ model }: Manifest): boolean {
  return model !== undefined;
}
