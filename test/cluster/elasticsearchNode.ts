// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The test cluster: a node with machine learning behind a front that speaks as Elasticsearch. README.md says what is real in it.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ElasticsearchFront, type KeyStore, type LoggedRequest } from './elasticsearchFront.js';
import type { FrontState } from './elasticsearchAdaptations.js';
import type { Faults } from './faults.js';
import { Licence, type LicenceType } from './licence.js';
import { quickCompilation, startNode, type ClusterNode } from './node.js';
import { PipelineStore } from './pipelineStore.js';
import { RawNode } from './rawNode.js';
import { Security, type Credentials } from './security.js';
import { TokenService } from './tokenService.js';
import { findToolchain } from './toolchain.js';

const run = promisify(execFile);

/** The version that the front says it has, which is that of the classes that parse its requests. */
export const elasticsearchVersion = '9.5.3';

/** How the test cluster is set up. */
export interface ElasticsearchNodeOptions {
  /** HTTPS with a certificate of its own, for 127.0.0.1 and localhost. */
  readonly tls?: boolean | { readonly expired: boolean };
  /** Security on, with one superuser. Default: off. */
  readonly auth?: Credentials;
  /** Default trial. */
  readonly licence?: LicenceType;
  /** Memory that models may use, in bytes. Default 4 GiB. */
  readonly mlMemoryBytes?: number;
  /** What `GET /` says. Default 9.5.3. */
  readonly version?: string;
  /** Port of the front; any free one by default. */
  readonly port?: number;
}

/** The running test cluster. `url` is the front's, and `request` goes through it, with the superuser's credentials. */
export interface ElasticsearchNode extends ClusterNode {
  /** Address of the node behind the front. */
  readonly nodeUrl: string;
  /** The certificate to trust, in PEM form; with `tls` only. */
  readonly caCertificate?: string;
  /** Requests that reached the front, in order. */
  requests(): readonly LoggedRequest[];
  clearRequests(): void;
  setFaults(faults: Faults | undefined): void;
  setLicence(type: LicenceType, trialUsed?: boolean): Promise<void>;
  setMlMemory(bytes: number): Promise<void>;
  /** Makes every inference that is not cached take this much longer. */
  setInferenceDelay(milliseconds: number): Promise<void>;
  /** What `GET /` says from now on. */
  setVersion(version: string): void;
  /** Elasticsearch's parser's error for a request body, as its REST layer would answer it, or undefined when it accepts it. */
  parse(kind: BodyKind, body: unknown, config?: unknown): Promise<{ type: string; reason: string } | undefined>;
  /** Takes everything away that was installed, faults and the log of requests too; licence, memory and version are as at the start. */
  reset(): Promise<void>;
}

/** Request bodies that Elasticsearch's own parsers can be asked about. */
export type BodyKind =
  | 'trained_model'
  | 'definition_part'
  | 'vocabulary'
  | 'deployment_start'
  | 'deployment_update'
  | 'infer'
  | 'inference_processor'
  | 'anomaly_job'
  | 'datafeed'
  | 'role'
  | 'api_key';

/** Starts the test cluster. */
export async function startElasticsearchNode(options: ElasticsearchNodeOptions = {}): Promise<ElasticsearchNode> {
  const [node, keyStore] = await Promise.all([
    startNode({ machineLearning: true, javaOptions: quickCompilation }),
    options.tls ? makeKeyStore(typeof options.tls === 'object' && options.tls.expired) : undefined,
  ]);
  const raw = new RawNode(node.url);
  const tokens = new TokenService();
  const configure = async (settings: Record<string, unknown>): Promise<void> => {
    await expectOk(raw.json('PUT', '/_logtwin/ml', settings));
  };
  const version = options.version ?? elasticsearchVersion;
  const licence = options.licence ?? 'trial';
  const state: FrontState = {
    node: raw,
    licence: new Licence(licence, (licensed) => configure({ licensed })),
    security: new Security(options.auth, raw),
    pipelines: new PipelineStore(),
    version,
  };
  const front = new ElasticsearchFront(state, keyStore);
  const memory = options.mlMemoryBytes ?? 4 * 2 ** 30;
  const start = async (): Promise<void> => {
    await configure({ memory_bytes: memory, licensed: licence === 'trial', inference_milliseconds: 0 });
  };
  const stop = async (): Promise<void> => {
    await front.stop();
    raw.stop();
    await node.stop();
    await tokens.stop();
  };
  try {
    await configure({ token_service: await tokens.start() });
    await start();
    const url = await front.start(options.port);
    return {
      version: `Elasticsearch ${version} (${node.version})`,
      url,
      nodeUrl: node.url,
      ...(keyStore && { caCertificate: keyStore.certificate }),
      request: (method, path, body) => requestThroughFront(url, options, method, path, body),
      stop,
      requests: () => front.requests,
      clearRequests: () => void front.requests.splice(0),
      setFaults: (faults) => front.setFaults(faults),
      setLicence: (type, trialUsed) => state.licence.set(type, trialUsed),
      setMlMemory: (bytes) => configure({ memory_bytes: bytes }),
      setInferenceDelay: (milliseconds) => configure({ inference_milliseconds: milliseconds }),
      setVersion: (next) => void (state.version = next),
      async parse(kind, body, config) {
        const answer = await raw.json<{ error?: { type: string; reason: string } }>('POST', '/_logtwin/parse', {
          kind,
          body,
          config,
        });
        return answer.status === 200 ? undefined : answer.body.error;
      },
      async reset() {
        front.setFaults(undefined);
        for (const path of [
          '/_data_stream/*',
          '/*,-.*',
          '/_index_template/*',
          '/_component_template/*',
          '/_ingest/pipeline/*',
        ])
          await expectOk(raw.json('DELETE', path), 404);
        await deleteScripts(raw);
        await expectOk(raw.json('DELETE', '/_logtwin/ml'));
        state.pipelines.forgetAll();
        state.security.forgetAll();
        await state.licence.set(licence);
        state.version = version;
        await start();
        front.requests.splice(0);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Says why no test cluster can be started here, or nothing where one can; throws instead where LOGTWIN_REQUIRE_CLUSTER=1. */
export function reasonToSkipElasticsearch(): string | undefined {
  const toolchain = findToolchain();
  const missing =
    'missing' in toolchain
      ? toolchain.missing
      : process.platform === 'linux' && process.arch === 'x64'
        ? undefined
        : `libtorch is there for linux x64 only, and this is ${process.platform} ${process.arch}`;
  if (missing === undefined) return undefined;
  const reason = `SKIPPED: no test cluster with machine learning: ${missing}`;
  if (process.env['LOGTWIN_REQUIRE_CLUSTER'] === '1') throw new Error(reason);
  return reason;
}

async function requestThroughFront(
  url: string,
  { auth, tls }: ElasticsearchNodeOptions,
  method: string,
  path: string,
  body: string | undefined,
): Promise<{ status: number; body: unknown }> {
  if (tls) throw new Error('With TLS ask with a client that trusts caCertificate.');
  const credentials =
    auth &&
    ('apiKey' in auth
      ? `ApiKey ${auth.apiKey}`
      : `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`);
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(credentials && { authorization: credentials }),
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

async function deleteScripts(raw: RawNode): Promise<void> {
  const { body } = await raw.json<{ metadata?: { stored_scripts?: Record<string, unknown> } }>(
    'GET',
    '/_cluster/state/metadata?filter_path=metadata.stored_scripts.*.lang',
  );
  for (const id of Object.keys(body.metadata?.stored_scripts ?? {}))
    await expectOk(raw.json('DELETE', `/_scripts/${encodeURIComponent(id)}`));
}

async function expectOk(answer: Promise<{ status: number; body: unknown }>, accepted = 200): Promise<void> {
  const { status, body } = await answer;
  if (status !== 200 && status !== accepted) throw new Error(`The node answers ${status}: ${JSON.stringify(body)}`);
}

/** A key and a certificate of its own, which the JDK makes; valid for ten years, or only until yesterday. */
async function makeKeyStore(expired: boolean): Promise<KeyStore & { readonly certificate: string }> {
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
