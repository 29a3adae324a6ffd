// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Template text to nodes.

import { DiagnosticError } from '../diagnostics/diagnostic.js';
import { Source } from '../diagnostics/source.js';

/** A piece of a template. The path `.` is the current scope; null is the name of nothing. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly path: string; readonly escaped: boolean }
  | { readonly kind: 'section' | 'inverted'; readonly path: string; readonly body: readonly Node[] }
  | { readonly kind: 'url'; readonly body: readonly Node[] }
  | { readonly kind: 'toJson'; readonly path: string | null }
  | { readonly kind: 'join'; readonly path: string | null; readonly delimiter: string; readonly body: readonly Node[] };

interface Open {
  readonly name: string;
  readonly sign: string;
  readonly at: number;
  readonly nodes: Node[];
}

/** The server reads the delimiter in these very words: with other blanks or capitals the tag is a plain section. */
const customJoin = /^join delimiter='(.*)'$/s;

/**
 * Reads a template.
 *
 * @throws DiagnosticError MU1001 with the place of the tag that is wrong.
 */
export function parseTemplate(text: string): readonly Node[] {
  const source = new Source('template', text);
  const refuse = (start: number, end: number, message: string): never => {
    const labels = [{ span: { start, end }, text: message }];
    throw new DiagnosticError([{ code: 'MU1001', severity: 'error', message, labels, hints: [] }], source);
  };
  const fail = (at: number, end: number, message: string): never =>
    refuse(at, end, `${message} @[query-template:${source.position(at).line}]`);
  const failMismatch = (open: string, close: string, at: number, end: number): never => {
    const { line } = source.position(at);
    return fail(at, end, `Mismatched start/end tags: ${open} != ${close} in query-template:${line}`);
  };
  const failUnclosed = (at: number, triple: boolean): never => {
    const two = triple ? text.indexOf('}}', at) : -1;
    if (two < 0) return fail(at, text.length, 'Improperly closed variable');
    const { line } = source.position(at);
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
        if (opened.name !== name) failMismatch(opened.name, name, start, at);
        at = skipStandalone(text, start, at, nodes);
        opened.nodes.push(sectionOf(opened, nodes, (message) => refuse(opened.at, at, message)));
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

function sectionOf({ name, sign }: Open, body: readonly Node[], refuse: (message: string) => never): Node {
  if (sign === '#') {
    const lower = name.toLowerCase();
    if (lower === 'url') return { kind: 'url', body };
    if (lower === 'tojson') return { kind: 'toJson', path: nameIn(body, 'toJson', refuse) };
    if (lower === 'join') return { kind: 'join', path: nameIn(body, 'join', refuse), delimiter: ',', body };
    const delimiter = customJoin.exec(name)?.[1];
    if (delimiter !== undefined) return { kind: 'join', path: nameIn(body, 'join', refuse), delimiter, body };
  }
  return { kind: sign === '#' ? 'section' : 'inverted', path: name, body };
}

/** The name that a function's body is: its text as it stands, blanks included. A tag names nothing, whatever it renders. */
function nameIn(body: readonly Node[], kind: string, refuse: (message: string) => never): string | null {
  const tags = body.filter((node) => node.kind !== 'text').length;
  // Text that follows a tag belongs to the tag.
  if (tags + (body[0]?.kind === 'text' ? 1 : 0) !== 1)
    refuse(`Mustache function [${kind}] must contain one and only one identifier`);
  return tags === 0 ? body.map((node) => (node as { readonly text: string }).text).join('') : null;
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
