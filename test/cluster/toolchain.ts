// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Finds a JDK of version 21 or later and Maven, and builds the node's class path with them, once.

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const oldestJava = 21;
const projectFolder = resolve(process.cwd(), 'test/cluster');
const targetFolder = join(projectFolder, 'target');
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

/**
 * Compiles the Java sources and lists the libraries that they need; does nothing when target/ holds the result for the same sources.
 *
 * @returns the class path
 * @throws Error with Maven's output when it fails
 */
export async function buildClassPath(toolchain: { javaHome: string; maven: string }): Promise<string> {
  const stampFile = join(targetFolder, 'stamp.txt');
  const listFile = join(targetFolder, 'classpath.txt');
  const stamp = digestOfSources();
  const fresh = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && librariesExist(listFile);
  if (!fresh) {
    const environment = { ...process.env, JAVA_HOME: toolchain.javaHome };
    const goals = ['--batch-mode', '--quiet', 'clean', 'compile', 'dependency:build-classpath'];
    await run(toolchain.maven, goals, { cwd: projectFolder, env: environment, maxBuffer: 1 << 26 });
    writeFileSync(stampFile, stamp);
  }
  return [join(targetFolder, 'classes'), readFileSync(listFile, 'utf8').trim()].join(delimiter);
}

function digestOfSources(): string {
  const sources = join(projectFolder, 'src/main');
  const files = readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of [join(projectFolder, 'pom.xml'), ...files.sort()]) hash.update(file).update(readFileSync(file));
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
