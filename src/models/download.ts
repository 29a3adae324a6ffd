// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Gets a checkpoint from where it is: a Hugging Face hub or its mirror, a web folder, an archive, a local folder.
// Downloads resume, are checked against the hub's digests, and stay in a cache that serves without a network.

import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { refuse } from '../diagnostics/diagnostic.js';
import { findKnownModel, type KnownModel } from './knownModels.js';
import { filesOfModel, likelyFiles } from './modelFiles.js';
import { proxiedFetch, proxyOf } from './proxiedFetch.js';
import { isArchiveName, unpackModel } from './unpackModel.js';

/** How a model is fetched. */
export interface GetModelOptions {
  /** A branch, tag or commit. Default: the described model's revision, else `main`; the commit is recorded. */
  readonly revision?: string;
  /** The address of the hub or of a mirror with the same paths. Default: the environment's HF_ENDPOINT, else the hub. */
  readonly endpoint?: string;
  /** Default: the environment's HF_TOKEN. It is sent to the endpoint only. */
  readonly token?: string;
  /** Use the cache alone. */
  readonly offline?: boolean;
  /** Where downloads are kept. Default: the environment's LOGTWIN_CACHE, else ~/.cache/logtwin. */
  readonly cache?: string;
  readonly signal?: AbortSignal;
  /** Told as bytes arrive; `total` is undefined when the server does not say. */
  readonly onProgress?: (file: string, received: number, total: number | undefined) => void;
}

/** A fetched file. */
export interface FetchedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A fetched model. */
export interface FetchedModel {
  readonly folder: string;
  readonly source: string;
  /** The commit; undefined for what has none. */
  readonly revision: string | undefined;
  readonly files: readonly FetchedFile[];
}

/** A file that a hub offers. */
interface RemoteFile {
  readonly name: string;
  readonly url: string;
  readonly size?: number;
  /** Of large files. */
  readonly sha256?: string;
  /** Git's digest, of small files. */
  readonly blob?: string;
}

/** What is remembered of a download, beside its files. */
interface Snapshot {
  readonly revision: string | undefined;
  readonly files: readonly FetchedFile[];
}

const defaultEndpoint = 'https://huggingface.co';
const attempts = 5;
const snapshotName = 'snapshot.json';

/**
 * Gets the model of a hub's id (`owner/name`), an address, an archive or a folder into the folder `output`.
 *
 * @throws DiagnosticError MD3001 when it cannot be fetched, MD3002 when a file differs from its digest, MD1009 when
 * there is no model.
 */
export async function getModel(source: string, output: string, options: GetModelOptions = {}): Promise<FetchedModel> {
  const known = findKnownModel(source);
  const { revision, files } = await fetchModel(source, output, options, known);
  if (known && !files.some(({ name }) => name === 'model.json')) {
    const provenance = { ...(known.description['provenance'] as object | undefined), source, revision };
    writeJson(join(output, 'model.json'), { ...known.description, provenance });
  }
  writeJson(join(output, 'provenance.json'), { source, revision, files });
  return { folder: output, source, revision, files };
}

/** From wherever it is; a way that breaks is named, and what came over it is kept. */
async function fetchModel(
  source: string,
  output: string,
  options: GetModelOptions,
  known: KnownModel | undefined,
): Promise<Snapshot> {
  if (existsSync(source)) return fromDisk(source, output);
  try {
    if (/^https?:\/\//.test(source)) return await fromAddress(source, output, options);
    const id = known ? String(known.description['source']) : source;
    return await fromHub(id, output, options, known?.description);
  } catch (error) {
    if (!isNetworkError(error) || options.signal?.aborted === true) throw error;
    const reason = describeError(error);
    return refuse(
      'MD3001',
      `${source} cannot be fetched: the connection failed (${reason})`,
      'What has arrived is kept: the same command goes on from there.',
    );
  }
}

const writeJson = (path: string, value: unknown): void =>
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);

async function fromDisk(source: string, output: string): Promise<Snapshot & { folder: string }> {
  mkdirSync(output, { recursive: true });
  let names: string[];
  if (statSync(source).isDirectory()) {
    names = filesOfModel(readdirSync(source));
    if (names.length === 0) refuse('MD1009', `${source} holds no model`, 'Looked for config.json with weights.');
    for (const name of names) copyInto(join(source, name), join(output, name));
  } else {
    if (!isArchiveName(source)) refuse('MD1009', `${source} is neither a folder nor a zip or tar archive`);
    names = await unpackModel(source, output);
  }
  return { folder: output, revision: undefined, files: await describeFiles(output, names) };
}

/** An address without a slash at its end. One with a password is refused, by words that do not repeat it. */
function plainAddress(address: string): string {
  if (!URL.canParse(address)) refuse('MD3001', 'the address to fetch from is not a URL', 'Expected https://...');
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') {
    refuse(
      'MD3001',
      `the address of ${url.host} holds a password, which other users of this machine can read`,
      'Give a token in HF_TOKEN instead, or fetch the files yourself and name their folder.',
    );
  }
  return address.replace(/\/+$/, '');
}

async function fromAddress(
  address: string,
  output: string,
  options: GetModelOptions,
): Promise<Snapshot & { folder: string }> {
  const base = plainAddress(address);
  const cache = join(cacheFolder(options), 'web', createHash('sha256').update(base).digest('hex').slice(0, 16));
  mkdirSync(cache, { recursive: true });
  if (isArchiveName(new URL(base).pathname)) {
    const file = { name: basename(new URL(base).pathname), url: base };
    const archive = join(cache, file.name);
    if (!existsSync(archive)) {
      if (options.offline === true) refuseOffline(address, '', '');
      await download(file, archive, options).catch((error: unknown) => refuseUnreachable(address, error));
    }
    return fromDisk(archive, output);
  }
  if (options.offline === true) return fromCache(cache, output, address);
  let sums;
  try {
    sums = await checksums(`${base}/SHA256SUMS`, options);
  } catch (error) {
    if (isNetworkError(error) && existsSync(join(cache, snapshotName))) return fromCache(cache, output, address);
    return refuseUnreachable(address, error);
  }
  const names: string[] = [];
  const wanted = [...likelyFiles];
  for (const name of wanted) {
    const sha256 = sums.get(name);
    const found = await download(
      { name, url: `${base}/${name}`, ...(sha256 === undefined ? {} : { sha256 }) },
      join(cache, name),
      options,
      true,
    );
    if (!found) continue;
    names.push(name);
    // An index names the shards beside it.
    if (name.endsWith('.index.json')) wanted.push(...shardsOf(join(cache, name)));
  }
  if (filesOfModel(names).length < 2)
    refuse('MD3001', `${address} offers no model`, `Looked for ${likelyFiles.join(', ')}.`);
  const files = await describeFiles(cache, filesOfModel(names));
  writeJson(join(cache, snapshotName), { revision: undefined, files });
  return fromCache(cache, output, address);
}

function shardsOf(index: string): string[] {
  const { weight_map: map } = JSON.parse(readFileSync(index, 'utf8')) as { weight_map?: Record<string, unknown> };
  const names = new Set(Object.values(map ?? {}).filter((name): name is string => typeof name === 'string'));
  return filesOfModel([...names]);
}

async function checksums(url: string, options: GetModelOptions): Promise<Map<string, string>> {
  const response = await request(url, options);
  if (!response.ok) return new Map();
  const lines = (await response.text()).split('\n');
  return new Map(
    lines
      .map((line) => /^([0-9a-f]{64})[ *]+(.+)$/.exec(line.trim()))
      .flatMap((match) => (match ? [[match[2] ?? '', match[1] ?? '']] : [])),
  );
}

async function fromHub(
  id: string,
  output: string,
  options: GetModelOptions,
  description: Readonly<Record<string, unknown>> | undefined,
): Promise<Snapshot & { folder: string }> {
  if (!/^[\w.-]+(\/[\w.-]+)?$/.test(id) || id.includes('..')) {
    refuse(
      'MD3001',
      `there is no ${id}, and it is neither an address nor a hub's id`,
      'Give a folder, a zip or tar archive, an address, or an id: owner/name.',
    );
  }
  const described = description?.['revision'];
  const revision = options.revision ?? (typeof described === 'string' ? described : 'main');
  const endpoint = plainAddress(options.endpoint ?? process.env['HF_ENDPOINT'] ?? defaultEndpoint);
  const root = join(cacheFolder(options), 'hub', id.replace('/', '--'));
  const reference = join(root, 'refs', encodeURIComponent(revision));
  const cached = existsSync(reference) ? join(root, readFileSync(reference, 'utf8')) : join(root, revision);
  if (options.offline === true) return fromCache(cached, output, id, endpoint, revision);

  let listing;
  try {
    listing = await listFiles(endpoint, id, revision, options);
  } catch (error) {
    // Without a network the cache answers; what was asked and refused stays refused.
    if (!isNetworkError(error)) throw error;
    if (existsSync(join(cached, snapshotName))) return fromCache(cached, output, id, endpoint, revision);
    return refuseOffline(id, endpoint, revision, error);
  }
  const folder = join(root, listing.commit);
  const names = filesOfModel(listing.files.map(({ name }) => name));
  for (const file of listing.files.filter(({ name }) => names.includes(name))) {
    mkdirSync(dirname(join(folder, file.name)), { recursive: true });
    if (!existsSync(join(folder, file.name))) await download(file, join(folder, file.name), options);
  }
  writeJson(join(folder, snapshotName), { revision: listing.commit, files: await describeFiles(folder, names) });
  mkdirSync(dirname(reference), { recursive: true });
  writeFileSync(reference, listing.commit);
  return fromCache(folder, output, id, endpoint, revision);
}

async function listFiles(
  endpoint: string,
  id: string,
  revision: string,
  options: GetModelOptions,
): Promise<{ commit: string; files: RemoteFile[] }> {
  const url = `${endpoint}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const response = await request(url, options);
  if (response.status === 401 || response.status === 403) {
    refuse(
      'MD3001',
      `${id} needs a token, or does not exist`,
      'Accept its terms on the hub, then set HF_TOKEN in the environment.',
    );
  }
  if (response.status === 404) refuse('MD3001', `${endpoint} has no model ${id} with the revision ${revision}`);
  if (!response.ok) refuse('MD3001', `${url} answered ${response.status}`);
  const { sha, siblings = [] } = (await response.json()) as {
    sha?: string;
    siblings?: { rfilename: string; size?: number; blobId?: string; lfs?: { sha256?: string; size?: number } }[];
  };
  if (sha === undefined || !/^[0-9a-f]{7,64}$/.test(sha)) return refuse('MD3001', `${url} gave no commit`);
  const files = siblings.map(({ rfilename: name, size, blobId: blob, lfs }): RemoteFile => {
    const length = lfs?.size ?? size;
    return {
      name,
      url: `${endpoint}/${id}/resolve/${sha}/${name.split('/').map(encodeURIComponent).join('/')}`,
      ...(length === undefined ? {} : { size: length }),
      ...(lfs?.sha256 === undefined ? (blob === undefined ? {} : { blob }) : { sha256: lfs.sha256 }),
    };
  });
  return { commit: sha, files };
}

/** Copies a snapshot out of the cache, checking each file against its digest. */
async function fromCache(
  folder: string,
  output: string,
  id: string,
  endpoint = '',
  revision = '',
): Promise<Snapshot & { folder: string }> {
  if (!existsSync(join(folder, snapshotName))) refuseOffline(id, endpoint, revision);
  const snapshot = JSON.parse(readFileSync(join(folder, snapshotName), 'utf8')) as Snapshot;
  mkdirSync(output, { recursive: true });
  for (const { name, sha256 } of snapshot.files) {
    if (!existsSync(join(folder, name)) || (await digest(join(folder, name), 'sha256')) !== sha256) {
      rmSync(join(folder, name), { force: true });
      refuse(
        'MD3002',
        `${name} of ${id} is damaged in the cache`,
        'It was removed there: run the command again with a network.',
      );
    }
    mkdirSync(dirname(join(output, name)), { recursive: true });
    copyInto(join(folder, name), join(output, name));
  }
  return { folder: output, ...snapshot };
}

/** A copy that shares its blocks where the file system can. */
const copyInto = (from: string, to: string): void => copyFileSync(from, to, constants.COPYFILE_FICLONE);

function refuseOffline(id: string, endpoint: string, revision: string, cause?: unknown): never {
  const reason = cause === undefined ? 'it is not in the cache' : unreachable(endpoint, cause);
  refuse(
    'MD3001',
    `${id} cannot be fetched: ${reason}`,
    ...(endpoint === '' ? [] : [`Behind a mirror: --mirror ADDRESS, or HF_ENDPOINT in the environment.`]),
    copyByHand(endpoint === '' ? '' : ` from ${endpoint}/${id}/tree/${revision}`),
  );
}

/** An address that is not a hub's; what is no failure of the network is thrown on. */
function refuseUnreachable(address: string, error: unknown): never {
  if (!isNetworkError(error)) throw error;
  refuse('MD3001', `${address} cannot be fetched: ${unreachable(address, error)}`, copyByHand(` from ${address}`));
}

function unreachable(address: string, cause: unknown): string {
  const proxy = proxyOf(address);
  const way = proxy === undefined ? '' : ` through the proxy ${proxy}`;
  return `${new URL(address).origin} cannot be reached${way} (${describeError(cause)})`;
}

const copyByHand = (from: string): string =>
  `Without a network: on another machine download config.json, the weights (model.safetensors or pytorch_model.bin) and ` +
  `the tokenizer's files (vocab.txt, or vocab.json and merges.txt, tokenizer.json, tokenizer_config.json, or a ` +
  `sentencepiece .model)${from}, copy them into a folder here, and run logtwin model get FOLDER.`;

function cacheFolder(options: GetModelOptions): string {
  return options.cache ?? process.env['LOGTWIN_CACHE'] ?? join(homedir(), '.cache', 'logtwin');
}

async function describeFiles(folder: string, names: readonly string[]): Promise<FetchedFile[]> {
  const files: FetchedFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    files.push({ name, bytes: statSync(path).size, sha256: await digest(path, 'sha256') });
  }
  return files;
}

async function digest(path: string, algorithm: 'sha256' | 'sha1', before = ''): Promise<string> {
  const hash = createHash(algorithm).update(before);
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

const isNetworkError = (error: unknown): boolean =>
  (error as { name?: string }).name === 'TypeError' || errorCode(error) !== '';
const errorCode = (error: unknown): string => {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return typeof code === 'string' ? code : typeof cause?.code === 'string' ? cause.code : '';
};
/** The system's code, which people search for; undici's own says less than the words of what lies behind it. */
const describeError = (error: unknown): string => {
  const code = errorCode(error);
  if (code !== '' && !code.startsWith('UND_ERR_')) return code;
  let innermost = error as { message: string; cause?: unknown };
  while (innermost.cause) innermost = innermost.cause as typeof innermost;
  return innermost.message;
};

/** A request, tried again while the server or the way to it fails. */
async function request(url: string, options: GetModelOptions, headers: Record<string, string> = {}): Promise<Response> {
  const token = options.token ?? process.env['HF_TOKEN'];
  // Fetch itself drops the header when a redirect leads to another host.
  const authorization = token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` };
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await proxiedFetch(url, {
        headers: { ...authorization, ...headers },
        ...(options.signal ? { signal: options.signal } : {}),
      });
      if ((response.status < 500 && response.status !== 429) || attempt === attempts) return response;
      const wait = Number(response.headers.get('retry-after'));
      await response.body?.cancel();
      await pause(attempt, options, Number.isFinite(wait) && wait > 0 ? wait * 1000 : undefined);
    } catch (error) {
      // A connection that broke may come back; a name that does not resolve or a closed port will not within seconds.
      const mayMend = /^(ECONNRESET|EPIPE|ETIMEDOUT|UND_ERR_(?!ABORTED).*)$/.test(errorCode(error));
      if (!mayMend || attempt === attempts || options.signal?.aborted === true) throw error;
      await pause(attempt, options);
    }
  }
}

async function pause(attempt: number, options: GetModelOptions, asked?: number): Promise<void> {
  const wait = Math.min(asked ?? 100 * 2 ** attempt, 30_000);
  await sleep(wait, undefined, options.signal ? { signal: options.signal } : {});
}

/** Downloads a file, going on where an earlier try stopped; false when it is optional and not there. */
async function download(
  file: RemoteFile,
  path: string,
  options: GetModelOptions,
  isOptional = false,
): Promise<boolean> {
  const partial = `${path}.partial`;
  for (let attempt = 1; ; attempt++) {
    const start = existsSync(partial) ? statSync(partial).size : 0;
    const response = await request(file.url, options, start > 0 ? { range: `bytes=${start}-` } : {});
    if (response.status === 404 && isOptional) return false;
    // The whole file was there already, or the server's file became shorter: it is checked, or fetched anew.
    if (response.status !== 416) {
      if (!response.ok || !response.body) refuse('MD3001', `${file.url} answered ${response.status}`);
      const isContinued = response.status === 206;
      const length = Number(response.headers.get('content-length'));
      const offset = isContinued ? start : 0;
      const total = file.size ?? (length > 0 ? offset + length : undefined);
      let received = offset;
      const descriptor = openSync(partial, isContinued ? 'a' : 'w');
      try {
        // Written as it arrives, so that what came before a break is there to go on from.
        for await (const chunk of Readable.fromWeb(response.body) as AsyncIterable<Buffer>) {
          for (let done = 0; done < chunk.length;) done += writeSync(descriptor, chunk, done);
          received += chunk.length;
          options.onProgress?.(file.name, received, total);
        }
      } catch (error) {
        if (attempt === attempts || options.signal?.aborted === true) throw error;
        await pause(attempt, options);
        continue;
      } finally {
        closeSync(descriptor);
      }
    }
    if (await isSound(file, partial)) {
      renameSync(partial, path);
      return true;
    }
    rmSync(partial);
    // What was continued may be a mixture of two versions: once more from the start before it is called wrong.
    if (start === 0) {
      refuse(
        'MD3002',
        `${file.name} from ${file.url} differs from its digest`,
        'The server or something between sent other bytes.',
      );
    }
  }
}

async function isSound(file: RemoteFile, path: string): Promise<boolean> {
  const { size } = statSync(path);
  if (file.size !== undefined && size !== file.size) return false;
  if (file.sha256 !== undefined) return (await digest(path, 'sha256')) === file.sha256;
  if (file.blob !== undefined) return (await digest(path, 'sha1', `blob ${size}\0`)) === file.blob;
  return true;
}
