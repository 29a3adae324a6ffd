// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Texts of IP addresses and networks, as the server's InetAddresses reads them.

import { illegalArgument } from '../diagnostics/failure.js';

/** The bytes of an address: 4 or 16. An IPv4-mapped IPv6 address gives the 4 bytes of IPv4. */
export function parseIpAddress(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes = new Uint8Array(4);
  for (let index = 0; index < 4; index++) {
    const part = parts[index]!;
    // A leading zero could mean octal, so the server takes none.
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bytes[index] = Number(part);
  }
  return bytes;
}

function parseIpv6(text: string): Uint8Array | undefined {
  const percent = text.indexOf('%');
  let address = percent < 0 ? text : text.slice(0, percent);
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  if (dotted) {
    const last = parseIpv4(dotted[2]!);
    if (!last) return undefined;
    const hex = (index: number) => ((last[index]! << 8) | last[index + 1]!).toString(16);
    address = `${dotted[1]!}${hex(0)}:${hex(2)}`;
  }
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const count = groups.reduce((sum, half) => sum + half.length, 0);
  if (halves.length === 1 ? count !== 8 : count > 7) return undefined;
  const all =
    halves.length === 1 ? groups[0]! : [...groups[0]!, ...new Array<string>(8 - count).fill('0'), ...groups[1]!];
  const bytes = new Uint8Array(16);
  for (let index = 0; index < 8; index++) {
    const group = all[index]!;
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    const value = parseInt(group, 16);
    bytes[2 * index] = value >> 8;
    bytes[2 * index + 1] = value & 0xff;
  }
  const mapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? bytes.slice(12) : bytes;
}

/** An address and how many of its leading bits name a network. */
export interface Network {
  readonly bytes: Uint8Array;
  readonly prefix: number;
}

/** `address/prefix`, or undefined where it is none. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const bytes = parseIpAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (!bytes || !/^\d{1,3}$/.test(digits)) return undefined;
  const mapped = bytes.length === 4 && text.slice(0, slash).includes(':');
  const prefix = mapped ? Number(digits) - 96 : Number(digits);
  return prefix < 0 || prefix > bytes.length * 8 ? undefined : { bytes, prefix };
}

/** Whether an address lies in a network. */
export function inNetwork(bytes: Uint8Array, network: Network): boolean {
  if (bytes.length !== network.bytes.length) return false;
  for (let bit = 0; bit < network.prefix; bit += 8) {
    const width = Math.min(8, network.prefix - bit);
    const mask = (0xff << (8 - width)) & 0xff;
    if (((bytes[bit >> 3]! ^ network.bytes[bit >> 3]!) & mask) !== 0) return false;
  }
  return true;
}

/**
 * The bytes of an address.
 *
 * @throws Failure illegal_argument_exception for a text that is none.
 */
export function requireIpAddress(text: string): Uint8Array {
  const bytes = parseIpAddress(text);
  if (!bytes) throw illegalArgument(`'${text}' is not an IP string literal.`);
  return bytes;
}

/** Text of an address as the server prints it: IPv6 in lower case, the longest run of zeros shortened (RFC 5952). */
export function formatIpAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (bytes[2 * index]! << 8) | bytes[2 * index + 1]!);
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (best.start < 0) return text(groups);
  return `${text(groups.slice(0, best.start))}::${text(groups.slice(best.start + best.length))}`;
}
