// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The neutral description of a model's computation: a short list of operations on values, built once
// for an architecture and written both as ONNX and as TorchScript. Semantics are PyTorch's.

import { invariant } from '../util/invariant.js';
import type { Tensor } from './tensor.js';

/** Element types that a graph computes with. */
export type ValueType = 'float32' | 'int64' | 'bool';

/** The size of dimension `dimension` of a value, known only at run time. */
export interface Size {
  readonly of: Value;
  readonly dimension: number;
}

/** A dimension of a reshape: fixed, taken over from the input's dimension of the same place, or inferred (-1). */
export type Dimension = number | 'same' | Size;

/** Activation functions of the architectures; `gelu_tanh` is the tanh approximation of GELU. */
export type Activation = 'relu' | 'gelu' | 'gelu_tanh' | 'tanh' | 'silu';

/** Element-wise functions of one argument. */
export type Unary = Activation | 'sqrt' | 'log' | 'neg';

/** Element-wise functions of two arguments of one type, broadcast. */
export type Binary = 'add' | 'sub' | 'mul' | 'div';

/** Element-wise comparisons, broadcast; they give a bool. */
export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

/** One operation. Dimensions count from 0; none is negative. */
export type Operation =
  | { readonly op: 'input'; readonly name: string }
  | { readonly op: 'parameter'; readonly name: string; readonly shape: readonly number[] }
  | { readonly op: 'constant'; readonly tensor: Tensor }
  | { readonly op: 'embedding'; readonly weight: Value; readonly ids: Value }
  | { readonly op: 'linear'; readonly x: Value; readonly weight: Value; readonly bias: Value | undefined }
  | {
      readonly op: 'layerNorm';
      readonly x: Value;
      readonly weight: Value;
      readonly bias: Value | undefined;
      readonly epsilon: number;
    }
  | { readonly op: 'matmul'; readonly a: Value; readonly b: Value }
  | { readonly op: Binary | Comparison; readonly a: Value; readonly b: Value | number }
  | { readonly op: 'and'; readonly a: Value; readonly b: Value | number }
  | { readonly op: Unary; readonly x: Value }
  | { readonly op: 'where'; readonly condition: Value; readonly a: Value; readonly b: number }
  | { readonly op: 'cast'; readonly x: Value }
  | { readonly op: 'softmax'; readonly x: Value }
  | { readonly op: 'reshape'; readonly x: Value; readonly dimensions: readonly Dimension[] }
  | { readonly op: 'permute'; readonly x: Value; readonly order: readonly number[] }
  | { readonly op: 'expand'; readonly x: Value; readonly dimensions: readonly Dimension[] }
  | { readonly op: 'unsqueeze'; readonly x: Value; readonly dimension: number }
  | {
      readonly op: 'slice';
      readonly x: Value;
      readonly dimension: number;
      readonly start: number;
      readonly end: number | Size;
    }
  | { readonly op: 'select'; readonly x: Value; readonly dimension: number; readonly index: number }
  | { readonly op: 'concat'; readonly parts: readonly Value[]; readonly dimension: number }
  | { readonly op: 'sum'; readonly x: Value; readonly dimension: number; readonly keep: boolean }
  | { readonly op: 'cumsum'; readonly x: Value; readonly dimension: number }
  | { readonly op: 'arange'; readonly size: Size }
  | { readonly op: 'gather'; readonly x: Value; readonly dimension: number; readonly index: Value }
  | {
      readonly op: 'attention';
      readonly query: Value;
      readonly key: Value;
      readonly value: Value;
      readonly heads: number;
      readonly scale: number;
      readonly mask: Value;
      readonly bias: Value | undefined;
    };

/** A value of a graph: the operation that makes it, its element type and number of dimensions. */
export type Value = Operation & { readonly id: number; readonly type: ValueType; readonly rank: number };

/** A finished graph. Values are in the order of computation. */
export interface Graph {
  readonly name: string;
  readonly values: readonly Value[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly { readonly name: string; readonly value: Value }[];
}

/** The tensors of a graph's parameters, by parameter name. */
export type Weights = ReadonlyMap<string, Tensor>;

const comparisons: readonly string[] = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'];

/** Builds a graph operation by operation; wrong types or ranks are our own bugs and throw InternalError. */
export class GraphBuilder {
  readonly #name: string;
  readonly #values: Value[] = [];
  readonly #parameters = new Map<string, Value>();
  readonly #outputs: { name: string; value: Value }[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  #push(operation: Operation, type: ValueType, rank: number): Value {
    const value: Value = { ...operation, id: this.#values.length, type, rank };
    this.#values.push(value);
    return value;
  }

  /** An int64 input [batch, sequence]. */
  input(name: string): Value {
    return this.#push({ op: 'input', name }, 'int64', 2);
  }

  /** A float32 tensor of the weights, of exactly this shape; the same name gives the same value. */
  parameter(name: string, shape: readonly number[]): Value {
    const known = this.#parameters.get(name);
    if (known?.op === 'parameter') {
      invariant(known.shape.join() === shape.join(), `parameter ${name} is used with two shapes`);
      return known;
    }
    const value = this.#push({ op: 'parameter', name, shape }, 'float32', shape.length);
    this.#parameters.set(name, value);
    return value;
  }

  /** A tensor that the architecture itself brings, such as a table of rotary angles. */
  constant(tensor: Tensor): Value {
    const { dtype, shape } = tensor;
    invariant(dtype === 'float32' || dtype === 'int64', `a constant cannot be ${dtype}`);
    return this.#push({ op: 'constant', tensor }, dtype, shape.length);
  }

  /** Rows of a matrix chosen by ids. */
  embedding(weight: Value, ids: Value): Value {
    invariant(weight.rank === 2 && ids.type === 'int64', 'embedding takes a matrix and ids');
    return this.#push({ op: 'embedding', weight, ids }, weight.type, ids.rank + 1);
  }

  /** x times the transpose of weight [out, in], plus bias [out]. */
  linear(x: Value, weight: Value, bias?: Value): Value {
    invariant(weight.op === 'parameter' && weight.rank === 2, 'linear takes a parameter matrix');
    return this.#push({ op: 'linear', x, weight, bias }, 'float32', x.rank);
  }

  /** Normalization over the last dimension, times weight, plus bias. */
  layerNorm(x: Value, weight: Value, bias: Value | undefined, epsilon: number): Value {
    return this.#push({ op: 'layerNorm', x, weight, bias, epsilon }, 'float32', x.rank);
  }

  /** Batched matrix product over the last two dimensions. */
  matmul(a: Value, b: Value): Value {
    return this.#push({ op: 'matmul', a, b }, 'float32', Math.max(a.rank, b.rank));
  }

  #binary(op: Binary | Comparison | 'and', a: Value, b: Value | number): Value {
    invariant(typeof b === 'number' || a.type === b.type, `${op} takes two values of one type`);
    const type = comparisons.includes(op) ? 'bool' : a.type;
    return this.#push({ op, a, b }, type, Math.max(a.rank, typeof b === 'number' ? 0 : b.rank));
  }

  add(a: Value, b: Value | number): Value {
    return this.#binary('add', a, b);
  }

  sub(a: Value, b: Value | number): Value {
    return this.#binary('sub', a, b);
  }

  mul(a: Value, b: Value | number): Value {
    return this.#binary('mul', a, b);
  }

  /** Floating-point division only. */
  div(a: Value, b: Value | number): Value {
    invariant(a.type === 'float32', 'div takes floating-point values');
    return this.#binary('div', a, b);
  }

  /** A comparison; gives a bool. */
  compare(op: Comparison, a: Value, b: Value | number): Value {
    return this.#binary(op, a, b);
  }

  /** Bitwise and of int64 values, logical and of bools. */
  and(a: Value, b: Value | number): Value {
    invariant(a.type !== 'float32', 'and takes int64 or bool values');
    return this.#binary('and', a, b);
  }

  /** An element-wise function of one argument. */
  apply(op: Unary, x: Value): Value {
    return this.#push({ op, x }, x.type, x.rank);
  }

  /** a where condition holds, else the number b. */
  where(condition: Value, a: Value, b: number): Value {
    invariant(condition.type === 'bool', 'where takes a bool condition');
    return this.#push({ op: 'where', condition, a, b }, a.type, Math.max(condition.rank, a.rank));
  }

  cast(x: Value, type: ValueType): Value {
    return x.type === type ? x : this.#push({ op: 'cast', x }, type, x.rank);
  }

  /** Softmax over the last dimension. */
  softmax(x: Value): Value {
    return this.#push({ op: 'softmax', x }, 'float32', x.rank);
  }

  reshape(x: Value, dimensions: readonly Dimension[]): Value {
    return this.#push({ op: 'reshape', x, dimensions }, x.type, dimensions.length);
  }

  permute(x: Value, order: readonly number[]): Value {
    invariant(order.length === x.rank, 'permute names every dimension');
    return this.#push({ op: 'permute', x, order }, x.type, x.rank);
  }

  /** Broadcasts to the given dimensions. */
  expand(x: Value, dimensions: readonly Dimension[]): Value {
    return this.#push({ op: 'expand', x, dimensions }, x.type, dimensions.length);
  }

  unsqueeze(x: Value, dimension: number): Value {
    return this.#push({ op: 'unsqueeze', x, dimension }, x.type, x.rank + 1);
  }

  /** Elements start (included) to end (excluded) of a dimension; a negative end counts from the end. */
  slice(x: Value, dimension: number, start: number, end: number | Size): Value {
    return this.#push({ op: 'slice', x, dimension, start, end }, x.type, x.rank);
  }

  /** The element of a dimension at index; the dimension goes away. */
  select(x: Value, dimension: number, index: number): Value {
    return this.#push({ op: 'select', x, dimension, index }, x.type, x.rank - 1);
  }

  concat(parts: readonly Value[], dimension: number): Value {
    const [first] = parts;
    invariant(first, 'concat takes at least one value');
    return this.#push({ op: 'concat', parts, dimension }, first.type, first.rank);
  }

  sum(x: Value, dimension: number, keep = false): Value {
    return this.#push({ op: 'sum', x, dimension, keep }, x.type, keep ? x.rank : x.rank - 1);
  }

  cumsum(x: Value, dimension: number): Value {
    return this.#push({ op: 'cumsum', x, dimension }, x.type, x.rank);
  }

  /** The int64 vector 0, 1, ... size - 1. */
  arange(size: Size): Value {
    return this.#push({ op: 'arange', size }, 'int64', 1);
  }

  /** Elements of x along a dimension chosen by index, which has x's other dimensions (torch.gather). */
  gather(x: Value, dimension: number, index: Value): Value {
    invariant(x.rank === index.rank, 'gather takes an index of the same rank');
    return this.#push({ op: 'gather', x, dimension, index }, x.type, x.rank);
  }

  /**
   * Multi-head attention over [batch, sequence, heads * d] values: softmax(query key^T * scale + bias) value,
   * where keys with mask 0 (int64 [batch, sequence]) count for nothing. The bias broadcasts to
   * [batch, heads, sequence, sequence].
   */
  attention(
    projections: { query: Value; key: Value; value: Value },
    settings: { heads: number; scale: number; mask: Value; bias?: Value },
  ): Value {
    const { heads, scale, mask, bias } = settings;
    return this.#push({ op: 'attention', ...projections, heads, scale, mask, bias }, 'float32', 3);
  }

  /** The operation of a value of another graph on this graph's operands, which have the types and ranks of its own. */
  derive(value: Value, operand: (value: Value) => Value): Value {
    const { id: _, type, rank, ...operation } = value;
    if (operation.op === 'parameter') return this.parameter(operation.name, operation.shape);
    const mapped = (field: unknown): unknown => {
      if (Array.isArray(field)) return (field as unknown[]).map(mapped);
      if (isValue(field)) return operand(field);
      return isSize(field) ? { ...field, of: operand(field.of) } : field;
    };
    const fields = Object.entries(operation as Record<string, unknown>).map(([name, field]) => [
      name,
      name === 'tensor' ? field : mapped(field),
    ]);
    return this.#push(Object.fromEntries(fields) as Operation, type, rank);
  }

  /** Names a result. */
  output(name: string, value: Value): void {
    this.#outputs.push({ name, value });
  }

  /** The finished graph, without values that no output needs (inputs stay). */
  finish(): Graph {
    const needed = new Set<Value>();
    const visit = (value: Value): void => {
      if (needed.has(value)) return;
      needed.add(value);
      operands(value).forEach(visit);
    };
    this.#outputs.forEach(({ value }) => visit(value));
    const values = this.#values.filter((value) => value.op === 'input' || needed.has(value));
    return {
      name: this.#name,
      values,
      inputs: values.filter((value) => value.op === 'input'),
      outputs: this.#outputs,
    };
  }
}

const isValue = (field: unknown): field is Value => typeof field === 'object' && field !== null && 'op' in field;
const isSize = (field: unknown): field is Size => typeof field === 'object' && field !== null && 'of' in field;

/** The values that an operation reads, sizes included. */
export function operands(value: Value): Value[] {
  const found: Value[] = [];
  for (const field of Object.values(value).flat() as unknown[]) {
    if (isValue(field)) found.push(field);
    else if (isSize(field)) found.push(field.of);
  }
  return found;
}
