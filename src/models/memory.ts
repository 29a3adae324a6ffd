// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a model takes in memory on a cluster: its weights once a deployment, the tensors of one request once an
// allocation, and what the server reserves for it by its own formula.

import { invariant } from '../util/invariant.js';
import { operands, type Dimension, type Graph, type Size, type Value } from './graph.js';
import { elementCount } from './tensor.js';

/** Memory figures that go into the metadata of a trained model. */
export interface ModelMemory {
  /** Bytes of parameters and tables. */
  readonly perDeployment: number;
  /** Bytes of the tensors that live at once during one request of the longest sequence. */
  readonly perAllocation: number;
}

const bytesOf = { float32: 4, int64: 8, bool: 1 } as const;

/**
 * What a process grows by for each byte of live tensors: a DistilBERT's first request of 512 tokens holds 39 MB
 * of tensors and grew libtorch's process by 42 to 59 MB.
 */
const allocatorSlack = 1.5;

/** The native process without a model. */
const overhead = 240 * 2 ** 20;

/**
 * What the server reserves for a deployment (StartTrainedModelDeploymentAction, 8.11 and later): the process, the
 * definition twice while it loads, or what the metadata says when that is more.
 */
export function reservedMemory(definitionBytes: number, memory: ModelMemory, allocations: number): number {
  const loading = overhead + 2 * definitionBytes;
  return Math.max(loading, memory.perDeployment + memory.perAllocation * allocations + definitionBytes);
}

/** The memory of a graph for sequences of `length` tokens. */
export function modelMemory(graph: Graph, length: number): ModelMemory {
  const shapes = inferShapes(graph, 1, length);
  const size = (value: Value): number => elementCount(shapes.get(value) ?? []) * bytesOf[value.type];
  const isStored = (value: Value): boolean => value.op === 'parameter' || value.op === 'constant';
  const lastUse = new Map<Value, number>();
  graph.values.forEach((value, index) => operands(value).forEach((operand) => lastUse.set(operand, index)));
  const outputs = new Set(graph.outputs.map(({ value }) => value));

  let perDeployment = 0;
  let live = 0;
  let peak = 0;
  graph.values.forEach((value, index) => {
    if (isStored(value)) {
      perDeployment += size(value);
      return;
    }
    live += size(value);
    peak = Math.max(peak, live + workspace(value, shapes));
    for (const operand of new Set(operands(value))) {
      if (!isStored(operand) && !outputs.has(operand) && lastUse.get(operand) === index) live -= size(operand);
    }
  });
  return { perDeployment, perAllocation: Math.ceil(peak * allocatorSlack) };
}

/** What an operation needs besides its operands and its result: attention's copies by head, and its scores twice. */
function workspace(value: Value, shapes: ReadonlyMap<Value, readonly number[]>): number {
  if (value.op !== 'attention') return 0;
  const [batch = 1, sequence = 1, hidden = 1] = shapes.get(value.query) ?? [];
  return 4 * (4 * batch * sequence * hidden + 2 * batch * value.heads * sequence * sequence);
}

/** The shape of every value for one size of input. */
function inferShapes(graph: Graph, batch: number, length: number): ReadonlyMap<Value, readonly number[]> {
  const shapes = new Map<Value, readonly number[]>();
  const shapeOf = (value: Value): readonly number[] => {
    const shape = shapes.get(value);
    invariant(shape, 'values are computed in order');
    return shape;
  };
  const sizeOf = ({ of, dimension }: Size): number => shapeOf(of)[dimension] ?? 1;
  const resolve = (x: Value, dimensions: readonly Dimension[]): number[] =>
    dimensions.map((dimension, place) => {
      if (typeof dimension === 'number') return dimension;
      return dimension === 'same' ? (shapeOf(x)[place] ?? 1) : sizeOf(dimension);
    });
  const broadcast = (left: readonly number[], right: readonly number[]): number[] => {
    const rank = Math.max(left.length, right.length);
    return Array.from({ length: rank }, (_, place) =>
      Math.max(left[place - rank + left.length] ?? 1, right[place - rank + right.length] ?? 1),
    );
  };
  const replaced = (shape: readonly number[], place: number, size: number): number[] =>
    shape.map((dimension, index) => (index === place ? size : dimension));

  const infer = (value: Value): readonly number[] => {
    switch (value.op) {
      case 'input':
        return [batch, length];
      case 'parameter':
        return value.shape;
      case 'constant':
        return value.tensor.shape;
      case 'embedding':
        return [...shapeOf(value.ids), shapeOf(value.weight)[1] ?? 1];
      case 'linear':
        return [...shapeOf(value.x).slice(0, -1), shapeOf(value.weight)[0] ?? 1];
      case 'matmul': {
        const [a, b] = [shapeOf(value.a), shapeOf(value.b)];
        return [...broadcast(a.slice(0, -2), b.slice(0, -2)), a.at(-2) ?? 1, b.at(-1) ?? 1];
      }
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'eq':
      case 'ne':
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
      case 'and':
        return typeof value.b === 'number' ? shapeOf(value.a) : broadcast(shapeOf(value.a), shapeOf(value.b));
      case 'where':
        return broadcast(shapeOf(value.condition), shapeOf(value.a));
      case 'layerNorm':
      case 'relu':
      case 'gelu':
      case 'gelu_tanh':
      case 'tanh':
      case 'silu':
      case 'sqrt':
      case 'log':
      case 'neg':
      case 'cast':
      case 'softmax':
      case 'cumsum':
        return shapeOf(value.x);
      case 'reshape': {
        const dimensions = resolve(value.x, value.dimensions);
        const known = elementCount(dimensions.filter((dimension) => dimension >= 0));
        return dimensions.map((dimension) => (dimension < 0 ? elementCount(shapeOf(value.x)) / known : dimension));
      }
      case 'expand':
        return resolve(value.x, value.dimensions);
      case 'permute': {
        const shape = shapeOf(value.x);
        return value.order.map((place) => shape[place] ?? 1);
      }
      case 'unsqueeze':
        return [...shapeOf(value.x).slice(0, value.dimension), 1, ...shapeOf(value.x).slice(value.dimension)];
      case 'slice': {
        const full = shapeOf(value.x)[value.dimension] ?? 1;
        const end = typeof value.end === 'number' ? value.end : sizeOf(value.end);
        const size = Math.min(end < 0 ? full + end : end, full) - value.start;
        return replaced(shapeOf(value.x), value.dimension, Math.max(0, size));
      }
      case 'select':
        return shapeOf(value.x).filter((_, place) => place !== value.dimension);
      case 'concat': {
        const total = value.parts.reduce((sum, part) => sum + (shapeOf(part)[value.dimension] ?? 1), 0);
        return replaced(shapeOf(value.parts[0] as Value), value.dimension, total);
      }
      case 'sum':
        return value.keep
          ? replaced(shapeOf(value.x), value.dimension, 1)
          : shapeOf(value.x).filter((_, place) => place !== value.dimension);
      case 'arange':
        return [sizeOf(value.size)];
      case 'gather':
        return shapeOf(value.index);
      case 'attention':
        return shapeOf(value.query);
      default:
        return value satisfies never;
    }
  };
  for (const value of graph.values) shapes.set(value, infer(value));
  return shapes;
}
