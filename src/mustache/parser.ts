// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Template text to nodes.

import { DiagnosticError } from '../diagnostics/diagnostic.js';
import { Source } from '../diagnostics/source.js';

/** A piece of a template. The path `.` is the current scope. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly path: string; readonly escaped: boolean }
  | { readonly kind: 'section' | 'inverted'; readonly path: string; readonly body: readonly Node[] }
  | { readonly kind: 'toJson' | 'url'; readonly body: readonly Node[] }
  | { readonly kind: 'join'; readonly delimiter: string; readonly body: readonly Node[] };

interface Open {
  readonly name: string;
  readonly sign: string;
  readonly at: number;
  readonly nodes: Node[];
}

const joinName = /^join(?:\s+delimiter='(.*)')?$/s;

/**
 * Reads a template.
 *
 * @throws DiagnosticError MU1001 with the place of the tag that is wrong.
 */
export function parseTemplate(text: string): readonly Node[] {
  const fail = (at: number, end: number, message: string): never => {
    const source = new Source('template', text);
    const { line } = source.position(at);
    const label = { span: { start: at, end }, text: message };
    throw new DiagnosticError(
      [
        {
          code: 'MU1001',
          severity: 'error',
          message: `${message} @[query-template:${line}]`,
          labels: [label],
          hints: [],
        },
      ],
      source,
    );
  };
  const failMismatch = (open: string, close: string, at: number, end: number): never => {
    const { line } = new Source('template', text).position(at);
    return fail(at, end, `Mismatched start/end tags: ${open} != ${close} in query-template:${line}`);
  };
  const failUnclosed = (at: number, triple: boolean): never => {
    const two = triple ? text.indexOf('}}', at) : -1;
    if (two < 0) return fail(at, text.length, 'Improperly closed variable');
    const { line } = new Source('template', text).position(at);
    const name = text.slice(at + 3, two).trim();
    return fail(at, text.length, `Improperly closed variable: ${name} in query-template:${line}@${two + 2}`);
  };
  const root: Node[] = [];
  const stack: Open[] = [];
  let nodes = root;
  let open = '{{';
  let close = '}}';
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    if (start < 0) break;
    if (start > at) nodes.push({ kind: 'text', text: text.slice(at, start) });
    const triple = open === '{{' && text[start + 2] === '{';
    const end = text.indexOf(triple ? '}}}' : close, start + open.length);
    if (end < 0) failUnclosed(start, triple);
    const inner = text.slice(start + open.length + (triple ? 1 : 0), end).trim();
    at = end + (triple ? 3 : close.length);
    const sign = triple ? '{' : (inner[0] ?? '');
    const name = triple ? inner : inner.slice(1).trim();
    if (inner === '') fail(start, at, 'Empty mustache');
    switch (sign) {
      case '{':
      case '&':
        nodes.push({ kind: 'variable', path: name, escaped: false });
        break;
      case '#':
      case '^':
        at = skipStandalone(text, start, at, nodes);
        stack.push({ name, sign, at: start, nodes });
        nodes = [];
        break;
      case '/': {
        const opened = stack.pop() ?? failMismatch('null', name, start, at);
        if (opened.name !== name && !(joinName.test(opened.name) && name === 'join')) {
          failMismatch(opened.name, name, start, at);
        }
        at = skipStandalone(text, start, at, nodes);
        opened.nodes.push(sectionOf(opened, nodes));
        nodes = opened.nodes;
        break;
      }
      case '!':
        at = skipStandalone(text, start, at, nodes);
        break;
      case '=': {
        const [first, second] = name.replace(/=$/, '').trim().split(/\s+/);
        if (!first || !second) fail(start, at, 'two delimiters are expected');
        at = skipStandalone(text, start, at, nodes);
        [open, close] = [first!, second!];
        break;
      }
      case '>':
        fail(start, at, 'the server does not support partials');
        break;
      default:
        nodes.push({ kind: 'variable', path: inner, escaped: true });
    }
  }
  const unclosed = stack.at(-1);
  if (unclosed) fail(unclosed.at, text.length, `Failed to close '${unclosed.name}' tag`);
  if (at < text.length) nodes.push({ kind: 'text', text: text.slice(at) });
  return root;
}

function sectionOf({ name, sign }: Open, body: readonly Node[]): Node {
  if (sign === '#') {
    if (name === 'toJson' || name === 'url') return { kind: name, body };
    const join = joinName.exec(name);
    if (join) return { kind: 'join', delimiter: join[1] ?? ',', body };
  }
  return { kind: sign === '#' ? 'section' : 'inverted', path: name, body };
}

/** A section tag, comment or delimiter change alone on its line takes the whole line away; returns where to go on. */
function skipStandalone(text: string, start: number, end: number, nodes: Node[]): number {
  const lineEnd = /[ \t]*(\r?\n|$)/y;
  lineEnd.lastIndex = end;
  const after = lineEnd.exec(text);
  if (!after) return end;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(lineStart, start);
  // A template of one line is a value, not a page: its blanks stay.
  if (before.trim() !== '' || (after[1] === '' && lineStart === 0)) return end;
  const last = nodes.at(-1);
  if (before !== '' && last?.kind === 'text') {
    nodes[nodes.length - 1] = { kind: 'text', text: last.text.slice(0, last.text.length - before.length) };
  }
  return end + after[0].length;
}
