// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Go's regular expressions, as test configurations of elastic-package hold them, as JavaScript's.

const posix: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** A regular expression of Go: POSIX classes, flags at its start, `(?P<name>`, `\\A` and `\\z`. */
export function goRegExp(pattern: string): RegExp {
  const [, flags = '', rest = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? [];
  const source = rest
    .replace(/\[:(\w+):\]/g, (whole, name: string) => posix[name] ?? whole)
    .replaceAll('(?P<', '(?<')
    .replace(/\\([Az])/g, (_whole, anchor: string) => (anchor === 'A' ? '^' : '$'));
  return new RegExp(source, flags);
}
