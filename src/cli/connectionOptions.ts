// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The flags by which every cluster command is told where to connect. Secrets have no flag: they come from the
// environment or from a prompt.

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import type { Cluster } from '../elasticsearch/cluster.js';
import {
  environmentNames,
  resolveConnection,
  withEnvironmentFile,
  type ConnectionFlags,
} from '../elasticsearch/connection.js';
import type { Io } from './io.js';

/** What the flags parse to. */
export interface ConnectionArgs extends ConnectionFlags {
  readonly askPassword: boolean;
  readonly envFile: string | undefined;
  readonly timeout: number | undefined;
}

/** Adds the connection flags to a command. */
export function connectionOptions<Args>(yargs: Argv<Args>): Argv<Args & ConnectionArgs> {
  return yargs
    .option('url', {
      type: 'string',
      describe: `Elasticsearch address [${environmentNames.url[0]}, ELASTICSEARCH_URL, ...]`,
    })
    .option('cloud-id', { type: 'string', describe: 'Elastic Cloud id [ELASTIC_CLOUD_ID]' })
    .option('kibana-url', { type: 'string', describe: 'Kibana address [KIBANA_URL]' })
    .option('username', {
      type: 'string',
      describe: 'user name; the password comes from ELASTIC_PASSWORD or --ask-password',
    })
    .option('ask-password', { type: 'boolean', default: false, describe: 'ask for the password on the terminal' })
    .option('ca-cert', { type: 'string', describe: 'PEM file of the certificate authority' })
    .option('ca-fingerprint', { type: 'string', describe: 'SHA-256 fingerprint of the certificate authority' })
    .option('client-cert', { type: 'string', describe: 'PEM file of a client certificate' })
    .option('client-key', { type: 'string', describe: 'PEM file of its key' })
    .option('proxy', { type: 'string', describe: 'HTTP proxy [HTTPS_PROXY, HTTP_PROXY, NO_PROXY]' })
    .option('insecure-skip-tls-verify', {
      type: 'boolean',
      describe: 'do not verify the certificate: anybody between can read the key',
    })
    .option('env-file', {
      type: 'string',
      describe: 'file of variables such as ELASTIC_PASSWORD; those of the environment come first',
    })
    .option('profile', { type: 'string', describe: 'settings of this name from the profiles file' })
    .option('profiles-file', {
      type: 'string',
      default: join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'logtwin', 'profiles.json'),
      defaultDescription: '~/.config/logtwin/profiles.json',
      describe: 'JSON file of named connections; it holds no secrets, only names of variables',
    })
    .option('timeout', { type: 'number', describe: 'seconds for everything together' }) as unknown as Argv<
    Args & ConnectionArgs
  >;
}

/** Connects as the flags and the environment say. */
export async function connect(args: ConnectionArgs, io: Io): Promise<Cluster> {
  const given = args.envFile === undefined ? process.env : withEnvironmentFile(process.env, args.envFile);
  const environment = args.askPassword ? { ...given, [environmentNames.password[0]!]: await askPassword() } : given;
  const connection = resolveConnection(args, environment);
  if (!connection.tls.verify) io.note('warning: the certificate of the cluster is not verified');
  const { Cluster } = await import('../elasticsearch/cluster.js');
  return new Cluster(connection, {
    signal: io.signal,
    ...(args.timeout !== undefined && { totalTimeout: args.timeout * 1000 }),
  });
}

/** Asks on the terminal without showing what is typed. */
async function askPassword(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write('Password: ');
  const password = await new Promise<string>((resolve) => terminal.question('', resolve));
  process.stderr.write('\n');
  terminal.close();
  return password;
}
