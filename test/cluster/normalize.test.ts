// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Our own pipeline of normalizers on a real node, as deployed, against the offline engine: every document of the dumps.

import { loadBundle } from '../../src/ingest/bundle.js';
import { createEngine } from '../../src/ingest/index.js';
import { documentDiff, renderDiff } from '../../src/ingest/tests/documentDiff.js';
import { printJson, toPlain } from '../../src/values/json.js';
import { noDumps, readDumps } from '../support/ecsDumps.js';
import { reasonToSkip, startNode, type ClusterNode } from './node.js';

const skip = reasonToSkip() ?? noDumps();
if (skip) process.stderr.write(`${skip}\n`);

const id = 'logtwin-normalize';
const together = 200;

interface Answer {
  readonly docs: readonly { doc?: { _source: unknown }; error?: { reason: string } }[];
}

(skip ? describe.skip : describe)('our pipeline on a real node', () => {
  let node: ClusterNode;
  beforeAll(async () => {
    node = await startNode();
  }, 240_000);
  afterAll(() => node.stop());

  test('gives what the offline engine gives, for every document', async () => {
    const { pipelines } = loadBundle();
    const put = await node.request('PUT', `/_ingest/pipeline/${id}`, JSON.stringify(pipelines.get(id)));
    expect(put).toMatchObject({ status: 200 });
    const engine = createEngine({ pipelines });
    const dumps = readDumps();
    const different: string[] = [];
    for (let start = 0; start < dumps.length; start += together) {
      const batch = dumps.slice(start, start + together);
      const docs = batch.map(
        ({ index, id: document, source }) =>
          `{"_index":${JSON.stringify(index)},"_id":${JSON.stringify(document)},"_source":${printJson(source)}}`,
      );
      const { status, body } = await node.request(
        'POST',
        `/_ingest/pipeline/${id}/_simulate`,
        `{"docs":[${docs.join(',')}]}`,
      );
      expect(status).toBe(200);
      for (const [place, { doc, error }] of (body as Answer).docs.entries()) {
        const { file, index, id: document, source } = batch[place]!;
        const result = await engine.run(id, { source, index, id: document });
        const ours = result.status === 'ok' ? toPlain(result.document.ctx.source) : { error: result.status };
        const differences = documentDiff(error ? { error: error.reason } : doc?._source, ours);
        if (differences.length > 0) different.push(`${file} ${document}\n${renderDiff(differences)}`);
      }
    }
    expect(dumps).toHaveLength(1480);
    expect(different).toEqual([]);
  }, 240_000);
});
