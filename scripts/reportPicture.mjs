// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Makes docs/images/report.png again, from the report of `npm run demo`. Needs Chromium (LOGTWIN_CHROMIUM or on the PATH).
// Run: node scripts/reportPicture.mjs [REPORT] [PICTURE]

import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const fromRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const report = resolve(process.argv[2] ?? fromRoot('out/demo/report.html'));
const picture = resolve(process.argv[3] ?? fromRoot('docs/images/report.png'));

const browser = await chromium.launch({
  executablePath: process.env.LOGTWIN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1120, height: 1180 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(report).href);
  await page.screenshot({ path: picture });
} finally {
  await browser.close();
}
console.log(picture);
