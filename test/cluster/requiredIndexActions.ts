// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The actions on indices that requests need, as Elasticsearch names them: for what logtwin and its tests send.

const actions: readonly (readonly [methods: string, path: RegExp, actions: readonly string[]])[] = [
  ['GET POST', /^_(search|count)$/, ['indices:data/read/search']],
  ['POST', /^_pit$/, ['indices:data/read/open_point_in_time']],
  ['GET', /^_field_caps$/, ['indices:data/read/field_caps']],
  ['GET', /^_mapping$/, ['indices:admin/mappings/get']],
  ['PUT', /^_mapping$/, ['indices:admin/mapping/put']],
  ['GET', /^_settings/, ['indices:monitor/settings/get']],
  ['PUT', /^_settings$/, ['indices:admin/settings/update']],
  ['POST', /^_refresh$/, ['indices:admin/refresh']],
  ['GET', /^_doc\//, ['indices:data/read/get']],
  ['PUT POST', /^_doc(\/|$)/, ['indices:data/write/index']],
  ['GET', /^$/, ['indices:admin/get']],
  ['PUT', /^$/, ['indices:admin/create']],
  ['DELETE', /^$/, ['indices:admin/delete']],
  [
    'POST',
    /^_update_by_query$/,
    [
      'indices:data/write/update/byquery',
      'indices:data/read/search',
      'indices:data/read/scroll',
      'indices:data/write/bulk',
      'indices:data/write/index',
    ],
  ],
];

/** Stands for an index that only the body names. */
export const anyIndex = '*';

/** What the request does to each index or pattern that it names. */
export function requiredIndexActions(
  method: string,
  path: string,
  query: URLSearchParams,
): Map<string, readonly string[]> {
  if (path === '/_bulk') return new Map([[anyIndex, ['indices:data/write/bulk', 'indices:data/write/index']]]);
  if (path === '/_reindex')
    return new Map([[anyIndex, ['indices:data/read/search', 'indices:data/read/scroll', 'indices:data/write/bulk']]]);
  const [, name = '', ...rest] = path.split('/').map(decodeURIComponent);
  // An action of the cluster, one whose point in time was opened with the right to, or settings of what may be seen.
  if (name === '' || name.startsWith('_') || name === '*') return new Map();
  const needed =
    actions.find(([methods, pattern]) => methods.includes(method) && pattern.test(rest.join('/')))?.[2] ?? [];
  const refresh = ['true', ''].includes(query.get('refresh') ?? 'no') ? ['indices:admin/refresh'] : [];
  return new Map(name.split(',').map((index) => [index, [...needed, ...refresh]]));
}
