// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The JSON files under ingest/ that a manifest names.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import type { JsonObject } from './json.js';
import type { LoadedManifest } from './manifest.js';

/** A named file as the server takes it. */
export interface ManifestFile {
  readonly id: string;
  readonly body: JsonObject;
}

/** Component templates of the manifest, in its order. Throws DiagnosticError ES2001 for a missing or broken file. */
export function componentTemplatesOf({ manifest, root }: LoadedManifest): ManifestFile[] {
  return manifest.component_templates.map((id) => readManifestFile(root, 'component_templates', id));
}

/** Index templates of the manifest, in its order. Throws DiagnosticError ES2001 for a missing or broken file. */
export function indexTemplatesOf({ manifest, root }: LoadedManifest): ManifestFile[] {
  return manifest.index_templates.map((id) => readManifestFile(root, 'index_templates', id));
}

/** A file of a folder of ingest/. Throws DiagnosticError ES2001 for a missing or broken file. */
export function readManifestFile(root: string, folder: string, id: string): ManifestFile {
  const file = join(root, 'ingest', folder, `${id}.json`);
  try {
    return { id, body: JSON.parse(readFileSync(file, 'utf8')) as JsonObject };
  } catch (error) {
    refuse('ES2001', `${file}: ${(error as Error).message}`, 'the manifest names it');
  }
}
