// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A classifier that looks at its first token alone needs the last layer for that token alone: every other token is
// only a key and a value of its attention. Of six layers this saves a seventh of the work, and changes no answer.

import { invariant } from '../util/invariant.js';
import { GraphBuilder, operands, type Graph, type Value } from './graph.js';

/** Which operands of an operation are needed for the first token alone, when its result is; undefined: all in full. */
function firstTokenOperands(value: Value): ReadonlySet<Value> | undefined {
  switch (value.op) {
    case 'linear':
    case 'layerNorm':
    case 'relu':
    case 'gelu':
    case 'gelu_tanh':
    case 'tanh':
    case 'silu':
      return new Set([value.x]);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div': {
      const others = typeof value.b === 'number' ? [] : [value.b];
      // [batch, sequence, hidden] with its like, or with a vector [hidden].
      const isTokenwise = value.a.rank === 3 && others.every(({ rank }) => rank === 3 || rank === 1);
      return isTokenwise ? new Set([value.a, ...others].filter(({ rank }) => rank === 3)) : undefined;
    }
    case 'attention':
      return value.bias === undefined || value.bias.rank === 4
        ? new Set([value.query, ...(value.bias ? [value.bias] : [])])
        : undefined;
    default:
      return undefined;
  }
}

const isFirstToken = (value: Value): value is Value & { op: 'select' } =>
  value.op === 'select' && value.dimension === 1 && value.index === 0 && value.x.rank === 3;

/** The graph with what only its first token needs computed for that token alone. */
export function narrowToFirstToken(graph: Graph): Graph {
  // What is needed in full is not computed a second time for the first token.
  const full = new Set<Value>();
  const narrow = new Set<Value>();
  const needFirst = (value: Value): void => {
    if (narrow.has(value)) return;
    narrow.add(value);
    const first = firstTokenOperands(value);
    if (!first) return needInFull(value);
    for (const operand of operands(value)) (first.has(operand) ? needFirst : needInFull)(operand);
  };
  const needInFull = (value: Value): void => {
    if (full.has(value)) return;
    full.add(value);
    for (const operand of operands(value)) (isFirstToken(value) ? needFirst : needInFull)(operand);
  };
  graph.outputs.forEach(({ value }) => needInFull(value));

  const builder = new GraphBuilder(graph.name);
  const wholes = new Map<Value, Value>();
  const firsts = new Map<Value, Value>();
  const whole = (value: Value): Value => {
    let made = wholes.get(value);
    if (!made) {
      made = builder.derive(value, (operand) => (isFirstToken(value) ? firstOf(operand) : whole(operand)));
      wholes.set(value, made);
    }
    return made;
  };
  const firstOf = (value: Value): Value => {
    let made = firsts.get(value);
    if (!made) {
      const first = full.has(value) ? undefined : firstTokenOperands(value);
      invariant(first ?? full.has(value), 'what is not narrowed is needed in full');
      made = first
        ? builder.derive(value, (operand) => (first.has(operand) ? firstOf(operand) : whole(operand)))
        : builder.slice(whole(value), value.rank === 4 ? 2 : 1, 0, 1);
      firsts.set(value, made);
    }
    return made;
  };
  graph.inputs.forEach(whole);
  for (const { name, value } of graph.outputs) builder.output(name, whole(value));
  return builder.finish();
}
