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
import { writeSampleResults } from '../support/sampleResults.js';

const chromium = findChromium();

// What runs in the page is text: the DOM's types are no part of this program.
const ground = 'getComputedStyle(document.body).backgroundColor';

/** Visible texts whose contrast with their ground is below what WCAG AA asks for. */
const poorContrasts = String.raw`(() => {
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((value) => {
      const channel = value / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (element) => {
    for (let node = element; node; node = node.parentElement) {
      const colour = channels(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (text.length === 0 || element.closest('script, [hidden]') || element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const colour = channels(element instanceof SVGElement ? style.fill : style.color);
    const [low, high] = [luminance(colour), luminance(groundOf(element))].sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 4.5) poor.push([contrast.toFixed(2), element.tagName, element.textContent.slice(0, 40)].join(' '));
  }
  return poor;
})()`;

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
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url() !== address) complaints.push(`request: ${request.url()}`);
    });
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
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  });

  test('can be read without its script', async () => {
    const context = await startChromium(chromium!, { javaScriptEnabled: false });
    try {
      const plain = await context.context.newPage();
      await plain.goto(address);
      expect(await plain.locator('.texts > li:visible').count()).toBe(50);
      expect(await plain.locator('.controls').first().isVisible()).toBe(false);
    } finally {
      await context.close();
    }
  });

  test('nothing of all that made the page complain or ask for anything', () => {
    expect(complaints).toEqual([]);
  });
});
