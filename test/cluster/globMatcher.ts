// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Names with `*`, and lists of them, as Elasticsearch takes them in paths and privileges.

/** Tells the names that an expression like `logs-*,metrics` matches. */
export function globMatcher(expression: string): (name: string) => boolean {
  const patterns = expression.split(',').map((glob) => {
    const quoted = glob.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${glob === '_all' ? '.*' : quoted}$`);
  });
  return (name) => patterns.some((pattern) => pattern.test(name));
}
