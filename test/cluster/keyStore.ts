// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A key and a certificate for an HTTPS server of the tests, made by the JDK that the node runs on.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { findToolchain } from './toolchain.js';

const run = promisify(execFile);

/** What an HTTPS server needs, and what its clients have to trust. */
export interface KeyStore {
  readonly pfx: Buffer;
  readonly passphrase: string;
  /** In PEM form. */
  readonly certificate: string;
}

/** A self-signed certificate for 127.0.0.1 and localhost, valid for ten years, or only until yesterday. */
export async function makeKeyStore(expired: boolean): Promise<KeyStore> {
  const toolchain = findToolchain();
  if ('missing' in toolchain) throw new Error(toolchain.missing);
  const keytool = join(toolchain.javaHome, 'bin', 'keytool');
  const folder = await mkdtemp(join(tmpdir(), 'logtwin-tls-'));
  const store = join(folder, 'store.p12');
  const passphrase = 'logtwin';
  const access = ['-alias', 'node', '-keystore', store, '-storepass', passphrase, '-storetype', 'PKCS12'];
  try {
    await run(keytool, [
      '-genkeypair',
      ...access,
      ...['-keyalg', 'EC', '-groupname', 'secp256r1', '-dname', 'CN=localhost', '-ext', 'bc:c=ca:true'],
      ...['-ext', 'san=ip:127.0.0.1,dns:localhost'],
      ...(expired ? ['-startdate', '-3d', '-validity', '2'] : ['-validity', '3650']),
    ]);
    const { stdout: certificate } = await run(keytool, ['-exportcert', '-rfc', ...access]);
    return { pfx: await readFile(store), passphrase, certificate };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
