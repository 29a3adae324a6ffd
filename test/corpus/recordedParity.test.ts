// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Our own pipelines, and the deployed one, through the whole reader on the real dumps: what the live cluster wrote,
// from every form that the same documents can be exported in.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readDump } from '../../src/ingest/dumps/readDump.js';
import { recordedParity } from '../../src/ingest/recordedParity.js';
import { printJson } from '../../src/values/json.js';
import { noDumps } from '../support/ecsDumps.js';

const corpus = resolve(process.env['LOGTWIN_CORPUS'] ?? '../shared/corpus', 'ecs-dumps');
const names = ['modsecurity', 'mysql', 'nginx', 'pfsense', 'router', 'suricata', 'wazuh', 'windows', 'zeek'];
const dumps = names.map((name) => join(corpus, `${name}.json`));
const skip = noDumps();
if (skip) process.stderr.write(`${skip}\n`);

(skip ? describe.skip : describe)('real dumps', () => {
  test('our pipeline writes what the live cluster wrote', async () => {
    const report = await recordedParity(dumps);
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ documents: 1480, compared: 349, equal: 349, different: 0, problems: 0 });
  });

  test('so does the pipeline that the live cluster ran', async () => {
    const report = await recordedParity(dumps, { pipeline: join(corpus, 'cyberfortress-pipeline.json') });
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ documents: 1480, compared: 349, equal: 349, different: 0, problems: 0 });
  });

  test('every format of a dump reads as the same documents', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'logtwin-corpus-'));
    const texts = async (bytes: string | Buffer): Promise<string[]> => {
      const path = join(folder, 'dump');
      writeFileSync(path, bytes);
      const found: string[] = [];
      for await (const item of readDump(path)) {
        if ('problem' in item) throw new Error(item.problem.reason);
        const { index, id, source } = item.document;
        found.push(`{"_index":${JSON.stringify(index)},"_id":${JSON.stringify(id)},"_source":${printJson(source)}}`);
      }
      return found;
    };
    try {
      for (const dump of dumps) {
        const original = readFileSync(dump, 'utf8');
        const hits = JSON.parse(original) as { _index: string; _id: string }[];
        const documents = await texts(original);
        expect(documents).toHaveLength(hits.length);
        const bulk = documents.map((text, index) => {
          const { _index, _id } = hits[index]!;
          return `${JSON.stringify({ index: { _index, _id } })}\n${text.slice(text.indexOf('"_source":') + 10, -1)}\n`;
        });
        for (const form of [
          JSON.stringify(hits, undefined, 2),
          JSON.stringify({ took: 1, hits: { total: { value: hits.length }, hits } }),
          hits.map((hit) => JSON.stringify(hit)).join('\n'),
          documents.join('\n'),
          bulk.join(''),
          gzipSync(original),
        ]) {
          // JSON.stringify writes 1.0 as 1, which is another document.
          expect((await texts(form)).map((text) => text.replaceAll(/\.0(?=[,}\]])/g, ''))).toEqual(
            documents.map((text) => text.replaceAll(/\.0(?=[,}\]])/g, '')),
          );
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
