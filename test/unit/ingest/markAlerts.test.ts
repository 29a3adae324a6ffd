// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The alerts of a manifest in the pipelines of the bundle.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBundle } from '../../../src/ingest/bundle.js';
import { alertProcessor, alertTag, withAlerts } from '../../../src/ingest/markAlerts.js';
import { packageRoot } from '../../../src/util/packageRoot.js';

const root = mkdtempSync(join(tmpdir(), 'logtwin-'));
for (const name of ['pipelines', 'painless', 'ingest'])
  cpSync(join(packageRoot, name), join(root, name), { recursive: true });
afterAll(() => rmSync(root, { recursive: true }));

const alerts = { labels: ['ERROR', 'WARNING'], threshold: 0.75 };
const manifest = join(root, 'ingest', 'manifest.json');

test('the processor stands once at the end, and inference writes all classes', () => {
  const pipeline = {
    description: 'd',
    processors: [
      { inference: { model_id: 'm', inference_config: { text_classification: { num_top_classes: 1, x: 1 } } } },
      { set: { field: 'a', value: 1 } },
    ],
  };
  const once = withAlerts(pipeline, alerts);
  expect(once).toEqual({
    description: 'd',
    processors: [
      { inference: { model_id: 'm', inference_config: { text_classification: { num_top_classes: -1, x: 1 } } } },
      { set: { field: 'a', value: 1 } },
      alertProcessor(alerts),
    ],
  });
  expect(withAlerts(once, alerts)).toEqual(once);
});

test('the bundle marks what the manifest says, and nothing without it', () => {
  const last = (options: Parameters<typeof loadBundle>[0], id = 'logtwin-classify'): Record<string, unknown> =>
    loadBundle({ root, ...options })
      .pipelines.get(id)!
      .processors.at(-1)!;
  expect(last({})).toHaveProperty('inference');

  writeFileSync(manifest, JSON.stringify({ ...(JSON.parse(readFileSync(manifest, 'utf8')) as object), alerts }));
  expect(last({})).toMatchObject({ script: { tag: alertTag, params: alerts } });
  expect((last({}).script as { source: string }).source).toContain('ctx.ml.alert = score >= params.threshold');
  expect(last({ scripts: 'stored' })).toMatchObject({ script: { id: alertTag } });
  expect(last({}, 'logtwin-normalize')).not.toHaveProperty('script.params.threshold');
  // What is deployed from a manifest with overlays is told, not read again.
  expect(last({ alerts: { ...alerts, threshold: 0.5 } })).toMatchObject({ script: { params: { threshold: 0.5 } } });
  expect(last({ alerts: undefined })).toHaveProperty('inference');
});
