// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A real node to compare with: builds it when needed, starts it, asks it, and stops it for sure.

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

import { buildClassPaths, findToolchain } from './toolchain.js';

/** Java options for a node that lives for minutes: it compiles sooner and less. */
export const quickCompilation: readonly string[] = ['-XX:TieredStopAtLevel=1'];

const startLimitMilliseconds = 120_000;
const stopLimitMilliseconds = 20_000;

/** A running node. */
export interface ClusterNode {
  /** `opensearch 3.8.0, JDK 25`: what recorded values say they come from. */
  readonly version: string;
  /** Base of its addresses, without a slash at the end. */
  readonly url: string;
  /** Sends a request with a JSON body. Never throws for an error status. */
  request(method: string, path: string, body?: string): Promise<{ status: number; body: unknown }>;
  /** Stops the node and removes its files; safe to call twice. */
  stop(): Promise<void>;
}

/** Settings of a node to start. */
export interface NodeOptions {
  /** Class names of further plugins among the project's Java sources. */
  readonly plugins?: readonly string[];
  /** Further options of the Java virtual machine. */
  readonly javaOptions?: readonly string[];
  /** With Elasticsearch's machine learning: `_ml/*` and the `inference` processor. */
  readonly machineLearning?: boolean;
}

/** Says why no node can be started here, or nothing where one can; throws instead where LOGTWIN_REQUIRE_CLUSTER=1. */
export function reasonToSkip(): string | undefined {
  const toolchain = findToolchain();
  if (!('missing' in toolchain)) return undefined;
  const reason = `SKIPPED: no real node to compare with: ${toolchain.missing}`;
  if (process.env['LOGTWIN_REQUIRE_CLUSTER'] === '1') throw new Error(reason);
  return reason;
}

/** Builds (once) and starts a node, and waits until it answers. */
export async function startNode(options: NodeOptions = {}): Promise<ClusterNode> {
  const toolchain = findToolchain();
  if ('missing' in toolchain) throw new Error(toolchain.missing);
  const classPaths = await buildClassPaths(toolchain);
  const folder = await mkdtemp(join(tmpdir(), 'logtwin-node-'));
  const java = spawn(
    join(toolchain.javaHome, 'bin', 'java'),
    [
      '-Xmx1g',
      '-XX:+UseSerialGC',
      // As Elasticsearch sets it: without it a place that has thrown often throws without a message.
      '-XX:-OmitStackTraceInFastThrow',
      '--enable-native-access=ALL-UNNAMED',
      ...(options.javaOptions ?? []),
      ...(options.machineLearning ? machineLearningProperties(classPaths.elasticsearch) : []),
      '-cp',
      classPaths.node,
      'logtwin.cluster.ClusterNode',
      folder,
      ...(options.machineLearning ? ['logtwin.cluster.ml.MachineLearningPlugin'] : []),
      ...(options.plugins ?? []),
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const stop = stopper(java, folder);
  try {
    const ready = await readiness(java);
    const url = `http://127.0.0.1:${ready.port}`;
    return {
      version: `opensearch ${ready.version}, JDK ${ready.java}`,
      url,
      stop,
      async request(method, path, body) {
        const response = await fetch(url + path, {
          method,
          ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
        });
        const text = await response.text();
        return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where Elasticsearch's classes are, and libtorch's settings: the version on the class path, unpacked once, one thread each. */
function machineLearningProperties(classPath: string): string[] {
  return Object.entries({
    'logtwin.elasticsearch.classpath': classPath,
    PYTORCH_VERSION: '2.7.1',
    'ai.djl.offline': 'true',
    ENGINE_CACHE_DIR: resolve('test/cluster/elasticsearch/target/libtorch'),
    'ai.djl.pytorch.num_threads': '1',
    'ai.djl.pytorch.num_interop_threads': '1',
  }).map(([name, value]) => `-D${name}=${value}`);
}

type Java = ChildProcessByStdio<Writable, Readable, Readable>;

/** Waits for the line that the node prints once it answers. */
function readiness(java: Java): Promise<{ port: number; version: string; java: string }> {
  return new Promise((resolvePromise, reject) => {
    let log = '';
    java.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-20_000)));
    const limit = setTimeout(
      () => reject(new Error(`The node was not ready in time.\n${log}`)),
      startLimitMilliseconds,
    );
    const lines = createInterface({ input: java.stdout });
    lines.on('line', (line) => {
      if (line.startsWith('{"port":')) {
        clearTimeout(limit);
        resolvePromise(JSON.parse(line) as { port: number; version: string; java: string });
      } else {
        log = `${log}${line}\n`.slice(-20_000);
      }
    });
    java.on('error', reject);
    java.on('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`The node ended with code ${code}.\n${log}`));
    });
  });
}

/** Ends the node's standard input, which ends the node; kills it when it takes too long. */
function stopper(java: Java, folder: string): () => Promise<void> {
  const ended = new Promise<void>((resolvePromise) => java.once('exit', () => resolvePromise()));
  return async () => {
    const limit = setTimeout(() => java.kill('SIGKILL'), stopLimitMilliseconds);
    java.stdin.end();
    if (java.exitCode === null && java.signalCode === null) await ended;
    clearTimeout(limit);
    await rm(folder, { recursive: true, force: true });
  };
}
