// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The ip_location processor.

import { geoOptions, geoProcessor } from './core/geoProcessor.js';
import { processor } from './core/processor.js';

export const ip_location = processor({
  type: 'ip_location',
  summary: 'Adds what a MaxMind or IPinfo database knows of an IP address (Elasticsearch 8.15 and later).',
  notes: [
    'The database is given by the caller; without it documents get the tag _ip_location_database_unavailable_FILE.',
  ],
  options: geoOptions,
  examples: [
    {
      config: { field: 'ip', database_file: 'none.mmdb' },
      before: { ip: '89.160.20.128' },
      after: { ip: '89.160.20.128', tags: ['_ip_location_database_unavailable_none.mmdb'] },
    },
  ],
  compile: geoProcessor,
});
