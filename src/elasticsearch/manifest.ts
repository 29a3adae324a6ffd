// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What deploy installs: ingest/manifest.json, laid over by environment files and variables.

import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import { validateJson } from '../diagnostics/validate.js';
import type { Alerts } from '../ingest/markAlerts.js';
import { packageRoot } from '../util/packageRoot.js';

/** How events of the cluster reach the classify pipeline. */
export type Hook =
  | { readonly kind: 'none' }
  /** One tagged processor in `logs-<dataset>@custom` of each dataset. */
  | { readonly kind: 'fleet_custom'; readonly datasets: readonly string[] }
  /** `index.final_pipeline` of existing indices or data streams. */
  | { readonly kind: 'final_pipeline'; readonly indices: readonly string[] };

/** The manifest; keys that go to the server are spelt as the server spells them. */
export interface Manifest {
  readonly name: string;
  readonly model?: {
    /** Model folder, relative to the manifest's package. */
    readonly folder: string;
    /** Model alias that the classify pipeline names; it may not end in a digit. */
    readonly alias: string;
    /** First part of the model id; the content hash follows. The folder's name by default. */
    readonly id_prefix?: string;
  };
  readonly deployment: {
    readonly number_of_allocations: number;
    readonly threads_per_allocation: number;
    readonly queue_capacity: number;
    readonly priority: 'normal' | 'low';
    readonly cache_size?: string;
    readonly adaptive_allocations?: {
      readonly enabled: boolean;
      readonly min_number_of_allocations?: number;
      readonly max_number_of_allocations?: number;
    };
  };
  readonly pipelines: readonly string[];
  readonly scripts: 'inline' | 'stored';
  readonly generic: boolean;
  /** From which probability on events alert; nothing is marked without it. */
  readonly alerts?: Alerts;
  readonly component_templates: readonly string[];
  readonly index_templates: readonly string[];
  readonly hook: Hook;
  /** Indices that hold classified events; told by the hook when undefined. */
  readonly events?: readonly string[];
  readonly kibana?: {
    readonly space: string;
    readonly saved_objects: readonly string[];
    readonly alert_rules?: readonly string[];
  };
  readonly security?: {
    readonly roles?: readonly string[];
    readonly api_keys?: readonly { readonly name: string; readonly role: string; readonly expiration?: string }[];
  };
  readonly anomaly_detection?: { readonly jobs: readonly string[] };
}

const name = { type: 'string', pattern: '^[a-z0-9][a-z0-9._-]*$' } as const;
const names = { type: 'array', items: name, uniqueItems: true } as const;

/** JSON Schema of the manifest after overlays; docs/reference/manifest.md is generated from it. */
export const manifestSchema = {
  $id: 'manifest',
  type: 'object',
  additionalProperties: false,
  required: ['name', 'deployment', 'pipelines', 'scripts', 'generic', 'component_templates', 'index_templates', 'hook'],
  properties: {
    $schema: { type: 'string', description: 'ignored; for editors' },
    name: { ...name, description: 'marks everything installed, in _meta' },
    model: {
      type: 'object',
      description: 'the model to upload; without it only pipelines and templates are installed',
      additionalProperties: false,
      required: ['folder', 'alias'],
      properties: {
        folder: { type: 'string', minLength: 1, description: 'model folder, relative to the package or absolute' },
        alias: {
          type: 'string',
          pattern: '^[a-z0-9]([a-z0-9_-]*[a-z_-])?$',
          description: 'model alias; may not end in a digit',
        },
        id_prefix: { ...name, description: 'first part of the model id; the folder name by default' },
      },
    },
    deployment: {
      type: 'object',
      description: 'how the model is deployed',
      additionalProperties: false,
      required: ['number_of_allocations', 'threads_per_allocation', 'queue_capacity', 'priority'],
      properties: {
        number_of_allocations: { type: 'integer', minimum: 1, description: 'more allocations, more throughput' },
        threads_per_allocation: { enum: [1, 2, 4, 8, 16, 32], description: 'more threads, less latency' },
        queue_capacity: {
          type: 'integer',
          minimum: 1,
          maximum: 100000,
          description: 'requests that may wait; more are refused with 429',
        },
        priority: { enum: ['normal', 'low'], description: 'low runs one allocation with one thread' },
        cache_size: { type: 'string', pattern: '^[0-9]+(b|kb|mb|gb)$', description: 'memory of the inference cache' },
        adaptive_allocations: {
          type: 'object',
          description: 'let the cluster choose the number of allocations',
          additionalProperties: false,
          required: ['enabled'],
          properties: {
            enabled: { type: 'boolean', description: 'whether it does' },
            min_number_of_allocations: {
              type: 'integer',
              minimum: 0,
              description: '0 lets it stop when idle: then the first events wait',
            },
            max_number_of_allocations: { type: 'integer', minimum: 1, description: 'upper limit' },
          },
        },
      },
    },
    pipelines: { ...names, description: 'files of pipelines/, in order of installation' },
    scripts: { enum: ['inline', 'stored'], description: 'stored scripts need the cluster privilege manage' },
    generic: { type: 'boolean', description: 'classify documents of unknown sources too' },
    alerts: {
      type: 'object',
      description:
        'marks alerts (`ml.alert`, `ml.threshold`) in the classify pipeline; written by `logtwin evaluate --into`',
      additionalProperties: false,
      required: ['labels', 'threshold'],
      properties: {
        labels: {
          type: 'array',
          items: { type: 'string', minLength: 1 },
          minItems: 1,
          uniqueItems: true,
          description: 'labels that call for an alert; their probabilities are added up',
        },
        threshold: { type: 'number', minimum: 0, maximum: 1, description: 'probability from which on an event alerts' },
        chosen_by: { type: 'string', description: 'how the threshold was chosen, in words' },
      },
    },
    component_templates: { ...names, description: 'files of ingest/component_templates/' },
    index_templates: { ...names, description: 'files of ingest/index_templates/' },
    hook: {
      type: 'object',
      description: 'how events reach the classify pipeline',
      additionalProperties: false,
      required: ['kind'],
      properties: {
        kind: { enum: ['none', 'fleet_custom', 'final_pipeline'], description: 'none: you name the pipeline yourself' },
        datasets: {
          type: 'array',
          items: { type: 'string', minLength: 1 },
          description: 'for fleet_custom: datasets such as suricata.eve',
        },
        indices: {
          type: 'array',
          items: { type: 'string', minLength: 1 },
          description: 'for final_pipeline: indices or data streams',
        },
      },
    },
    events: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      minItems: 1,
      description:
        'indices that hold classified events, put for `logtwin-classified-*` in files; told by the hook by default',
    },
    kibana: {
      type: 'object',
      description: 'data view and dashboard; left out when no Kibana is named',
      additionalProperties: false,
      required: ['space', 'saved_objects'],
      properties: {
        space: { type: 'string', pattern: '^[a-z0-9_-]+$', description: 'Kibana space; it has to be there' },
        saved_objects: { ...names, description: 'files of ingest/kibana/' },
        alert_rules: {
          ...names,
          description: 'files of ingest/alert_rules/: `logtwin-alerts` (needs `alerts`), `logtwin-failures`',
        },
      },
    },
    security: {
      type: 'object',
      description: 'who may do what; needs the privilege manage_security, which nothing else does',
      additionalProperties: false,
      properties: {
        roles: { ...names, description: 'files of ingest/security/' },
        api_keys: {
          type: 'array',
          description: 'keys of the user who deploys; deploy writes new secrets into files under --api-keys-to',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['name', 'role'],
            properties: {
              name: { ...name, description: 'name of the key' },
              role: { ...name, description: 'file of ingest/security/ that says what it may do' },
              expiration: {
                type: 'string',
                pattern: '^[0-9]+[dhm]$',
                description: 'how long it is valid, such as `90d`; for ever by default',
              },
            },
          },
        },
      },
    },
    anomaly_detection: {
      type: 'object',
      description: 'anomaly-detection jobs over classified events',
      additionalProperties: false,
      required: ['jobs'],
      properties: {
        jobs: { ...names, description: 'files of ingest/anomaly_detection/' },
      },
    },
  },
} as const;

/** A manifest and where its files lie. */
export interface LoadedManifest {
  readonly manifest: Manifest;
  readonly file: string;
  /** Folder that holds pipelines/, painless/, ingest/ and models/. */
  readonly root: string;
}

/** Variables `LOGTWIN_MANIFEST__deployment__queue_capacity=500` set one value each. */
const variablePrefix = 'LOGTWIN_MANIFEST__';

/**
 * Reads the manifest, lays the overlays over it in order, then the environment's values, and checks the result.
 *
 * @throws DiagnosticError naming the file and the JSON pointer of what is wrong.
 */
export function loadManifest(
  file: string = join(packageRoot, 'ingest', 'manifest.json'),
  overlays: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): LoadedManifest {
  let merged = readObject(file);
  for (const overlay of overlays) merged = merge(merged, readObject(overlay));
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(variablePrefix) || text === undefined) continue;
    const path = variable.slice(variablePrefix.length).split('__');
    merged = merge(merged, path.reduceRight<unknown>((value, key) => ({ [key]: value }), valueOf(text)) as JsonObject);
  }
  validateJson(merged, manifestSchema, file, 'ES2001');
  const manifest = merged as unknown as Manifest;
  if (manifest.hook.kind === 'fleet_custom' && !manifest.hook.datasets)
    refuse('ES2001', `${file} > /hook: fleet_custom needs "datasets"`);
  if (manifest.hook.kind === 'final_pipeline' && !manifest.hook.indices)
    refuse('ES2001', `${file} > /hook: final_pipeline needs "indices"`);
  return { manifest, file, root: dirname(dirname(resolve(file))) };
}

/** Absolute path of the manifest's model folder. */
export function modelFolderOf({ manifest, root }: LoadedManifest): string | undefined {
  const folder = manifest.model?.folder;
  return folder && (isAbsolute(folder) ? folder : join(root, folder));
}

type JsonObject = Record<string, unknown>;

function readObject(file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    refuse('ES2001', `${file}: ${(error as Error).message}`, 'a manifest is one JSON object');
  }
  if (!isObject(value)) refuse('ES2001', `${file}: a manifest is one JSON object`);
  return value;
}

/** Objects merge key by key, null removes a key, everything else replaces. */
function merge(base: JsonObject, over: JsonObject): JsonObject {
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const former = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isObject(value) && isObject(former) ? merge(former, value) : value;
  }
  return merged;
}

/** A variable's text as JSON where it is JSON, else as a string. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
