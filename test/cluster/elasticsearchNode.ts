// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The test cluster: a node with machine learning behind a front that speaks as Elasticsearch. README.md says what is real in it.

import { ElasticsearchFront, type LoggedRequest } from './elasticsearchFront.js';
import type { FrontState } from './elasticsearchAdaptations.js';
import type { Faults } from './faults.js';
import { makeKeyStore } from './keyStore.js';
import { Licence, type LicenceType } from './licence.js';
import { quickCompilation, startNode, type ClusterNode } from './node.js';
import { PipelineStore } from './pipelineStore.js';
import { RawNode } from './rawNode.js';
import { Security, type Credentials } from './security.js';
import { TokenService } from './tokenService.js';
import { findToolchain } from './toolchain.js';

/** The version that the front says it has, which is that of the classes that parse its requests. */
export const elasticsearchVersion = '9.5.3';

/** How the cluster is reached. */
export interface FrontOptions {
  /** HTTPS with a certificate of its own, for 127.0.0.1 and localhost. */
  readonly tls?: boolean | { readonly expired: boolean };
  /** Security on, with one superuser. Default: off. */
  readonly auth?: Credentials;
  /** What `GET /` says. Default 9.5.3. */
  readonly version?: string;
  /** Any free one by default. */
  readonly port?: number;
}

/** How the test cluster is set up. */
export interface ElasticsearchNodeOptions extends FrontOptions {
  /** Default trial. */
  readonly licence?: LicenceType;
  /** Memory that models may use, in bytes. Default 4 GiB. */
  readonly mlMemoryBytes?: number;
  /** Compiles as a server does, which is faster after a minute and slower before. Default: for the minutes of a test. */
  readonly longLived?: boolean;
}

/** One address of the cluster. */
export interface Front {
  /** Base of its addresses, without a slash at the end. */
  readonly url: string;
  /** The certificate to trust, in PEM form; with `tls` only. */
  readonly caCertificate?: string;
  /** Sends a request with a JSON body and the superuser's credentials. Never throws for an error status. */
  request(method: string, path: string, body?: string): Promise<{ status: number; body: unknown }>;
  /** Requests that reached it, in order. */
  requests(): readonly LoggedRequest[];
  clearRequests(): void;
  /** Whether the log keeps bodies, from now on. */
  recordBodies(wanted: boolean): void;
  setFaults(faults: Faults | undefined): void;
  /** What `GET /` says from now on. */
  setVersion(version: string): void;
  stop(): Promise<void>;
}

/** The running test cluster, with its first address; `stop` ends everything. */
export interface ElasticsearchNode extends Front, ClusterNode {
  /** Address of the node behind it. */
  readonly nodeUrl: string;
  /** Opens one more address of the same cluster, with other credentials, TLS or version. */
  openFront(options: FrontOptions): Promise<Front>;
  setLicence(type: LicenceType, trialUsed?: boolean): Promise<void>;
  setMlMemory(bytes: number): Promise<void>;
  /** Makes every inference that is not cached take this much longer. */
  setInferenceDelay(milliseconds: number): Promise<void>;
  /** Makes every model fail to load, for this reason; undefined: none. */
  setLoadFailure(reason: string | undefined): Promise<void>;
  /**
   * Elasticsearch's parser's error for a request body, a value or its text, as its REST layer would answer it, or undefined when it
   * accepts it.
   */
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
  | 'api_key'
  | 'api_key_invalidate'
  | 'api_key_update'
  | 'bulk'
  | 'component_template'
  | 'count'
  | 'create_index'
  | 'datafeed'
  | 'datafeed_start'
  | 'has_privileges'
  | 'index_settings'
  | 'index_template'
  | 'job_open'
  | 'mapping'
  | 'pipeline'
  | 'pipeline_simulate'
  | 'point_in_time_close'
  | 'reindex'
  | 'role'
  | 'search'
  | 'stored_script'
  | 'update_by_query';

/** Starts the test cluster. */
export async function startElasticsearchNode(options: ElasticsearchNodeOptions = {}): Promise<ElasticsearchNode> {
  const node = await startNode({ machineLearning: true, javaOptions: options.longLived ? [] : quickCompilation });
  const raw = new RawNode(node.url);
  const tokens = new TokenService();
  const fronts: Front[] = [];
  const configure = async (settings: Record<string, unknown>): Promise<void> => {
    await expectOk(raw.json('PUT', '/_logtwin/ml', settings));
  };
  const licence = options.licence ?? 'trial';
  const shared = {
    node: raw,
    licence: new Licence(licence, (licensed) => configure({ licensed })),
    pipelines: new PipelineStore(),
  };
  const settle = async (): Promise<void> => {
    await configure({
      memory_bytes: options.mlMemoryBytes ?? 4 * 2 ** 30,
      inference_milliseconds: 0,
      load_failure: '',
    });
    await shared.licence.set(licence);
  };
  const openFront = async (settings: FrontOptions): Promise<Front & { readonly security: Security }> => {
    const security = new Security(settings.auth, raw);
    const front = await startFront(
      { ...shared, security, version: settings.version ?? elasticsearchVersion },
      settings,
    );
    fronts.push(front);
    return { ...front, security };
  };
  const stop = async (): Promise<void> => {
    for (const front of fronts) await front.stop();
    raw.stop();
    await node.stop();
    await tokens.stop();
  };
  try {
    await configure({ token_service: await tokens.start() });
    await settle();
    const { security, ...first } = await openFront(options);
    return {
      ...first,
      version: `Elasticsearch ${options.version ?? elasticsearchVersion} (${node.version})`,
      nodeUrl: node.url,
      openFront,
      stop,
      setLicence: (type, trialUsed) => shared.licence.set(type, trialUsed),
      setMlMemory: (bytes) => configure({ memory_bytes: bytes }),
      setInferenceDelay: (milliseconds) => configure({ inference_milliseconds: milliseconds }),
      setLoadFailure: (reason) => configure({ load_failure: reason ?? '' }),
      async parse(kind, body, config) {
        const answer = await raw.json<{ error?: { type: string; reason: string } }>('POST', '/_logtwin/parse', {
          kind,
          body,
          config,
        });
        return answer.status === 200 ? undefined : answer.body.error;
      },
      async reset() {
        first.setFaults(undefined);
        await deleteEverything(raw);
        shared.pipelines.forgetAll();
        security.forgetAll();
        await settle();
        first.setVersion(options.version ?? elasticsearchVersion);
        first.clearRequests();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startFront(state: FrontState, options: FrontOptions): Promise<Front> {
  const { tls } = options;
  const keyStore = tls ? await makeKeyStore(typeof tls === 'object' && tls.expired) : undefined;
  const front = new ElasticsearchFront(state, keyStore);
  const url = await front.start(options.port);
  return {
    url,
    ...(keyStore && { caCertificate: keyStore.certificate }),
    request: (method, path, body) => requestThroughFront(url, options, method, path, body),
    requests: () => front.requests,
    clearRequests: () => void front.requests.splice(0),
    recordBodies: (wanted) => void (front.recordsBodies = wanted),
    setFaults: (faults) => front.setFaults(faults),
    setVersion: (version) => void (state.version = version),
    stop: () => front.stop(),
  };
}

async function deleteEverything(raw: RawNode): Promise<void> {
  const paths = ['/_data_stream/*', '/*,-.*', '/_index_template/*', '/_component_template/*', '/_ingest/pipeline/*'];
  for (const path of paths) await expectOk(raw.json('DELETE', path), 404);
  const { body } = await raw.json<{ metadata?: { stored_scripts?: Record<string, unknown> } }>(
    'GET',
    '/_cluster/state/metadata?filter_path=metadata.stored_scripts.*.lang',
  );
  for (const id of Object.keys(body.metadata?.stored_scripts ?? {}))
    await expectOk(raw.json('DELETE', `/_scripts/${encodeURIComponent(id)}`));
  await expectOk(raw.json('DELETE', '/_logtwin/ml'));
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
  { auth, tls }: FrontOptions,
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

async function expectOk(answer: Promise<{ status: number; body: unknown }>, accepted = 200): Promise<void> {
  const { status, body } = await answer;
  if (status !== 200 && status !== accepted) throw new Error(`The node answers ${status}: ${JSON.stringify(body)}`);
}
