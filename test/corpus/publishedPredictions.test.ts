// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The published predictions of a collapsed model: flagged, with the reason, before any score is shown.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeReport } from '../../src/evaluate/report/writeReport.js';

const predictions = resolve(process.env.LOGTWIN_CORPUS ?? '../shared/corpus', 'ecs-dumps/published-predictions.ndjson');
const present = existsSync(predictions);
if (!present) process.stderr.write(`SKIPPED: no ${predictions} (set LOGTWIN_CORPUS)\n`);

(present ? describe : describe.skip)('published predictions', () => {
  test('the model is recognised as collapsed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
    try {
      const { html, verdict } = await writeReport(predictions, folder);
      expect(verdict.decision).toBe('do_not_deploy');
      // 1,017 of the 1,041 published rows say WARNING.
      expect(verdict.reasons).toEqual([expect.stringMatching(/collapsed.*1,017 of 1,041 texts \(97\.7 %\)/)]);
      const page = readFileSync(html, 'utf8');
      expect(page.indexOf('collapsed')).toBeLessThan(page.indexOf('class="facts"'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
