// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the environment says of proxies, read as other tools read it.

/**
 * The proxy that the system's variables name for an address: HTTPS_PROXY or HTTP_PROXY by its scheme, else ALL_PROXY, in
 * either case, unless NO_PROXY names its host, a domain of it, or `*`. An address without a scheme is an HTTP proxy's.
 */
export function systemProxy(address: string, environment: NodeJS.ProcessEnv): string | undefined {
  const variable = (name: string): string | undefined => environment[name.toLowerCase()] || environment[name];
  const { protocol, hostname, port } = new URL(address);
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  const excepted = (variable('NO_PROXY') ?? '').split(/[\s,]+/).some((entry) => {
    const [, domain, entryPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry)!;
    if (entry === '*') return true;
    if (!domain || (entryPort !== undefined && entryPort !== ownPort)) return false;
    return hostname === domain || hostname.endsWith(`.${domain}`);
  });
  if (excepted) return undefined;
  const proxy = variable(protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? variable('ALL_PROXY');
  return proxy === undefined || proxy.includes('://') ? proxy : `http://${proxy}`;
}
