// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A node that is started anew when it does not answer: a random script may take it hours.

import { startNode, type ClusterNode, type NodeOptions } from '../node.js';

/** No answer came in the time that was given; the node has been started anew since. */
export class NoAnswer extends Error {}

/** A node whose requests have a limit of time. Those that a new start cuts off are sent again. */
export class PatientNode implements ClusterNode {
  private readonly options: NodeOptions;
  private readonly limitMilliseconds: number;
  private running: ClusterNode;
  /** The node that answers from now on. */
  private next: Promise<ClusterNode>;

  private constructor(node: ClusterNode, options: NodeOptions, limitMilliseconds: number) {
    this.options = options;
    this.limitMilliseconds = limitMilliseconds;
    this.running = node;
    this.next = Promise.resolve(node);
  }

  static async start(options: NodeOptions, limitMilliseconds: number): Promise<PatientNode> {
    return new PatientNode(await startNode(options), options, limitMilliseconds);
  }

  get version(): string {
    return this.running.version;
  }

  get url(): string {
    return this.running.url;
  }

  /** @throws NoAnswer after the limit */
  async request(method: string, path: string, body?: string): Promise<{ status: number; body: unknown }> {
    const asked = this.next;
    const node = await asked;
    let late = false;
    // Whoever waits for a node that is stopped fails.
    const limit = setTimeout(() => {
      late = true;
      if (this.next === asked) this.next = this.startAnew(node);
    }, this.limitMilliseconds);
    try {
      return await node.request(method, path, body);
    } catch (error) {
      if (this.next === asked) throw error;
    } finally {
      clearTimeout(limit);
    }
    await this.next;
    if (late) throw new NoAnswer(`no answer within ${this.limitMilliseconds} ms`);
    return this.request(method, path, body);
  }

  async stop(): Promise<void> {
    await (await this.next).stop();
  }

  private async startAnew(silent: ClusterNode): Promise<ClusterNode> {
    await silent.stop();
    this.running = await startNode(this.options);
    return this.running;
  }
}
