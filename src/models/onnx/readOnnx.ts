// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads what an ONNX file consists of without loading its weights: every length is checked against the message
// around it, and the bytes of initializers stay in the file.

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import { FileReader } from '../checkpoints/fileReader.js';
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
const utf8 = new TextDecoder();
/** Names and attributes are short; nothing longer is read into memory. */
const longestText = 1 << 20;
const deepestMessage = 16;

/** A field of a message: a number, or a range of bytes. */
interface Field {
  readonly number: number;
  readonly isRange: boolean;
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

/** Opens an ONNX file. @throws DiagnosticError MD1001 when it is none, MD1002 when it refers to files elsewhere. */
export function openOnnx(path: string): OnnxContents {
  return new OnnxReader(path).read();
}

class OnnxReader {
  readonly #reader: FileReader;
  readonly #external = new Map<string, FileReader>();
  #window = new Uint8Array(0);
  #windowStart = 0;

  constructor(path: string) {
    this.#reader = new FileReader(path);
  }

  #broken(reason: string): never {
    return refuse('MD1001', `${this.#reader.path} is not a sound ONNX file: ${reason}`);
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

  #byte(position: number): number {
    const inWindow = position - this.#windowStart;
    const byte = inWindow >= 0 ? this.#window[inWindow] : undefined;
    if (byte !== undefined) return byte;
    if (position >= this.#reader.size) this.#broken('it ends too early');
    this.#windowStart = position;
    this.#window = this.#reader.read(position, Math.min(1 << 16, this.#reader.size - position));
    return this.#window[0] as number;
  }

  /** A variable-length number and where it ends; numbers beyond 2^53 lose digits, which no size may have. */
  #varint(position: number): [value: number, next: number] {
    let value = 0;
    for (let index = 0; index < 10; index++) {
      const byte = this.#byte(position + index);
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return [value, position + index + 1];
    }
    return this.#broken(`the number at byte ${position} does not end`);
  }

  *#fields(start: number, end: number, depth = 0): Generator<Field> {
    if (depth > deepestMessage) this.#broken('its messages nest too deep');
    let position = start;
    while (position < end) {
      const [tag, afterTag] = this.#varint(position);
      const number = Math.trunc(tag / 8);
      const wireType = tag % 8;
      if (wireType === 0) {
        const [value, next] = this.#varint(afterTag);
        yield { number, isRange: false, value, start: afterTag, end: next };
        position = next;
      } else if (wireType === 2) {
        const [length, from] = this.#varint(afterTag);
        if (from + length > end) this.#broken(`field ${number} at byte ${position} goes beyond its message`);
        yield { number, isRange: true, value: length, start: from, end: from + length };
        position = from + length;
      } else if (wireType === 1 || wireType === 5) {
        const next = afterTag + (wireType === 1 ? 8 : 4);
        if (next > end) this.#broken(`field ${number} at byte ${position} goes beyond its message`);
        yield { number, isRange: false, value: 0, start: afterTag, end: next };
        position = next;
      } else {
        this.#broken(`byte ${position} is not the beginning of a field`);
      }
    }
  }

  #text({ start, end }: Field): string {
    if (end - start > longestText) this.#broken(`a name of ${end - start} bytes`);
    return utf8.decode(this.#reader.read(start, end - start));
  }

  #model(): OnnxContents {
    const opsets: Record<string, number> = {};
    let producer = '';
    let graph: Field | undefined;
    for (const field of this.#fields(0, this.#reader.size)) {
      if (field.number === 2) producer = this.#text(field);
      else if (field.number === 7) graph = field;
      else if (field.number === 8) {
        let domain = '';
        let version = 0;
        for (const part of this.#fields(field.start, field.end, 1)) {
          if (part.number === 1) domain = this.#text(part);
          else if (part.number === 2) version = part.value;
        }
        opsets[domain] = version;
      }
    }
    if (!graph || Object.keys(opsets).length === 0) return this.#broken('it has no graph');
    const nodes: ReadNode[] = [];
    const inputs: ReadValue[] = [];
    const outputs: ReadValue[] = [];
    const initializers = new Map<string, Tensor>();
    for (const field of this.#fields(graph.start, graph.end, 1)) {
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
    for (const field of this.#fields(message.start, message.end, 2)) {
      if (field.number === 1) inputs.push(this.#text(field));
      else if (field.number === 2) outputs.push(this.#text(field));
      else if (field.number === 3) name = this.#text(field);
      else if (field.number === 4) type = this.#text(field);
      else if (field.number === 7) domain = this.#text(field);
    }
    return { name, domain, type, inputs, outputs };
  }

  #value(message: Field): ReadValue {
    let name = '';
    let dtype: DType | undefined;
    const shape: (number | string)[] = [];
    // ValueInfoProto { name, type { tensor { element type, shape { dimension { value | name } } } } }
    const visit = (field: Field, path: string, depth: number): void => {
      if (path === '1') name = this.#text(field);
      else if (path === '2.1.1') dtype = dtypeByNumber.get(field.value);
      else if (path === '2.1.2.1') {
        let dimension: number | string = '?';
        for (const part of this.#fields(field.start, field.end, depth)) {
          dimension = part.number === 1 ? part.value : part.number === 2 ? this.#text(part) : dimension;
        }
        shape.push(dimension);
      } else if (['2', '2.1', '2.1.2'].includes(path)) {
        for (const part of this.#fields(field.start, field.end, depth))
          visit(part, `${path}.${part.number}`, depth + 1);
      }
    };
    for (const field of this.#fields(message.start, message.end, 2)) visit(field, String(field.number), 3);
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
    for (const field of this.#fields(message.start, message.end, 2)) {
      if (field.number === 1) shape.push(...this.#sizes(field));
      else if (field.number === 2) dtype = dtypeByNumber.get(field.value);
      else if (field.number === 8) name = this.#text(field);
      else if (field.number === 9) raw = field;
      else if (field.number === 4 || field.number === 7 || field.number === 10) typed = field;
      else if (field.number === 14) isExternal = field.value === 1;
      else if (field.number === 13) {
        let [key, value] = ['', ''];
        for (const part of this.#fields(field.start, field.end, 3)) {
          if (part.number === 1) key = this.#text(part);
          else if (part.number === 2) value = this.#text(part);
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
      return this.#broken(
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
      const [value, next] = this.#varint(at);
      sizes.push(value);
      at = next;
    }
    if (sizes.some((size) => size > 2 ** 40)) this.#broken(`a dimension of ${Math.max(...sizes)}`);
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
