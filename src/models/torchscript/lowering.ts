// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// From the neutral graph to the TorchScript source of one class with one method, using only operations
// that Elasticsearch's native process allows.

import { invariant } from '../../util/invariant.js';
import type { Dimension, Graph, Size, Value, ValueType, Weights } from '../graph.js';
import { asFloat32, type Tensor } from '../tensor.js';

/** The TorchScript form of a graph. */
export interface TorchScriptModule {
  /** Source of `code/__torch__.py`. */
  readonly source: string;
  /** The tensors of the module, by attribute name. */
  readonly attributes: ReadonlyMap<string, Tensor>;
  /** Linear weights that the source refers to as CONSTANTS.c0, c1, ... */
  readonly packedLinears: readonly PackedLinear[];
}

/** The weight and bias of a linear layer that runs in 8 bits. */
export interface PackedLinear {
  readonly weight: Tensor;
  readonly bias: Tensor | undefined;
}

/** How a graph becomes TorchScript. */
export interface TorchScriptLoweringOptions {
  /** The arguments of forward, in order; those that no input is named after are accepted and ignored. */
  readonly arguments: readonly string[];
  /** Linear layers run by quantized::linear_dynamic. */
  readonly quantizeLinears: boolean;
}

/** The number by which TorchScript names an element type. */
const scalarTypes: Readonly<Record<ValueType, number>> = { float32: 6, int64: 4, bool: 11 };

/** The additive mask of what must not be attended to: the lowest float32. */
const lowest = '-3.4028234663852886e+38';

/** A literal that TorchScript reads as a float. */
const decimal = (value: number): string => (/^-?\d+$/.test(String(value)) ? `${value}.0` : String(value));

class Lowering {
  readonly #lines: string[] = [];
  readonly #attributes = new Map<string, Tensor>();
  readonly #packedLinears: PackedLinear[] = [];
  readonly #parameterNames: string[] = [];
  readonly #bufferNames: string[] = [];
  readonly #expressions = new Map<Value, string>();
  readonly #shared = new Map<string, string>();
  readonly #weights: Weights;
  readonly #options: TorchScriptLoweringOptions;

  constructor(weights: Weights, options: TorchScriptLoweringOptions) {
    this.#weights = weights;
    this.#options = options;
  }

  lower(graph: Graph): TorchScriptModule {
    const { arguments: names } = this.#options;
    for (const input of graph.inputs) {
      invariant(input.op === 'input' && names.includes(input.name), 'every input is an argument of forward');
      this.#expressions.set(input, input.name);
    }
    for (const value of graph.values) this.#lowerValue(value);
    const results = graph.outputs.map(({ value }) => this.#use(value));
    const [first] = results;
    invariant(first !== undefined, 'a graph has an output');
    const isTuple = results.length > 1;
    const list = (items: readonly string[]): string => items.map((item) => `"${item}", `).join('');
    const source = [
      'class Model(Module):',
      `  __parameters__ = [${list(this.#parameterNames)}]`,
      `  __buffers__ = [${list(this.#bufferNames)}]`,
      ...[...this.#attributes.keys()].map((name) => `  ${name} : Tensor`),
      '  training : bool',
      '  def forward(self: __torch__.Model,',
      `    ${names.map((name) => `${name}: Tensor`).join(',\n    ')}) -> ${isTuple ? `Tuple[${results.map(() => 'Tensor').join(', ')}]` : 'Tensor'}:`,
      ...this.#lines.map((line) => `    ${line}`),
      `    return ${isTuple ? `(${results.join(', ')})` : first}`,
      '',
    ].join('\n');
    return { source, attributes: this.#attributes, packedLinears: this.#packedLinears };
  }

  #assign(name: string, expression: string): string {
    this.#lines.push(`${name} = ${expression}`);
    return name;
  }

  /** A value that several operations need, computed where it is first needed. */
  #once(name: string, expression: () => string): string {
    let known = this.#shared.get(name);
    if (known === undefined) {
      known = this.#assign(name, expression());
      this.#shared.set(name, known);
    }
    return known;
  }

  #attribute(name: string, tensor: Tensor, group: string[]): string {
    // Attribute names are identifiers; two parameters may become the same one.
    const base = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
    let unique = base;
    for (let suffix = 2; this.#attributes.has(unique); suffix++) unique = `${base}_${suffix}`;
    this.#attributes.set(unique, tensor);
    group.push(unique);
    return `self.${unique}`;
  }

  #weight(value: Value): Tensor {
    invariant(value.op === 'parameter', 'a weight is a parameter');
    const tensor = this.#weights.get(value.name);
    invariant(tensor, `no tensor for parameter ${value.name}`);
    return asFloat32(tensor);
  }

  #use(value: Value): string {
    let expression = this.#expressions.get(value);
    if (expression === undefined) {
      invariant(value.op === 'parameter', 'values are computed in order');
      expression = this.#attribute(value.name, this.#weight(value), this.#parameterNames);
      this.#expressions.set(value, expression);
    }
    return expression;
  }

  #operand(value: Value | number, type: ValueType): string {
    if (typeof value !== 'number') return this.#use(value);
    return type === 'float32' ? decimal(value) : String(value);
  }

  #size({ of, dimension }: Size): string {
    return this.#once(`size_${of.id}_${dimension}`, () => `torch.size(${this.#use(of)}, ${dimension})`);
  }

  #dimensions(x: Value, dimensions: readonly Dimension[]): string {
    const items = dimensions.map((dimension, place) => {
      if (typeof dimension === 'number') return String(dimension);
      return this.#size(dimension === 'same' ? { of: x, dimension: place } : dimension);
    });
    return `[${items.join(', ')}]`;
  }

  #lowerValue(value: Value): void {
    if (value.op === 'input' || value.op === 'parameter') return;
    if (value.op === 'constant') {
      this.#expressions.set(value, this.#attribute(`table_${value.id}`, value.tensor, this.#bufferNames));
      return;
    }
    const name = `x${value.id}`;
    this.#assign(name, this.#expression(value));
    this.#expressions.set(value, name);
  }

  #expression(value: Exclude<Value, { op: 'input' | 'parameter' | 'constant' }>): string {
    switch (value.op) {
      case 'embedding':
        return `torch.embedding(${this.#use(value.weight)}, ${this.#use(value.ids)})`;
      case 'linear':
        return this.#linear(value);
      case 'layerNorm': {
        const { weight, bias } = value;
        invariant(weight.op === 'parameter', 'layer norm takes a parameter');
        const biasOrNone = bias ? this.#use(bias) : 'None';
        return `torch.layer_norm(${this.#use(value.x)}, [${weight.shape.join(', ')}], ${this.#use(weight)}, ${biasOrNone}, ${decimal(value.epsilon)})`;
      }
      case 'matmul':
        return `torch.matmul(${this.#use(value.a)}, ${this.#use(value.b)})`;
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
        return `torch.${value.op}(${this.#use(value.a)}, ${this.#operand(value.b, value.a.type)})`;
      case 'and':
        return `torch.__and__(${this.#use(value.a)}, ${this.#operand(value.b, value.a.type)})`;
      case 'relu':
      case 'tanh':
      case 'gelu':
      case 'silu':
      case 'sqrt':
      case 'log':
      case 'neg':
        return `torch.${value.op}(${this.#use(value.x)})`;
      case 'gelu_tanh':
        return `torch.gelu(${this.#use(value.x)}, approximate="tanh")`;
      case 'where':
        return `torch.where(${this.#use(value.condition)}, ${this.#use(value.a)}, ${this.#operand(value.b, value.type)})`;
      case 'cast':
        return `torch.to(${this.#use(value.x)}, ${scalarTypes[value.type]})`;
      case 'softmax':
        return `torch.softmax(${this.#use(value.x)}, -1)`;
      case 'reshape':
      case 'expand':
        return `torch.${value.op}(${this.#use(value.x)}, ${this.#dimensions(value.x, value.dimensions)})`;
      case 'permute':
        return `torch.permute(${this.#use(value.x)}, [${value.order.join(', ')}])`;
      case 'unsqueeze':
        return `torch.unsqueeze(${this.#use(value.x)}, ${value.dimension})`;
      case 'slice': {
        const end = typeof value.end === 'number' ? String(value.end) : this.#size(value.end);
        return `torch.slice(${this.#use(value.x)}, ${value.dimension}, ${value.start}, ${end})`;
      }
      case 'select':
        return `torch.select(${this.#use(value.x)}, ${value.dimension}, ${value.index})`;
      case 'concat':
        return `torch.cat([${value.parts.map((part) => this.#use(part)).join(', ')}], ${value.dimension})`;
      case 'sum':
        return `torch.sum(${this.#use(value.x)}, [${value.dimension}], ${value.keep ? 'True' : 'False'})`;
      case 'cumsum':
        return `torch.cumsum(${this.#use(value.x)}, ${value.dimension})`;
      case 'arange':
        return `torch.arange(${this.#size(value.size)})`;
      case 'gather':
        return `torch.gather(${this.#use(value.x)}, ${value.dimension}, ${this.#use(value.index)})`;
      case 'attention':
        return this.#attention(value);
      default:
        value satisfies never;
        return '';
    }
  }

  #linear({ x, weight, bias }: Value & { op: 'linear' }): string {
    if (this.#options.quantizeLinears) {
      const constant = `CONSTANTS.c${this.#packedLinears.length}`;
      this.#packedLinears.push({ weight: this.#weight(weight), bias: bias && this.#weight(bias) });
      return `ops.quantized.linear_dynamic(${this.#use(x)}, ${constant}, True)`;
    }
    const inputs = [x, weight, ...(bias ? [bias] : [])].map((input) => this.#use(input));
    return `torch.linear(${inputs.join(', ')})`;
  }

  #attention(value: Value & { op: 'attention' }): string {
    const { heads, scale, mask, bias } = value;
    const name = `x${value.id}`;
    const batch = this.#size({ of: mask, dimension: 0 });
    const sequence = this.#size({ of: mask, dimension: 1 });
    // The query may be of the first token alone (narrowToFirstToken).
    const queries = this.#size({ of: value.query, dimension: 1 });
    const split = (input: Value, length = sequence): string =>
      `torch.permute(torch.reshape(${this.#use(input)}, [${batch}, ${length}, ${heads}, -1]), [0, 2, 1, 3])`;
    const additive = this.#once(
      `mask_${mask.id}`,
      () =>
        `torch.unsqueeze(torch.unsqueeze(torch.mul(torch.rsub(torch.to(${this.#use(mask)}, 6), 1), ${lowest}), 1), 1)`,
    );
    this.#assign(`${name}_query`, `torch.mul(${split(value.query, queries)}, ${decimal(scale)})`);
    this.#assign(`${name}_key`, `torch.transpose(${split(value.key)}, 2, 3)`);
    this.#assign(`${name}_scores`, `torch.matmul(${name}_query, ${name}_key)`);
    if (bias) this.#assign(`${name}_scores`, `torch.add(${name}_scores, ${this.#use(bias)})`);
    this.#assign(`${name}_weights`, `torch.softmax(torch.add(${name}_scores, ${additive}), -1)`);
    this.#assign(`${name}_mixed`, `torch.matmul(${name}_weights, ${split(value.value)})`);
    return `torch.reshape(torch.permute(${name}_mixed, [0, 2, 1, 3]), [${batch}, ${queries}, -1])`;
  }
}

/** Lowers a graph to TorchScript; `weights` holds a tensor for every parameter. */
export function lowerToTorchScript(
  graph: Graph,
  weights: Weights,
  options: TorchScriptLoweringOptions,
): TorchScriptModule {
  return new Lowering(weights, options).lower(graph);
}
