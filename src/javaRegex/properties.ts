// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The names that \p{..} knows in Java, and the predefined classes, as sets.

import { CharSet } from './charSet.js';
import { unicodeBlock } from './unicodeBlocks.js';

const ascii = (...pairs: readonly number[]): CharSet => CharSet.ofRanges(pairs, true);

/** POSIX classes: US-ASCII only, unless UNICODE_CHARACTER_CLASS is on. */
const posix: Readonly<Record<string, CharSet>> = {
  ASCII: ascii(0, 0x7f),
  Alnum: ascii(0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a),
  Alpha: ascii(0x41, 0x5a, 0x61, 0x7a),
  Blank: ascii(9, 9, 0x20, 0x20),
  Cntrl: ascii(0, 0x1f, 0x7f, 0x7f),
  Digit: ascii(0x30, 0x39),
  Graph: ascii(0x21, 0x7e),
  Lower: ascii(0x61, 0x7a),
  Print: ascii(0x20, 0x7e),
  Punct: ascii(0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e),
  Space: ascii(9, 13, 0x20, 0x20),
  Upper: ascii(0x41, 0x5a),
  XDigit: ascii(0x30, 0x39, 0x41, 0x46, 0x61, 0x66),
};

const asciiSets = { d: posix['Digit']!, s: posix['Space']!, w: ascii(0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a) };

const unicodeWhiteSpace = '[\\p{White_Space}]';
const unicodeGraph = '[^\\p{White_Space}\\p{Cc}\\p{Cs}\\p{Cn}]';
const unicodeWord = '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200c\\u200d]';

/** The POSIX names under UNICODE_CHARACTER_CLASS, in v-mode. */
const unicodePosix: Readonly<Record<string, string>> = {
  alnum: '[\\p{Alphabetic}\\p{Nd}]',
  alpha: '[\\p{Alphabetic}]',
  blank: '[\\p{Zs}\\t]',
  cntrl: '[\\p{Cc}]',
  digit: '[\\p{Nd}]',
  graph: unicodeGraph,
  lower: '[\\p{Lowercase}]',
  print: `[[${unicodeGraph}[\\p{Zs}\\t]]--[\\p{Cc}]]`,
  punct: '[\\p{P}]',
  space: unicodeWhiteSpace,
  upper: '[\\p{Uppercase}]',
  xdigit: '[\\p{Nd}\\p{Hex_Digit}]',
};

/** Names behind `Is`, in any case, as Java's binary properties. */
const binaryProperties: Readonly<Record<string, string>> = {
  alphabetic: '[\\p{Alphabetic}]',
  letter: '[\\p{L}]',
  ideographic: '[\\p{Ideographic}]',
  lowercase: '[\\p{Lowercase}]',
  uppercase: '[\\p{Uppercase}]',
  titlecase: '[\\p{Lt}]',
  white_space: unicodeWhiteSpace,
  whitespace: unicodeWhiteSpace,
  control: '[\\p{Cc}]',
  punctuation: '[\\p{P}]',
  hex_digit: '[\\p{Nd}\\p{Hex_Digit}]',
  hexdigit: '[\\p{Nd}\\p{Hex_Digit}]',
  assigned: '[\\P{Cn}]',
  noncharacter_code_point: '[\\p{Noncharacter_Code_Point}]',
  noncharactercodepoint: '[\\p{Noncharacter_Code_Point}]',
  digit: '[\\p{Nd}]',
  alnum: '[\\p{Alphabetic}\\p{Nd}]',
  blank: '[\\p{Zs}\\t]',
  graph: unicodeGraph,
  print: `[[${unicodeGraph}[\\p{Zs}\\t]]--[\\p{Cc}]]`,
  word: unicodeWord,
  join_control: '[\\p{Join_Control}]',
  joincontrol: '[\\p{Join_Control}]',
  emoji: '[\\p{Emoji}]',
  emoji_presentation: '[\\p{Emoji_Presentation}]',
  emoji_modifier: '[\\p{Emoji_Modifier}]',
  emoji_modifier_base: '[\\p{Emoji_Modifier_Base}]',
  emoji_component: '[\\p{Emoji_Component}]',
  extended_pictographic: '[\\p{Extended_Pictographic}]',
};

/** Names of java.lang.Character's predicates behind `java`. */
const javaPredicates: Readonly<Record<string, string>> = {
  LowerCase: '[\\p{Lowercase}]',
  UpperCase: '[\\p{Uppercase}]',
  Alphabetic: '[\\p{Alphabetic}]',
  Ideographic: '[\\p{Ideographic}]',
  TitleCase: '[\\p{Lt}]',
  Digit: '[\\p{Nd}]',
  Defined: '[\\P{Cn}]',
  Letter: '[\\p{L}]',
  LetterOrDigit: '[\\p{L}\\p{Nd}]',
  JavaIdentifierStart: '[\\p{L}\\p{Nl}\\p{Sc}\\p{Pc}]',
  JavaIdentifierPart:
    '[\\p{L}\\p{Nl}\\p{Sc}\\p{Pc}\\p{Nd}\\p{Mc}\\p{Mn}\\0-\\u0008\\u000e-\\u001b\\u007f-\\u009f\\p{Cf}]',
  UnicodeIdentifierStart: '[\\p{ID_Start}]',
  UnicodeIdentifierPart: '[\\p{ID_Continue}\\0-\\u0008\\u000e-\\u001b\\u007f-\\u009f\\p{Cf}]',
  IdentifierIgnorable: '[\\0-\\u0008\\u000e-\\u001b\\u007f-\\u009f\\p{Cf}]',
  SpaceChar: '[\\p{Z}]',
  Whitespace: '[[\\p{Z}\\t-\\r\\u001c-\\u001f]--[\\u00a0\\u2007\\u202f]]',
  ISOControl: '[\\0-\\u001f\\u007f-\\u009f]',
  Mirrored: '[\\p{Bidi_Mirrored}]',
};

const categories = new Set(
  'Cn Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No Zs Zl Zp Cc Cf Co Cs Pd Ps Pe Pc Po Sm Sc Sk So Pi Pf L M N Z C P S LC'.split(
    ' ',
  ),
);

/** `\h`. */
export const horizontalSpace = CharSet.ofRanges(
  [
    9, 9, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x180e, 0x180e, 0x2000, 0x200a, 0x202f, 0x202f, 0x205f, 0x205f,
    0x3000, 0x3000,
  ],
  true,
);
/** `\v`. */
export const verticalSpace = CharSet.ofRanges([10, 13, 0x85, 0x85, 0x2028, 0x2029], true);

/** `\d`, `\s` or `\w` as it is by default. */
export function asciiSet(name: 'd' | 's' | 'w'): CharSet {
  return asciiSets[name];
}

/** `\d`, `\s` or `\w` under UNICODE_CHARACTER_CLASS. */
export function unicodeSet(name: 'd' | 's' | 'w'): CharSet {
  return symbolic({ d: '[\\p{Nd}]', s: unicodeWhiteSpace, w: unicodeWord }[name]);
}

/** The set of `\p{name}`, or undefined for a name that Java does not know. */
export function propertySet(name: string, ignoreCase: boolean, unicodeClasses: boolean): CharSet | undefined {
  if (name.startsWith('In')) return blockSet(name.slice(2));
  if (name.startsWith('Is')) {
    const rest = name.slice(2);
    const binary = binaryProperties[rest.toLowerCase()];
    if (binary) return symbolic(ignoreCase && isCaseProperty(rest) ? anyCase : binary);
    return categorySet(rest, ignoreCase) ?? scriptSet(rest);
  }
  if (unicodeClasses) {
    const binary = unicodePosix[name.toLowerCase()];
    if (binary) return symbolic(ignoreCase && isCaseProperty(name) ? anyCase : binary);
  }
  if (ignoreCase && (name === 'Lower' || name === 'Upper')) return posix['Alpha'];
  if (name.startsWith('java')) {
    const predicate = javaPredicates[name.slice(4)];
    if (!predicate) return undefined;
    return symbolic(ignoreCase && isCaseProperty(name.slice(4)) ? anyCase : predicate);
  }
  if (name === 'L1') return CharSet.ofRanges([0, 0xff], true);
  if (name === 'all') return CharSet.ofRanges([0, 0x10ffff], false);
  if (name === 'LD') return symbolic('[\\p{L}\\p{Nd}]');
  return (Object.hasOwn(posix, name) ? posix[name] : undefined) ?? categorySet(name, ignoreCase);
}

/** The set of `\p{key=value}`, or undefined. */
export function scriptOrCategorySet(key: string, value: string, ignoreCase: boolean): CharSet | undefined {
  switch (key) {
    case 'sc':
    case 'script':
      return scriptSet(value);
    case 'blk':
    case 'block':
      return blockSet(value);
    case 'gc':
    case 'general_category':
      return categorySet(value, ignoreCase);
    default:
      return undefined;
  }
}

/** Lower, upper and title case are one under CASE_INSENSITIVE. */
const anyCase = '[\\p{Lowercase}\\p{Uppercase}\\p{Lt}]';

function isCaseProperty(name: string): boolean {
  return /^(lower|upper|title)(case)?$/i.test(name);
}

function categorySet(name: string, ignoreCase: boolean): CharSet | undefined {
  if (!categories.has(name)) return undefined;
  if (ignoreCase && (name === 'Lu' || name === 'Ll' || name === 'Lt')) return symbolic('[\\p{LC}]');
  return symbolic(`[\\p{${name}}]`);
}

/** Scripts by their full or four-letter name in any case; JavaScript wants Unicode's own spelling. */
function scriptSet(name: string): CharSet | undefined {
  const spelled = name
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('_');
  try {
    new RegExp(`\\p{Script=${spelled}}`, 'v');
  } catch {
    return undefined;
  }
  return symbolic(`[\\p{Script=${spelled}}]`);
}

/** Blocks by any of Java's names: upper case, spaces, hyphens and underscores do not count. */
function blockSet(name: string): CharSet | undefined {
  const range = unicodeBlock(name.toUpperCase().replace(/[ _-]/g, ''));
  return range && CharSet.ofRanges(range, false);
}

const cache = new Map<string, CharSet>();

function symbolic(source: string): CharSet {
  let set = cache.get(source);
  if (!set) {
    set = CharSet.symbolic(source);
    cache.set(source, set);
  }
  return set;
}
