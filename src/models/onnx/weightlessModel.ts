// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// An ONNX file as a graph in memory whose large weights stay where they lie in the file: a runtime then maps them instead
// of reading, copying and parsing them, which halves the memory of a loaded model.

import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { FileReader } from '../checkpoints/fileReader.js';
import { ProtobufReader, type ProtobufField } from '../checkpoints/protobufReader.js';
import { externalEntries, nested, type Part } from './encoding.js';

/** A model whose weights are named by their place in a file. */
export interface WeightlessModel {
  /** ModelProto. */
  readonly bytes: Uint8Array;
  /** The folder of the file that holds the weights. */
  readonly folder: string;
}

/** Smaller tensors cost less to copy than to map. */
export const mappedFrom = 1 << 16;

/**
 * Reads the graph of an ONNX file.
 *
 * @returns undefined when the file has no large weights, or has them in files of its own already.
 * @throws DiagnosticError MD1001 when the file is no ONNX file.
 */
export function readWeightlessModel(path: string): WeightlessModel | undefined {
  // The runtime resolves links before it compares folders.
  const file = realpathSync(path);
  const reader = new FileReader(file);
  try {
    const bytes = new Stripper(reader, basename(file)).strip();
    return bytes && { bytes, folder: dirname(file) };
  } finally {
    reader.close();
  }
}

class Stripper {
  readonly #reader: FileReader;
  readonly #messages: ProtobufReader;
  readonly #name: string;
  #stripped = 0;
  #hasFilesOfItsOwn = false;

  constructor(reader: FileReader, name: string) {
    this.#reader = reader;
    this.#messages = new ProtobufReader(reader, 'ONNX file');
    this.#name = name;
  }

  strip(): Uint8Array | undefined {
    const model: Part[] = [];
    for (const field of this.#messages.fields(0, this.#reader.size)) {
      if (field.number === 7 && field.isRange) model.push(...nested(7, this.#graph(field)));
      else model.push(this.#copy(field));
    }
    return this.#stripped === 0 || this.#hasFilesOfItsOwn ? undefined : Buffer.concat(model as Uint8Array[]);
  }

  #copy({ at, end }: ProtobufField): Uint8Array {
    return this.#reader.read(at, end - at);
  }

  #graph(graph: ProtobufField): Part[] {
    return [...this.#messages.fields(graph.start, graph.end, 1)].flatMap((field) =>
      field.number === 5 && field.isRange ? this.#initializer(field) : [this.#copy(field)],
    );
  }

  /** TensorProto with its raw_data, field 9, named by place where it is large. */
  #initializer(tensor: ProtobufField): Part[] {
    const fields = [...this.#messages.fields(tensor.start, tensor.end, 2)];
    const raw = fields.find(({ number, isRange }) => number === 9 && isRange);
    this.#hasFilesOfItsOwn ||= fields.some(({ number, value }) => number === 14 && value === 1);
    if (!raw || raw.value < mappedFrom) return [this.#copy(tensor)];
    this.#stripped++;
    const kept = fields.filter((field) => field !== raw).map((field) => this.#copy(field));
    return nested(5, [...kept, ...externalEntries({ file: this.#name, offset: raw.start }, raw.value)]);
  }
}
