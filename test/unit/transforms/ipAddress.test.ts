// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Addresses and networks. Expected values come from InetAddresses and CIDRUtils of Elasticsearch 9.5.3.

import { formatIpAddress, Network, requireIpAddress } from '../../../src/transforms/ipAddress.js';

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['1.2.3.4%eth0', '1.2.3.4'],
  ['fe80::1%eth0/64', 'fe80::1'],
  ['::ffff:1.2.3.4%eth0', '1.2.3.4'],
  ['::1.2.3.4', '::102:304'],
  ['1:2:3:4:5::1.2.3.4', '1:2:3:4:5:0:102:304'],
  ['::0000abcd', '::abcd'],
  ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
])('%s is %s', (text, address) => {
  expect(formatIpAddress(requireIpAddress(text))).toBe(address);
});

test.each([
  '',
  '01.2.3.4',
  '1.2.3',
  '1.2.3.4 ',
  '1.2.3.4/24',
  '1.2.3.4%',
  'fe80::1%',
  '%eth0',
  '[::1]',
  '::10000',
  '::ffff:001.2.3.4',
  '1:2:3:4:5:6:7::8',
])("'%s' is none", (text) => {
  expect(() => requireIpAddress(text)).toThrow(`'${text}' is not an IP string literal.`);
});

const inside = (address: string, network: string): boolean => new Network(network).contains(requireIpAddress(address));

test('networks hold addresses of both kinds', () => {
  expect(inside('10.255.255.255', '10.0.0.5/8')).toBe(true);
  expect(inside('11.0.0.0', '10.0.0.0/8')).toBe(false);
  expect(inside('10.0.0.1', '10.0.0.1')).toBe(true);
  expect(inside('10.0.0.2', '10.0.0.1')).toBe(false);
  expect(inside('10.0.0.1', '::/0')).toBe(true);
  expect(inside('::1', '0.0.0.0/0')).toBe(false);
  expect(inside('fe80::1', 'fe80::/10')).toBe(true);
  expect(inside('2001:db9::', '2001:db8::/32')).toBe(false);
  expect(inside('10.0.0.1', '10.0.0.0/08')).toBe(true);
});

test.each([
  ['10.0.0.0/', 'Expected [ip/prefix] but was [10.0.0.0/]'],
  ['10.0.0.0/8/8', 'Expected [ip/prefix] but was [10.0.0.0/8/8]'],
  ['x/8', "'x' is not an IP string literal."],
  ['10.0.0.0/a', 'For input string: "a"'],
  ['10.0.0.0/33', 'Illegal prefix length [33] in [10.0.0.0/33]. Must be 0-32 for IPv4 ranges, 0-128 for IPv6 ranges'],
  [
    '::ffff:10.0.0.0/104',
    'CIDR notation is not allowed with IPv6-mapped IPv4 address [::ffff:10.0.0.0 as it introduces ambiguity as to whether the prefix length should be interpreted as a v4 prefix length or a v6 prefix length',
  ],
])('%s is no network', (text, reason) => {
  expect(() => new Network(text)).toThrow(reason);
});
