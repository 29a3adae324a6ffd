// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The community_id processor: the community id of a network flow, version 1 of its specification.

import { createHash } from 'node:crypto';
import { illegalArgument } from '../diagnostics/failure.js';
import { classNameOf } from '../values/className.js';
import { textOf } from '../values/javaText.js';
import { Double, Float } from '../values/numbers.js';
import { requireIpAddress } from './core/ipAddress.js';
import { parseIndex } from './core/fieldPath.js';
import { processor } from './core/processor.js';

const protocols = new Map([
  ['icmp', 1],
  ['igmp', 2],
  ['tcp', 6],
  ['udp', 17],
  ['gre', 47],
  ['ipv6-icmp', 58],
  ['icmpv6', 58],
  ['eigrp', 88],
  ['ospf', 89],
  ['pim', 103],
  ['sctp', 132],
]);
const [icmp, icmpV6] = [1, 58];
const withPorts = new Set([6, 17, 132]);

/** ICMP types whose answers have another type: the two make one flow. */
const icmpAnswers = new Map([
  [8, 0],
  [0, 8],
  [10, 9],
  [9, 10],
  [13, 14],
  [14, 13],
  [15, 16],
  [16, 15],
  [17, 18],
  [18, 17],
]);
const icmpV6Answers = new Map([
  [128, 129],
  [129, 128],
  [133, 134],
  [134, 133],
  [135, 136],
  [136, 135],
  [130, 131],
  [131, 130],
  [144, 145],
  [145, 144],
  [139, 140],
  [140, 139],
]);

function protocolOf(value: unknown): number {
  const number = integerOf(value);
  if (number !== undefined) {
    if (number < 0 || number >= 255) throw illegalArgument(`invalid transport protocol number [${number}]`);
    return number;
  }
  if (typeof value !== 'string') {
    throw illegalArgument(`could not convert value of type [${classNameOf(value)}] to transport protocol`);
  }
  const name = value.toLowerCase();
  const known = protocols.get(name);
  if (known !== undefined) return known;
  const parsed = parseIndex(name);
  if (parsed !== undefined) return protocolOf(parsed);
  throw illegalArgument(`could not convert string [${name}] to transport protocol`);
}

/** Number.intValue. */
function integerOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(BigInt.asIntN(32, value));
  if (value instanceof Double || value instanceof Float) return Math.trunc(value.value);
  return undefined;
}

function looseInteger(value: unknown, name: string): number {
  if (value === null) return 0;
  const number = integerOf(value) ?? (typeof value === 'string' ? parseIndex(value) : undefined);
  if (number === undefined) throw illegalArgument(`unable to parse ${name} [${textOf(value)}]`);
  return number;
}

function portOf(value: unknown, name: string): number {
  const port = looseInteger(value, name);
  if (port < 1 || port > 65535) throw illegalArgument(`invalid ${name} [${value === null ? 'null' : textOf(value)}]`);
  return port;
}

/** Big-endian bytes of a number of 16 bits. */
function twoBytes(value: number): Uint8Array {
  if (value < 0 || value > 65535) throw illegalArgument(`number [${value}] must be a value between 0 and 65535`);
  return Uint8Array.of(value >> 8, value & 0xff);
}

/** What a flow is identified by. Ports are ICMP type and code for ICMP. */
export interface Flow {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** The community id of a flow. */
export function communityId(flow: Flow, seed: number): string {
  const { source, destination, protocol } = flow;
  let { destinationPort } = flow;
  const { sourcePort } = flow;
  let oneWay = false;
  const isIcmp = protocol === icmp || protocol === icmpV6;
  if (isIcmp) {
    const answer = (protocol === icmp ? icmpAnswers : icmpV6Answers).get(sourcePort);
    oneWay = answer === undefined;
    destinationPort = answer ?? destinationPort;
  }
  const order = compareBytes(source, destination);
  const keep = oneWay || order < 0 || (order === 0 && sourcePort < destinationPort);
  const hash = createHash('sha1')
    .update(twoBytes(seed))
    .update(keep ? source : destination)
    .update(keep ? destination : source)
    .update(Uint8Array.of(protocol, 0));
  if (isIcmp || withPorts.has(protocol)) {
    hash.update(twoBytes(keep ? sourcePort : destinationPort)).update(twoBytes(keep ? destinationPort : sourcePort));
  }
  return `1:${hash.digest('base64')}`;
}

/** Compares addresses as unsigned numbers, whatever their lengths. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const strip = (bytes: Uint8Array) =>
    bytes.subarray(
      Math.max(
        0,
        bytes.findIndex((byte) => byte !== 0),
      ),
    );
  const [left, right] = [strip(a), strip(b)];
  if (left.length !== right.length) return left.length - right.length;
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return left[index]! - right[index]!;
  }
  return 0;
}

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
      const missing = () => {
        if (!ignore_missing) throw illegalArgument('unable to construct flow from document');
      };
      const sourceText = document.readString(options.source_ip, ignore_missing);
      const destinationText = document.readString(options.destination_ip, ignore_missing);
      const number = document.getOrNull(options.iana_number);
      const type = document.getOrNull(options.icmp_type);
      const code = document.getOrNull(options.icmp_code);
      if (sourceText === null || destinationText === null) return missing();
      const source = requireIpAddress(sourceText);
      const destination = requireIpAddress(destinationText);
      const transport = number ?? document.read(options.transport, ignore_missing);
      if (transport === null) return missing();
      const protocol = protocolOf(transport);
      let [sourcePort, destinationPort] = [0, 0];
      if (withPorts.has(protocol)) {
        sourcePort = portOf(document.read(options.source_port, ignore_missing), 'source port');
        destinationPort = portOf(document.read(options.destination_port, ignore_missing), 'destination port');
      } else if (protocol === icmp || protocol === icmpV6) {
        sourcePort = looseInteger(type, 'icmp type');
        destinationPort = looseInteger(code, 'icmp code');
      }
      const flow = { source, destination, protocol, sourcePort, destinationPort };
      document.set(options.target_field, communityId(flow, seed));
    };
  },
});
