// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Texts of IP addresses and networks, as the server's InetAddresses reads them.

import { illegalArgument } from '../diagnostics/failure.js';
import { maxInt, minInt } from '../values/numbers.js';
import { parseInteger } from '../values/parseNumbers.js';

/** The bytes of an address, whose zone does not count: 4 or 16. An IPv4-mapped IPv6 address gives the 4 bytes of IPv4. */
export function parseIpAddress(text: string): Uint8Array | undefined {
  const percent = text.indexOf('%');
  if (percent >= 0 && percent === text.length - 1) return undefined;
  const address = percent < 0 ? text : text.slice(0, percent);
  return address.includes(':') ? parseIpv6(address) : parseIpv4(address);
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
  let address = text;
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
    if (!/^0*[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    const value = parseInt(group, 16);
    bytes[2 * index] = value >> 8;
    bytes[2 * index + 1] = value & 0xff;
  }
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return isMapped ? bytes.slice(12) : bytes;
}

/** All addresses that share a prefix, as the server's CIDRUtils takes them: IPv4 stands mapped into IPv6. */
export class Network {
  private readonly lower: Uint8Array;
  private readonly upper: Uint8Array;

  /**
   * @param text - `address/prefix`, or one address.
   * @throws Failure illegal_argument_exception, number_format_exception.
   */
  constructor(text: string) {
    const [address, digits, ...more] = text.replace(/\/+$/, '').split('/') as [string, string?, ...string[]];
    if (!text.includes('/')) {
      this.lower = mapped(requireIpAddress(text));
      this.upper = this.lower;
      return;
    }
    if (digits === undefined || more.length > 0) throw illegalArgument(`Expected [ip/prefix] but was [${text}]`);
    const bytes = requireIpAddress(address);
    const prefix = Number(parseInteger(digits, 10, minInt, maxInt));
    if (bytes.length === 4 && address.includes(':')) {
      throw illegalArgument(
        `CIDR notation is not allowed with IPv6-mapped IPv4 address [${address} as it introduces ambiguity as to whether the prefix length should be interpreted as a v4 prefix length or a v6 prefix length`,
      );
    }
    if (prefix < 0 || prefix > bytes.length * 8) {
      throw illegalArgument(
        `Illegal prefix length [${prefix}] in [${text}]. Must be 0-32 for IPv4 ranges, 0-128 for IPv6 ranges`,
      );
    }
    const kept = 128 - bytes.length * 8 + prefix;
    const free = (index: number) => 0xff >> Math.min(8, Math.max(0, kept - 8 * index));
    const whole = mapped(bytes);
    this.lower = whole.map((byte, index) => byte & ~free(index));
    this.upper = whole.map((byte, index) => byte | free(index));
  }

  /** Whether an address of 4 or 16 bytes lies in the network. */
  contains(bytes: Uint8Array): boolean {
    const whole = mapped(bytes);
    return Buffer.compare(this.lower, whole) <= 0 && Buffer.compare(whole, this.upper) <= 0;
  }
}

function mapped(bytes: Uint8Array): Uint8Array {
  return bytes.length === 16 ? bytes : Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...bytes);
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
