// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.net.URI (RFC 2396 as Java reads it) and java.net.URL, as far as the uri_parts processor asks them.

import { javaTrim } from '../util/javaTrim.js';
import { parseIpAddress } from './ipAddress.js';

/** Parts of a URI, decoded; null where there is none, port -1 where there is none. */
export interface UriParts {
  readonly scheme: string | null;
  readonly host: string | null;
  readonly port: number;
  readonly path: string | null;
  readonly query: string | null;
  readonly fragment: string | null;
  readonly userInfo: string | null;
}

// Characters that may stand in each part; others above ASCII may too, but for controls and blanks.
const escaped = '%[0-9a-fA-F]{2}';
const other = '[^\\u0000-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const of = (characters: string) => new RegExp(`^(?:[${characters}]|${escaped}|${other})*$`, 'u');
const unreserved = "A-Za-z0-9\\-_.!~*'()";
const pathCharacters = of(`${unreserved}:@&=+$,;/`);
const uriCharacters = of(`${unreserved};/?:@&=+$,[\\]`);
const userInfoCharacters = of(`${unreserved};:&=+$,`);
const registryCharacters = of(`${unreserved}$,;:@&=+`);
// A server name may hold a zone id behind a percent sign, and brackets.
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
// The last of several labels starts with a letter.
const hostName = new RegExp(`^(?:${label}|(?:${label}\\.)+(?![0-9])${label})\\.?$`);
// What a URL refuses, apart from what ends these parts.
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const illegalInHost = /[\u0000-\u0020"<>[\\\]^`{|}\u007f]/;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const illegalInUserInfo = /[\u0000-\u001f[\\\]\u007f]/;
const ipv4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function decode(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('%'), (digits) => parseInt(digits, 16));
    return decoder.decode(bytes);
  });
}

/** `new URI(text)`, or undefined where Java throws. */
export function parseUri(text: string): UriParts | undefined {
  const hash = text.indexOf('#');
  const fragment = hash < 0 ? null : text.slice(hash + 1);
  const rest = hash < 0 ? text : text.slice(0, hash);
  if (fragment !== null && !uriCharacters.test(fragment)) return undefined;
  const colon = /[:/?]/.exec(rest);
  let scheme: string | null = null;
  let specific = rest;
  if (colon?.[0] === ':') {
    scheme = rest.slice(0, colon.index);
    if (!/^[A-Za-z][A-Za-z0-9+.-]*$/.test(scheme)) return undefined;
    specific = rest.slice(colon.index + 1);
    if (specific === '') return undefined;
    if (!specific.startsWith('/')) {
      // An opaque URI such as mailto:x has no parts.
      if (!uriCharacters.test(specific)) return undefined;
      const nothing = { host: null, port: -1, path: null, query: null, userInfo: null };
      return { scheme, ...nothing, fragment: fragment === null ? null : decode(fragment) };
    }
  }
  const mark = specific.indexOf('?');
  const query = mark < 0 ? null : specific.slice(mark + 1);
  let path = mark < 0 ? specific : specific.slice(0, mark);
  let authority: string | null = null;
  if (path.startsWith('//')) {
    const end = path.indexOf('/', 2);
    authority = path.slice(2, end < 0 ? undefined : end);
    path = end < 0 ? '' : path.slice(end);
    // Two slashes with nothing behind them are an error, three are a path.
    if (authority === '' && path === '' && query === null && fragment === null) return undefined;
  }
  if (!pathCharacters.test(path) || (query !== null && !uriCharacters.test(query))) return undefined;
  const server =
    authority === null || authority === '' ? { host: null, port: -1, userInfo: null } : parseAuthority(authority);
  if (!server) return undefined;
  return {
    scheme,
    ...server,
    path: decode(path),
    query: query === null ? null : decode(query),
    fragment: fragment === null ? null : decode(fragment),
  };
}

/** A server, or an authority without parts where it is none; undefined where it is not even that. */
function parseAuthority(authority: string): Pick<UriParts, 'host' | 'port' | 'userInfo'> | undefined {
  const at = authority.indexOf('@');
  const userInfo = at < 0 ? null : authority.slice(0, at);
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at + 1));
  const host = match?.[1] ?? '';
  const port = match?.[2] ? Number(match[2]) : -1;
  const isHost = host.startsWith('[') ? isIpv6Literal(host) : ipv4.test(host) || hostName.test(host);
  if (match && isHost && port <= 2147483647 && (userInfo === null || userInfoCharacters.test(userInfo))) {
    return { host, port, userInfo: userInfo === null ? null : decode(userInfo) };
  }
  // Brackets stand only around an IPv6 address.
  if (authority.includes('[') || !registryCharacters.test(authority)) return undefined;
  return { host: null, port: -1, userInfo: null };
}

/** An IPv6 address in brackets, with a zone perhaps. */
function isIpv6Literal(host: string): boolean {
  const [, address] = /^\[([^%\]]*)(?:%[A-Za-z0-9._~-]+)?\]$/.exec(host) ?? [];
  return address?.includes(':') === true && !/[\da-f]{5}/i.test(address) && parseIpAddress(address) !== undefined;
}

/** Schemes that a plain JVM has handlers for. */
const handlers = new Set(['http', 'https', 'ftp', 'file', 'jar', 'mailto', 'jmod', 'jrt']);

/** `new URL(text)`, or undefined where Java throws. Nothing is decoded. */
export function parseUrl(text: string): UriParts | undefined {
  const trimmed = javaTrim(text).replace(/^url:/i, '');
  const [, name, afterScheme] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(trimmed) ?? [];
  if (name === undefined || !handlers.has(name.toLowerCase())) return undefined;
  // What follows names a file within an archive.
  if (name.toLowerCase() === 'jar' && !afterScheme!.includes('!/')) return undefined;
  let rest = afterScheme!;
  const hash = rest.indexOf('#');
  const fragment = hash < 0 ? null : rest.slice(hash + 1);
  if (hash >= 0) rest = rest.slice(0, hash);
  if (name.toLowerCase() === 'mailto') return mailUrl(rest);
  const mark = rest.indexOf('?');
  const query = mark < 0 ? null : rest.slice(mark + 1);
  if (mark >= 0) rest = rest.slice(0, mark);
  let host = '';
  let port = -1;
  let userInfo: string | null = null;
  let path = rest;
  if (rest.startsWith('//') && !rest.startsWith('////')) {
    const end = rest.indexOf('/', 2);
    const authority = rest.slice(2, end < 0 ? undefined : end);
    path = end < 0 ? '' : rest.slice(end);
    const at = authority.indexOf('@');
    // Several at signs leave neither user nor host.
    if (at >= 0 && at !== authority.lastIndexOf('@')) {
      const isIllegal = illegalInUserInfo.test(authority.replaceAll('@', ''));
      return isIllegal ? undefined : emptyUrl(name, path, query, fragment);
    }
    if (at >= 0) userInfo = authority.slice(0, at);
    host = authority.slice(at + 1);
    const bracket = host.startsWith('[') ? host.indexOf(']') : -1;
    if (
      host.startsWith('[') &&
      (!isIpv6Literal(host.slice(0, bracket + 1)) || !/^(?::|$)/.test(host.slice(bracket + 1)))
    )
      return undefined;
    const colon = host.indexOf(':', Math.max(0, bracket));
    if (colon >= 0) {
      const digits = host.slice(colon + 1);
      host = host.slice(0, colon);
      if (digits !== '') {
        port = /^[+-]?\d+$/.test(digits) ? Number(digits) : NaN;
        if (!(port >= -1 && port <= 2147483647)) return undefined;
      }
    }
    if (bracket === -1 && illegalInHost.test(host)) return undefined;
    if (userInfo !== null && illegalInUserInfo.test(userInfo)) return undefined;
  }
  return { scheme: name.toLowerCase(), host, port, path, query, fragment, userInfo };
}

/** All of an address is its path, whatever it looks like; the last question mark ends it, and fragments are dropped. */
function mailUrl(address: string): UriParts | undefined {
  const mark = address.lastIndexOf('?');
  const [path, query] = mark < 0 ? [address, null] : [address.slice(0, mark), address.slice(mark + 1)];
  return javaTrim(address) === '' ? undefined : emptyUrl('mailto', path, query, null);
}

function emptyUrl(scheme: string, path: string, query: string | null, fragment: string | null): UriParts {
  return { scheme: scheme.toLowerCase(), host: '', port: -1, path, query, fragment, userInfo: null };
}
