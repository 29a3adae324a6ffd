// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes what came out of tests as what is expected of them, marked as coming from the offline engine.

import { writeFileSync } from 'node:fs';
import type { CaseResult } from './runTests.js';

/** Tells where expected documents come from, for whoever reads the file. */
export const generatedBy = 'logtwin (offline engine)';

/**
 * Writes the expected files of package tests that lack one or failed.
 *
 * @returns the files that were written. Our own case files hold their expectations themselves and are left alone.
 */
export function generateExpected(results: readonly CaseResult[]): string[] {
  return results
    .filter(({ status, file }) => (status === 'failed' || status === 'error') && /\.(log|json)$/.test(file))
    .filter(({ actual }) => actual.length > 0)
    .map(({ file, actual }) => {
      const target = `${file}-expected.json`;
      const content = { expected: actual, generated_by: generatedBy };
      const text = JSON.stringify(
        content,
        (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
        4,
      );
      writeFileSync(target, `${text}\n`);
      return target;
    });
}
