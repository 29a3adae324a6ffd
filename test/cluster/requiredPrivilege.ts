// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The cluster privilege that each management request needs, as Elasticsearch's REST specification names the weakest one.

const privileges: readonly (readonly [methods: string, path: RegExp, privilege: string])[] = [
  ['GET POST', /^\/_ingest\/pipeline\/(.+\/)?_simulate$/, 'read_pipeline'],
  ['GET', /^\/_ingest\/pipeline/, 'read_pipeline'],
  ['PUT DELETE', /^\/_ingest\/pipeline/, 'manage_ingest_pipelines'],
  ['PUT DELETE', /^\/_(index_template|component_template)\//, 'manage_index_templates'],
  ['GET', /^\/_(index_template|component_template)/, 'monitor'],
  ['GET', /^\/_ml\//, 'monitor_ml'],
  ['POST', /^\/_ml\/trained_models\/[^/]+\/_infer$/, 'monitor_ml'],
  ['PUT POST DELETE', /^\/_ml\//, 'manage_ml'],
  ['POST', /^\/_license\//, 'manage'],
  ['PUT DELETE', /^\/_scripts\//, 'manage'],
  ['PUT POST DELETE', /^\/_security\/role\//, 'manage_security'],
  ['POST PUT DELETE', /^\/_security\/api_key/, 'manage_own_api_key'],
  ['POST', /^\/_tasks\/[^/]+\/_cancel$/, 'manage'],
  ['GET', /^\/(_license|_cluster\/.*|_nodes.*|_tasks.*)?$/, 'monitor'],
];

/** The cluster privilege that a request needs, or undefined for one on indices or on the user's own account. */
export function requiredPrivilege(method: string, path: string): string | undefined {
  return privileges.find(([methods, pattern]) => methods.includes(method) && pattern.test(path))?.[2];
}
