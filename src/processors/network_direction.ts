// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The network_direction processor.

import { illegalArgument } from '../diagnostics/failure.js';
import { Network, requireIpAddress } from '../transforms/ipAddress.js';
import { cannotCast, noInstance } from './core/fieldErrors.js';
import { processor } from './core/processor.js';
import { TextTemplate } from './core/templates.js';

type Test = (bytes: Uint8Array) => boolean;

const networks = (...texts: string[]): Test => {
  const parsed = texts.map((text) => new Network(text));
  return (bytes) => parsed.some((network) => network.contains(bytes));
};

const isLoopback = networks('127.0.0.0/8', '::1/128');
const isLinkLocal = networks('169.254.0.0/16', 'fe80::/10');
const isMulticast = networks('224.0.0.0/4', 'ff00::/8');
const isLinkLocalMulticast: Test = (bytes) =>
  bytes.length === 4 ? networks('224.0.0.0/24')(bytes) : bytes[0] === 0xff && (bytes[1]! & 0x0f) === 2;
// IPv4 has no multicast address that stays on the interface.
const isInterfaceLocalMulticast: Test = (bytes) => bytes.length === 16 && bytes[0] === 0xff && (bytes[1]! & 0x0f) === 1;
const isUnspecified: Test = (bytes) => bytes.every((byte) => byte === 0);
const isBroadcast: Test = (bytes) => bytes.length === 4 && bytes.every((byte) => byte === 255);
const isPrivate = networks('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8');
const isUnicast: Test = (bytes) =>
  !isBroadcast(bytes) && !isUnspecified(bytes) && !isLoopback(bytes) && !isMulticast(bytes) && !isLinkLocal(bytes);
const isPublic: Test = (bytes) =>
  ![
    isPrivate,
    isLoopback,
    isUnspecified,
    isLinkLocal,
    isLinkLocalMulticast,
    isInterfaceLocalMulticast,
    isBroadcast,
  ].some((test) => test(bytes));

const named: Readonly<Record<string, Test>> = {
  loopback: isLoopback,
  global_unicast: isUnicast,
  unicast: isUnicast,
  link_local_unicast: isLinkLocal,
  interface_local_multicast: isInterfaceLocalMulticast,
  link_local_multicast: isLinkLocalMulticast,
  multicast: isMulticast,
  unspecified: isUnspecified,
  private: isPrivate,
  public: isPublic,
};

/** Networks by CIDR text: the same few come with every document. */
const parsedNetworks = new Map<string, Network>();

function isInternal(address: string, names: readonly unknown[]): boolean {
  if (names.length === 0) return false;
  const bytes = requireIpAddress(address);
  return names.some((name) => {
    if (typeof name !== 'string') throw noInstance(name, 'java.lang.String');
    if (Object.hasOwn(named, name)) return named[name]!(bytes);
    let network = parsedNetworks.get(name);
    if (!network) {
      network = new Network(name);
      if (parsedNetworks.size < 1000) parsedNetworks.set(name, network);
    }
    return network.contains(bytes);
  });
}

export const network_direction = processor({
  type: 'network_direction',
  summary: 'Says whether a network request is internal, external, inbound or outbound.',
  options: {
    source_ip: { type: 'path', default: 'source.ip', doc: 'Field with the source address.' },
    destination_ip: { type: 'path', default: 'destination.ip', doc: 'Field with the destination address.' },
    target_field: { type: 'path', default: 'network.direction', doc: 'Where the direction goes.' },
    ignore_missing: { type: 'boolean', default: true, doc: 'Do nothing where an address or the list is missing.' },
    internal_networks: {
      type: 'list of strings',
      doc: 'Internal networks in CIDR notation or by name: loopback, unicast, global_unicast, link_local_unicast, interface_local_multicast, link_local_multicast, multicast, unspecified, private, public.',
    },
    internal_networks_field: { type: 'path', doc: 'Field that holds such a list.' },
  },
  examples: [
    {
      config: { internal_networks: ['private'] },
      before: { source: { ip: '128.232.110.120' }, destination: { ip: '10.1.2.3' } },
      after: {
        source: { ip: '128.232.110.120' },
        destination: { ip: '10.1.2.3' },
        network: { direction: 'inbound' },
      },
    },
  ],
  compile(options, context) {
    const { internal_networks, internal_networks_field, ignore_missing } = options;
    if (internal_networks === null && internal_networks_field === null) {
      throw context.error('internal_networks', 'or [internal_networks_field] must be specified');
    }
    if (internal_networks !== null && internal_networks_field !== null) {
      throw context.error(
        'internal_networks',
        'and [internal_networks_field] cannot both be used in the same processor',
      );
    }
    const templates = (internal_networks ?? []).map((text) => new TextTemplate(text));
    return (document) => {
      const names = internal_networks_field
        ? document.read(internal_networks_field, ignore_missing)
        : templates.map((template) => template.of(document));
      if (names !== null && !Array.isArray(names)) {
        throw cannotCast(internal_networks_field!.text, names, 'java.util.ArrayList');
      }
      const source = names && document.readString(options.source_ip, ignore_missing);
      const destination = source === null ? null : document.readString(options.destination_ip, ignore_missing);
      if (names === null || source === null || destination === null) {
        if (ignore_missing) return;
        throw illegalArgument('unable to calculate network direction from document');
      }
      const from = isInternal(source, names);
      const to = isInternal(destination, names);
      document.set(options.target_field, from ? (to ? 'internal' : 'outbound') : to ? 'inbound' : 'external');
    };
  },
});
