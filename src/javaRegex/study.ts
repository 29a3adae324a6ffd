// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What Java knows about the lengths that a pattern matches. Its estimates are coarse, and they show: they decide
// where a search stops and which look-behinds are refused.

import { type Node, unbounded } from './ast.js';

/** Java's estimates for a node and what stands before it. */
export interface Study {
  /** Fewest UTF-16 units. */
  readonly min: number;
  /** Most UTF-16 units, of 32 bits that may have overflowed. */
  readonly max: number;
  /** The part of `max` since the last alternation: overflow is noticed in this part only. */
  readonly recent: number;
  /** Whether there is a longest match. */
  readonly bounded: boolean;
  /** Whether Java takes it as matching in one way only. */
  readonly deterministic: boolean;
  /** Whether the estimate ended before the end of the node, at a loop over a body that is not deterministic. */
  readonly ended: boolean;
}

const nothing: Study = { min: 0, max: 0, recent: 0, bounded: true, deterministic: true, ended: false };

/** Studies a node that follows what `before` describes. */
export function study(node: Node, before: Study = nothing): Study {
  switch (node.kind) {
    case 'set':
      return longer({ ...before, min: before.min + 1 }, 1);
    case 'linebreak':
      return longer({ ...before, min: before.min + 1 }, 2);
    case 'grapheme':
      return { ...before, min: before.min + 1, bounded: false };
    case 'backreference':
      return { ...before, bounded: false };
    case 'anchor':
    case 'lookahead':
    case 'lookbehind':
      return before;
    case 'sequence': {
      let total = before;
      for (const item of node.items) {
        total = study(item, total);
        if (total.ended) break;
      }
      return total;
    }
    case 'alternation':
      return branches(node.branches, before);
    case 'group':
      return study(node.body, before);
    case 'atomic':
      return { ...study(node.body, before), ended: false };
    case 'loop':
      return loop(node, before);
  }
}

function branches(nodes: readonly (Node | undefined)[], before: Study): Study {
  const studies = nodes.map((node) => (node ? study(node) : nothing));
  return {
    min: before.min + Math.min(...studies.map(({ min }) => min)),
    max: (before.max + Math.max(...studies.map(({ max }) => max))) | 0,
    recent: 0,
    bounded: before.bounded && studies.every(({ bounded }) => bounded),
    deterministic: false,
    ended: false,
  };
}

function loop(node: Extract<Node, { kind: 'loop' }>, before: Study): Study {
  const { body, min, max, mode } = node;
  const isGroup = body.kind === 'group';
  if (min === 0 && max === 1) {
    if (isGroup && mode !== 'possessive') return branches([body, undefined], before);
    return { ...study(body, before), min: before.min, deterministic: false };
  }
  if (body.kind === 'set' && mode === 'greedy' && max === unbounded) {
    return longer({ ...before, min: before.min + min, deterministic: false }, unbounded);
  }
  const inner = study(body);
  if (isGroup && mode !== 'possessive' && !inner.deterministic) {
    return { ...before, bounded: false, deterministic: false, ended: true };
  }
  const longest = longer(before, Math.imul(inner.max, max));
  return {
    min: Math.min(unbounded, before.min + inner.min * min),
    max: longest.max,
    recent: longest.recent,
    bounded: before.bounded && inner.bounded && longest.recent >= before.recent,
    deterministic: before.deterministic && inner.deterministic && min === max,
    ended: false,
  };
}

function longer(before: Study, by: number): Study {
  return { ...before, max: (before.max + by) | 0, recent: (before.recent + by) | 0 };
}
