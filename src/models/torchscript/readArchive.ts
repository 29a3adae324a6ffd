// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Looks into a TorchScript archive, ours or another's, without loading it.

import { inflateRawSync } from 'node:zlib';
import { refuse } from '../../diagnostics/diagnostic.js';
import { FileReader } from '../checkpoints/fileReader.js';
import { readZipDirectory, type ZipEntry } from '../checkpoints/zipReader.js';
import { forwardSignature, scanOperations, type ForwardSignature, type OperationCounts } from './scanOperations.js';

/** What an archive shows of itself. */
export interface ArchiveContents {
  readonly size: number;
  readonly entries: readonly ZipEntry[];
  /** The file format version; undefined when the archive does not say. */
  readonly version: number | undefined;
  readonly operations: OperationCounts;
  readonly forward: ForwardSignature | undefined;
  /** Entries that hold `__setstate__` or `__getstate__`. */
  readonly customState: readonly string[];
  /** Bytes of the tensors. */
  readonly tensorBytes: number;
}

/** Code and pickles are read whole, up to this size. */
const largestText = 64 << 20;

/** Reads an archive. @throws DiagnosticError MD1001 to MD1003 when it is none. */
export function readArchive(path: string): ArchiveContents {
  const reader = new FileReader(path);
  try {
    const entries = readZipDirectory(reader);
    const root = entries.find(({ name }) => /^[^/]+\/data\.pkl$/.test(name))?.name.slice(0, -'data.pkl'.length);
    if (root === undefined) return refuse('MD1001', `${path} has no data.pkl; it is no TorchScript archive`);
    const inRoot = (name: string): Buffer | undefined => {
      const entry = entries.find((candidate) => candidate.name === `${root}${name}`);
      return entry && readEntry(reader, entry);
    };
    const isTensor = ({ name }: ZipEntry): boolean => /^[^/]+\/(data|constants)\/[^/]+$/.test(name);
    const sources: string[] = [];
    const customState: string[] = [];
    let code = '';
    const [module, className] = rootClass(inRoot('data.pkl') ?? Buffer.alloc(0));
    for (const entry of entries.filter((candidate) => !isTensor(candidate))) {
      const bytes = readEntry(reader, entry);
      if (bytes.includes('__setstate__') || bytes.includes('__getstate__')) customState.push(entry.name);
      if (!entry.name.endsWith('.py')) continue;
      const source = bytes.toString('utf8');
      sources.push(source);
      if (entry.name === `${root}code/${module.replaceAll('.', '/')}.py`) code = source;
    }
    const version = (inRoot('version') ?? inRoot('.data/version'))?.toString('latin1').trim();
    return {
      size: reader.size,
      entries,
      version: version !== undefined && /^\d+$/.test(version) ? Number(version) : undefined,
      operations: scanOperations(sources.join('\n')),
      forward: forwardSignature(code, className),
      customState,
      tensorBytes: entries.filter(isTensor).reduce((sum, { size }) => sum + size, 0),
    };
  } finally {
    reader.close();
  }
}

function readEntry(reader: FileReader, entry: ZipEntry): Buffer {
  if (entry.size > largestText) refuse('MD1001', `${reader.path}: ${entry.name} of ${entry.size} bytes is no code`);
  const stored = Buffer.from(reader.read(entry.offset, entry.storedSize));
  if (!entry.isCompressed) return stored;
  try {
    return inflateRawSync(stored, { maxOutputLength: largestText });
  } catch {
    return refuse('MD1001', `${reader.path}: ${entry.name} cannot be decompressed`);
  }
}

/** The class of the module: the first global of its pickle. */
function rootClass(pickle: Buffer): [module: string, name: string] {
  const [, module = '', name = ''] = /c(__torch__[\w.]*)\n(\w+)\n/.exec(pickle.toString('latin1')) ?? [];
  return [module, name];
}
