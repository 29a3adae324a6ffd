// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The flags by which commands that run pipelines are told where processors look things up.

import type { Argv } from 'yargs';
import type { LookupFiles } from '../ingest/lookupFiles.js';

/** What the flags parse to. */
export interface LookupOptionArgs {
  readonly geoip: string | undefined;
  readonly 'user-agent': string | undefined;
}

/** Adds the flags. */
export function lookupOptions<Args>(yargs: Argv<Args>): Argv<Args & LookupOptionArgs> {
  return yargs
    .option('geoip', { type: 'string', describe: 'folder of MMDB databases for geoip and ip_location' })
    .option('user-agent', {
      type: 'string',
      describe: 'regexes file of uap-core for user_agent, or a folder of them with regexes.yml',
    });
}

/** The files that the flags name. */
export function lookupFiles(args: LookupOptionArgs): LookupFiles {
  const { geoip, 'user-agent': userAgent } = args;
  return { ...(geoip !== undefined && { geoip }), ...(userAgent !== undefined && { userAgent }) };
}
