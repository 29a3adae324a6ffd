// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Fetching models from a hub that runs here, from web folders, archives and folders: resumed, checked, cached.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { getModel } from '../../../src/models/download.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-download-'));
const weights = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 251));
const config = Buffer.from('{"model_type": "bert"}');
const vocabulary = Buffer.from('[PAD]\n[UNK]\n');
const commit = 'a'.repeat(40);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const gitBlob = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

let server: Server;
let endpoint = '';
/** An address at which nobody listens. */
let closedPort = '';
/** What a request is answered with, before the ordinary answer. */
let intercept: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
let requests: { path: string; range: string | undefined; authorization: string | undefined }[] = [];

const files: Readonly<Record<string, Buffer>> = {
  'config.json': config,
  'vocab.txt': vocabulary,
  'model.safetensors': weights,
  'pytorch_model.bin': Buffer.from('never fetched'),
  'run.py': Buffer.from('never fetched'),
};

function listing(): unknown {
  const siblings = Object.entries(files).map(([rfilename, bytes]) =>
    rfilename === 'model.safetensors'
      ? { rfilename, size: bytes.length, blobId: 'x', lfs: { sha256: sha256(bytes), size: bytes.length } }
      : { rfilename, size: bytes.length, blobId: gitBlob(bytes) },
  );
  return { sha: commit, siblings };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    requests.push({ path, range: request.headers.range, authorization: request.headers.authorization });
    if (intercept(request, response)) return;
    const file = /^\/(?:owner\/name\/resolve\/a{40}|folder)\/(.+)$/.exec(path)?.[1];
    const bytes = file === undefined ? undefined : files[file];
    if (path === '/api/models/owner/name/revision/main') response.end(JSON.stringify(listing()));
    else if (!bytes) response.writeHead(404).end();
    else {
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(start > 0 ? 206 : 200, { 'content-length': bytes.length - start }).end(bytes.subarray(start));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  closedPort = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  await new Promise((resolve) => other.close(resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

let cache = '';
let output = '';
beforeEach(() => {
  cache = mkdtempSync(join(folder, 'cache-'));
  output = join(mkdtempSync(join(folder, 'output-')), 'model');
  intercept = () => false;
  requests = [];
});

describe('a hub', () => {
  test('gives the files of the model and nothing else, at a recorded commit', async () => {
    const fetched = await getModel('owner/name', output, { endpoint, cache, token: 'secret' });
    expect(fetched.revision).toBe(commit);
    expect(fetched.files).toEqual(
      expect.arrayContaining([{ name: 'model.safetensors', bytes: weights.length, sha256: sha256(weights) }]),
    );
    expect(fetched.files.map(({ name }) => name).sort()).toEqual(['config.json', 'model.safetensors', 'vocab.txt']);
    expect(readFileSync(join(output, 'model.safetensors')).equals(weights)).toBe(true);
    expect(requests.every(({ authorization }) => authorization === 'Bearer secret')).toBe(true);
    expect(requests.map(({ path }) => path)).not.toContain(`/owner/name/resolve/${commit}/run.py`);
  });

  test('goes on where the connection broke', async () => {
    let breakOff: (() => void) | undefined;
    intercept = (request, response) => {
      if (breakOff || !(request.url ?? '').endsWith('model.safetensors')) return false;
      breakOff = () => response.destroy();
      response.writeHead(200, { 'content-length': weights.length });
      response.write(weights.subarray(0, 100_000));
      return true;
    };
    const onProgress = (file: string): void => {
      if (file === 'model.safetensors') breakOff?.();
    };
    await getModel('owner/name', output, { endpoint, cache, onProgress });
    expect(readFileSync(join(output, 'model.safetensors')).equals(weights)).toBe(true);
    const ranges = requests.filter(({ path }) => path.endsWith('model.safetensors')).map(({ range }) => range);
    expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)]);
  });

  test('is asked again when it is overloaded', async () => {
    let refused = 0;
    intercept = (request, response) => {
      if (!(request.url ?? '').startsWith('/api/') || refused > 0) return false;
      refused++;
      response.writeHead(503).end();
      return true;
    };
    expect((await getModel('owner/name', output, { endpoint, cache })).files).toHaveLength(3);
  });

  test.each(['config.json', 'model.safetensors'])('that sends another %s is not believed', async (name) => {
    intercept = (request, response) => {
      if (!(request.url ?? '').endsWith(name)) return false;
      response.end(Buffer.from(files[name]!).fill(7));
      return true;
    };
    await expect(getModel('owner/name', output, { endpoint, cache })).rejects.toThrow(
      /MD3002.*differs from its digest/,
    );
    expect(existsSync(join(output, name))).toBe(false);
  });

  test('is not needed for what is in the cache, and damage there is found', async () => {
    await getModel('owner/name', output, { endpoint, cache });
    const other = join(folder, 'other');
    expect((await getModel('owner/name', other, { endpoint, cache, offline: true })).revision).toBe(commit);
    expect((await getModel('owner/name', other, { endpoint: closedPort, cache })).revision).toBe(commit);
    writeFileSync(join(cache, 'hub/owner--name', commit, 'config.json'), 'other');
    await expect(getModel('owner/name', other, { endpoint, cache, offline: true })).rejects.toThrow(/MD3002.*damaged/);
  });

  test('that cannot be reached is named, with what to copy by hand', async () => {
    const unreachable = getModel('owner/name', output, { endpoint: closedPort, cache });
    await expect(unreachable).rejects.toThrow(/MD3001.*cannot be reached[^]*copy them into a folder/);
    await expect(getModel('owner/name', output, { endpoint, cache, offline: true })).rejects.toThrow(
      /not in the cache/,
    );
  });

  test.each(['http://user:s3cret@localhost:9', 'http://user:s3cret@localhost:9/model.zip'])(
    'with a password in its address is refused without repeating it: %s',
    async (address) => {
      const archive = address.endsWith('.zip');
      const refused = getModel(archive ? address : 'owner/name', output, { endpoint: address, cache });
      const message = await refused.catch((error: Error) => error.message);
      expect(message).toMatch(/the address of localhost:9 holds a password/);
      expect(message).not.toContain('s3cret');
    },
  );

  test('that wants a token says so', async () => {
    intercept = (_request, response) => {
      response.writeHead(401).end();
      return true;
    };
    await expect(getModel('owner/name', output, { endpoint, cache })).rejects.toThrow(/MD3001[^]*HF_TOKEN/);
  });

  test('is not asked for names that are no ids', async () => {
    await expect(getModel('../../no such thing', output, { endpoint, cache })).rejects.toThrow(
      /MD3001.*there is no \.\.\/\.\.\/no such thing, and it is neither/,
    );
    expect(requests).toEqual([]);
  });
});

test('a web folder gives its files, checked by SHA256SUMS where there is one', async () => {
  const fetched = await getModel(`${endpoint}/folder/`, output, { cache });
  expect(fetched.files.map(({ name }) => name).sort()).toEqual(['config.json', 'model.safetensors', 'vocab.txt']);
  intercept = (request, response) => {
    if (request.url !== '/other/SHA256SUMS' && request.url !== '/other/config.json') return false;
    response.end(request.url.endsWith('SUMS') ? `${'0'.repeat(64)}  config.json\n` : config);
    return true;
  };
  await expect(getModel(`${endpoint}/other`, output, { cache })).rejects.toThrow(/MD3002/);
});

describe('an address', () => {
  test.each(['folder', 'model.zip'])('that cannot be reached is named, with what to copy by hand: %s', async (name) => {
    await expect(getModel(`${closedPort}/${name}`, output, { cache })).rejects.toThrow(
      /MD3001.*http:\/\/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)[^]*copy them into a folder/,
    );
    expect(existsSync(output)).toBe(false);
  });

  test('is answered from the cache without a network', async () => {
    await getModel(`${endpoint}/folder`, output, { cache });
    requests = [];
    const { files: fetched } = await getModel(`${endpoint}/folder`, join(output, 'again'), { cache, offline: true });
    expect(fetched).toHaveLength(3);
    await expect(getModel(`${endpoint}/model.zip`, output, { cache, offline: true })).rejects.toThrow(
      /MD3001.*it is not in the cache/,
    );
    expect(requests).toEqual([]);
  });
});

test('a hub that goes away in the middle is named, and what came is kept', async () => {
  let gone = false;
  intercept = (request, response) => {
    if (gone || (request.url ?? '').endsWith('model.safetensors')) {
      gone = true;
      response.destroy();
      return true;
    }
    return false;
  };
  await expect(getModel('owner/name', output, { endpoint, cache })).rejects.toThrow(
    /MD3001.*owner\/name cannot be fetched: the connection failed[^]*goes on from there/,
  );
  intercept = () => false;
  requests = [];
  await getModel('owner/name', output, { endpoint, cache });
  expect(requests.map(({ path }) => path)).not.toContain(`/owner/name/resolve/${commit}/config.json`);
});

test('a folder is copied', async () => {
  const source = join(folder, 'source');
  mkdirSync(source);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(source, name), bytes);
  const { files: fetched, revision } = await getModel(source, output);
  expect(revision).toBeUndefined();
  expect(fetched.map(({ name }) => name).sort()).toEqual(['config.json', 'model.safetensors', 'vocab.txt']);
});

describe('archives', () => {
  function tar(members: readonly (readonly [name: string, bytes: Buffer, type?: string])[]): Buffer {
    const blocks = members.flatMap(([name, bytes, type = '0']) => {
      const header = Buffer.alloc(512);
      header.write(name, 0);
      header.write(bytes.length.toString(8).padStart(11, '0'), 124);
      header.write(type, 156);
      header.write('ustar', 257);
      return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
    });
    return Buffer.concat([...blocks, Buffer.alloc(1024)]);
  }

  function zip(members: readonly (readonly [name: string, bytes: Buffer])[], declared?: number): Buffer {
    const locals: Buffer[] = [];
    const directory: Buffer[] = [];
    let offset = 0;
    for (const [name, bytes] of members) {
      const packed = deflateRawSync(bytes);
      const local = Buffer.alloc(30);
      local.writeUInt32LE(0x04034b50, 0);
      local.writeUInt16LE(name.length, 26);
      const central = Buffer.alloc(46);
      central.writeUInt32LE(0x02014b50, 0);
      central.writeUInt16LE(8, 10);
      central.writeUInt32LE(packed.length, 20);
      central.writeUInt32LE(declared ?? bytes.length, 24);
      central.writeUInt16LE(name.length, 28);
      central.writeUInt32LE(offset, 42);
      locals.push(local, Buffer.from(name), packed);
      directory.push(central, Buffer.from(name));
      offset += 30 + name.length + packed.length;
    }
    const size = directory.reduce((sum, part) => sum + part.length, 0);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(members.length, 10);
    end.writeUInt32LE(size, 12);
    end.writeUInt32LE(offset, 16);
    return Buffer.concat([...locals, ...directory, end]);
  }

  const members = (prefix: string): [string, Buffer][] => [
    [`${prefix}config.json`, config],
    [`${prefix}model.safetensors`, weights],
    [`${prefix}run.py`, Buffer.from('never written')],
  ];
  const archive = (name: string, bytes: Buffer): string => {
    const path = join(mkdtempSync(join(folder, 'archive-')), name);
    writeFileSync(path, bytes);
    return path;
  };

  test.each<[string, Buffer]>([
    ['model.tar', tar(members('model/'))],
    ['model.tar.gz', gzipSync(tar(members('./')))],
    [
      'model.tgz',
      gzipSync(
        tar(
          [['a'.repeat(90) + '\0', Buffer.from('x'.repeat(600)), 'L'], ...members('deep/model/')].slice(1) as [
            string,
            Buffer,
          ][],
        ),
      ),
    ],
    ['model.zip', zip(members('model/'))],
  ])('%s gives the model in it', async (name, bytes) => {
    const { files: fetched } = await getModel(archive(name, bytes), output);
    expect(fetched.map(({ name: file }) => file)).toEqual(['config.json', 'model.safetensors']);
    expect(readFileSync(join(output, 'model.safetensors')).equals(weights)).toBe(true);
    expect(existsSync(join(output, 'run.py'))).toBe(false);
  });

  test.each<[string, Buffer, RegExp]>([
    ['slip.tar', tar([...members(''), ['../../evil.json', config]]), /MD1002.*zip slip/],
    ['slip.zip', zip([...members(''), ['../evil.json', config]]), /MD1002.*zip slip/],
    ['short.tar', tar(members('')).subarray(0, 2000), /MD1001.*too early/],
    ['broken.tar.gz', gzipSync(tar(members(''))).subarray(0, 500), /MD1001/],
    ['bomb.zip', zip(members(''), 100), /unpacks to more than the 100 bytes/],
    ['empty.zip', zip([['other.txt', config]]), /MD1009/],
  ])('%s is refused', async (name, bytes, reason) => {
    await expect(getModel(archive(name, bytes), output)).rejects.toThrow(reason);
  });

  test('a link in a tar archive is passed over', async () => {
    const linked = tar([...members(''), ['vocab.txt', Buffer.alloc(0), '2']]);
    const { files: fetched } = await getModel(archive('link.tar', linked), output);
    expect(fetched.map(({ name }) => name)).not.toContain('vocab.txt');
  });
});
