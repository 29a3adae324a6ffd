// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The matching machine: backtracking with a stack of its own, so that neither a long text nor a bad pattern can
// overflow the call stack, and with budgets, so that none can run for ever.

import { Failure } from '../diagnostics/failure.js';
import { simpleLower, simpleUpper } from './caseFolding.js';
import { unbounded } from './ast.js';
import type { NativeRegex } from './native.js';
import { type Instruction, op, type Program } from './program.js';
import { nextGraphemeEnd } from './graphemes.js';

/** Steps that one search may take, about a second of work. Java itself would go on for years. */
export const stepLimit = 50_000_000;
/** Entries of the stack of choices (four integers each) after which Java's own stack has overflowed long ago. */
const stackLimit = 4_000_000;

/** Counts the characters that matches on one text read, as the server's LimitedCharSequence does. */
export interface ReadCounter {
  count: number;
  readonly limit: number;
  /** Called when count exceeds limit; throws. */
  readonly exceeded: () => never;
}

// Kinds of stack entries: [kind, a, b, c].
const choice = 0; // go on at instruction a, position b
const restoreRegister = 1; // register a had the value b
const restoreGroup = 2; // group a had the start b and the end c
const greedySet = 3; // set loop a: give back one character, position b, lowest position c
const lazySet = 4; // set loop a: take one more, position b, taken so far c
const loopExit = 5; // loop a: leave it, position b; its body failed there
const barrier = 6; // look a began at position b; the barrier below is at c
const behind = 7; // as barrier; the position from where the look-behind tries is in the entry above it

const surrogate = /[\ud800-\udfff]/;

let stack = new Int32Array(4 * 1024);
const none: never[] = [];

/** The state of matching on one text. */
export class Machine {
  readonly program: Program;
  readonly text: string;
  /** Starts and ends of groups, -1 where a group took no part; those of the whole match alone until locateGroups is called. */
  readonly groups: number[];
  /** End of the last match, for `\G`. */
  lastEnd = 0;
  private readonly counter: ReadCounter | undefined;
  private readonly registers: number[];
  private readonly memos: readonly Set<number>[];
  private readonly native: NativeRegex | undefined;
  private isLocated = true;
  private steps = 0;
  private shifts: Shifts | undefined;

  constructor(program: Program, groupCount: number, text: string, counter: ReadCounter | undefined) {
    this.program = program;
    this.text = text;
    this.counter = counter;
    // The machine counts what it reads; JavaScript does not.
    const { native } = program;
    const isNative = !counter && native && text.length <= native.longestText && !surrogate.test(text);
    this.native = isNative ? native : undefined;
    this.groups = new Array<number>(2 * (groupCount + 1)).fill(-1);
    this.registers = program.registers === 0 ? none : new Array<number>(program.registers).fill(0);
    this.memos = program.memos === 0 ? none : Array.from({ length: program.memos }, () => new Set());
  }

  /** Finds the first match at or after a position. */
  search(from: number): boolean {
    if (this.native) return this.searchNatively(this.native, from);
    this.begin();
    const { search, start, first } = this.program;
    if (search.kind === 'anchored') return this.run(start, from, from, false);
    if (search.kind === 'literal') return this.searchLiteral(search.literal, search.after, from);
    const last = this.text.length - search.minLength;
    for (let at = from; at <= last; at++) {
      if ((first === undefined || this.mayBegin(first, at)) && this.run(start, at, at, false)) return true;
      if (search.pairs && at < last && isHigh(this.read(at)) && at + 1 < this.text.length && isLow(this.read(at + 1)))
        at++;
    }
    return false;
  }

  /** Whether the first character fits. A read that does counts when it is read again. */
  private mayBegin(first: Instruction, at: number): boolean {
    const { counter } = this;
    const count = counter?.count ?? 0;
    const end = first.op === op.unit ? (this.read(at) === first.unit ? at : -1) : this.step(first, at);
    if (end < 0) return false;
    if (counter) counter.count = count;
    return true;
  }

  private searchNatively({ regex }: NativeRegex, from: number): boolean {
    regex.lastIndex = from;
    const match = regex.exec(this.text);
    if (!match) return false;
    this.groups[0] = match.index;
    this.groups[1] = match.index + match[0].length;
    this.isLocated = false;
    return true;
  }

  /** Finds the groups of the last match. */
  locateGroups(): void {
    if (this.isLocated) return;
    this.isLocated = true;
    const { groups } = this.native!;
    groups.lastIndex = this.groups[0]!;
    const { indices } = groups.exec(this.text)!;
    for (let group = 1; 2 * group < this.groups.length; group++) {
      const [start, end] = indices![group] ?? [-1, -1];
      this.groups[2 * group] = start;
      this.groups[2 * group + 1] = end;
    }
  }

  /** Matches at a position; with `whole` the match has to end at the end of the text. */
  matchAt(at: number, whole: boolean): boolean {
    this.begin();
    return this.run(this.program.start, at, at, whole);
  }

  /** Characters read so far, where they are counted. */
  get charactersRead(): number {
    return this.counter?.count ?? 0;
  }

  /** Counts characters that are read outside of matching. */
  countReads(count: number): void {
    const { counter } = this;
    if (!counter || count <= 0) return;
    counter.count += count;
    if (counter.count > counter.limit) {
      counter.count = Math.max(counter.limit + 1, counter.count - count + 1);
      counter.exceeded();
    }
  }

  private begin(): void {
    this.steps = 0;
    this.isLocated = true;
    this.groups.fill(-1);
    for (const memo of this.memos) memo.clear();
  }

  private searchLiteral(literal: string, after: number, from: number): boolean {
    const { text } = this;
    const shifts = (this.shifts ??= new Shifts(literal));
    const last = text.length - literal.length;
    let at = from;
    scan: while (at <= last) {
      for (let index = literal.length - 1; index >= 0; index--) {
        const unit = this.read(at + index);
        if (unit !== literal.charCodeAt(index)) {
          at += shifts.after(unit, index);
          continue scan;
        }
      }
      if (this.run(after, at + literal.length, at, false)) return true;
      at++;
    }
    return false;
  }

  private read(at: number): number {
    const { counter } = this;
    if (counter && ++counter.count > counter.limit) counter.exceeded();
    return this.text.charCodeAt(at);
  }

  private readCodePoint(at: number): number {
    const unit = this.read(at);
    if (unit < 0xd800 || unit > 0xdbff || at + 1 >= this.text.length) return unit;
    const low = this.read(at + 1);
    return low >= 0xdc00 && low <= 0xdfff ? (unit - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000 : unit;
  }

  private run(start: number, position: number, matchStart: number, whole: boolean): boolean {
    const { registers, groups, memos, text, counter } = this;
    const { instructions } = this.program;
    const length = text.length;
    let pc = start;
    let at = position;
    let top = 0;
    let lastBarrier = -1;
    let steps = this.steps;

    const push = (kind: number, a: number, b: number, c: number): void => {
      if (top + 4 > stack.length) {
        if (top >= 4 * stackLimit) throw new Failure('stack_overflow_error', null);
        const larger = new Int32Array(stack.length * 2);
        larger.set(stack);
        stack = larger;
      }
      stack[top] = kind;
      stack[top + 1] = a;
      stack[top + 2] = b;
      stack[top + 3] = c;
      top += 4;
    };

    for (;;) {
      if (++steps > stepLimit) throw tooManySteps();
      const instruction = instructions[pc]!;
      let failed = false;
      switch (instruction.op) {
        case op.accept:
          if (whole && at !== length) {
            failed = true;
            break;
          }
          groups[0] = matchStart;
          groups[1] = at;
          this.steps = steps;
          return true;
        case op.unit:
          if (at < length) {
            if (counter && ++counter.count > counter.limit) counter.exceeded();
            if (text.charCodeAt(at) === instruction.unit) {
              at++;
              pc = instruction.next;
              break;
            }
          }
          failed = true;
          break;
        case op.set: {
          const end = this.step(instruction, at);
          if (end < 0) {
            failed = true;
          } else {
            at = end;
            pc = instruction.next;
          }
          break;
        }
        case op.setLoop: {
          const { min, max, mode } = instruction;
          let taken = 0;
          let end = at;
          const enough = mode === 'lazy' ? min : max;
          let lowest = min === 0 ? at : -1;
          while (taken < enough) {
            const after = this.step(instruction, end);
            if (after < 0) break;
            end = after;
            if (++taken === min) lowest = end;
          }
          steps += taken;
          if (taken < min) {
            failed = true;
            break;
          }
          if (mode === 'greedy' && end > lowest) push(greedySet, pc, end, lowest);
          else if (mode === 'lazy' && min < max) push(lazySet, pc, end, taken);
          at = end;
          pc = instruction.next;
          break;
        }
        case op.split:
          push(choice, instruction.other, at, 0);
          pc = instruction.next;
          break;
        case op.open:
          push(restoreRegister, instruction.register, registers[instruction.register]!, 0);
          registers[instruction.register] = at;
          pc = instruction.next;
          break;
        case op.close: {
          const slot = 2 * instruction.group;
          push(restoreGroup, slot, groups[slot]!, groups[slot + 1]!);
          groups[slot] = registers[instruction.register]!;
          groups[slot + 1] = at;
          pc = instruction.next;
          break;
        }
        case op.loopStart:
          push(restoreRegister, instruction.register, registers[instruction.register]!, 0);
          registers[instruction.register] = 1;
          if (instruction.min > 0) {
            pc = instruction.other;
          } else if (instruction.mode === 'lazy') {
            push(choice, instruction.other, at, 0);
            pc = instruction.next;
          } else {
            push(choice, instruction.next, at, 0);
            pc = instruction.other;
          }
          break;
        case op.loop: {
          const count = registers[instruction.register]!;
          const isEmpty = at === registers[instruction.begin]!;
          if (isEmpty && !instruction.deterministic) {
            pc = instruction.next;
          } else if (isEmpty && count > instruction.min) {
            // Java forgets the groups of an empty iteration of a deterministic body.
            failed = true;
          } else if (count < instruction.min) {
            push(restoreRegister, instruction.register, count, 0);
            registers[instruction.register] = count + 1;
            pc = instruction.other;
          } else if (count < instruction.max) {
            if (instruction.mode === 'lazy') {
              push(restoreRegister, instruction.register, count, 0);
              push(choice, instruction.other, at, 0);
              pc = instruction.next;
              registers[instruction.register] = count + 1;
            } else if (instruction.memo >= 0 && memos[instruction.memo]!.has(at)) {
              pc = instruction.next;
            } else {
              push(loopExit, pc, at, 0);
              push(restoreRegister, instruction.register, count, 0);
              registers[instruction.register] = count + 1;
              pc = instruction.other;
            }
          } else {
            pc = instruction.next;
          }
          break;
        }
        case op.atomic:
        case op.lookahead:
          push(barrier, pc, at, lastBarrier);
          lastBarrier = top - 4;
          pc = instruction.other;
          break;
        case op.lookbehind: {
          const first = at - instruction.min;
          if (first < 0) {
            if (instruction.negative) pc = instruction.next;
            else failed = true;
            break;
          }
          push(choice, pc, first, 0);
          push(behind, pc, at, lastBarrier);
          lastBarrier = top - 4;
          at = first;
          pc = instruction.other;
          break;
        }
        case op.endLook: {
          const owner = instructions[stack[lastBarrier + 1]!]!;
          const origin = stack[lastBarrier + 2]!;
          const isBehind = stack[lastBarrier] === behind;
          if (isBehind && at !== origin) {
            failed = true;
            break;
          }
          // The choices inside are given up; groups that were set inside stay set, as in Java.
          top = isBehind ? lastBarrier - 4 : lastBarrier;
          lastBarrier = stack[lastBarrier + 3]!;
          if (owner.op !== op.atomic) at = origin;
          if (owner.negative) failed = true;
          else pc = owner.next;
          break;
        }
        case op.backreference: {
          const end = this.stepBackreference(instruction, at);
          if (end < 0) {
            failed = true;
          } else {
            at = end;
            pc = instruction.next;
          }
          break;
        }
        case op.anchor:
          if (this.holds(instruction, at)) pc = instruction.next;
          else failed = true;
          break;
        case op.linebreak: {
          if (at >= length) {
            failed = true;
            break;
          }
          const unit = this.read(at);
          if (unit === 13) {
            at++;
            if (at < length && this.read(at) === 10) {
              push(choice, instruction.next, at, 0);
              at++;
            }
            pc = instruction.next;
          } else if ((unit >= 10 && unit <= 12) || unit === 0x85 || unit === 0x2028 || unit === 0x2029) {
            at++;
            pc = instruction.next;
          } else {
            failed = true;
          }
          break;
        }
        case op.grapheme:
          if (at >= length) {
            failed = true;
          } else {
            const end = nextGraphemeEnd(text, at);
            // Java looks at the first character of the next cluster too.
            for (let seen = at; seen <= end && seen < length; seen++) this.read(seen);
            at = end;
            pc = instruction.next;
          }
          break;
        case op.fail:
          failed = true;
          break;
      }
      if (!failed) continue;

      // Backtrack to the last choice.
      for (;;) {
        if (top === 0) {
          this.steps = steps;
          return false;
        }
        if (++steps > stepLimit) throw tooManySteps();
        top -= 4;
        const kind = stack[top]!;
        const a = stack[top + 1]!;
        const b = stack[top + 2]!;
        const c = stack[top + 3]!;
        if (kind === restoreRegister) {
          registers[a] = b;
          continue;
        }
        if (kind === restoreGroup) {
          groups[a] = b;
          groups[a + 1] = c;
          continue;
        }
        if (kind === choice) {
          pc = a;
          at = b;
          break;
        }
        const owner = instructions[a]!;
        if (kind === greedySet) {
          at = this.giveBack(owner, b, c);
          const follower = instructions[owner.next]!;
          // Back to the next character that can follow; those that count what they read try each.
          if (!counter && follower.op === op.unit && !isSurrogate(follower.unit)) {
            at = text.lastIndexOf(String.fromCharCode(follower.unit), at);
            if (at < c) continue;
          }
          if (at > c) push(greedySet, a, at, c);
          pc = owner.next;
          break;
        }
        if (kind === lazySet) {
          const end = this.step(owner, b);
          if (end < 0) continue;
          if (c + 1 < owner.max) push(lazySet, a, end, c + 1);
          at = end;
          pc = owner.next;
          break;
        }
        if (kind === loopExit) {
          if (owner.memo >= 0) memos[owner.memo]!.add(b);
          at = b;
          pc = owner.next;
          break;
        }
        // A look found nothing inside.
        lastBarrier = c;
        if (kind === behind) {
          top -= 4;
          const tried = stack[top + 2]!;
          // The longest match may have overflowed, and so does the difference, as in Java.
          const lowest = Math.max(0, (b - owner.max) | 0);
          if (tried > lowest) {
            push(choice, a, tried - 1, 0);
            push(behind, a, b, c);
            lastBarrier = top - 4;
            at = tried - 1;
            pc = owner.other;
            break;
          }
        }
        if (owner.negative) {
          at = b;
          pc = owner.next;
          break;
        }
      }
    }
  }

  /** Position after one character of an instruction's set, or -1. */
  private step(instruction: Instruction, at: number): number {
    if (at >= this.text.length) return -1;
    const { set } = instruction;
    if (set.bmp) return set.has(this.read(at)) ? at + 1 : -1;
    const codePoint = this.readCodePoint(at);
    if (!set.has(codePoint)) return -1;
    return codePoint > 0xffff ? at + 2 : at + 1;
  }

  /** Position one character before, which a greedy set loop gives back. */
  private giveBack(instruction: Instruction, at: number, lowest: number): number {
    const { set, max } = instruction;
    if (set.bmp) return at - 1;
    // Only unbounded repetitions look at what they give back.
    const looks = max === unbounded;
    const unit = looks ? this.read(at - 1) : this.text.charCodeAt(at - 1);
    if (!isLow(unit) || at < 2) return at - 1;
    const high = looks ? this.read(at - 2) : this.text.charCodeAt(at - 2);
    return isHigh(high) && at - 2 >= lowest ? at - 2 : at - 1;
  }

  private stepBackreference(instruction: Instruction, at: number): number {
    const start = this.groups[2 * instruction.group]!;
    const size = this.groups[2 * instruction.group + 1]! - start;
    if (start < 0 || at + size > this.text.length) return -1;
    if (instruction.folding === 'none') {
      for (let index = 0; index < size; index++) {
        if (this.read(at + index) !== this.read(start + index)) return -1;
      }
      return at + size;
    }
    for (let index = 0; index < size;) {
      const a = this.readCodePoint(at + index);
      const b = this.readCodePoint(start + index);
      if (a !== b && !sameFolded(a, b, instruction.folding === 'unicode')) return -1;
      index += a > 0xffff ? 2 : 1;
    }
    return at + size;
  }

  private holds(instruction: Instruction, at: number): boolean {
    const { text } = this;
    const { length } = text;
    switch (instruction.anchor) {
      case 'inputBegin':
        return at === 0;
      case 'inputEnd':
        return at === length;
      case 'lastMatchEnd':
        return at === this.lastEnd;
      case 'beforeFinalTerminator': {
        if (at === length) return true;
        if (at < length - 2) return false;
        if (at === length - 2) return this.read(at) === 13 && this.read(at + 1) === 10 && this.read(at) === 13;
        const unit = this.read(at);
        if (unit === 10) return at === 0 || this.read(at - 1) !== 13;
        return isTerminator(unit);
      }
      case 'beforeFinalNewline':
        return at === length || (this.read(at) === 10 && at === length - 1);
      case 'lineBegin': {
        if (at === length) return false;
        if (at > 0) {
          const before = this.read(at - 1);
          if (before !== 10 && !isTerminator(before)) return false;
          if (before === 13 && this.read(at) === 10) return false;
        }
        return true;
      }
      case 'lineEnd': {
        if (at === length) return true;
        const unit = this.read(at);
        if (unit === 10) return at === 0 || this.read(at - 1) !== 13;
        return isTerminator(unit);
      }
      case 'unixLineBegin':
        return at < length && (at === 0 || this.read(at - 1) === 10);
      case 'unixLineEnd':
        return at === length || this.read(at) === 10;
      case 'wordBoundary':
      case 'notWordBoundary': {
        const left = at > 0 && isAsciiWord(this.readBefore(at));
        const right = at < length && isAsciiWord(this.readCodePoint(at));
        return (left !== right) === (instruction.anchor === 'wordBoundary');
      }
      case 'unicodeWordBoundary':
      case 'notUnicodeWordBoundary': {
        const left = at > 0 && isUnicodeWord(this.readBefore(at));
        const right = at < length && isUnicodeWord(this.readCodePoint(at));
        return (left !== right) === (instruction.anchor === 'unicodeWordBoundary');
      }
      case 'graphemeBoundary':
        return at === 0 || at === length || nextGraphemeEnd(text, 0, at) === at;
    }
  }

  private readBefore(at: number): number {
    const unit = this.read(at - 1);
    if (unit < 0xdc00 || unit > 0xdfff || at < 2) return unit;
    const high = this.read(at - 2);
    return high >= 0xd800 && high <= 0xdbff ? (high - 0xd800) * 0x400 + (unit - 0xdc00) + 0x10000 : unit;
  }
}

/** Boyer-Moore's two tables for a literal, the first over seven bits of a character as Java has it. */
class Shifts {
  private readonly lastIndex = new Int32Array(128);
  private readonly suffixShift: Int32Array;

  constructor(literal: string) {
    const { length } = literal;
    for (let index = 0; index < length; index++) this.lastIndex[literal.charCodeAt(index) & 127] = index + 1;
    this.suffixShift = new Int32Array(length);
    for (let index = 0; index < length; index++) {
      let shift = 1;
      const agrees = (): boolean => {
        for (let later = length - 1; later > index && later >= shift; later--) {
          if (literal[later] !== literal[later - shift]) return false;
        }
        return true;
      };
      while (!agrees()) shift++;
      this.suffixShift[index] = shift;
    }
  }

  /** How far to move when `unit` stands where the literal's character at `index` should. */
  after(unit: number, index: number): number {
    return Math.max(index + 1 - this.lastIndex[unit & 127]!, this.suffixShift[index]!);
  }
}

function tooManySteps(): Failure {
  return new Failure(
    'circuit_breaking_exception',
    `Regular expression took more than ${stepLimit} steps on one text; the server would not come back either`,
    { status: 429 },
  );
}

function isTerminator(unit: number): boolean {
  return unit === 13 || unit === 0x85 || unit === 0x2028 || unit === 0x2029;
}

function isAsciiWord(point: number): boolean {
  return (
    (point >= 0x61 && point <= 0x7a) ||
    (point >= 0x41 && point <= 0x5a) ||
    (point >= 0x30 && point <= 0x39) ||
    point === 0x5f
  );
}

const unicodeWord = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]/u;

function isUnicodeWord(point: number): boolean {
  return unicodeWord.test(String.fromCodePoint(point));
}

function sameFolded(a: number, b: number, unicode: boolean): boolean {
  if (unicode) return simpleLower(simpleUpper(a)) === simpleLower(simpleUpper(b));
  const lower = a | 0x20;
  return lower === (b | 0x20) && lower >= 0x61 && lower <= 0x7a;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
