// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Dumps to measure with: the documents of the corpus over and over where LOGTWIN_CORPUS has them, else generated ones
// of the same size (about 3.5 KB) and shape (a Kibana export: hits with `fields`).

import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';

const sources = ['modsecurity', 'mysql', 'nginx', 'pfsense', 'router', 'suricata', 'wazuh', 'windows', 'zeek'];

/** Hits as JSON texts, and where they come from. */
export function sampleHits() {
  const folder = join(process.env.LOGTWIN_CORPUS ?? '../shared/corpus', 'ecs-dumps');
  if (!existsSync(folder)) return { hits: generatedHits(1000), origin: 'generated documents' };
  const hits = sources.flatMap((source) => JSON.parse(readFileSync(join(folder, `${source}.json`), 'utf8')));
  return { hits: hits.map((hit) => JSON.stringify(hit)), origin: 'documents of the corpus' };
}

/** Writes hits over and over, as one array or as NDJSON; returns the number of documents and bytes. */
export async function writeDump(path, hits, enough, format) {
  const stream = createWriteStream(path);
  let bytes = 0;
  let documents = 0;
  const separator = format === 'array' ? ', ' : '\n';
  if (format === 'array') stream.write('[');
  while (!enough(documents, bytes)) {
    const text = (documents > 0 ? separator : '') + hits.join(separator);
    documents += hits.length;
    bytes += Buffer.byteLength(text);
    if (!stream.write(text)) await once(stream, 'drain');
  }
  stream.end(format === 'array' ? ']' : '\n');
  await once(stream, 'finish');
  return { documents, bytes };
}

function generatedHits(count) {
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const word = () => random(2 ** 30).toString(36);
  const address = () => [10, random(256), random(256), 1 + random(254)].join('.');
  return Array.from({ length: count }, (_, number) => {
    const fields = {
      'data_stream.dataset': [number % 2 ? 'pfsense.log' : 'suricata.eve'],
      'event.action': [random(2) ? 'block' : 'pass'],
      'event.category': ['network'],
      'event.kind': ['alert'],
      'event.module': [number % 2 ? 'pfsense' : 'suricata'],
      'suricata.eve.event_type': ['alert'],
      'rule.name': [`ET SCAN ${word()} ${word()}`],
      'rule.category': ['Potentially Bad Traffic'],
      'network.transport': ['tcp'],
      'source.ip': [address()],
      'source.port': [random(65536)],
      'destination.ip': [address()],
      'destination.port': [443],
      'agent.name': ['sensor'],
      'agent.name.text': ['sensor'],
      message: [Array.from({ length: 60 }, word).join(' ')],
    };
    for (let index = 0; index < 60; index++)
      fields[`sensor.group${index % 7}.field${index}`] = [index % 5 ? word() : random(1e6)];
    const index = number % 2 ? '.ds-logs-pfsense.log-default-000001' : '.ds-logs-suricata.eve-default-000001';
    return JSON.stringify({ _index: index, _id: word() + number, _version: 1, _score: null, fields, sort: [number] });
  });
}
