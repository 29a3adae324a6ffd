// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Takes the files of a model out of a zip or tar archive. Only names that belong to a model are written, each under
// its plain name, so no archive can write elsewhere; sizes are bounded by what the archive itself declares.

import { createReadStream, createWriteStream, openSync, readSync, closeSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { refuse } from '../diagnostics/diagnostic.js';
import { FileReader } from './checkpoints/fileReader.js';
import { readZipDirectory } from './checkpoints/zipReader.js';
import { filesOfModel } from './modelFiles.js';

/** No file of a model is larger. */
const largestFile = 64 * 2 ** 30;

/** Names of archives that can be unpacked. */
export const isArchiveName = (name: string): boolean => /\.(zip|tar|tar\.gz|tgz)$/i.test(name);

/**
 * Writes the files of the model in `archive` into the folder `output` and gives their names.
 *
 * @throws DiagnosticError MD1001 or MD1002 for broken or hostile archives, MD1009 when no model is in it.
 */
export async function unpackModel(archive: string, output: string): Promise<string[]> {
  const names = /\.zip$/i.test(archive) ? await unpackZip(archive, output) : await unpackTar(archive, output);
  if (names.length === 0)
    refuse('MD1009', `${archive} holds no model`, 'Looked for config.json with weights beside it.');
  return names;
}

/** The members to write by their names in the archive: those beside the config.json that lies highest. */
function membersOfModel(members: readonly string[], archive: string): Map<string, string> {
  for (const member of members) {
    if (member.startsWith('/') || member.includes('\\') || member.split('/').includes('..')) {
      refuse('MD1002', `${archive}: the entry ${JSON.stringify(member)} points outside of the archive (zip slip)`);
    }
  }
  const configs = members.filter((member) => basename(member) === 'config.json');
  const [root] = configs.sort((left, right) => left.split('/').length - right.split('/').length).map(dirname);
  if (root === undefined) return new Map();
  const prefix = root === '.' ? '' : `${root}/`;
  const inRoot = members.filter((member) => member.startsWith(prefix)).map((member) => member.slice(prefix.length));
  return new Map(filesOfModel(inRoot.filter((name) => !name.includes('/'))).map((name) => [`${prefix}${name}`, name]));
}

/** Fails a stream that brings more bytes than were declared. */
function bounded(limit: number, what: string): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > limit) done(new Error(`${what} unpacks to more than the ${limit} bytes that it declares`));
      else done(null, chunk);
    },
  });
}

async function unpackZip(archive: string, output: string): Promise<string[]> {
  const reader = new FileReader(archive);
  let entries;
  try {
    entries = readZipDirectory(reader);
  } finally {
    reader.close();
  }
  const members = membersOfModel(
    entries.map(({ name }) => name).filter((name) => !name.endsWith('/')),
    archive,
  );
  for (const { name, offset, size, storedSize, isCompressed } of entries) {
    const target = members.get(name);
    if (target === undefined) continue;
    if (size > largestFile) refuse('MD1001', `${archive}: ${name} would be ${size} bytes`);
    const source = storedSize === 0 ? [] : [createReadStream(archive, { start: offset, end: offset + storedSize - 1 })];
    const [stream] = source;
    const sink = createWriteStream(join(output, target));
    if (!stream) sink.end();
    else if (isCompressed) await pipeline(stream, createInflateRaw(), bounded(size, name), sink);
    else await pipeline(stream, sink);
  }
  return [...members.values()];
}

/** A member of a tar archive. */
interface TarMember {
  readonly name: string;
  readonly size: number;
}

const block = 512;

/** Reads a tar stream member by member; `use` takes each member's bytes or undefined to pass over them. */
async function readTar(
  stream: Readable,
  use: (member: TarMember) => ((bytes: Buffer) => void) | undefined,
): Promise<void> {
  let pending: Buffer = Buffer.alloc(0);
  let left = 0;
  let padding = 0;
  let take: ((bytes: Buffer) => void) | undefined;
  let longName = '';
  let isLongName = false;
  for await (const chunk of stream) {
    pending = pending.length === 0 ? (chunk as Buffer) : Buffer.concat([pending, chunk as Buffer]);
    for (;;) {
      if (left > 0) {
        const bytes = pending.subarray(0, Math.min(left, pending.length));
        if (isLongName) longName += bytes.toString('utf8');
        else take?.(bytes);
        left -= bytes.length;
        pending = pending.subarray(bytes.length);
        if (left > 0) break;
      }
      if (pending.length < padding) break;
      pending = pending.subarray(padding);
      padding = 0;
      if (pending.length < block) break;
      const header = pending.subarray(0, block);
      pending = pending.subarray(block);
      if (header.every((byte) => byte === 0)) continue;
      const text = (from: number, to: number): string => header.toString('utf8', from, to).replace(/\0[^]*$/, '');
      const size = parseInt(text(124, 136).trim() || '0', 8);
      if (!(size >= 0 && size <= largestFile)) throw new Error('a member has no valid size');
      const type = String.fromCharCode(header[156] ?? 0);
      const prefix = text(257, 262) === 'ustar' ? text(345, 500) : '';
      const name = longName.replace(/\0[^]*$/, '') || (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
      isLongName = type === 'L';
      longName = '';
      if (isLongName && size > 4096) throw new Error('a member has an endless name');
      // Links and devices are passed over: a model consists of plain files.
      take = type === '0' || type === '\0' ? use({ name, size }) : undefined;
      left = size;
      padding = (block - (size % block)) % block;
    }
  }
  if (left > 0) throw new Error('it ends too early');
}

async function unpackTar(archive: string, output: string): Promise<string[]> {
  const open = (): Readable => {
    const file = createReadStream(archive);
    return isGzip(archive) ? file.pipe(createGunzip()).on('error', () => file.destroy()) : file;
  };
  const broken = (error: unknown): never =>
    refuse('MD1001', `${archive} is not a sound tar archive: ${(error as { message: string }).message}`);
  const found: string[] = [];
  await readTar(open(), ({ name }) => void found.push(name.replace(/^\.\//, ''))).catch(broken);
  const members = membersOfModel(found, archive);
  let descriptor: number | undefined;
  try {
    await readTar(open(), ({ name }) => {
      const target = members.get(name.replace(/^\.\//, ''));
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = target === undefined ? undefined : openSync(join(output, target), 'w');
      const current = descriptor;
      return current === undefined ? undefined : (bytes) => void writeSync(current, bytes);
    }).catch(broken);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  return [...members.values()];
}

function isGzip(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const magic = Buffer.alloc(2);
    readSync(descriptor, magic, 0, 2, 0);
    return magic[0] === 0x1f && magic[1] === 0x8b;
  } finally {
    closeSync(descriptor);
  }
}
