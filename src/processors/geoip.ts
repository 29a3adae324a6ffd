// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The geoip processor.

import { geoOptions, geoProcessor } from './core/geoProcessor.js';
import { processor } from './core/processor.js';

export const geoip = processor({
  type: 'geoip',
  summary: 'Adds what a MaxMind database knows of an IP address.',
  notes: ['The database is given by the caller; without it documents get the tag _geoip_database_unavailable_FILE.'],
  options: geoOptions,
  examples: [
    {
      config: { field: 'ip', database_file: 'none.mmdb' },
      before: { ip: '89.160.20.128' },
      after: { ip: '89.160.20.128', tags: ['_geoip_database_unavailable_none.mmdb'] },
    },
  ],
  compile: geoProcessor,
});
