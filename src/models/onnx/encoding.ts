// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The protobuf encoding of ONNX messages as a list of parts, so that tensors are copied from where
// they lie into the file and never all held in memory. Field numbers are those of onnx.proto.

import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { byteLength, type DType, type Tensor } from '../tensor.js';

/** A stretch of an encoded message: bytes, or the bytes of a tensor. */
export type Part = Uint8Array | Tensor;

/** The number of bytes of a part. */
export const partLength = (part: Part): number => (part instanceof Uint8Array ? part.length : byteLength(part));

/** onnx.TensorProto.DataType by element type. */
export const onnxDataTypes: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
};

/** A length-delimited field made of parts. */
export function nested(field: number, parts: readonly Part[]): Part[] {
  const length = parts.reduce((total, part) => total + partLength(part), 0);
  return [new BinaryWriter().tag(field, 2).uint64(length).finish(), ...parts];
}

const text = (field: number, value: string): Part => new BinaryWriter().tag(field, 2).string(value).finish();
const integer = (field: number, value: number): Part => new BinaryWriter().tag(field, 0).int64(value).finish();

/** The value of a node's attribute. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] };

/** A node of an ONNX graph; an empty input name is an input left out. */
export interface OnnxNode {
  readonly type: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

function attributeProto(name: string, value: Attribute): Part[] {
  if ('int' in value) return [text(1, name), integer(3, value.int), integer(20, 2)];
  if ('float' in value) {
    return [text(1, name), new BinaryWriter().tag(2, 5).float(value.float).finish(), integer(20, 1)];
  }
  if ('string' in value) return [text(1, name), text(4, value.string), integer(20, 3)];
  return [text(1, name), ...value.ints.map((item) => integer(8, item)), integer(20, 7)];
}

/** NodeProto. */
export function nodeProto(node: OnnxNode, name: string): Part[] {
  return [
    ...node.inputs.map((input) => text(1, input)),
    ...node.outputs.map((output) => text(2, output)),
    text(3, name),
    text(4, node.type),
    ...Object.entries(node.attributes ?? {}).flatMap(([key, value]) => nested(5, attributeProto(key, value))),
    ...(node.domain === undefined ? [] : [text(7, node.domain)]),
  ];
}

/** Where the bytes of an initializer lie when they are not in the model file itself. */
export interface ExternalLocation {
  readonly file: string;
  readonly offset: number;
}

/** The fields of a TensorProto that say where its bytes lie. */
export function externalEntries({ file, offset }: ExternalLocation, length: number): Part[] {
  const entry = (key: string, value: string): Part[] => nested(13, [text(1, key), text(2, value)]);
  return [
    ...entry('location', file),
    ...entry('offset', String(offset)),
    ...entry('length', String(length)),
    integer(14, 1),
  ];
}

/** TensorProto, with its bytes inside or in another file. */
export function tensorProto(name: string, tensor: Tensor, external?: ExternalLocation): Part[] {
  const head = [
    ...tensor.shape.map((dimension) => integer(1, dimension)),
    integer(2, onnxDataTypes[tensor.dtype]),
    text(8, name),
  ];
  return [...head, ...(external ? externalEntries(external, byteLength(tensor)) : nested(9, [tensor]))];
}

/** ValueInfoProto of a tensor whose dimensions are numbers or symbols. */
export function valueInfoProto(name: string, dtype: DType, dimensions: readonly (number | string)[]): Part[] {
  const shape = dimensions.flatMap((dimension) =>
    nested(1, [typeof dimension === 'number' ? integer(1, dimension) : text(2, dimension)]),
  );
  return [text(1, name), ...nested(2, nested(1, [integer(1, onnxDataTypes[dtype]), ...nested(2, shape)]))];
}

/** What a ModelProto holds besides its graph. */
export interface ModelHeader {
  readonly graphName: string;
  readonly producerVersion: string;
  /** Operator-set version by domain; '' is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** ModelProto from the encoded fields of its graph. */
export function modelProto(header: ModelHeader, graph: readonly Part[]): Part[] {
  return [
    integer(1, 9),
    text(2, 'logtwin'),
    text(3, header.producerVersion),
    ...nested(7, [...graph, text(2, header.graphName)]),
    ...Object.entries(header.opsets).flatMap(([domain, version]) => nested(8, [text(1, domain), integer(2, version)])),
    ...Object.entries(header.metadata).flatMap(([key, value]) => nested(14, [text(1, key), text(2, value)])),
  ];
}
