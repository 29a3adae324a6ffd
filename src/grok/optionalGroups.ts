// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// In Oniguruma `(x*?)?` may match nothing by its group; JavaScript forbids an optional group to match nothing and
// makes it longer instead. So `(..)?` is written as `(?:(..)|)`, which means the same in both.

/** An expression whose optional groups are alternatives with nothing. */
export function withOptionalGroups(regex: string): string {
  let result = '';
  /** Where in the result each open group begins. */
  const open: number[] = [];
  let classDepth = 0;
  for (let at = 0; at < regex.length; at++) {
    const char = regex[at]!;
    if (char === '\\') {
      result += char + (regex[++at] ?? '');
      continue;
    }
    result += char;
    if (char === '[') {
      classDepth++;
      // A bracket that comes first is a member of the class.
      const first = /^\^?\]/.exec(regex.slice(at + 1, at + 3));
      if (first) {
        result += first[0];
        at += first[0].length;
      }
    } else if (classDepth > 0) {
      if (char === ']') classDepth--;
    } else if (char === '(') {
      open.push(result.length - 1);
    } else if (char === ')') {
      const start = open.pop();
      if (start === undefined || regex[at + 1] !== '?' || regex[at + 2] === '+') continue;
      const lazy = regex[at + 2] === '?';
      const group = result.slice(start);
      result = result.slice(0, start) + (lazy ? `(?:|${group})` : `(?:${group}|)`);
      at += lazy ? 2 : 1;
    }
  }
  return result;
}
