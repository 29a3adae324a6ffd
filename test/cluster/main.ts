// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `npm run cluster`: starts the test cluster, says how to reach it, and keeps it up until Ctrl-C.

import { parseArgs } from 'node:util';

import { startElasticsearchNode } from './elasticsearchNode.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9200' },
    licence: { type: 'string', default: 'trial' },
    password: { type: 'string' },
    'ml-memory': { type: 'string' },
  },
});

const node = await startElasticsearchNode({
  port: Number(values.port),
  longLived: true,
  licence: values.licence === 'basic' ? 'basic' : 'trial',
  ...(values.password !== undefined && { auth: { username: 'elastic', password: values.password } }),
  ...(values['ml-memory'] !== undefined && { mlMemoryBytes: Number(values['ml-memory']) }),
});
process.stdout.write(
  `${node.version} answers at ${node.url}\n` +
    `  export LOGTWIN_ELASTICSEARCH_URL=${node.url}\n` +
    (values.password === undefined ? '' : `  export LOGTWIN_USERNAME=elastic LOGTWIN_PASSWORD=...\n`) +
    'Ctrl-C ends it, and everything in it is gone.\n',
);
await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
await node.stop();
