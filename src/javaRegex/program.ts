// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Syntax tree to instructions of the matching machine.
// java.util.regex decides some things by the form of a pattern (where a search may stop, which literal it looks for
// from behind); they show in the number of characters that a match reads, which the server limits. `Search` notes them.

import { type Anchor, type CaseFolding, type LoopMode, type Node, type Tree, unbounded } from './ast.js';
import { type NativeRegex, nativeRegex } from './native.js';
import { study } from './study.js';
import { anyCodePoint, type CharSet } from './charSet.js';

/** What an instruction does. */
export const op = {
  accept: 0,
  /** One code point of `set`. */
  set: 1,
  /** One UTF-16 unit, `unit`. */
  unit: 2,
  /** A repeated set. */
  setLoop: 3,
  /** Goes to `next`, later to `other`. */
  split: 4,
  /** Notes where a group begins in `register`. */
  open: 5,
  /** Stores group `group`. */
  close: 6,
  /** Enters a loop whose counter is `register`. */
  loopStart: 7,
  /** Decides about another iteration; `other` is the body, `begin` the register with the start of the iteration. */
  loop: 8,
  /** Runs `other` up to endLook without keeping its choices. */
  atomic: 9,
  lookahead: 10,
  lookbehind: 11,
  endLook: 12,
  backreference: 13,
  anchor: 14,
  linebreak: 15,
  grapheme: 16,
  fail: 17,
} as const;

/** One step of a program; all have the same fields, so that the machine stays fast. */
export interface Instruction {
  readonly op: (typeof op)[keyof typeof op];
  next: number;
  other: number;
  readonly set: CharSet;
  readonly unit: number;
  readonly min: number;
  readonly max: number;
  readonly mode: LoopMode;
  readonly register: number;
  readonly begin: number;
  readonly group: number;
  /** Number of the set of positions where another iteration is known to fail, or -1. */
  readonly memo: number;
  /** Whether a loop's body matches in one way only. */
  readonly deterministic: boolean;
  readonly negative: boolean;
  readonly folding: CaseFolding;
  readonly anchor: Anchor;
}

/** How find() looks for a first position. */
export type Search =
  /** Only where the search begins: the pattern starts with `^` or `\A`. */
  | { readonly kind: 'anchored' }
  /** At every position that leaves `minLength` units; with `pairs` not inside of surrogate pairs. */
  | { readonly kind: 'scan'; readonly minLength: number; readonly pairs: boolean }
  /** Boyer-Moore for a leading literal, then `after`. */
  | { readonly kind: 'literal'; readonly literal: string; readonly after: number };

/** A compiled pattern. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
  readonly search: Search;
  /** What takes the first character of every match, where that is always the same. */
  readonly first: Instruction | undefined;
  readonly registers: number;
  readonly memos: number;
  /** Finds the same matches in texts without surrogates; for plain patterns only. */
  readonly native: NativeRegex | undefined;
}

/** Compiles a tree. */
export function compileProgram(tree: Tree): Program {
  return new Compiler(tree).compile();
}

const defaults: Omit<Instruction, 'op'> = {
  next: -1,
  other: -1,
  set: anyCodePoint,
  unit: 0,
  min: 0,
  max: 0,
  mode: 'greedy',
  register: -1,
  begin: -1,
  group: -1,
  memo: -1,
  deterministic: false,
  negative: false,
  folding: 'none',
  anchor: 'inputBegin',
};

class Compiler {
  private readonly tree: Tree;
  private readonly instructions: Instruction[] = [];
  private registers = 0;
  private memos = 0;
  private readonly hasBackreference: boolean;

  constructor(tree: Tree) {
    this.tree = tree;
    this.hasBackreference = contains(tree.root, (node) => node.kind === 'backreference');
  }

  compile(): Program {
    const accept = this.add({ op: op.accept });
    const { root } = this.tree;
    const literal = leadingLiteral(root);
    let start: number;
    let search: Search;
    if (literal.length >= 4) {
      const items = (root as Extract<Node, { kind: 'sequence' }>).items;
      const after = this.sequence(items.slice(literal.length), accept, false);
      start = this.sequence(items.slice(0, literal.length), after, false);
      search = { kind: 'literal', literal, after };
    } else {
      start = this.node(root, accept, false);
      const first = root.kind === 'sequence' ? root.items[0] : root;
      if (first?.kind === 'anchor' && first.anchor === 'inputBegin') search = { kind: 'anchored' };
      else
        search = { kind: 'scan', minLength: Math.min(unbounded, study(root).min), pairs: contains(root, isPairAware) };
    }
    return {
      instructions: this.instructions,
      start,
      search,
      first: this.first(start),
      registers: this.registers,
      memos: this.memos,
      native: nativeRegex(root),
    };
  }

  private first(start: number): Instruction | undefined {
    let instruction = this.instructions[start]!;
    while (instruction.op === op.open) instruction = this.instructions[instruction.next]!;
    const takesOne = instruction.op === op.unit || instruction.op === op.set;
    return takesOne || (instruction.op === op.setLoop && instruction.min > 0) ? instruction : undefined;
  }

  private add(instruction: Partial<Instruction> & Pick<Instruction, 'op'>): number {
    return this.instructions.push({ ...defaults, ...instruction }) - 1;
  }

  private sequence(items: readonly Node[], next: number, inLoop: boolean): number {
    return items.reduceRight((following, item) => this.node(item, following, inLoop), next);
  }

  /** Instructions of a node that go on at `next`; returns the first. */
  private node(node: Node, next: number, inLoop: boolean): number {
    switch (node.kind) {
      case 'set': {
        const { single } = node.set;
        return single >= 0 && single < 0x10000
          ? this.add({ op: op.unit, unit: single, next })
          : this.add({ op: op.set, set: node.set, next });
      }
      case 'sequence':
        return this.sequence(node.items, next, inLoop);
      case 'alternation':
        return node.branches
          .map((branch) => this.node(branch, next, inLoop))
          .reduceRight((other, branch) => this.add({ op: op.split, next: branch, other }));
      case 'group': {
        if (node.index === undefined) return this.node(node.body, next, inLoop);
        const register = this.registers++;
        const close = this.add({ op: op.close, register, group: node.index, next });
        return this.add({ op: op.open, register, next: this.node(node.body, close, inLoop) });
      }
      case 'loop':
        return this.loop(node, next, inLoop);
      case 'atomic':
        return this.add({ op: op.atomic, other: this.look(node.body, inLoop), next });
      case 'lookahead':
        return this.add({ op: op.lookahead, negative: node.negative, other: this.look(node.body, inLoop), next });
      case 'lookbehind': {
        const { negative, min, max } = node;
        return this.add({ op: op.lookbehind, negative, min, max, other: this.look(node.body, inLoop), next });
      }
      case 'backreference':
        if (node.group > this.tree.groupCount) return this.add({ op: op.fail });
        return this.add({ op: op.backreference, group: node.group, folding: node.folding, next });
      case 'anchor':
        return this.add({ op: op.anchor, anchor: node.anchor, next });
      case 'linebreak':
        return this.add({ op: op.linebreak, next });
      case 'grapheme':
        return this.add({ op: op.grapheme, next });
    }
  }

  private look(body: Node, inLoop: boolean): number {
    return this.node(body, this.add({ op: op.endLook }), inLoop);
  }

  private loop(node: Extract<Node, { kind: 'loop' }>, next: number, inLoop: boolean): number {
    const { body, min, max, mode } = node;
    if (body.kind === 'set') return this.add({ op: op.setLoop, set: body.set, min, max, mode, next });
    if (mode === 'possessive') {
      // Every iteration on its own gives up its choices, and so does the loop.
      const loop: Node = { kind: 'loop', body: { kind: 'atomic', body }, min, max, mode: 'greedy' };
      return this.node({ kind: 'atomic', body: loop }, next, inLoop);
    }
    if (max === 0) return next;
    if (min === 1 && max === 1) return this.node(body, next, inLoop);
    if (min === 0 && max === 1) {
      const inner = this.node(body, next, true);
      return mode === 'greedy'
        ? this.add({ op: op.split, next: inner, other: next })
        : this.add({ op: op.split, next, other: inner });
    }
    const begin = this.registers++;
    const register = this.registers++;
    // What a later part does after the same position does not depend on the way there, unless groups are referred to
    // or an outer loop counts.
    const memorable = mode === 'greedy' && max === unbounded && !inLoop && !this.hasBackreference;
    const { deterministic } = study(body);
    const memo = memorable && !deterministic ? this.memos++ : -1;
    const loop = this.add({ op: op.loop, min, max, mode, register, begin, memo, deterministic, next });
    const first = this.add({ op: op.open, register: begin, next: this.node(body, loop, true) });
    this.instructions[loop]!.other = first;
    return this.add({ op: op.loopStart, min, mode, register, other: first, next });
  }
}

function contains(node: Node, test: (node: Node) => boolean): boolean {
  if (test(node)) return true;
  if (node.kind === 'sequence') return node.items.some((item) => contains(item, test));
  if (node.kind === 'alternation') return node.branches.some((branch) => contains(branch, test));
  return 'body' in node && contains(node.body, test);
}

/** The literal that Java searches by Boyer-Moore: at least four plain characters at the start of the pattern. */
function leadingLiteral(root: Node): string {
  let literal = '';
  if (root.kind !== 'sequence') return literal;
  for (const item of root.items) {
    if (item.kind !== 'set' || item.written !== 'literal' || item.set.single < 0 || item.set.single > 0xffff) break;
    literal += String.fromCharCode(item.set.single);
  }
  return literal;
}

/** Whether a node makes Java look for surrogate pairs where a search goes on: sets beyond the BMP, but for the dot. */
function isPairAware(node: Node): boolean {
  return node.kind === 'set' && node.written !== 'dot' && !node.set.bmp;
}
