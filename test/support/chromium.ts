// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Chromium for the browser suite: found by LOGTWIN_CHROMIUM or on the PATH, never downloaded.

import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

/**
 * Path of Chromium, or undefined (with one loud line) when there is none.
 *
 * @throws when LOGTWIN_REQUIRE_BROWSER is 1 and there is none.
 */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = process.env.LOGTWIN_CHROMIUM
    ? [process.env.LOGTWIN_CHROMIUM]
    : ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found !== undefined) return found;
  const reason = 'no Chromium (set LOGTWIN_CHROMIUM or install the package chromium)';
  if (process.env.LOGTWIN_REQUIRE_BROWSER === '1') throw new Error(reason);
  process.stderr.write(`\nSKIPPED: browser tests: ${reason}\n`);
  return undefined;
}

/** A browser with a profile of its own, which `close` removes. */
export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts Chromium. */
export async function startChromium(executablePath: string, options: BrowserContextOptions = {}): Promise<TestBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'logtwin-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...options,
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
