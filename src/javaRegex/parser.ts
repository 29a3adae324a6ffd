// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Java regular expression to syntax tree, with the mistakes that Java reports, in its words and at its places
// (java.util.regex.Pattern of JDK 25).

import { type Anchor, type CaseFolding, type LoopMode, type Node, type Tree, unbounded } from './ast.js';
import { caseVariants, foldedRange } from './caseFolding.js';
import { anyCodePoint, CharSet } from './charSet.js';
import { inlineFlags, javaFlags } from './flags.js';
import { patternSyntaxException } from './patternSyntaxException.js';
import { study } from './study.js';
import {
  asciiSet,
  unicodeSet,
  horizontalSpace,
  propertySet,
  scriptOrCategorySet,
  verticalSpace,
} from './properties.js';

const end = 0;
const backslash = 0x5c;
const code = (character: string): number => character.codePointAt(0)!;

/**
 * Parses a pattern under flags.
 *
 * @throws Failure of type pattern_syntax_exception.
 */
export function parseJavaRegex(pattern: string, flags: number): Tree {
  return new Parser(pattern, flags).parse();
}

class Parser {
  private readonly pattern: string;
  /** Code points of the pattern, quotations (`\Q..\E`) already turned into escapes. */
  private readonly points: number[];
  private flags: number;
  private cursor = 0;
  private groupCount = 0;
  private readonly groupNames = new Map<string, number>();

  constructor(pattern: string, flags: number) {
    this.pattern = pattern;
    this.flags = flags;
    const points = Array.from(pattern, (character) => character.codePointAt(0)!);
    this.points = this.hasFlag(javaFlags.LITERAL) ? points : unquote(points);
  }

  parse(): Tree {
    let root: Node;
    if (this.hasFlag(javaFlags.LITERAL)) {
      root = { kind: 'sequence', items: this.points.map((point) => this.literal(point)) };
    } else {
      root = this.alternation();
      if (this.cursor < this.points.length) {
        if (this.peek() === code(')')) throw this.error("Unmatched closing ')'", this.cursor - 1);
        throw this.error('Unexpected internal error');
      }
    }
    return { root, groupCount: this.groupCount, groupNames: this.groupNames };
  }

  /** Alternation : Sequence ( `|` Sequence )* */
  private alternation(): Node {
    const branches = [this.sequence()];
    while (this.peek() === code('|')) {
      this.next();
      branches.push(this.sequence());
    }
    return branches.length === 1 ? branches[0]! : { kind: 'alternation', branches };
  }

  /** Sequence : ( Atom Quantifier? )* */
  private sequence(): Node {
    const items: Node[] = [];
    for (;;) {
      const point = this.peek();
      if (point === code('|') || point === code(')')) break;
      if (point === end && this.cursor >= this.points.length) break;
      if (point === code('*') || point === code('+') || point === code('?')) {
        this.next();
        throw this.error(`Dangling meta character '${String.fromCharCode(point)}'`);
      }
      const atom = this.atom(point);
      if (atom) items.push(this.quantified(atom));
    }
    return items.length === 1 ? items[0]! : { kind: 'sequence', items };
  }

  /** Atom: a group, a class, an escape, an anchor or a literal; undefined for flags such as `(?i)`. */
  private atom(point: number): Node | undefined {
    switch (point) {
      case code('('):
        return this.group();
      case code('['):
        return setNode(this.charClass(true));
      case code('^'):
        this.next();
        if (!this.hasFlag(javaFlags.MULTILINE)) return anchor('inputBegin');
        return anchor(this.hasFlag(javaFlags.UNIX_LINES) ? 'unixLineBegin' : 'lineBegin');
      case code('$'): {
        this.next();
        const unix = this.hasFlag(javaFlags.UNIX_LINES);
        if (this.hasFlag(javaFlags.MULTILINE)) return anchor(unix ? 'unixLineEnd' : 'lineEnd');
        return anchor(unix ? 'beforeFinalNewline' : 'beforeFinalTerminator');
      }
      case code('.'):
        this.next();
        return { kind: 'set', set: this.dot(), written: 'dot' };
      case code('{'):
        // A repetition of nothing, as Java has it; without a number it is a mistake that quantified() reports.
        return { kind: 'sequence', items: [] };
      case backslash:
        return this.escapedAtom();
      default:
        this.next();
        return this.literal(point);
    }
  }

  private escapedAtom(): Node {
    const escaped = this.afterBackslash();
    if (escaped === code('p') || escaped === code('P')) {
      return setNode(this.property(escaped === code('P')));
    }
    this.cursor--;
    const found = this.escape(false);
    return typeof found === 'number' ? this.literal(found) : found;
  }

  /** Quantifier : ( `?` | `*` | `+` | `{n}` | `{n,}` | `{n,m}` ) ( `?` | `+` )? */
  private quantified(body: Node): Node {
    const point = this.peek();
    if (point === code('?') || point === code('*') || point === code('+')) {
      this.next();
      const min = point === code('+') ? 1 : 0;
      const max = point === code('?') ? 1 : unbounded;
      return { kind: 'loop', body, min, max, mode: this.loopMode() };
    }
    if (point !== code('{')) return body;
    if (!isDigit(this.points[this.cursor + 1])) {
      this.cursor++;
      throw this.error('Illegal repetition', this.cursor);
    }
    this.cursor++;
    const min = this.repetitions();
    let max = min;
    if (this.peek() === code(',')) {
      this.cursor++;
      max = isDigit(this.peek()) ? this.repetitions() : unbounded;
    }
    if (this.peek() !== code('}')) throw this.error('Unclosed counted closure', this.cursor);
    if (max < min) throw this.error('Illegal repetition range', this.cursor);
    this.next();
    return { kind: 'loop', body, min, max, mode: this.loopMode() };
  }

  private repetitions(): number {
    let count = 0;
    while (isDigit(this.peek())) {
      count = count * 10 + (this.peek() - 0x30);
      if (count > unbounded) throw this.error('Illegal repetition range', this.cursor);
      this.cursor++;
    }
    return count;
  }

  private loopMode(): LoopMode {
    const point = this.peek();
    if (point !== code('?') && point !== code('+')) return 'greedy';
    this.next();
    return point === code('?') ? 'lazy' : 'possessive';
  }

  /** Group : `(` ( `?:` | `?=` | `?!` | `?>` | `?<=` | `?<!` | `?<name>` | `?flags:` )? Alternation `)` | `(?flags)` */
  private group(): Node | undefined {
    const saved = this.flags;
    let finish: (body: Node) => Node;
    let point = this.next();
    if (point !== code('?')) {
      const index = ++this.groupCount;
      finish = (body) => ({ kind: 'group', index, body });
    } else {
      point = this.skip();
      switch (point) {
        case code(':'):
          finish = (body) => ({ kind: 'group', index: undefined, body });
          break;
        case code('='):
        case code('!'): {
          const negative = point === code('!');
          finish = (body) => ({ kind: 'lookahead', negative, body });
          break;
        }
        case code('>'):
          finish = (body) => ({ kind: 'atomic', body });
          break;
        case code('<'):
          finish = this.lookbehindOrName();
          break;
        case code('$'):
        case code('@'):
          throw this.error('Unknown group type');
        default: {
          this.cursor--;
          this.addFlags();
          const close = this.read();
          if (close === code(')')) return undefined;
          if (close !== code(':')) throw this.error('Unknown inline modifier');
          finish = (body) => ({ kind: 'group', index: undefined, body });
        }
      }
    }
    const body = this.alternation();
    if (this.peek() !== code(')')) throw this.error('Unclosed group', this.cursor);
    const node = finish(body);
    this.next();
    this.flags = saved;
    return node;
  }

  private lookbehindOrName(): (body: Node) => Node {
    const point = this.read();
    if (point === code('=') || point === code('!')) {
      const negative = point === code('!');
      return (body) => {
        const { min, max, bounded } = study(body);
        if (!bounded) throw this.error('Look-behind group does not have an obvious maximum length');
        return { kind: 'lookbehind', negative, body, min, max };
      };
    }
    const name = this.groupName(point);
    if (this.groupNames.has(name)) throw this.error(`Named capturing group <${name}> is already defined`);
    const index = ++this.groupCount;
    this.groupNames.set(name, index);
    return (body) => ({ kind: 'group', index, body });
  }

  private groupName(first: number): string {
    let point = first;
    if (!isLatinLetter(point)) throw this.error('capturing group name does not start with a Latin letter');
    let name = '';
    do {
      name += String.fromCharCode(point);
      point = this.read();
    } while (isLatinLetter(point) || isDigit(point));
    if (point !== code('>')) throw this.error("named capturing group is missing trailing '>'");
    return name;
  }

  private addFlags(): void {
    let adding = true;
    for (;;) {
      const point = this.peek();
      const letter = String.fromCodePoint(point);
      if (letter === '-' && adding) {
        adding = false;
      } else {
        const flag = inlineFlags[letter];
        if (flag === undefined) return;
        this.flags = adding ? this.flags | flag : this.flags & ~flag;
      }
      this.next();
    }
  }

  /** Class : `[` `^`? ( Class | Range | `&&` )* `]`; with consume false the rest of a class after `&&`. */
  private charClass(consume: boolean): CharSet {
    let set: CharSet | undefined;
    let negated = false;
    // Java collects Latin-1 characters aside and joins them with the rest last.
    let latin1: CharSet | undefined;
    const join = (other: CharSet): void => {
      set = set ? set.union(other) : other;
    };
    let point = this.next();
    if (point === code('^') && this.points[this.cursor - 1] === code('[')) {
      negated = true;
      point = this.next();
    }
    for (;;) {
      if (point === code('[')) {
        join(this.charClass(true));
        point = this.peek();
        continue;
      }
      if (point === code('&')) {
        if (this.next() === code('&')) {
          let right: CharSet | undefined;
          point = this.next();
          while (point !== code(']') && point !== code('&')) {
            if (point === end && this.cursor >= this.points.length) break;
            let part: CharSet;
            if (point === code('[')) {
              part = this.charClass(true);
            } else {
              this.cursor--;
              part = this.charClass(false);
            }
            right = right ? right.union(part) : part;
            point = this.peek();
          }
          if (latin1) {
            join(latin1);
            latin1 = undefined;
          }
          if (set && right) set = set.intersect(right);
          else if (right) set = right;
          else if (!set) throw this.error('Bad class syntax');
          continue;
        }
        this.cursor--;
      } else if (point === end && this.cursor >= this.points.length) {
        throw this.error('Unclosed character class');
      } else if (point === code(']') && (set || latin1)) {
        if (consume) this.next();
        if (latin1) join(latin1);
        return negated ? set!.negate() : set!;
      }
      const range = this.classRange();
      if (range.single >= 0 && range.single < 256) latin1 = latin1 ? latin1.union(range) : range;
      else join(range);
      point = this.peek();
    }
  }

  /** Range : Character ( `-` Character )? | Escape */
  private classRange(): CharSet {
    let low: number;
    if (this.peek() === backslash) {
      const escaped = this.afterBackslash();
      if (escaped === code('p') || escaped === code('P')) return this.property(escaped === code('P'));
      this.cursor--;
      const found = this.escape(true);
      if (typeof found !== 'number') return (found as { set: CharSet }).set;
      low = found;
    } else {
      low = this.peek();
      this.next();
    }
    if (this.peek() === code('-')) {
      const following = this.points[this.cursor + 1] ?? end;
      if (following !== code('[') && following !== code(']')) {
        this.next();
        let high = this.peek();
        if (high === backslash) {
          const found = this.escape(true);
          high = typeof found === 'number' ? found : -1;
        } else {
          this.next();
        }
        if (high < low) throw this.error('Illegal character range');
        return foldedRange(low, high, this.folding());
      }
    }
    return caseVariants(low, this.folding());
  }

  /** Property : ( `\p` | `\P` ) ( Letter | `{` Name `}` ), the cursor on `p`. */
  private property(negated: boolean): CharSet {
    let name: string;
    let point = this.next();
    if (point !== code('{')) {
      name = String.fromCodePoint(point);
      this.read();
    } else {
      const start = this.cursor + 1;
      do point = this.points[++this.cursor] ?? -1;
      while (point !== code('}') && point !== -1);
      const stop = this.cursor++;
      if (point === -1) throw this.error('Unclosed character family', this.points.length);
      if (start >= stop) throw this.error('Empty character family');
      name = String.fromCodePoint(...this.points.slice(start, stop));
    }
    const equals = name.indexOf('=');
    let set: CharSet | undefined;
    if (equals >= 0) {
      const key = name.slice(0, equals).toLowerCase();
      const value = name.slice(equals + 1);
      set = scriptOrCategorySet(key, value, this.hasFlag(javaFlags.CASE_INSENSITIVE));
      if (!set) throw this.error(`Unknown Unicode property {name=<${key}>, value=<${value}>}`);
    } else {
      set = propertySet(
        name,
        this.hasFlag(javaFlags.CASE_INSENSITIVE),
        this.hasFlag(javaFlags.UNICODE_CHARACTER_CLASS),
      );
      if (!set) throw this.error(`Unknown character property name {${name}}`);
    }
    return negated ? set.negate() : set;
  }

  /** Escape : `\` and what follows; the cursor on the character after it. A number is a literal code point. */
  private escape(inClass: boolean): number | Node {
    this.cursor++;
    const point = this.points[this.cursor] ?? end;
    this.cursor++;
    const character = String.fromCodePoint(point);
    const unicode = this.hasFlag(javaFlags.UNICODE_CHARACTER_CLASS);
    const classEscape = (name: 'd' | 's' | 'w', negated: boolean): Node => {
      const set = unicode ? unicodeSet(name) : asciiSet(name);
      return { kind: 'set', set: negated ? set.negate() : set, written: 'class' };
    };
    switch (character) {
      case '0':
        return this.octal();
      case 'a':
        return 7;
      case 'e':
        return 27;
      case 'f':
        return 12;
      case 'n':
        return 10;
      case 'r':
        return 13;
      case 't':
        return 9;
      case 'd':
      case 's':
      case 'w':
        return classEscape(character, false);
      case 'D':
      case 'S':
      case 'W':
        return classEscape(character.toLowerCase() as 'd' | 's' | 'w', true);
      case 'h':
      case 'H':
        return setNode(character === 'h' ? horizontalSpace : horizontalSpace.negate());
      case 'v':
      case 'V':
        return setNode(character === 'v' ? verticalSpace : verticalSpace.negate());
      case 'c':
        if (this.cursor >= this.points.length) throw this.error('Illegal control escape sequence');
        return this.read() ^ 64;
      case 'x':
        return this.hexadecimal();
      case 'u':
        return this.unicodeEscape();
      case 'N':
        throw this.error('Character names (\\N{..}) are not supported');
    }
    if (!inClass) {
      switch (character) {
        case 'A':
          return anchor('inputBegin');
        case 'B':
          return anchor(unicode ? 'notUnicodeWordBoundary' : 'notWordBoundary');
        case 'b':
          if (
            this.peek() === code('{') &&
            this.points[this.cursor + 1] === code('g') &&
            this.points[this.cursor + 2] === code('}')
          ) {
            this.cursor += 3;
            return anchor('graphemeBoundary');
          }
          return anchor(unicode ? 'unicodeWordBoundary' : 'wordBoundary');
        case 'G':
          return anchor('lastMatchEnd');
        case 'Z':
          return anchor(this.hasFlag(javaFlags.UNIX_LINES) ? 'beforeFinalNewline' : 'beforeFinalTerminator');
        case 'z':
          return anchor('inputEnd');
        case 'R':
          return { kind: 'linebreak' };
        case 'X':
          return { kind: 'grapheme' };
        case 'k': {
          if (this.read() !== code('<')) throw this.error("\\k is not followed by '<' for named capturing group");
          const name = this.groupName(this.read());
          const group = this.groupNames.get(name);
          if (group === undefined) throw this.error(`named capturing group <${name}> does not exist`);
          return { kind: 'backreference', group, folding: this.folding() };
        }
      }
      if (character >= '1' && character <= '9') return this.numberedReference(point - 0x30);
    }
    if (isLatinLetter(point) || isDigit(point)) throw this.error('Illegal/unsupported escape sequence');
    return point;
  }

  private numberedReference(first: number): Node {
    let group = first;
    while (isDigit(this.peek())) {
      const longer = group * 10 + (this.peek() - 0x30);
      if (longer > this.groupCount) break;
      group = longer;
      this.read();
    }
    return { kind: 'backreference', group, folding: this.folding() };
  }

  private octal(): number {
    const digit = (): number => {
      const point = this.peek();
      return point >= 0x30 && point <= 0x37 ? point - 0x30 : -1;
    };
    let value = digit();
    if (value < 0) {
      this.cursor++;
      throw this.error('Illegal octal escape sequence');
    }
    this.cursor++;
    const limit = value <= 3 ? 2 : 1;
    for (let count = 0; count < limit && digit() >= 0; count++) {
      value = value * 8 + digit();
      this.cursor++;
    }
    return value;
  }

  private hexadecimal(): number {
    const first = hexValue(this.read());
    if (first >= 0) {
      const second = hexValue(this.read());
      if (second >= 0) return first * 16 + second;
    } else if (this.points[this.cursor - 1] === code('{') && hexValue(this.peek()) >= 0) {
      let value = 0;
      let point = this.read();
      for (; hexValue(point) >= 0; point = this.read()) {
        value = value * 16 + hexValue(point);
        if (value > 0x10ffff) throw this.error('Hexadecimal codepoint is too big');
      }
      if (point !== code('}')) throw this.error('Unclosed hexadecimal escape sequence');
      return value;
    }
    throw this.error('Illegal hexadecimal escape sequence');
  }

  private unicodeEscape(): number {
    const high = this.fourHexDigits();
    // Two escapes that form a surrogate pair are one code point.
    if (
      high >= 0xd800 &&
      high < 0xdc00 &&
      this.points[this.cursor] === backslash &&
      this.points[this.cursor + 1] === code('u')
    ) {
      const saved = this.cursor;
      this.cursor += 2;
      const low = this.fourHexDigits();
      if (low >= 0xdc00 && low < 0xe000) return (high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;
      this.cursor = saved;
    }
    return high;
  }

  private fourHexDigits(): number {
    let value = 0;
    for (let count = 0; count < 4; count++) {
      const digit = hexValue(this.read());
      if (digit < 0) throw this.error('Illegal Unicode escape sequence');
      value = value * 16 + digit;
    }
    return value;
  }

  private dot(): CharSet {
    if (this.hasFlag(javaFlags.DOTALL)) return anyCodePoint;
    return this.hasFlag(javaFlags.UNIX_LINES) ? notNewline : notLineTerminator;
  }

  private folding(): CaseFolding {
    if (!this.hasFlag(javaFlags.CASE_INSENSITIVE)) return 'none';
    return this.hasFlag(javaFlags.UNICODE_CASE) ? 'unicode' : 'ascii';
  }

  private literal(point: number): Node {
    return { kind: 'set', set: caseVariants(point, this.folding()), written: 'literal' };
  }

  private hasFlag(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  /** The character at the cursor, past what COMMENTS lets be ignored; 0 at the end. */
  private peek(): number {
    if (this.hasFlag(javaFlags.COMMENTS)) this.skipComments();
    return this.points[this.cursor] ?? end;
  }

  /** Returns the character at the cursor and moves past it. */
  private read(): number {
    const point = this.peek();
    this.cursor++;
    return point;
  }

  /** Moves past the character at the cursor and peeks at the next one. */
  private next(): number {
    this.cursor++;
    return this.peek();
  }

  /** Moves past two characters and returns the second. */
  private skip(): number {
    const point = this.points[this.cursor + 1] ?? end;
    this.cursor += 2;
    return point;
  }

  /** The character behind the backslash at the cursor; the cursor moves onto it. */
  private afterBackslash(): number {
    this.cursor++;
    if (this.cursor >= this.points.length) throw this.error('Unescaped trailing backslash', this.points.length);
    return this.points[this.cursor]!;
  }

  private skipComments(): void {
    for (;;) {
      const point = this.points[this.cursor];
      if (point === undefined) return;
      if (point === 0x20 || (point >= 9 && point <= 13)) {
        this.cursor++;
      } else if (point === code('#')) {
        while (this.cursor < this.points.length && !this.endsComment(this.points[this.cursor]!)) this.cursor++;
      } else {
        return;
      }
    }
  }

  private endsComment(point: number): boolean {
    return this.hasFlag(javaFlags.UNIX_LINES) ? point === 10 : !notLineTerminator.has(point);
  }

  private error(description: string, index = this.cursor - 1): Error {
    return patternSyntaxException(description, this.pattern, index);
  }
}

const notNewline = CharSet.of(10).negate();
const notLineTerminator = CharSet.ofRanges([10, 10, 13, 13, 0x85, 0x85, 0x2028, 0x2029], true).negate();

function setNode(set: CharSet): Node {
  return { kind: 'set', set, written: 'class' };
}

function anchor(name: Anchor): Node {
  return { kind: 'anchor', anchor: name };
}

function isDigit(point: number | undefined): boolean {
  return point !== undefined && point >= 0x30 && point <= 0x39;
}

function isLatinLetter(point: number): boolean {
  return (point >= 0x41 && point <= 0x5a) || (point >= 0x61 && point <= 0x7a);
}

function hexValue(point: number): number {
  if (isDigit(point)) return point - 0x30;
  const lower = point | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Replaces `\Q..\E` by escapes of its characters. */
function unquote(points: readonly number[]): number[] {
  const result: number[] = [];
  for (let index = 0; index < points.length; index++) {
    if (points[index] !== backslash || points[index + 1] !== code('Q')) {
      result.push(points[index]!);
      if (points[index] === backslash && index + 1 < points.length) result.push(points[++index]!);
      continue;
    }
    index += 2;
    const first = index;
    while (index < points.length && !(points[index] === backslash && points[index + 1] === code('E'))) {
      const point = points[index]!;
      if (point >= 128 || isLatinLetter(point)) result.push(point);
      else if (!isDigit(point)) result.push(backslash, point);
      // A leading digit must not lengthen an escape that stands before the quotation.
      else if (index === first) result.push(backslash, code('x'), code('3'), point);
      else result.push(point);
      index++;
    }
    index++;
  }
  return result;
}
