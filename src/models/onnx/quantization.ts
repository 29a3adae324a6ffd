// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Smaller forms of weights for ONNX: 8-bit symmetric with one scale an output channel (or an embedding row),
// and float16. Scales are computed while the matrix is in memory, matrix by matrix.

import { invariant } from '../../util/invariant.js';
import { computedTensor, readFloat32, type Tensor } from '../tensor.js';

const bytesOf = (data: Float32Array | Int8Array | Uint16Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** A row's scale: its largest magnitude becomes 127; a row of zeros keeps scale 1. */
function rowScale(values: Float32Array, start: number, end: number): number {
  let largest = 0;
  for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(values[i] as number));
  return largest === 0 ? 1 : Math.fround(largest / 127);
}

/** Rounds half to even, as ONNX does. */
function roundEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function rowScales(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => rowScale(values, row * columns, (row + 1) * columns));
}

function matrixShape(tensor: Tensor): readonly [number, number] {
  const [rows, columns] = tensor.shape;
  invariant(rows !== undefined && columns !== undefined && tensor.shape.length === 2, 'a matrix has two dimensions');
  return [rows, columns];
}

/** A linear layer's weight [out, in] as int8 [in, out] with one scale an output, ready for MatMulInteger. */
export function quantizedLinear(weight: Tensor): { readonly matrix: Tensor; readonly scales: Tensor } {
  const [rows, columns] = matrixShape(weight);
  const matrix = computedTensor('int8', [columns, rows], () => {
    const values = readFloat32(weight);
    const scales = rowScales(values, rows, columns);
    const target = new Int8Array(values.length);
    for (let row = 0; row < rows; row++) {
      const scale = scales[row] as number;
      for (let column = 0; column < columns; column++) {
        target[column * rows + row] = roundEven((values[row * columns + column] as number) / scale);
      }
    }
    return bytesOf(target);
  });
  const scales = computedTensor('float32', [rows], () => bytesOf(rowScales(readFloat32(weight), rows, columns)));
  return { matrix, scales };
}

/** An embedding matrix as int8 with one scale a row. */
export function quantizedEmbedding(weight: Tensor): { readonly rows: Tensor; readonly scales: Tensor } {
  const [rows, columns] = matrixShape(weight);
  const rowBytes = columns * 4;
  const readRow = (row: number): Float32Array => {
    const bytes = new Uint8Array(rowBytes);
    weight.read(row * rowBytes, bytes);
    return new Float32Array(bytes.buffer);
  };
  const int8 = computedTensor('int8', [rows, columns], () => {
    const target = new Int8Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      const values = readRow(row);
      const scale = rowScale(values, 0, columns);
      for (let column = 0; column < columns; column++) {
        target[row * columns + column] = roundEven((values[column] as number) / scale);
      }
    }
    return bytesOf(target);
  });
  const scales = computedTensor('float32', [rows, 1], () =>
    bytesOf(Float32Array.from({ length: rows }, (_, row) => rowScale(readRow(row), 0, columns))),
  );
  return { rows: int8, scales };
}

/**
 * The float16 bit pattern nearest to a float32 bit pattern, ties to even. What is too large becomes the largest
 * finite half: an infinite weight would make every answer NaN.
 */
export function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x477ff000) return magnitude > 0x7f800000 ? sign | 0x7e00 : sign | 0x7bff;
  if (magnitude < 0x33000001) return sign;
  const exponent = magnitude >>> 23;
  const shift = exponent < 113 ? 126 - exponent : 13;
  const fraction = exponent < 113 ? (magnitude & 0x7fffff) | 0x800000 : magnitude - (112 << 23);
  const half = fraction >>> shift;
  const rest = fraction & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  return sign | (rest > middle || (rest === middle && (half & 1) === 1) ? half + 1 : half);
}

/** A float32 tensor rounded to float16, piece by piece. */
export function asFloat16(tensor: Tensor): Tensor {
  return {
    dtype: 'float16',
    shape: tensor.shape,
    read(offset, target) {
      const source = new Uint8Array(target.length * 2);
      tensor.read(offset * 2, source);
      const bits = new Uint32Array(source.buffer);
      const halves = new Uint16Array(bits.length);
      for (let index = 0; index < bits.length; index++) halves[index] = halfBits(bits[index] as number);
      target.set(bytesOf(halves));
    },
  };
}
