// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs pipeline tests again whenever a file that they depend on changes, until it is told to stop.

import { existsSync, statSync, watch } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { DiagnosticError } from '../../diagnostics/diagnostic.js';
import { packageRoot } from '../../util/packageRoot.js';
import { caseFileEnding } from './caseFiles.js';
import { runSources, testSources, type TestFolderOptions, type TestReport, type TestSource } from './testFolder.js';

export interface WatchOptions extends TestFolderOptions {
  /** Ends the watch; a run that is under way finishes first. */
  readonly signal: AbortSignal;
  /** Called after each run with the files whose change led to it, none for the first. */
  readonly onRun: (report: TestReport, changed: readonly string[]) => void;
  /** Called where the tests cannot even be found, as while a folder is being moved; the watch goes on. */
  readonly onError: (error: Error) => void;
}

/** Milliseconds of quiet after a change: editors write a file in several steps. */
const quiet = 50;

/** Watches until the signal aborts. Only tests that a change can touch run again. */
export async function watchTests(path: string, options: WatchOptions): Promise<void> {
  const { signal, onRun, onError, onResult, ...engineOptions } = options;
  const changes = new Changes(foldersOf(path), signal);
  try {
    let changed: readonly string[] = [];
    while (!signal.aborted) {
      try {
        const sources = testSources(path, engineOptions);
        const touched = changed.length === 0 ? sources : sources.filter((source) => isTouched(source, changed));
        if (touched.length > 0) onRun(await runSources(touched, onResult), changed);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        onError(error);
      }
      changed = await changes.next();
    }
  } finally {
    changes.close();
  }
}

/** The folder of the tests, and our own pipelines and normalizers, which case files name. */
function foldersOf(path: string): string[] {
  const own = ['painless', 'pipelines']
    .map((folder) => join(packageRoot, folder))
    .filter((folder) => existsSync(folder));
  const folders = [resolve(statSync(path).isDirectory() ? path : dirname(path)), ...own];
  return folders.filter((folder, index) => !folders.some((other, at) => at !== index && isInside(folder, other)));
}

function isTouched(source: TestSource, changed: readonly string[]): boolean {
  const path = resolve(source.path);
  // A case file may name any pipeline, so that it runs after every change that is not one of another package or case.
  if (path.endsWith(caseFileEnding)) return changed.some((file) => file === path || !file.endsWith(caseFileEnding));
  return changed.some((file) => isInside(file, path));
}

function isInside(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return inside === '' || (inside !== '..' && !inside.startsWith(`..${sep}`));
}

/** Changed files, collected until somebody asks for them and it has been quiet. */
class Changes {
  private readonly files = new Set<string>();
  private readonly stop = new AbortController();
  private readonly signal: AbortSignal;
  private timer: NodeJS.Timeout | undefined;
  private wake: (() => void) | undefined;

  constructor(folders: readonly string[], signal: AbortSignal) {
    this.signal = signal;
    for (const folder of folders) {
      watch(folder, { recursive: true, signal: this.stop.signal }, (_event, name) => {
        if (name === null || /(?:^|[\\/])(?:node_modules|\.git)(?:[\\/]|$)|~$|\.sw[a-z]$/.test(name)) return;
        this.add(join(folder, name));
      });
    }
    signal.addEventListener('abort', () => this.wake?.(), { once: true });
  }

  /** The files that changed since the last call; waits for one, or for the end of the watch. */
  async next(): Promise<string[]> {
    await new Promise<void>((done) => {
      this.wake = done;
      if (this.signal.aborted) done();
      else if (this.files.size > 0) this.restart();
    });
    this.wake = undefined;
    const files = [...this.files];
    this.files.clear();
    return files;
  }

  close(): void {
    clearTimeout(this.timer);
    this.stop.abort();
  }

  private add(file: string): void {
    this.files.add(file);
    if (this.wake) this.restart();
  }

  private restart(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wake?.(), quiet);
  }
}
