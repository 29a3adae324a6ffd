// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The report in real Chromium: no console message, no request, light and dark, phone and print, every control.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { writeReport } from '../../src/evaluate/report/writeReport.js';
import { findChromium, startChromium, type TestBrowser } from '../support/chromium.js';
import { ground, listen, poorContrasts } from '../support/pageChecks.js';
import { writeSampleResults } from '../support/sampleResults.js';

const chromium = findChromium();

(chromium === undefined ? describe.skip : describe)('report', () => {
  let folder: string;
  let browser: TestBrowser;
  let page: Page;
  let address: string;
  /** Whatever the page complains about or asks for. */
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'logtwin-'));
    await writeSampleResults(folder);
    const { html } = await writeReport(folder, folder);
    address = pathToFileURL(html).href;
    browser = await startChromium(chromium!);
    page = await browser.context.newPage();
    listen(page, address, complaints);
    await page.goto(address);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('shows the verdict first and all charts drawn', async () => {
    expect(await page.locator('h1').textContent()).toMatch(/deploy/i);
    expect(await page.title()).not.toBe('owned');
    const sizes = await page.evaluate<boolean[]>(
      `[...document.querySelectorAll('figure svg.wide')].map((drawing) => drawing.getBoundingClientRect().height > 100)`,
    );
    expect(sizes).toEqual(new Array(8).fill(true));
  });

  test.each(['light', 'dark'] as const)('text contrasts with its ground in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const poor = await page.evaluate<string[]>(poorContrasts);
    expect(poor).toEqual([]);
    expect(await page.evaluate<string>(ground)).toBe(
      colorScheme === 'light' ? 'rgb(250, 249, 246)' : 'rgb(19, 22, 25)',
    );
  });

  test.each([320, 375, 768, 1440])('fits a viewport of %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    const variant = width < 500 ? 'narrow' : 'wide';
    expect(await page.locator(`figure svg.${variant}`).first().isVisible()).toBe(true);
    expect(await page.locator(`figure svg:not(.${variant})`).first().isVisible()).toBe(false);
    await page.setViewportSize({ width: 1200, height: 900 });
  });

  test('lists are filtered by source and by words', async () => {
    for (const name of ['Sure and wrong', 'Least sure']) {
      const list = page.locator('[data-list]').filter({ has: page.getByRole('heading', { name }) });
      const shown = (): Promise<number> => list.locator('.texts > li:visible').count();
      const all = await shown();
      expect(all).toBe(25);
      await list.getByLabel('Source').selectOption('nginx');
      const ofSource = await shown();
      expect(ofSource).toBeGreaterThan(0);
      expect(ofSource).toBeLessThan(all);
      await list.getByLabel('Search').fill('no text holds this');
      expect(await shown()).toBe(0);
      expect(await list.locator('output').textContent()).toBe('0 of 25 shown');
      await list.getByLabel('Search').fill('');
      await list.getByLabel('Source').selectOption('');
      expect(await shown()).toBe(all);
    }
  });

  test('groups of mistakes are searched', async () => {
    const list = page.locator('#mistakes');
    const all = await list.locator('.texts > li').count();
    await list.getByLabel('Search').fill('seems ERROR');
    const found = await list.locator('.texts > li:visible').count();
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(all);
    expect(await list.locator('output').textContent()).toBe(`${found} of ${all} shown`);
    await list.getByLabel('Search').fill('');
  });

  test('the threshold slider says what each threshold means', async () => {
    const answers = async (): Promise<string[]> => page.locator('#threshold dd').allInnerTexts();
    const slider = page.getByRole('slider', { name: 'Threshold' });
    await slider.focus();
    await page.keyboard.press('Home');
    const [strictest, fewest] = await answers();
    await page.keyboard.press('End');
    const [laxest, most, found] = await answers();
    expect(Number(strictest)).toBeGreaterThan(Number(laxest));
    // At the lowest threshold everything alerts and nothing is missed.
    expect([most, found]).toEqual(['1,000,000', '100.0 %']);
    expect(Number(fewest!.replaceAll(',', ''))).toBeLessThan(1_000_000);
    await page.getByLabel('Events a day').fill('2000');
    expect((await answers())[1]).toBe('2,000');
  });

  test('every chart unfolds its numbers, by keyboard too', async () => {
    const summaries = page.locator('figure summary');
    for (let index = 0; index < (await summaries.count()); index++) {
      const table = page.locator('figure').nth(index).locator('table');
      expect(await table.isVisible()).toBe(false);
      await summaries.nth(index).focus();
      await page.keyboard.press('Enter');
      expect(await table.isVisible()).toBe(true);
      expect(await table.locator('tbody tr').count()).toBeGreaterThan(0);
    }
  });

  test('a mark under the pointer tells its numbers', async () => {
    const cell = page.locator('#confusion-matrix svg.wide [data-row]').first();
    await cell.scrollIntoViewIfNeeded();
    await cell.hover();
    expect(await page.locator('#tip').innerText()).toMatch(/True: INFO\s+Predicted: INFO\s+Texts: \d+/);
    await page.locator('h1').hover();
    expect(await page.locator('#tip').isVisible()).toBe(false);
  });

  test('a screen reader finds names, headings and landmarks', async () => {
    expect(await page.getByRole('main').count()).toBe(1);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await page.getByRole('img', { name: /^Confusion matrix: / }).count()).toBe(1);
    const unnamed = await page.evaluate<number>(
      `[...document.querySelectorAll('select, input, [role=img]')].filter((node) => !node.getAttribute('aria-label') && !node.labels?.length).length`,
    );
    expect(unnamed).toBe(0);
    await page.keyboard.press('Tab');
    await page.locator('.skip').focus();
    expect(await page.evaluate<number>('document.activeElement.getBoundingClientRect().left')).toBeGreaterThanOrEqual(
      0,
    );
  });

  test('prints without controls on white paper', async () => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.controls').first().isVisible()).toBe(false);
    expect(await page.evaluate<string>(ground)).toBe('rgb(255, 255, 255)');
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    // Nothing on paper can be scrolled or unfolded: tables fit between the margins, and long texts show their beginning.
    const before = page.viewportSize()!;
    await page.setViewportSize({ width: 690, height: 1000 });
    expect(
      await page.evaluate<string[]>(`Array.from(document.querySelectorAll('table'))
        .filter((table) => table.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map((table) => table.closest('section').id)`),
    ).toEqual([]);
    await page.evaluate(`document.querySelector('#least-sure li').insertAdjacentHTML('beforeend',
      '<details class="log"><summary>the beginning</summary><pre>all of it</pre></details>')`);
    expect(await page.locator('details.log').isVisible()).toBe(true);
    await page.evaluate(`document.querySelector('details.log').remove();
      document.querySelector('figure details').open = false`);
    expect(await page.locator('figure details').first().isVisible()).toBe(false);
    await page.setViewportSize(before);
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  });

  test('can be read without its script', async () => {
    const context = await startChromium(chromium!, { javaScriptEnabled: false });
    try {
      const plain = await context.context.newPage();
      await plain.goto(address);
      expect(await plain.locator('#surest-mistakes li:visible, #least-sure li:visible').count()).toBe(50);
      expect(await plain.locator('.controls').first().isVisible()).toBe(false);
    } finally {
      await context.close();
    }
  });

  test('nothing of all that made the page complain or ask for anything', () => {
    expect(complaints).toEqual([]);
  });
});
