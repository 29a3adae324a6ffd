// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// MaxMind and IPinfo databases (MMDB files) for the geoip and ip_location processors.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reader, type Response } from 'mmdb-lib';
import type { GeoDatabase } from '../processors/core/services.js';

/** A database of the bytes of an MMDB file. */
export function geoDatabaseOf(bytes: Buffer): GeoDatabase {
  const reader = new Reader<Response>(bytes);
  return {
    databaseType: reader.metadata.databaseType,
    lookUp: (address) => {
      const [record, prefix] = reader.getWithPrefixLength(address);
      return record === null ? null : { record, network: networkOf(address, prefix) };
    },
  };
}

/** Opens databases of a folder by their file names, each once; undefined where there is no such file. */
export function geoDatabasesOf(folder: string): (file: string) => GeoDatabase | undefined {
  const opened = new Map<string, GeoDatabase | undefined>();
  return (file) => {
    if (!opened.has(file)) opened.set(file, open(join(folder, file)));
    return opened.get(file);
  };
}

function open(path: string): GeoDatabase | undefined {
  try {
    return geoDatabaseOf(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The network of an address in CIDR notation, as the database's Java reader prints it. */
function networkOf(address: string, prefix: number): string {
  if (!address.includes(':')) {
    const bytes = address.split('.').map(Number);
    return `${masked(bytes, prefix, 8).join('.')}/${prefix}`;
  }
  return `${masked(groupsOf(address), prefix, 16)
    .map((group) => group.toString(16))
    .join(':')}/${prefix}`;
}

function groupsOf(address: string): number[] {
  const [head, tail] = address.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = tail === undefined ? [] : new Array<string>(8 - head!.length - tail.length).fill('0');
  return [...head!, ...zeros, ...(tail ?? [])].map((group) => parseInt(group, 16));
}

function masked(parts: readonly number[], prefix: number, width: number): number[] {
  return parts.map((part, index) => {
    const kept = Math.min(width, Math.max(0, prefix - index * width));
    return part & ~((1 << (width - kept)) - 1);
  });
}
