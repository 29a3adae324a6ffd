// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A page as PDF, printed by the Chromium, Chrome or Edge that is installed.

import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { refuse } from '../../diagnostics/diagnostic.js';

/** Names of browsers on a PATH, best known first. */
const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'msedge',
];

/** Where installers put browsers that are on no PATH. */
const places: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].flatMap((path) =>
    [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA].flatMap((folder) =>
      folder === undefined ? [] : join(folder, path),
    ),
  ),
};

/** A page prints within seconds; a browser that takes longer hangs. */
const patience = 60_000;

/**
 * Prints an HTML file to a PDF file.
 *
 * @param environment - LOGTWIN_CHROMIUM names the browser, else PATH and the usual places are searched.
 * @throws DiagnosticError EV1009 when there is no browser, or it does not print.
 */
export async function printPdf(html: string, pdf: string, environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const browser = findBrowser(environment);
  const profile = mkdtempSync(join(tmpdir(), 'logtwin-print-'));
  rmSync(pdf, { force: true });
  try {
    await promisify(execFile)(
      browser,
      [
        '--headless',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Chromium refuses to start as root with its sandbox; the page is our own and may load nothing.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        `--user-data-dir=${profile}`,
        '--no-pdf-header-footer',
        `--print-to-pdf=${resolve(pdf)}`,
        pathToFileURL(resolve(html)).href,
      ],
      { timeout: patience },
    );
  } catch (error) {
    refuse('EV1009', `${browser} did not print ${html}: ${(error as Error).message.split('\n')[0]!}`);
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  if ((statSync(pdf, { throwIfNoEntry: false })?.size ?? 0) === 0) refuse('EV1009', `${browser} wrote no ${pdf}`);
}

function findBrowser({ LOGTWIN_CHROMIUM: named, PATH = '' }: NodeJS.ProcessEnv): string {
  const ending = process.platform === 'win32' ? '.exe' : '';
  const onPath = names.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name + ending)));
  const candidates = named === undefined ? [...onPath, ...(places[process.platform] ?? [])] : [named];
  return (
    candidates.find(isExecutable) ??
    refuse(
      'EV1009',
      named === undefined ? 'no Chromium, Chrome or Edge was found' : `${named} cannot be run`,
      'Install one, or name it in LOGTWIN_CHROMIUM; any browser prints report.html as well.',
    )
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
