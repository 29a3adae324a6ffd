// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the text of an expression tells of where it matches, before it is compiled.

/** Whether an expression names or counts groups, which is another thing among several expressions than alone. */
export function refersToGroups(regex: string): boolean {
  return /\\[1-9kgK]|\(\?[(&P]/.test(regex);
}

/** Whether an expression can only match at the beginning of a line. */
export function isAnchored(regex: string): boolean {
  return regex.startsWith('^') && !/^\^[*+?{]/.test(regex) && !hasAlternatives(regex);
}

/** Characters that a text begins with where the expression matches at the text's beginning; perhaps none. */
export function startOf(regex: string): string {
  const [, plain = ''] = /^\^?([\w ,:;=<>"'@#%&!~/-]*)/.exec(regex) ?? [];
  if (plain === '' || hasAlternatives(regex)) return '';
  const next = regex[regex.indexOf(plain) + plain.length];
  // What is repeated may be missing.
  return next !== undefined && '*+?{'.includes(next) ? plain.slice(0, -1) : plain;
}

/** Whether there is a `|` outside of groups; where that is not easily told, there may be. */
function hasAlternatives(regex: string): boolean {
  const flat = regex.replace(/\\./gs, 'x').replace(/\[[^[\]]*\]/g, 'x');
  if (!flat.includes('|')) return false;
  if (/[[\]]/.test(flat)) return true;
  let depth = 0;
  for (const character of flat) {
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === '|' && depth === 0) return true;
  }
  return false;
}
