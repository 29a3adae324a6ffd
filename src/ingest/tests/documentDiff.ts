// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What differs between an expected and an actual document, place by place.

import { fromPlain, printJson } from '../../values/json.js';

/** One difference. An undefined value is a field that is not there. */
export interface Difference {
  /** `a.b[0]`; empty for the document as a whole. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/**
 * Compares plain JSON values: the order of keys does not count, that of list items does, numbers are equal by value.
 */
export function documentDiff(expected: unknown, actual: unknown, path = ''): Difference[] {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }, (_, index) =>
      documentDiff(
        index < expected.length ? expected[index] : undefined,
        index < actual.length ? actual[index] : undefined,
        `${path}[${index}]`,
      ),
    ).flat();
  }
  if (isObject(expected) && isObject(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) =>
      documentDiff(own(expected, key), own(actual, key), path === '' ? key : `${path}.${key}`),
    );
  }
  return isSame(expected, actual) ? [] : [{ path, expected, actual }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

const isLong = (value: number | bigint): value is bigint =>
  typeof value === 'bigint' && BigInt.asIntN(64, value) === value;

function isSame(expected: unknown, actual: unknown): boolean {
  if (!isNumber(expected) || !isNumber(actual)) return expected === actual;
  // As elastic-package: longs exactly, what is no long as a double.
  if (isLong(expected) && isLong(actual)) return expected === actual;
  return Number(expected) === Number(actual);
}

/** Differences as lines for people: `- ` what was expected, `+ ` what came. */
export function renderDiff(differences: readonly Difference[], limit = 20): string {
  const lines = differences
    .slice(0, limit)
    .flatMap(({ path, expected, actual }) => [
      `  ${path || '(document)'}`,
      ...(expected === undefined ? [] : [`    - ${show(expected)}`]),
      ...(actual === undefined ? [] : [`    + ${show(actual)}`]),
    ]);
  if (differences.length > limit) lines.push(`  ... and ${differences.length - limit} more differences`);
  return lines.join('\n');
}

function show(value: unknown): string {
  return printJson(fromPlain(value));
}
