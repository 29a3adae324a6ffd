// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Cuts a script into tokens. The longest match wins, as in the server's lexer; after a dot only names and
// whole numbers are tokens (so that `list.0` and `map.in` work).

import { CompileError } from '../compileError.js';

/** Punctuation and keywords are their own kind. */
export interface Token {
  readonly kind: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const keywords = new Set(
  'if in else while do for continue break return new try catch throw this instanceof true false null'.split(' '),
);
const primitives = new Set('boolean byte short char int long float double'.split(' '));

// Longest first, so that the first that fits is the right one.
const punctuation = [
  ...['>>>=', '>>>', '===', '!==', '==~', '<<=', '>>='],
  ...['?.', '?:', '::', '->', '=~', '==', '!=', '<=', '>=', '&&', '||', '++', '--', '+=', '-=', '*=', '/=', '%='],
  ...['&=', '|=', '^=', '<<', '>>'],
  ...[
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '.',
    ',',
    ';',
    '!',
    '~',
    '*',
    '/',
    '%',
    '+',
    '-',
    '<',
    '>',
    '&',
    '|',
    '^',
    '?',
    ':',
    '=',
    '$',
  ],
];
const punctuationByFirst = new Map<string, string[]>();
for (const text of punctuation) {
  const sameFirst = punctuationByFirst.get(text[0]!) ?? [];
  sameFirst.push(text);
  punctuationByFirst.set(text[0]!, sameFirst);
}

const blank = /(?:[ \t\n\r]|\/\/[^\n\r]*(?:[\n\r]|$)|\/\*[^]*?\*\/)+/y;
const name = /[_a-zA-Z][_a-zA-Z0-9]*/y;
const wholeNumber = /0|[1-9][0-9]*/y;
const octal = /0[0-7]+[lL]?/y;
const hex = /0[xX][0-9a-fA-F]+[lL]?/y;
const integer = /(?:0|[1-9][0-9]*)[lLfFdD]?/y;
const decimal = /(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[fFdD]?/y;
const doubleQuoted = /"(?:\\["\\]|[^\\"])*"/y;
const singleQuoted = /'(?:\\['\\]|[^\\'])*'/y;
const regex = /\/(?:\\[^\n]|[^/\\\n])+\/[cilmsUux]*/y;

/** Kinds after which a slash divides; anywhere else it may begin a regular expression. */
const operandEnds = new Set([')', 'OCTAL', 'HEX', 'INTEGER', 'DECIMAL', 'ID', 'DOTINTEGER', 'DOTID', ']']);

function matchLength(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex - at : 0;
}

/**
 * All tokens of a script, ended by one of kind `EOF`.
 *
 * @throws CompileError at a character that begins no token.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let previous = '';
  while (at < text.length) {
    const afterDot = previous === '.' || previous === '?.';
    if (!afterDot) {
      at += matchLength(blank, text, at);
      if (at >= text.length) break;
    }
    const token = afterDot ? tokenAfterDot(text, at) : tokenAt(text, at, previous);
    if (!token) throw unexpectedCharacter(text, at);
    tokens.push(token);
    previous = token.kind;
    at = token.end;
  }
  tokens.push({ kind: 'EOF', text: '<EOF>', start: text.length, end: text.length });
  return tokens;
}

function tokenAfterDot(text: string, start: number): Token | undefined {
  const nameLength = matchLength(name, text, start);
  const length = nameLength || matchLength(wholeNumber, text, start);
  if (length === 0) return undefined;
  return {
    kind: nameLength > 0 ? 'DOTID' : 'DOTINTEGER',
    text: text.slice(start, start + length),
    start,
    end: start + length,
  };
}

function tokenAt(text: string, start: number, previous: string): Token | undefined {
  const make = (kind: string, length: number): Token => ({
    kind,
    text: text.slice(start, start + length),
    start,
    end: start + length,
  });
  const code = text.charCodeAt(start);
  const isDigit = code >= 48 && code <= 57;
  if (isDigit) {
    // At equal lengths the earlier kind wins.
    const candidates: [string, number][] = [
      ['OCTAL', matchLength(octal, text, start)],
      ['HEX', matchLength(hex, text, start)],
      ['INTEGER', matchLength(integer, text, start)],
      ['DECIMAL', matchLength(decimal, text, start)],
    ];
    let best = candidates[0]!;
    for (const candidate of candidates) if (candidate[1] > best[1]) best = candidate;
    return make(...best);
  }
  const nameLength = matchLength(name, text, start);
  if (nameLength > 0) {
    const word = text.slice(start, start + nameLength);
    if (keywords.has(word)) return make(word, nameLength);
    if (primitives.has(word)) return make('PRIMITIVE', nameLength);
    return make(word === 'def' ? 'DEF' : 'ID', nameLength);
  }
  if (code === 34 || code === 39) {
    const length = matchLength(code === 34 ? doubleQuoted : singleQuoted, text, start);
    return length > 0 ? make('STRING', length) : undefined;
  }
  if (code === 47 && !operandEnds.has(previous)) {
    const length = matchLength(regex, text, start);
    if (length > 0) return make('REGEX', length);
    return text[start + 1] === '=' ? make('/=', 2) : undefined;
  }
  for (const candidate of punctuationByFirst.get(text[start]!) ?? []) {
    if (text.startsWith(candidate, start)) return make(candidate, candidate.length);
  }
  return undefined;
}

function unexpectedCharacter(text: string, at: number): CompileError {
  const quote = text[at]!;
  if (quote === '/') {
    // A regular expression that does not end on its line.
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline + 1;
    const shown = text.slice(at, end).replaceAll('\n', '\\n');
    const message = `unexpected character [${shown}].`;
    return new CompileError('PL1001', at, end, 'java.lang.IllegalArgumentException', message);
  }
  if (quote !== '"' && quote !== "'") {
    return new CompileError(
      'PL1001',
      at,
      at + 1,
      'java.lang.IllegalArgumentException',
      `unexpected character [${quote}].`,
    );
  }
  // The server names the text up to and with the character that its lexer could not take.
  let end = at + 1;
  while (end < text.length && text[end] !== quote) {
    if (text[end] === '\\') {
      if (text[end + 1] !== quote && text[end + 1] !== '\\') {
        end++;
        break;
      }
      end++;
    }
    end++;
  }
  const seen = text.slice(at, Math.min(end + 1, text.length));
  const hint = seen.includes('\\')
    ? ` The only valid escape sequences in strings starting with [${quote}] are [\\\\] and [\\${quote}].`
    : '';
  return new CompileError(
    'PL1001',
    at,
    Math.max(at + 1, Math.min(end + 1, text.length)),
    'java.lang.IllegalArgumentException',
    `unexpected character [${seen}].${hint}`,
  );
}
