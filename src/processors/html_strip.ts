// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The html_strip processor: what Lucene's HTMLStripCharFilter leaves of a text.

import { htmlEntities } from './core/htmlEntities.js';
import { processor } from './core/processor.js';
import { stringOptions, stringProcessor } from './core/stringProcessor.js';

/** Elements that stand in a line; all others leave a line break. */
const inline = new Set(
  (
    'a b i q s u abbr acronym basefont bdo big cite code dfn em font img input kbd label samp select small span ' +
    'strike strong sub sup textarea tt var'
  ).split(' '),
);

const quoted = `'(?:\\\\'|[^'])*'|"(?:\\\\"|[^"])*"`;
const name = '[:_\\p{ID_Start}][-.:_\\p{ID_Continue}]*';
// A quoted value may hold angle brackets. The lookahead makes the choice final, so that no tag takes exponential time.
const content = `(?:[^<>=]|(?=(?<value>=\\s*(?:${quoted})|=))\\k<value>|<!--#(?:[^'"]|${quoted})*?-->)*`;
const openTag = new RegExp(`<\\s*(${name})(?:=\\s*)?(?=[^-.:_\\p{ID_Continue}])${content}>`, 'uy');
const closeTag = new RegExp(`</\\s*(${name})\\s*>`, 'uy');
const declaration = /<\?[^>]*[/?]>/y;
const reference = /&(?:#(?:[xX]([0-9A-Fa-f]{1,5})|([0-9]{1,7}))|([A-Za-z][A-Za-z0-9]*))(?:;|$)/y;

/** Text of a match at an offset. */
function at(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

/** The end of a `<script>` or `<style>` element, whose comments and their quoted texts may hold its end tag. */
function endOfElement(text: string, from: number, element: string): { readonly end: number; readonly closed: boolean } {
  const end = new RegExp(`</\\s*${element}\\s*>|<!--`, 'gi');
  let offset = from;
  for (;;) {
    end.lastIndex = offset;
    const found = end.exec(text);
    if (!found) return { end: text.length, closed: false };
    if (found[0] !== '<!--') return { end: end.lastIndex, closed: true };
    offset = endOfComment(text, end.lastIndex);
  }
}

function endOfComment(text: string, from: number): number {
  const part = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|-->/gs;
  part.lastIndex = from;
  for (let found = part.exec(text); found; found = part.exec(text)) if (found[0] === '-->') return part.lastIndex;
  return text.length;
}

function strip(text: string): string {
  // The server looks no closer at a text that can hold no tag.
  if (!text.includes('<') || !text.includes('>')) return text;
  let result = '';
  let offset = 0;
  while (offset < text.length) {
    const char = text[offset]!;
    const piece = char === '<' ? stripTag(text, offset) : char === '&' ? decodeReference(text, offset) : undefined;
    if (piece) {
      result += piece.text;
      offset = piece.end;
    } else {
      result += char;
      offset++;
    }
  }
  return result;
}

/** What a piece of markup leaves, and where it ends. */
interface Piece {
  readonly text: string;
  readonly end: number;
}

function stripTag(text: string, offset: number): Piece | undefined {
  if (text.startsWith('<!--', offset)) {
    const end = text.indexOf('-->', offset + 4);
    return { text: '', end: end < 0 ? text.length : end + 3 };
  }
  if (text.startsWith('<![CDATA[', offset)) {
    const end = text.indexOf(']]>', offset);
    const stop = end < 0 ? text.length : end;
    return { text: text.slice(offset + 9, stop), end: end < 0 ? stop : end + 3 };
  }
  if (text.startsWith('<!', offset)) {
    const end = text.indexOf('>', offset);
    return end < 0 ? undefined : { text: '', end: end + 1 };
  }
  const declared = at(declaration, text, offset);
  if (declared) return { text: '', end: declaration.lastIndex };
  const closed = at(closeTag, text, offset);
  if (closed) return { text: replacement(closed[1]!), end: closeTag.lastIndex };
  const opened = at(openTag, text, offset);
  if (!opened) return undefined;
  const element = opened[1]!.toLowerCase();
  if (element === 'script' || element === 'style') {
    const { end, closed: isClosed } = endOfElement(text, openTag.lastIndex, element);
    return { text: isClosed ? '\n' : '', end };
  }
  return { text: replacement(element), end: openTag.lastIndex };
}

function replacement(element: string): string {
  return inline.has(element.toLowerCase()) ? '' : '\n';
}

function decodeReference(text: string, offset: number): Piece | undefined {
  const found = at(reference, text, offset);
  if (!found) return undefined;
  const [, hex, decimal, entity] = found;
  const end = reference.lastIndex;
  if (entity !== undefined) {
    const character = htmlEntities.get(entity);
    return character === undefined ? undefined : { text: character, end };
  }
  const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
  if (code > 0x10ffff) return undefined;
  if (code < 0xd800 || code > 0xdfff) return { text: String.fromCodePoint(code), end };
  // Two references to the halves of a pair make one character.
  const low = at(reference, text, end);
  const lowCode = low?.[1] !== undefined ? parseInt(low[1], 16) : Number(low?.[2]);
  if (code < 0xdc00 && lowCode >= 0xdc00 && lowCode <= 0xdfff) {
    return { text: String.fromCharCode(code, lowCode), end: reference.lastIndex };
  }
  return { text: '\ufffd', end };
}

export const html_strip = processor({
  type: 'html_strip',
  summary:
    'Removes HTML tags from a text, or from each text of a list; elements that are no part of a line leave a line break.',
  options: stringOptions,
  examples: [
    {
      config: { field: 'a' },
      before: { a: '<p>Hello <b>W</b> &amp; you</p>' },
      after: { a: '\nHello W & you\n' },
    },
    { config: { field: 'a' }, before: { a: '5 < 6 &amp; 7' }, after: { a: '5 < 6 &amp; 7' } },
  ],
  compile: (options) => stringProcessor(options, strip),
});
