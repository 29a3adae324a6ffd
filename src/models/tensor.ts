// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Tensors that stay where they are until their bytes are asked for: a checkpoint of gigabytes is
// described by small objects, and writers copy it piece by piece.

import { invariant } from '../util/invariant.js';

/** Element types, named as in PyTorch. */
export type DType =
  'float64' | 'float32' | 'float16' | 'bfloat16' | 'int64' | 'int32' | 'int16' | 'int8' | 'uint8' | 'bool';

/** Bytes that one element of each type takes. */
export const elementSize: Readonly<Record<DType, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/** A dense, row-major, little-endian tensor whose bytes are read on demand. */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Fills `target` with the bytes from `offset` on; both are multiples of the element size. */
  read(offset: number, target: Uint8Array): void;
}

/** Number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Number of bytes of a tensor. */
export function byteLength(tensor: Tensor): number {
  return elementCount(tensor.shape) * elementSize[tensor.dtype];
}

/** A tensor over bytes in memory. */
export function bytesTensor(dtype: DType, shape: readonly number[], bytes: Uint8Array): Tensor {
  invariant(bytes.length === elementCount(shape) * elementSize[dtype], 'tensor bytes must fill the shape');
  return {
    dtype,
    shape,
    read: (offset, target) => target.set(bytes.subarray(offset, offset + target.length)),
  };
}

const viewBytes = (data: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** A float32 tensor in memory. */
export function float32Tensor(shape: readonly number[], data: ArrayLike<number>): Tensor {
  return bytesTensor('float32', shape, viewBytes(Float32Array.from(data)));
}

/** An int64 tensor in memory, from safe integers. */
export function int64Tensor(shape: readonly number[], data: ArrayLike<number>): Tensor {
  return bytesTensor('int64', shape, viewBytes(BigInt64Array.from(Array.from(data), BigInt)));
}

/** Bytes copied at a time: large enough for the disk, small beside any memory limit. */
const chunkSize = 4 << 20;

/** Hands the bytes of a tensor to `use`, piece by piece; a piece is valid only during the call. */
export function forEachChunk(tensor: Tensor, use: (bytes: Uint8Array) => void): void {
  const total = byteLength(tensor);
  const scratch = new Uint8Array(Math.min(total, chunkSize));
  for (let offset = 0; offset < total; offset += chunkSize) {
    const piece = scratch.subarray(0, Math.min(chunkSize, total - offset));
    tensor.read(offset, piece);
    use(piece);
  }
}

/** All bytes of a tensor, in memory of their own. */
export function readBytes(tensor: Tensor): Uint8Array {
  const bytes = new Uint8Array(byteLength(tensor));
  tensor.read(0, bytes);
  return bytes;
}

/** All elements of a floating-point tensor as float32. */
export function readFloat32(tensor: Tensor): Float32Array {
  return new Float32Array(readBytes(asFloat32(tensor)).buffer);
}

/** The float32 bit pattern of a float16 bit pattern; exact. */
function widenHalf(bits: number): number {
  const sign = (bits & 0x8000) << 16;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent !== 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal half is a normal float: shift its leading one into the hidden bit.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}

/** The tensor as float32: wider types are rounded, narrower ones widened exactly. */
export function asFloat32(tensor: Tensor): Tensor {
  const { dtype, shape } = tensor;
  if (dtype === 'float32') return tensor;
  const convert = (source: Uint8Array, target: Uint32Array | Float32Array): void => {
    if (dtype === 'float64') {
      target.set(new Float64Array(source.buffer));
    } else {
      const halves = new Uint16Array(source.buffer);
      for (let i = 0; i < halves.length; i++) {
        target[i] = dtype === 'bfloat16' ? (halves[i] as number) << 16 : widenHalf(halves[i] as number);
      }
    }
  };
  invariant(dtype === 'float64' || dtype === 'float16' || dtype === 'bfloat16', `${dtype} is not floating point`);
  const size = elementSize[dtype];
  return {
    dtype: 'float32',
    shape,
    read(offset, target) {
      const source = new Uint8Array((target.length / 4) * size);
      tensor.read((offset / 4) * size, source);
      const widened = dtype === 'float64' ? new Float32Array(target.length / 4) : new Uint32Array(target.length / 4);
      convert(source, widened);
      target.set(new Uint8Array(widened.buffer));
    },
  };
}

/** A tensor computed as a whole on its first read and kept until `read` has passed its last byte. */
export function computedTensor(dtype: DType, shape: readonly number[], compute: () => Uint8Array): Tensor {
  let bytes: Uint8Array | undefined;
  return {
    dtype,
    shape,
    read(offset, target) {
      bytes ??= compute();
      target.set(bytes.subarray(offset, offset + target.length));
      if (offset + target.length === bytes.length) bytes = undefined;
    },
  };
}

/** The transpose of a float32 matrix, computed block by block when it is read. */
export function transposed(tensor: Tensor): Tensor {
  const [rows, columns] = tensor.shape;
  invariant(tensor.dtype === 'float32' && tensor.shape.length === 2, 'only float32 matrices are transposed');
  invariant(rows !== undefined && columns !== undefined, 'a matrix has two dimensions');
  return computedTensor('float32', [columns, rows], () => {
    const source = new Uint32Array(readBytes(tensor).buffer);
    const target = new Uint32Array(source.length);
    // Blocks of 32 x 32 keep both sides in the first-level cache.
    for (let rowBlock = 0; rowBlock < rows; rowBlock += 32) {
      const rowEnd = Math.min(rowBlock + 32, rows);
      for (let columnBlock = 0; columnBlock < columns; columnBlock += 32) {
        const columnEnd = Math.min(columnBlock + 32, columns);
        for (let column = columnBlock; column < columnEnd; column++) {
          for (let row = rowBlock; row < rowEnd; row++) {
            target[column * rows + row] = source[row * columns + column] as number;
          }
        }
      }
    }
    return new Uint8Array(target.buffer);
  });
}
