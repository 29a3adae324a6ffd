// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes .env for docker-compose.yml and for logtwin --env-file, with generated passwords, readable by its owner only. An
// .env that is there stays. Another folder than the repository's can be given, for tests.

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
const secret = (bytes) => randomBytes(bytes).toString('base64url');
const lines = [
  '# For docker-compose.yml',
  'STACK_VERSION=9.4.0',
  `KIBANA_SYSTEM_PASSWORD=${secret(18)}`,
  `KIBANA_ENCRYPTION_KEY=${secret(32)}`,
  'ES_PORT=9200',
  'KIBANA_PORT=5601',
  'ES_MEMORY=4g',
  'KIBANA_MEMORY=2g',
  '',
  '# For both: the password of the user elastic',
  `ELASTIC_PASSWORD=${secret(18)}`,
  '',
  '# For logtwin --env-file .env',
  'ELASTIC_URL=https://localhost:9200',
  'ELASTIC_CA_CERT=certs/ca/ca.crt',
  'KIBANA_URL=http://localhost:5601',
  '',
];
try {
  // Fails where the file is there, whoever made it meanwhile.
  writeFileSync(join(folder, '.env'), lines.join('\n'), { mode: 0o600, flag: 'wx' });
  console.error('wrote .env with generated passwords');
} catch (error) {
  if (error.code !== 'EEXIST') throw error;
  console.error('.env is there already; it was not changed');
}
