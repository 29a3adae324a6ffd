// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The server's Processors class: ingest processors as functions of scripts.

import { communityIdOf } from '../../transforms/communityId.js';
import { decodeUrl } from '../../transforms/decodeUrl.js';
import { parseBytes } from '../../transforms/parseBytes.js';
import { jsonTextParser } from '../../transforms/parseJsonText.js';
import { uriParts } from '../../transforms/uriParts.js';
import { HashMap } from '../../values/maps.js';
import { illegalArgument, nonNull } from '../runtime/exceptions.js';
import { javaClass, staticMethod } from './table.js';

const strictJson = jsonTextParser({ strict: true });
const lenientJson = jsonTextParser({ strict: false });

const json = (parse: (value: unknown) => unknown) => (value: unknown) => (value === null ? null : parse(value));

const jsonIntoMap = (parse: (value: unknown) => unknown) => (map: HashMap | null, field: string | null) => {
  const target = nonNull(map);
  const parsed = parse(target.get(field));
  if (!(parsed instanceof HashMap)) throw illegalArgument('cannot add non-map fields to root of document');
  for (const [key, value] of parsed.javaEntries()) target.put(key, value);
};

type FlowArguments = readonly [
  sourceIp: string | null,
  destinationIp: string | null,
  ianaNumber: unknown,
  transport: unknown,
  sourcePort: unknown,
  destinationPort: unknown,
  icmpType: unknown,
  icmpCode: unknown,
];

function communityId(flow: FlowArguments, seed: number): string {
  const [sourceIp, destinationIp, ianaNumber, transport, sourcePort, destinationPort, icmpType, icmpCode] = flow;
  const fields = {
    sourceIp,
    destinationIp,
    ianaNumber,
    transport: () => transport,
    sourcePort: () => sourcePort,
    destinationPort: () => destinationPort,
    icmpType,
    icmpCode,
  };
  const id = communityIdOf(fields, seed);
  if (id === undefined) throw illegalArgument('unable to construct flow from document');
  return id;
}

export const processorsClass = javaClass(
  'org.elasticsearch.ingest.common.Processors',
  'Ingest processors as functions.',
  [
    staticMethod(
      'long bytes(String)',
      'A size such as 1kb in bytes.',
      (text: string | null) => parseBytes(nonNull(text)),
      [["Processors.bytes('1kb')", '1024L']],
    ),
    staticMethod('String lowercase(String)', 'In lower case.', (text: string | null) => nonNull(text).toLowerCase(), [
      ["Processors.lowercase('A')", "'a'"],
    ]),
    staticMethod('String uppercase(String)', 'In upper case.', (text: string | null) => nonNull(text).toUpperCase(), [
      ["Processors.uppercase('a')", "'A'"],
    ]),
    staticMethod('Object json(Object)', 'The value of a JSON text.', json(strictJson), [
      ["Processors.json('[1]')", '[1]'],
    ]),
    staticMethod('Object jsonLenient(Object)', 'As json; what follows the value does not count.', json(lenientJson), [
      ["Processors.jsonLenient('123 foo')", '123'],
    ]),
    staticMethod('void json(Map,String)', 'Puts the fields of a JSON object into a map.', jsonIntoMap(strictJson)),
    staticMethod(
      'void jsonLenient(Map,String)',
      'As json; what follows the object does not count.',
      jsonIntoMap(lenientJson),
    ),
    staticMethod(
      'String urlDecode(String)',
      'Decodes percent signs and plus signs.',
      (text: string | null) => decodeUrl(nonNull(text)),
      [["Processors.urlDecode('a%20b')", "'a b'"]],
    ),
    staticMethod(
      'String communityId(String,String,Object,Object,Object,Object,Object,Object)',
      'The community id of a flow: addresses, protocol number or name, ports, ICMP type and code.',
      (...flow: FlowArguments) => communityId(flow, 0),
      [
        [
          "Processors.communityId('128.232.110.120', '66.35.250.204', null, 'TCP', 34855, 80, null, null)",
          "'1:LQU9qZlK+B5F3KDmev6m5PMibrg='",
        ],
      ],
    ),
    staticMethod(
      'String communityId(String,String,Object,Object,Object,Object,Object,Object,int)',
      'As communityId, with a seed.',
      (...values: readonly unknown[]) =>
        communityId(values.slice(0, 8) as unknown as FlowArguments, values[8] as number),
      [
        [
          "Processors.communityId('128.232.110.120', '66.35.250.204', 6, null, 34855, 80, null, null, 1)",
          "'1:3V71V58M3Ksw/yuFALMcW0LAHvc='",
        ],
      ],
    ),
    staticMethod('Map uriParts(String)', 'The parts of a URI.', (text: string | null) => uriParts(nonNull(text)), [
      ["Processors.uriParts('http://a.b/c.gif').extension", "(def) 'gif'"],
    ]),
  ],
);
