// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads what an ONNX file consists of without loading its weights: every length is checked against the message
// around it, and the bytes of initializers stay in the file.

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import { FileReader } from '../checkpoints/fileReader.js';
import { ProtobufReader, type ProtobufField as Field } from '../checkpoints/protobufReader.js';
import { bytesTensor, elementCount, elementSize, type DType, type Tensor } from '../tensor.js';
import { onnxDataTypes } from './encoding.js';

/** A node of an ONNX graph as it was read. */
export interface ReadNode {
  readonly name: string;
  readonly domain: string;
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** An input or output of an ONNX graph. */
export interface ReadValue {
  readonly name: string;
  readonly dtype: DType | undefined;
  /** Sizes, or names of sizes that are known only at run time. */
  readonly shape: readonly (number | string)[];
}

/** An ONNX file as it was read. Tensors can be read until it is closed. */
export interface OnnxContents {
  readonly path: string;
  readonly size: number;
  readonly producer: string;
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly ReadValue[];
  readonly outputs: readonly ReadValue[];
  readonly nodes: readonly ReadNode[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly files: readonly string[];
  readonly close: () => void;
}

const dtypeByNumber = new Map(Object.entries(onnxDataTypes).map(([name, number]) => [number, name as DType]));

/** Opens an ONNX file. @throws DiagnosticError MD1001 when it is none, MD1002 when it refers to files elsewhere. */
export function openOnnx(path: string): OnnxContents {
  return new OnnxReader(path).read();
}

class OnnxReader {
  readonly #reader: FileReader;
  readonly #messages: ProtobufReader;
  readonly #external = new Map<string, FileReader>();

  constructor(path: string) {
    this.#reader = new FileReader(path);
    this.#messages = new ProtobufReader(this.#reader, 'ONNX file');
  }

  #close(): void {
    this.#reader.close();
    this.#external.forEach((reader) => reader.close());
  }

  read(): OnnxContents {
    try {
      return this.#model();
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  #model(): OnnxContents {
    const opsets: Record<string, number> = {};
    let producer = '';
    let graph: Field | undefined;
    for (const field of this.#messages.fields(0, this.#reader.size)) {
      if (field.number === 2) producer = this.#messages.text(field);
      else if (field.number === 7) graph = field;
      else if (field.number === 8) {
        let domain = '';
        let version = 0;
        for (const part of this.#messages.fields(field.start, field.end, 1)) {
          if (part.number === 1) domain = this.#messages.text(part);
          else if (part.number === 2) version = part.value;
        }
        opsets[domain] = version;
      }
    }
    if (!graph || Object.keys(opsets).length === 0) return this.#messages.broken('it has no graph');
    const nodes: ReadNode[] = [];
    const inputs: ReadValue[] = [];
    const outputs: ReadValue[] = [];
    const initializers = new Map<string, Tensor>();
    for (const field of this.#messages.fields(graph.start, graph.end, 1)) {
      if (field.number === 1) nodes.push(this.#node(field));
      else if (field.number === 5) {
        const found = this.#initializer(field);
        if (found) initializers.set(found.name, found.tensor);
      } else if (field.number === 11) inputs.push(this.#value(field));
      else if (field.number === 12) outputs.push(this.#value(field));
    }
    return {
      path: this.#reader.path,
      size: this.#reader.size,
      producer,
      opsets,
      inputs: inputs.filter(({ name }) => !initializers.has(name)),
      outputs,
      nodes,
      initializers,
      files: [this.#reader.path, ...[...this.#external.values()].map((reader) => reader.path)],
      close: () => this.#close(),
    };
  }

  #node(message: Field): ReadNode {
    const inputs: string[] = [];
    const outputs: string[] = [];
    let [name, type, domain] = ['', '', ''];
    for (const field of this.#messages.fields(message.start, message.end, 2)) {
      if (field.number === 1) inputs.push(this.#messages.text(field));
      else if (field.number === 2) outputs.push(this.#messages.text(field));
      else if (field.number === 3) name = this.#messages.text(field);
      else if (field.number === 4) type = this.#messages.text(field);
      else if (field.number === 7) domain = this.#messages.text(field);
    }
    return { name, domain, type, inputs, outputs };
  }

  #value(message: Field): ReadValue {
    let name = '';
    let dtype: DType | undefined;
    const shape: (number | string)[] = [];
    // ValueInfoProto { name, type { tensor { element type, shape { dimension { value | name } } } } }
    const visit = (field: Field, path: string, depth: number): void => {
      if (path === '1') name = this.#messages.text(field);
      else if (path === '2.1.1') dtype = dtypeByNumber.get(field.value);
      else if (path === '2.1.2.1') {
        let dimension: number | string = '?';
        for (const part of this.#messages.fields(field.start, field.end, depth)) {
          dimension = part.number === 1 ? part.value : part.number === 2 ? this.#messages.text(part) : dimension;
        }
        shape.push(dimension);
      } else if (['2', '2.1', '2.1.2'].includes(path)) {
        for (const part of this.#messages.fields(field.start, field.end, depth))
          visit(part, `${path}.${part.number}`, depth + 1);
      }
    };
    for (const field of this.#messages.fields(message.start, message.end, 2)) visit(field, String(field.number), 3);
    return { name, dtype, shape };
  }

  #initializer(message: Field): { name: string; tensor: Tensor } | undefined {
    const shape: number[] = [];
    const external = new Map<string, string>();
    let name = '';
    let dtype: DType | undefined;
    let raw: Field | undefined;
    let typed: Field | undefined;
    let isExternal = false;
    for (const field of this.#messages.fields(message.start, message.end, 2)) {
      if (field.number === 1) shape.push(...this.#sizes(field));
      else if (field.number === 2) dtype = dtypeByNumber.get(field.value);
      else if (field.number === 8) name = this.#messages.text(field);
      else if (field.number === 9) raw = field;
      else if (field.number === 4 || field.number === 7 || field.number === 10) typed = field;
      else if (field.number === 14) isExternal = field.value === 1;
      else if (field.number === 13) {
        let [key, value] = ['', ''];
        for (const part of this.#messages.fields(field.start, field.end, 3)) {
          if (part.number === 1) key = this.#messages.text(part);
          else if (part.number === 2) value = this.#messages.text(part);
        }
        external.set(key, value);
      }
    }
    if (!dtype) return undefined;
    const length = elementCount(shape) * elementSize[dtype];
    if (isExternal) return { name, tensor: this.#externalTensor(name, dtype, shape, external) };
    const data = raw ?? typed;
    if (length === 0) return { name, tensor: bytesTensor(dtype, shape, new Uint8Array(0)) };
    if (!data || data.end - data.start !== length) {
      // Numbers written one by one (int64_data and the like) are packed variable-length; no weight is.
      if (!raw) return undefined;
      return this.#messages.broken(
        `initializer ${name} of shape [${shape.join(', ')}] takes ${length} bytes, it has ${raw.value}`,
      );
    }
    return { name, tensor: this.#reader.tensor(name, dtype, shape, data.start) };
  }

  /** A dimension, or dimensions packed into one field. */
  #sizes(field: Field): number[] {
    const sizes: number[] = [];
    if (!field.isRange) sizes.push(field.value);
    for (let at = field.start; field.isRange && at < field.end;) {
      const [value, next] = this.#messages.varint(at);
      sizes.push(value);
      at = next;
    }
    if (sizes.some((size) => size > 2 ** 40)) this.#messages.broken(`a dimension of ${Math.max(...sizes)}`);
    return sizes;
  }

  #externalTensor(name: string, dtype: DType, shape: readonly number[], location: ReadonlyMap<string, string>): Tensor {
    const file = location.get('location') ?? '';
    if (file === '' || file !== basename(file) || file === '..') {
      refuse(
        'MD1002',
        `${this.#reader.path}: initializer ${name} lies in ${JSON.stringify(file)}, outside of its folder`,
      );
    }
    const path = join(dirname(this.#reader.path), file);
    if (!existsSync(path)) refuse('MD1001', `${this.#reader.path}: its data file ${file} is missing`);
    let reader = this.#external.get(file);
    if (!reader) {
      reader = new FileReader(path);
      this.#external.set(file, reader);
    }
    return reader.tensor(name, dtype, shape, Number(location.get('offset') ?? 0));
  }
}
