// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Community ids of network flows, version 1 of their specification: what the community_id processor and
// Processors.communityId do.

import { createHash } from 'node:crypto';
import { Failure, illegalArgument } from '../diagnostics/failure.js';
import { parseJavaInt } from '../util/parseJavaInt.js';
import { classNameOf } from '../values/className.js';
import { textOf } from '../values/javaText.js';
import { Double, Float } from '../values/numbers.js';
import { requireIpAddress } from './ipAddress.js';

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
  const parsed = parseJavaInt(name);
  if (parsed !== undefined) return protocolOf(parsed);
  throw illegalArgument(`could not convert string [${value}] to transport protocol`);
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
  const number = integerOf(value) ?? (typeof value === 'string' ? parseJavaInt(value) : undefined);
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
  if (value < 0 || value > 65535) {
    throw new Failure('illegal_state_exception', `number [${value}] must be a value between 0 and 65535`);
  }
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
  const strip = (bytes: Uint8Array) => {
    const first = bytes.findIndex((byte) => byte !== 0);
    return bytes.subarray(first < 0 ? bytes.length : first);
  };
  const [left, right] = [strip(a), strip(b)];
  if (left.length !== right.length) return left.length - right.length;
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return left[index]! - right[index]!;
  }
  return 0;
}

/** A flow as documents describe it; null is what is not there. */
export interface FlowFields {
  readonly sourceIp: string | null;
  readonly destinationIp: string | null;
  readonly ianaNumber: unknown;
  /** Asked only where there is no protocol number. */
  readonly transport: () => unknown;
  /** Asked only for protocols with ports. */
  readonly sourcePort: () => unknown;
  readonly destinationPort: () => unknown;
  readonly icmpType: unknown;
  readonly icmpCode: unknown;
}

/**
 * The community id of a flow; undefined where an address or the protocol is missing.
 *
 * @throws illegal_argument_exception for values that are no address, protocol, port or ICMP type.
 */
export function communityIdOf(fields: FlowFields, seed: number): string | undefined {
  if (fields.sourceIp === null || fields.destinationIp === null) return undefined;
  const source = requireIpAddress(fields.sourceIp);
  const destination = requireIpAddress(fields.destinationIp);
  const transport = fields.ianaNumber ?? fields.transport();
  if (transport === null) return undefined;
  const protocol = protocolOf(transport);
  let [sourcePort, destinationPort] = [0, 0];
  if (withPorts.has(protocol)) {
    sourcePort = portOf(fields.sourcePort(), 'source port');
    destinationPort = portOf(fields.destinationPort(), 'destination port');
  } else if (protocol === icmp || protocol === icmpV6) {
    sourcePort = looseInteger(fields.icmpType, 'icmp type');
    destinationPort = looseInteger(fields.icmpCode, 'icmp code');
  }
  return communityId({ source, destination, protocol, sourcePort, destinationPort }, seed);
}
