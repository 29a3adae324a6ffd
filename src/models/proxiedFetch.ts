// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// fetch as other tools go to the network: through the proxy that the environment names for an address, which Node's own
// fetch knows nothing of. A redirect to another host is asked about anew.

import type { Dispatcher } from 'undici';
import { systemProxy } from '../util/systemProxy.js';

/** What a request says besides its address. */
interface RequestParts {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type Fetch = (url: string, init: RequestParts) => Promise<Response>;

const variables = ['http_proxy', 'https_proxy', 'all_proxy'];
let proxied: Promise<Fetch> | undefined;

/** As fetch does. @throws what fetch throws. */
export async function proxiedFetch(url: string, init: RequestParts): Promise<Response> {
  const namesProxy = Object.keys(process.env).some((name) => variables.includes(name.toLowerCase()));
  return namesProxy ? (await (proxied ??= loadProxiedFetch()))(url, init) : fetch(url, init);
}

/** The proxy that a request goes through, for messages: without its user and password. */
export function proxyOf(url: string): string | undefined {
  const proxy = systemProxy(url, process.env);
  return proxy === undefined ? undefined : new URL(proxy).origin;
}

async function loadProxiedFetch(): Promise<Fetch> {
  const { Agent, ProxyAgent, fetch: fetchBy } = await import('undici');
  const direct = new Agent();
  const agents = new Map<string, Dispatcher>();
  const agentOf = (address: string): Dispatcher => {
    const proxy = systemProxy(address, process.env);
    if (proxy === undefined) return direct;
    let agent = agents.get(proxy);
    // Many proxies tunnel to port 443 alone: what is not encrypted is asked of the proxy itself.
    if (!agent) agents.set(proxy, (agent = new ProxyAgent({ uri: proxy, proxyTunnel: false })));
    return agent;
  };
  const dispatcher = direct.compose(
    () => (options, handler) => agentOf(String(options.origin)).dispatch(options, handler),
  );
  return async (url, init) => await fetchBy(url, { ...init, dispatcher });
}
