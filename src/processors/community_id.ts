// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The community_id processor.

import { illegalArgument } from '../diagnostics/failure.js';
import { communityIdOf } from '../transforms/communityId.js';
import { processor } from './core/processor.js';

export const community_id = processor({
  type: 'community_id',
  summary: 'Computes the community id of a network flow.',
  options: {
    source_ip: { type: 'path', default: 'source.ip', doc: 'Field with the source address.' },
    source_port: { type: 'path', default: 'source.port', doc: 'Field with the source port.' },
    destination_ip: { type: 'path', default: 'destination.ip', doc: 'Field with the destination address.' },
    destination_port: { type: 'path', default: 'destination.port', doc: 'Field with the destination port.' },
    iana_number: { type: 'path', default: 'network.iana_number', doc: 'Field with the protocol number.' },
    transport: {
      type: 'path',
      default: 'network.transport',
      doc: 'Field with the protocol, where iana_number is missing.',
    },
    icmp_type: { type: 'path', default: 'icmp.type', doc: 'Field with the ICMP type.' },
    icmp_code: { type: 'path', default: 'icmp.code', doc: 'Field with the ICMP code.' },
    target_field: { type: 'path', default: 'network.community_id', doc: 'Where the community id goes.' },
    seed: { type: 'integer', default: 0, doc: 'Seed of the hash, 0 to 65535.' },
    ignore_missing: { type: 'boolean', default: true, doc: 'Do nothing where a field that is needed is missing.' },
  },
  examples: [
    {
      config: {},
      before: {
        source: { ip: '123.124.125.126', port: 12345 },
        destination: { ip: '55.56.57.58', port: 80 },
        network: { transport: 'TCP' },
      },
      after: {
        source: { ip: '123.124.125.126', port: 12345 },
        destination: { ip: '55.56.57.58', port: 80 },
        network: { transport: 'TCP', community_id: '1:9qr9Z1LViXcNwtLVOHZ3CL8MlyM=' },
      },
    },
  ],
  compile(options, context) {
    const { seed, ignore_missing } = options;
    if (seed < 0 || seed > 65535) throw context.error('seed', 'must be a value between 0 and 65535');
    return (document) => {
      const id = communityIdOf(
        {
          sourceIp: document.readString(options.source_ip, ignore_missing),
          destinationIp: document.readString(options.destination_ip, ignore_missing),
          ianaNumber: document.getOrNull(options.iana_number),
          icmpType: document.getOrNull(options.icmp_type),
          icmpCode: document.getOrNull(options.icmp_code),
          transport: () => document.read(options.transport, ignore_missing),
          sourcePort: () => document.read(options.source_port, ignore_missing),
          destinationPort: () => document.read(options.destination_port, ignore_missing),
        },
        seed,
      );
      if (id !== undefined) document.set(options.target_field, id);
      else if (!ignore_missing) throw illegalArgument('unable to construct flow from document');
    };
  },
});
