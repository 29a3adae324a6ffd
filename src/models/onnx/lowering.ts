// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// From the neutral graph to ONNX nodes and initializers.

import { invariant } from '../../util/invariant.js';
import type { Dimension, Graph, Size, Value, ValueType, Weights } from '../graph.js';
import { asFloat32, float32Tensor, int64Tensor, transposed, type Tensor } from '../tensor.js';
import type { Attribute, OnnxNode } from './encoding.js';
import { onnxDataTypes } from './encoding.js';
import { asFloat16, quantizedEmbedding, quantizedLinear } from './quantization.js';

/** How weights are stored: as they are, halved (computed in float32 all the same), or as 8-bit integers. */
export type Precision = 'float32' | 'float16' | 'int8';

/** The ONNX form of a graph. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly opsets: Readonly<Record<string, number>>;
}

/** The name of a fused operator's domain in ONNX Runtime. */
const runtimeDomain = 'com.microsoft';

class Lowering {
  readonly nodes: OnnxNode[] = [];
  readonly initializers = new Map<string, Tensor>();
  readonly #names = new Map<Value, string>();
  readonly #defined = new Set<string>();
  readonly #quantizedInputs = new Map<Value, readonly [string, string, string]>();
  readonly #weights: Weights;
  readonly #precision: Precision;

  constructor(weights: Weights, precision: Precision) {
    this.#weights = weights;
    this.#precision = precision;
  }

  lower(graph: Graph): OnnxGraph {
    for (const { name, value } of graph.outputs) this.#names.set(value, name);
    for (const value of graph.values) this.#lowerValue(value);
    const domains = new Set(this.nodes.map((node) => node.domain ?? ''));
    const opsets = { '': 20, ...(domains.has(runtimeDomain) ? { [runtimeDomain]: 1 } : {}) };
    return { nodes: this.nodes, initializers: this.initializers, opsets };
  }

  /** The ONNX name of a value. */
  #name(value: Value): string {
    let name = this.#names.get(value);
    if (name === undefined) {
      name = value.op === 'input' || value.op === 'parameter' ? value.name : `${value.op}_${value.id}`;
      this.#names.set(value, name);
    }
    return name;
  }

  #node(
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain?: string,
  ): string {
    this.nodes.push({ type, inputs, outputs, attributes, ...(domain === undefined ? {} : { domain }) });
    for (const output of outputs) this.#defined.add(output);
    return outputs[0] as string;
  }

  #initializer(name: string, tensor: () => Tensor): string {
    if (!this.initializers.has(name)) this.initializers.set(name, tensor());
    return name;
  }

  #integers(values: readonly number[]): string {
    return this.#initializer(`int64_${values.join('_').replaceAll('-', 'm')}`, () =>
      int64Tensor([values.length], values),
    );
  }

  #scalar(value: number, type: ValueType): string {
    const name = `${type}_scalar_${String(value).replaceAll('-', 'm').replaceAll('+', 'p')}`;
    return this.#initializer(name, () => (type === 'int64' ? int64Tensor([], [value]) : float32Tensor([], [value])));
  }

  /** A one-element int64 tensor with the size of a dimension. */
  #size(size: Size): string {
    const name = `size_${size.of.id}_${size.dimension}`;
    if (!this.#defined.has(name)) {
      const { dimension } = size;
      this.#node('Shape', [this.#name(size.of)], [name], { start: { int: dimension }, end: { int: dimension + 1 } });
    }
    return name;
  }

  /** An int64 vector of dimensions; `sameAsZero` writes 'same' as Reshape's 0. */
  #shape(value: Value, x: Value, dimensions: readonly Dimension[], sameAsZero: boolean): string {
    const resolved = dimensions.map((dimension, place) => {
      if (dimension !== 'same') return dimension;
      return sameAsZero ? 0 : { of: x, dimension: place };
    });
    if (resolved.every((dimension) => typeof dimension === 'number')) return this.#integers(resolved);
    const parts = resolved.map((dimension) =>
      typeof dimension === 'number' ? this.#integers([dimension]) : this.#size(dimension),
    );
    return this.#node('Concat', parts, [`shape_${value.id}`], { axis: { int: 0 } });
  }

  #weight(value: Value): Tensor {
    invariant(value.op === 'parameter', 'a weight is a parameter');
    const tensor = this.#weights.get(value.name);
    invariant(tensor, `no tensor for parameter ${value.name}`);
    return asFloat32(tensor);
  }

  /** The name of an initializer that holds a weight, in the precision of this lowering. */
  #stored(name: string, tensor: () => Tensor): string {
    if (this.#precision !== 'float16') return this.#initializer(name, tensor);
    const half = this.#initializer(`${name}_float16`, () => asFloat16(tensor()));
    if (!this.#defined.has(name)) this.#castTo(half, 'float32', name);
    return name;
  }

  #castTo(x: string, type: ValueType, output: string): string {
    return this.#node('Cast', [x], [output], { to: { int: onnxDataTypes[type] } });
  }

  #operand(value: Value | number, type: ValueType): string {
    return typeof value === 'number' ? this.#scalar(value, type) : this.#name(value);
  }

  #lowerValue(value: Value): void {
    const out = this.#name(value);
    switch (value.op) {
      case 'input':
        return;
      case 'parameter':
        // Matrices of linear layers and 8-bit embeddings are stored by their users, in another form.
        return;
      case 'constant':
        this.#initializer(out, () => value.tensor);
        return;
      case 'embedding':
        return this.#lowerEmbedding(value, out);
      case 'linear':
        return this.#lowerLinear(value, out);
      case 'layerNorm': {
        const inputs = [this.#use(value.x), this.#use(value.weight), ...(value.bias ? [this.#use(value.bias)] : [])];
        this.#node('LayerNormalization', inputs, [out], { axis: { int: -1 }, epsilon: { float: value.epsilon } });
        return;
      }
      case 'matmul':
        this.#node('MatMul', [this.#use(value.a), this.#use(value.b)], [out]);
        return;
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'eq':
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge': {
        const type = binaryNames[value.op];
        this.#node(type, [this.#use(value.a), this.#useOperand(value.b, value.a.type)], [out]);
        return;
      }
      case 'ne': {
        const equal = this.#node('Equal', [this.#use(value.a), this.#useOperand(value.b, value.a.type)], [`${out}_eq`]);
        this.#node('Not', [equal], [out]);
        return;
      }
      case 'and': {
        const type = value.type === 'bool' ? 'And' : 'BitwiseAnd';
        this.#node(type, [this.#use(value.a), this.#useOperand(value.b, value.a.type)], [out]);
        return;
      }
      case 'relu':
      case 'tanh':
      case 'sqrt':
      case 'log':
      case 'neg':
        this.#node(unaryNames[value.op], [this.#use(value.x)], [out]);
        return;
      case 'gelu':
      case 'gelu_tanh':
        this.#node('Gelu', [this.#use(value.x)], [out], {
          approximate: { string: value.op === 'gelu' ? 'none' : 'tanh' },
        });
        return;
      case 'silu': {
        const x = this.#use(value.x);
        this.#node('Mul', [x, this.#node('Sigmoid', [x], [`${out}_sigmoid`])], [out]);
        return;
      }
      case 'where':
        this.#node('Where', [this.#use(value.condition), this.#use(value.a), this.#scalar(value.b, value.type)], [out]);
        return;
      case 'cast':
        this.#castTo(this.#use(value.x), value.type, out);
        return;
      case 'softmax':
        this.#node('Softmax', [this.#use(value.x)], [out], { axis: { int: -1 } });
        return;
      case 'reshape':
        this.#node('Reshape', [this.#use(value.x), this.#shape(value, value.x, value.dimensions, true)], [out]);
        return;
      case 'expand':
        this.#node('Expand', [this.#use(value.x), this.#shape(value, value.x, value.dimensions, false)], [out]);
        return;
      case 'permute':
        this.#node('Transpose', [this.#use(value.x)], [out], { perm: { ints: value.order } });
        return;
      case 'unsqueeze':
        this.#node('Unsqueeze', [this.#use(value.x), this.#integers([value.dimension])], [out]);
        return;
      case 'slice': {
        const end = typeof value.end === 'number' ? this.#integers([value.end]) : this.#size(value.end);
        const bounds = [this.#integers([value.start]), end, this.#integers([value.dimension])];
        this.#node('Slice', [this.#use(value.x), ...bounds], [out]);
        return;
      }
      case 'select':
        this.#node('Gather', [this.#use(value.x), this.#scalar(value.index, 'int64')], [out], {
          axis: { int: value.dimension },
        });
        return;
      case 'concat':
        this.#node(
          'Concat',
          value.parts.map((part) => this.#use(part)),
          [out],
          { axis: { int: value.dimension } },
        );
        return;
      case 'sum':
        this.#node('ReduceSum', [this.#use(value.x), this.#integers([value.dimension])], [out], {
          keepdims: { int: value.keep ? 1 : 0 },
        });
        return;
      case 'cumsum':
        this.#node('CumSum', [this.#use(value.x), this.#scalar(value.dimension, 'int64')], [out]);
        return;
      case 'arange': {
        const size = this.#size(value.size);
        const limit = this.#node('Squeeze', [size], [`${out}_limit`]);
        this.#node('Range', [this.#scalar(0, 'int64'), limit, this.#scalar(1, 'int64')], [out]);
        return;
      }
      case 'gather':
        this.#node('GatherElements', [this.#use(value.x), this.#use(value.index)], [out], {
          axis: { int: value.dimension },
        });
        return;
      case 'attention':
        return this.#lowerAttention(value, out);
      default:
        value satisfies never;
    }
  }

  /** The name of a value as the input of a node; parameters become initializers here. */
  #use(value: Value): string {
    if (value.op === 'parameter') return this.#stored(value.name, () => this.#weight(value));
    return this.#name(value);
  }

  #useOperand(value: Value | number, type: ValueType): string {
    return typeof value === 'number' ? this.#operand(value, type) : this.#use(value);
  }

  #lowerEmbedding(value: Value & { op: 'embedding' }, out: string): void {
    const ids = this.#use(value.ids);
    if (this.#precision === 'int8' && value.weight.op === 'parameter') {
      const { name } = value.weight;
      const quantized = quantizedEmbedding(this.#weight(value.weight));
      this.#initializer(`${name}_int8`, () => quantized.rows);
      this.#initializer(`${name}_scale`, () => quantized.scales);
      const rows = this.#node('Gather', [`${name}_int8`, ids], [`${out}_int8`]);
      const scales = this.#node('Gather', [`${name}_scale`, ids], [`${out}_scale`]);
      this.#node('Mul', [this.#castTo(rows, 'float32', `${out}_rows`), scales], [out]);
      return;
    }
    this.#node('Gather', [this.#use(value.weight), ids], [out]);
  }

  #lowerLinear(value: Value & { op: 'linear' }, out: string): void {
    const { weight, x, bias } = value;
    invariant(weight.op === 'parameter', 'linear takes a parameter');
    if (this.#precision === 'int8') {
      const [x8, scale, zero] = this.#quantizedInput(x);
      const quantized = quantizedLinear(this.#weight(weight));
      const matrix = this.#initializer(`${weight.name}_int8`, () => quantized.matrix);
      const scales = this.#initializer(`${weight.name}_scale`, () => quantized.scales);
      const inputs = [x8, matrix, scale, scales, zero, '', ...(bias ? [this.#use(bias)] : [])];
      this.#node('MatMulIntegerToFloat', inputs, [out], {}, runtimeDomain);
      return;
    }
    if (x.rank === 2) {
      const inputs = [this.#use(x), this.#use(weight), ...(bias ? [this.#use(bias)] : [])];
      this.#node('Gemm', inputs, [out], { transB: { int: 1 } });
      return;
    }
    const matrix = this.#stored(`${weight.name}_transposed`, () => transposed(this.#weight(weight)));
    if (!bias) {
      this.#node('MatMul', [this.#use(x), matrix], [out]);
      return;
    }
    const product = this.#node('MatMul', [this.#use(x), matrix], [`${out}_product`]);
    this.#node('Add', [product, this.#use(bias)], [out]);
  }

  /** The 8-bit form of a value, computed once however many linear layers read it. */
  #quantizedInput(x: Value): readonly [string, string, string] {
    let names = this.#quantizedInputs.get(x);
    if (!names) {
      const name = this.#use(x);
      names = [`${name}_u8`, `${name}_u8_scale`, `${name}_u8_zero`];
      this.#node('DynamicQuantizeLinear', [name], names);
      this.#quantizedInputs.set(x, names);
    }
    return names;
  }

  #lowerAttention(value: Value & { op: 'attention' }, out: string): void {
    const { heads, scale, mask, bias } = value;
    const inputs = [value.query, value.key, value.value].map((input) => this.#use(input));
    const mask32 = `${this.#use(mask)}_int32`;
    if (!this.#defined.has(mask32)) {
      this.#node('Cast', [this.#use(mask)], [mask32], { to: { int: onnxDataTypes.int32 } });
    }
    this.#node(
      'MultiHeadAttention',
      [...inputs, '', mask32, ...(bias ? [this.#use(bias)] : [])],
      [out],
      { num_heads: { int: heads }, scale: { float: scale } },
      runtimeDomain,
    );
  }
}

const binaryNames = {
  add: 'Add',
  sub: 'Sub',
  mul: 'Mul',
  div: 'Div',
  eq: 'Equal',
  lt: 'Less',
  le: 'LessOrEqual',
  gt: 'Greater',
  ge: 'GreaterOrEqual',
} as const;

const unaryNames = { relu: 'Relu', tanh: 'Tanh', sqrt: 'Sqrt', log: 'Log', neg: 'Neg' } as const;

/** Lowers a graph to ONNX; `weights` holds a tensor for every parameter. */
export function lowerToOnnx(graph: Graph, weights: Weights, precision: Precision): OnnxGraph {
  return new Lowering(weights, precision).lower(graph);
}
