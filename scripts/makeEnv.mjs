// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes .env for docker-compose.yml with generated passwords, readable by its owner only. An .env that is there stays.

import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../.env', import.meta.url));
if (existsSync(file)) {
  console.error('.env is there already; it was not changed');
} else {
  const secret = (bytes) => randomBytes(bytes).toString('base64url');
  const lines = [
    'STACK_VERSION=9.4.0',
    `ELASTIC_PASSWORD=${secret(18)}`,
    `KIBANA_PASSWORD=${secret(18)}`,
    `KIBANA_ENCRYPTION_KEY=${secret(32)}`,
    'ES_PORT=9200',
    'KIBANA_PORT=5601',
    'ES_MEMORY=4g',
    'KIBANA_MEMORY=2g',
    '',
  ];
  writeFileSync(file, lines.join('\n'), { mode: 0o600 });
  console.error('wrote .env with generated passwords');
}
