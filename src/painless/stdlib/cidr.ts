// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Networks in CIDR notation, as the server's CIDR class of scripts takes them.

import { identityHash } from '../../values/identity.js';
import { illegalArgument, nonNull } from '../runtime/exceptions.js';
import { constructs, javaClass, method } from './table.js';

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const isIPv4 = (text: string): boolean => ipv4.test(text);

/** The 16 bytes of an address; IPv4 is mapped into IPv6. */
function addressBits(text: string): bigint | undefined {
  if (isIPv4(text)) {
    const value = text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
    return 0xffff00000000n | value;
  }
  const dotted = /^(.*:)(\d+\.[\d.]+)$/.exec(text);
  if (dotted && !isIPv4(dotted[2]!)) return undefined;
  const plain = dotted ? dotted[1]! + hexOfIPv4(dotted[2]!) : text;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [left, right] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[]?];
  const missing = 8 - left.length - (right?.length ?? 0);
  // A double colon stands for at least one group.
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const filled = [...left, ...Array<string>(missing).fill('0'), ...(right ?? [])];
  if (!filled.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return filled.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function hexOfIPv4(text: string): string {
  const [a, b, c, d] = text.split('.').map(Number) as [number, number, number, number];
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

function bitsOf(text: string): bigint {
  const bits = addressBits(text);
  if (bits === undefined) throw illegalArgument(`'${text}' is not an IP string literal.`);
  return bits;
}

/** A network: all addresses that share a prefix. */
class Cidr {
  private readonly lower: bigint;
  private readonly upper: bigint;

  constructor(text: string) {
    const slash = text.indexOf('/');
    if (slash < 0) {
      this.lower = bitsOf(text);
      this.upper = this.lower;
      return;
    }
    const address = text.slice(0, slash);
    const prefix = text.slice(slash + 1);
    const size = isIPv4(address) ? 32 : 128;
    if (!/^\d+$/.test(prefix) || Number(prefix) > size) {
      throw illegalArgument(`Expected [ip/prefix] but was [${text}]`);
    }
    const free = (1n << BigInt(size - Number(prefix))) - 1n;
    this.lower = bitsOf(address) & ~free;
    this.upper = this.lower | free;
  }

  contains(address: string | null): boolean {
    if (address === null || address === '') return false;
    const bits = bitsOf(address);
    return bits >= this.lower && bits <= this.upper;
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }

  toString(): string {
    return `CIDR[${this.lower.toString(16)}-${this.upper.toString(16)}]`;
  }
}

export const cidrClass = javaClass(
  'org.elasticsearch.painless.api.CIDR',
  'A network in CIDR notation (Elasticsearch only).',
  [
    constructs('(String)', 'From `address/prefix` or one address.', (text: string | null) => new Cidr(nonNull(text))),
    method(
      'boolean contains(String)',
      'Whether an address is in the network.',
      (self: Cidr, address: string | null) => self.contains(address),
      [
        ["new CIDR('10.0.0.0/8').contains('10.1.2.3')", 'true'],
        ["new CIDR('10.0.0.0/8').contains('11.1.2.3')", 'false'],
        ["new CIDR('2001:db8::/32').contains('2001:db8:1::5')", 'true'],
        ["new CIDR('2001:db8::/32').contains('2001:db9::')", 'false'],
        ["new CIDR('::ffff:10.0.0.1').contains('10.0.0.1')", 'true'],
      ],
    ),
  ],
  { represents: [Cidr] },
);
