// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A page printed by the Chromium of this machine, and what is said without one.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printPdf } from '../../src/evaluate/report/printPdf.js';
import { writeReport } from '../../src/evaluate/report/writeReport.js';
import { findChromium } from '../support/chromium.js';
import { writeSampleResults } from '../support/sampleResults.js';

const chromium = findChromium();
const folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

(chromium === undefined ? describe.skip : describe)('with a browser', () => {
  test('a report becomes pages', async () => {
    await writeSampleResults(folder);
    const { html } = await writeReport(folder, folder);
    const pdf = join(folder, 'report.pdf');
    await printPdf(html, pdf, { LOGTWIN_CHROMIUM: chromium });
    const content = readFileSync(pdf);
    expect(content.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(content.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(1);
  }, 60_000);
});

test('without a browser, or with one that does not print, the reason is told', async () => {
  const html = join(folder, 'page.html');
  writeFileSync(html, '<p>page</p>');
  const pdf = join(folder, 'page.pdf');
  const refused = { diagnostics: [{ code: 'EV1009' }] };
  await expect(printPdf(html, pdf, { PATH: folder })).rejects.toMatchObject(refused);
  await expect(printPdf(html, pdf, { LOGTWIN_CHROMIUM: join(folder, 'none') })).rejects.toMatchObject(refused);
  const useless = join(folder, 'useless');
  writeFileSync(useless, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  await expect(printPdf(html, pdf, { LOGTWIN_CHROMIUM: useless })).rejects.toMatchObject(refused);
});
