// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Networks in CIDR notation, as the server's CIDR class of scripts takes them.

import { Network, requireIpAddress } from '../../transforms/ipAddress.js';
import { identityHash } from '../../values/identity.js';
import { nonNull } from '../runtime/exceptions.js';
import { constructs, javaClass, method } from './table.js';

/** A network: all addresses that share a prefix. */
class Cidr {
  private readonly network: Network;

  constructor(text: string) {
    this.network = new Network(text);
  }

  contains(address: string | null): boolean {
    return address !== null && address !== '' && this.network.contains(requireIpAddress(address));
  }

  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }

  toString(): string {
    return `org.elasticsearch.painless.api.CIDR@${this.hashCode().toString(16)}`;
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
