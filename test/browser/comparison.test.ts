// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The page of a comparison in real Chromium: no console message, no request, light and dark, phone, every control.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import type { ComparedText } from '../../src/evaluate/comparison/comparedText.js';
import { compareSubjects } from '../../src/evaluate/comparison/compareSubjects.js';
import type { Answer } from '../../src/evaluate/comparison/answers.js';
import type { Subject } from '../../src/evaluate/comparison/subject.js';
import { renderComparisonPage } from '../../src/evaluate/report/comparisonPage.js';
import { SeededRandom } from '../../src/util/seededRandom.js';
import { findChromium, startChromium, type TestBrowser } from '../support/chromium.js';
import { listen, poorContrasts } from '../support/pageChecks.js';
import { hostileName, hostileTexts } from '../support/sampleResults.js';

const chromium = findChromium();
const labels = ['INFO', 'WARNING', 'ERROR'];
const texts: ComparedText[] = Array.from({ length: 300 }, (_, index) => ({
  text: `event ${index} ${hostileTexts[index % 40] ?? ''}`,
  label: labels[index % 3]!,
  source: index % 50 === 0 ? hostileName : ['sshd', 'nginx'][index % 2]!,
}));

function subject(name: string, rightness: number, operations: number): Subject {
  const random = new SeededRandom(operations);
  return {
    name,
    kind: 'model',
    path: name,
    labels,
    severity: undefined,
    answers: new Map(
      texts.map(({ text, label }): [string, Answer] => {
        const predicted = random.fraction() < rightness ? label! : labels[random.below(3)]!;
        const top = 0.5 + random.fraction() / 2;
        const classes = labels.map((class_name) => {
          const class_probability = class_name === predicted ? top : (1 - top) / 2;
          return { class_name, class_probability, class_score: class_probability };
        });
        return [text, { predicted_value: predicted, prediction_probability: top, top_classes: classes }];
      }),
    ),
    findings: [],
    speed: { texts_per_second: 1e9 / operations, latency_ms: { p50: 1, p95: 2 } },
    size: { file_bytes: operations, cluster_memory_bytes: 3e8, operations_per_text: operations },
  };
}

(chromium === undefined ? describe.skip : describe)('comparison', () => {
  let folder: string;
  let browser: TestBrowser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
    const subjects = [subject('linear', 0.7, 3e3), subject('distilbert', 0.85, 8e9), subject(hostileName, 0.3, 2e10)];
    const comparison = await compareSubjects(subjects, texts, { samples: 100, bySource: false });
    const file = join(folder, 'comparison.html');
    const facts = { version: '0.0.0', created: '2026-01-01T00:00:00.000Z', inputs: [hostileName] };
    writeFileSync(file, await renderComparisonPage(comparison, facts));
    const address = pathToFileURL(file).href;
    browser = await startChromium(chromium!);
    page = await browser.context.newPage();
    listen(page, address, complaints);
    await page.goto(address);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('says first which one to take, and draws its charts', async () => {
    expect(await page.locator('h1').textContent()).toBe('Take distilbert.');
    expect(await page.evaluate<string[]>(`[...document.querySelectorAll('figure')].map(({ id }) => id)`)).toEqual([
      'model-scores',
      'quality-cost',
      'agreement',
    ]);
    const heights = await page.evaluate<number[]>(
      `[...document.querySelectorAll('figure svg.wide')].map((drawing) => drawing.getBoundingClientRect().height)`,
    );
    expect(Math.min(...heights)).toBeGreaterThan(100);
  });

  test.each(['light', 'dark'] as const)('text contrasts with its ground in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate<string[]>(poorContrasts)).toEqual([]);
  });

  test.each([320, 768, 1440])('fits a viewport of %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.setViewportSize({ width: 1200, height: 900 });
  });

  test('texts with different answers are filtered by source and by words', async () => {
    const list = page.locator('#disagreements');
    const shown = (): Promise<number> => list.locator('.texts > li:visible').count();
    expect(await shown()).toBe(25);
    await list.getByLabel('Source').selectOption('nginx');
    const some = await shown();
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(25);
    await list.getByLabel('Search').fill('no text holds this');
    expect(await shown()).toBe(0);
    await list.getByLabel('Search').fill('');
    await list.getByLabel('Source').selectOption('');
    expect(await shown()).toBe(25);
  });

  test('every chart unfolds its numbers, and a mark under the pointer tells its own', async () => {
    const summaries = page.locator('figure summary');
    for (let index = 0; index < (await summaries.count()); index++) {
      await summaries.nth(index).focus();
      await page.keyboard.press('Enter');
      const rows = page.locator('figure').nth(index).locator('tbody tr');
      expect(await rows.first().isVisible()).toBe(true);
    }
    const cell = page.locator('#agreement svg.wide [data-row]').first();
    await cell.scrollIntoViewIfNeeded();
    await cell.hover();
    expect(await page.locator('#tip').innerText()).toMatch(/Model: linear\s+Against: distilbert\s+Agreement: /);
  });

  test('nothing of all that made the page complain or ask for anything', async () => {
    expect(await page.title()).not.toBe('owned');
    expect(complaints).toEqual([]);
  });
});
