// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The server's Processors class: ingest processors as functions of scripts.

import { isJsonError, parseJson } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import { textOf } from '../../values/javaText.js';
import { illegalArgument, javaException, nonNull } from '../runtime/exceptions.js';
import { doubleToLong } from '../runtime/arithmetic.js';
import { javaClass, refused, staticMethod } from './table.js';

const units: Readonly<Record<string, number>> = {
  b: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  t: 2 ** 40,
  tb: 2 ** 40,
  p: 2 ** 50,
  pb: 2 ** 50,
};

const parseFailure = (message: string) => javaException('org.elasticsearch.ElasticsearchParseException', message);

/** A size such as `1.5kb` in bytes. */
function bytes(value: string | null): bigint {
  const text = nonNull(value);
  if (text === '0' || text === '-1') return BigInt(text);
  const match = /^(.*?)\s*(b|kb?|mb?|gb?|tb?|pb?)$/i.exec(text.trim());
  if (!match)
    throw parseFailure(
      `failed to parse setting [Ingest Field] with value [${text}] as a size in bytes: unit is missing or unrecognized`,
    );
  const number = match[1]!.trim();
  if (!/^-?(?:\d+\.?\d*|\.\d+)$/.test(number))
    throw parseFailure(`failed to parse setting [Ingest Field] with value [${text}] as a size in bytes`);
  return doubleToLong(Number(number) * units[match[2]!.toLowerCase()]!);
}

function json(value: unknown): unknown {
  if (value === null) return null;
  try {
    return parseJson(textOf(value));
  } catch (error) {
    if (!isJsonError(error) && (error as Error).name !== 'DiagnosticError') throw error;
    throw illegalArgument((error as Error).message);
  }
}

function jsonIntoMap(map: HashMap | null, field: string | null): void {
  const target = nonNull(map);
  const parsed = json(target.get(field));
  if (!(parsed instanceof HashMap)) throw illegalArgument('cannot add non-map fields to root of document');
  for (const [key, value] of parsed.javaEntries()) target.put(key, value);
}

/** The form decoder of java.net.URLDecoder in UTF-8. */
function urlDecode(value: string | null): string {
  const text = nonNull(value).replaceAll('+', ' ');
  return text.replace(/(?:%[0-9a-fA-F]{2})+|%.{0,2}/gs, (run) => {
    if (!/^(?:%[0-9a-fA-F]{2})+$/.test(run)) {
      const wrong = /[^0-9a-fA-F]/.exec(run.slice(1))?.[0] ?? '';
      throw illegalArgument(
        run.length < 3
          ? 'URLDecoder: Incomplete trailing escape (%) pattern'
          : `URLDecoder: Illegal hex characters in escape (%) pattern - not a hexadecimal digit: "${wrong}" = ${wrong.charCodeAt(0)}`,
      );
    }
    return Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8');
  });
}

const elsewhere = 'use the processor of that name';

export const processorsClass = javaClass(
  'org.elasticsearch.ingest.common.Processors',
  'Ingest processors as functions.',
  [
    staticMethod('long bytes(String)', 'A size such as 1kb in bytes.', bytes, [["Processors.bytes('1kb')", '1024L']]),
    staticMethod('String lowercase(String)', 'In lower case.', (text: string | null) => nonNull(text).toLowerCase(), [
      ["Processors.lowercase('A')", "'a'"],
    ]),
    staticMethod('String uppercase(String)', 'In upper case.', (text: string | null) => nonNull(text).toUpperCase(), [
      ["Processors.uppercase('a')", "'A'"],
    ]),
    staticMethod('Object json(Object)', 'The value of a JSON text.', json, [["Processors.json('[1]')", '[1]']]),
    staticMethod('void json(Map,String)', 'Puts the fields of a JSON object into a map.', jsonIntoMap),
    staticMethod('String urlDecode(String)', 'Decodes percent signs and plus signs.', urlDecode, [
      ["Processors.urlDecode('a%20b')", "'a b'"],
    ]),
    refused('static', 'String communityId(String,String,Object,Object,Object,Object,Object,Object)', elsewhere),
    refused('static', 'String communityId(String,String,Object,Object,Object,Object,Object,Object,int)', elsewhere),
    refused('static', 'Map uriParts(String)', elsewhere),
  ],
);
