// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Finds a JDK of version 21 or later and Maven, and builds the node's class paths with them, once.

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, relative, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const oldestJava = 21;
const projectFolder = resolve(process.cwd(), 'test/cluster');
/** Longer than any build takes. */
const lockLimitMilliseconds = 600_000;
const lockPollMilliseconds = 250;
const executable = (home: string, name: string): string =>
  join(home, 'bin', process.platform === 'win32' ? `${name}.exe` : name);

/** What is needed to build and start a node, or in words what is missing. */
export type Toolchain = { readonly javaHome: string; readonly maven: string } | { readonly missing: string };

/**
 * Looks for a JDK in LOGTWIN_JAVA_HOME, JAVA_HOME and every folder of /usr/lib/jvm, in this order, newest first within the last, and
 * takes the first with a compiler and a version of 21 or later; for Maven on the PATH.
 */
export function findToolchain(): Toolchain {
  const installed = existsSync('/usr/lib/jvm')
    ? readdirSync('/usr/lib/jvm').map((name) => join('/usr/lib/jvm', name))
    : [];
  const named = [process.env['LOGTWIN_JAVA_HOME'], process.env['JAVA_HOME']].filter(
    (home) => home !== undefined && home !== '',
  );
  const candidates = [...(named as string[]), ...installed.sort((a, b) => javaVersion(b) - javaVersion(a))];
  const javaHome = candidates.find((home) => javaVersion(home) >= oldestJava && existsSync(executable(home, 'javac')));
  if (javaHome === undefined)
    return { missing: `no JDK ${oldestJava} or later in LOGTWIN_JAVA_HOME, JAVA_HOME or /usr/lib/jvm` };
  try {
    execFileSync('mvn', ['--version'], { stdio: 'ignore', env: { ...process.env, JAVA_HOME: javaHome } });
  } catch {
    return { missing: 'no Maven (mvn) on the PATH' };
  }
  return { javaHome, maven: 'mvn' };
}

/** The major version that a JDK's release file states, 0 where there is none. */
function javaVersion(home: string): number {
  const file = join(home, 'release');
  if (!existsSync(file)) return 0;
  return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
}

/** The two halves of a node: what it runs, and Elasticsearch's classes, which it loads apart. */
export interface ClassPaths {
  readonly node: string;
  readonly elasticsearch: string;
}

/**
 * Compiles the Java sources and lists the libraries that they need; does nothing when target/ holds the result for the same sources.
 * Of several processes that ask at once, one builds and the others wait.
 *
 * @throws Error with Maven's output when it fails
 */
export async function buildClassPaths(toolchain: { javaHome: string; maven: string }): Promise<ClassPaths> {
  return {
    node: await buildProject(toolchain, projectFolder),
    elasticsearch: await buildProject(toolchain, join(projectFolder, 'elasticsearch')),
  };
}

async function buildProject(toolchain: { javaHome: string; maven: string }, folder: string): Promise<string> {
  const target = join(folder, 'target');
  const listFile = join(target, 'classpath.txt');
  const stampFile = join(target, 'stamp.txt');
  const stamp = digestOfSources(folder);
  const isFresh = (): boolean =>
    existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && librariesExist(listFile);
  if (!isFresh()) {
    const release = await takeLock(join(folder, '.building'));
    try {
      if (!isFresh()) {
        const environment = { ...process.env, JAVA_HOME: toolchain.javaHome };
        const goals = ['--batch-mode', '--quiet', 'compile', 'dependency:build-classpath'];
        await run(toolchain.maven, goals, { cwd: folder, env: environment, maxBuffer: 1 << 26 });
        writeFileSync(stampFile, stamp);
      }
    } finally {
      release();
    }
  }
  return [join(target, 'classes'), readFileSync(listFile, 'utf8').trim()].join(delimiter);
}

/** Makes a folder that only one process can make; one that a killed process left behind is taken over. */
async function takeLock(folder: string): Promise<() => void> {
  for (;;) {
    try {
      mkdirSync(folder);
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
      if (made !== undefined && Date.now() - made > lockLimitMilliseconds)
        rmSync(folder, { recursive: true, force: true });
      await setTimeout(lockPollMilliseconds);
    }
  }
}

function digestOfSources(folder: string): string {
  const files = readdirSync(join(folder, 'src/main'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of [join(folder, 'pom.xml'), ...files.sort()])
    hash.update(relative(folder, file)).update(readFileSync(file));
  return hash.digest('hex');
}

function librariesExist(listFile: string): boolean {
  return (
    existsSync(listFile) &&
    readFileSync(listFile, 'utf8')
      .trim()
      .split(delimiter)
      .every((library) => existsSync(library))
  );
}
