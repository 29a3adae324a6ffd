// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes a graph and its weights as an ONNX file, tensor by tensor.

import { basename } from 'node:path';
import type { Graph, Weights } from '../graph.js';
import { AtomicFile } from '../atomicFile.js';
import { byteLength, forEachChunk } from '../tensor.js';
import {
  modelProto,
  nested,
  nodeProto,
  partLength,
  tensorProto,
  valueInfoProto,
  type ExternalLocation,
  type Part,
} from './encoding.js';
import { lowerToOnnx, type Precision } from './lowering.js';

/** How an ONNX file is written. */
export interface OnnxOptions {
  /** Default: float32. */
  readonly precision?: Precision;
  /** Written as metadata_props, for whoever opens the file. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Total bytes from which tensors go to `<file>.data` beside the model; protobuf ends at 2 GiB. */
  readonly externalDataFrom?: number;
  readonly producerVersion?: string;
}

/** Tensors smaller than this stay in the model file even when it has external data. */
const smallTensor = 1024;

/**
 * Writes `graph` with `weights` as an ONNX model; the file appears only when it is complete.
 *
 * @returns the number of bytes written, external data included.
 */
export function writeOnnx(graph: Graph, weights: Weights, path: string, options: OnnxOptions = {}): number {
  const { precision = 'float32', metadata = {}, externalDataFrom = 2 ** 31 - 2 ** 20, producerVersion = '' } = options;
  const { nodes, initializers, opsets } = lowerToOnnx(graph, weights, precision);
  const total = [...initializers.values()].reduce((sum, tensor) => sum + byteLength(tensor), 0);
  const external = new Map<string, ExternalLocation>();
  const dataFile = `${basename(path)}.data`;
  let dataLength = 0;
  if (total >= externalDataFrom) {
    for (const [name, tensor] of initializers) {
      if (byteLength(tensor) < smallTensor) continue;
      // Page-aligned, so that a runtime can map the tensor.
      const offset = Math.ceil(dataLength / 4096) * 4096;
      external.set(name, { file: dataFile, offset });
      dataLength = offset + byteLength(tensor);
    }
  }

  const graphParts: Part[] = [];
  nodes.forEach((node, index) => graphParts.push(...nested(1, nodeProto(node, `${node.type}_${index}`))));
  for (const [name, tensor] of initializers) {
    graphParts.push(...nested(5, tensorProto(name, tensor, external.get(name))));
  }
  for (const input of graph.inputs) {
    const name = input.op === 'input' ? input.name : '';
    graphParts.push(...nested(11, valueInfoProto(name, input.type, ['batch', 'sequence'])));
  }
  for (const { name, value } of graph.outputs) {
    const dimensions = Array.from({ length: value.rank }, (_, place) => (place === 0 ? 'batch' : `${name}_${place}`));
    graphParts.push(...nested(12, valueInfoProto(name, value.type, dimensions)));
  }
  const header = { graphName: graph.name, producerVersion, opsets, metadata };

  if (external.size > 0) {
    AtomicFile.write(`${path}.data`, (file) => {
      for (const [name, location] of external) {
        file.write(new Uint8Array(location.offset - file.position));
        const tensor = initializers.get(name);
        if (tensor) forEachChunk(tensor, (bytes) => file.write(bytes));
      }
    });
  }
  const parts = modelProto(header, graphParts);
  AtomicFile.write(path, (file) => writeParts(parts, (bytes) => file.write(bytes)));
  return dataLength + parts.reduce((sum, part) => sum + partLength(part), 0);
}

/** Writes parts in order, small ones gathered so that the file sees few large writes. */
function writeParts(parts: readonly Part[], write: (bytes: Uint8Array) => void): void {
  let pending: Uint8Array[] = [];
  let pendingLength = 0;
  const flush = (): void => {
    if (pendingLength > 0) write(Buffer.concat(pending));
    pending = [];
    pendingLength = 0;
  };
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      pending.push(part);
      pendingLength += part.length;
      if (pendingLength > 1 << 20) flush();
    } else {
      flush();
      forEachChunk(part, write);
    }
  }
  flush();
}
