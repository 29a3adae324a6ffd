// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Files of the user's in which processors look things up: databases of addresses, regexes of user agents.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import type { EngineOptions } from './engine.js';
import { geoDatabasesOf } from './geoDatabase.js';

/** Where those files are: plain data, so that a worker thread can open them too. */
export interface LookupFiles {
  /** A folder of MMDB files for geoip and ip_location. */
  readonly geoip?: string;
  /** A regexes file of uap-core for user_agent, or a folder with `regexes.yml` and files that `regex_file` may name. */
  readonly userAgent?: string;
}

/**
 * What an engine takes of the files.
 *
 * @throws DiagnosticError IN2002 where there is no such folder of databases, or no regexes file.
 */
export function openLookups({
  geoip,
  userAgent,
}: LookupFiles): Pick<EngineOptions, 'geoDatabase' | 'userAgentRegexes'> {
  if (geoip !== undefined && !statSync(geoip, { throwIfNoEntry: false })?.isDirectory()) {
    refuse('IN2002', `there is no folder ${geoip}`, 'geoip databases are looked for there by their file names');
  }
  return {
    ...(geoip !== undefined && { geoDatabase: geoDatabasesOf(geoip) }),
    ...(userAgent !== undefined && { userAgentRegexes: regexesOf(userAgent) }),
  };
}

/** Differs when the files differ: their names, sizes and times. */
export function stampOfLookups({ geoip, userAgent }: LookupFiles): string {
  return JSON.stringify([geoip, userAgent].map((path) => (path === undefined ? null : stampsBelow(path))));
}

function stampsBelow(path: string): unknown[] {
  const isFolder = statSync(path).isDirectory();
  const files = isFolder ? readdirSync(path).sort() : [basename(path)];
  return files.map((file) => {
    const { size, mtimeMs } = statSync(join(isFolder ? path : dirname(path), file));
    return [file, size, mtimeMs];
  });
}

/** Texts by the names that pipelines give them; `_default_` is the file itself, or the folder's `regexes.yml`. */
function regexesOf(path: string): (file: string) => string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) refuse('IN2002', `there is no regexes file ${path}`, 'uap-core publishes it as regexes.yaml');
  if (!stat.isDirectory()) {
    const text = readFileSync(path, 'utf8');
    return (file) => (file === '_default_' ? text : undefined);
  }
  const names = readdirSync(path);
  const fallback = names.find((name) => /^regexes\.ya?ml$/.test(name));
  if (fallback === undefined) refuse('IN2002', `there is no regexes.yml in ${path}`);
  return (file) => {
    const name = file === '_default_' ? fallback : file;
    return names.includes(name) ? readFileSync(join(path, name), 'utf8') : undefined;
  };
}
