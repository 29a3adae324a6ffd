// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The 8-bit weights of quantized::linear_dynamic, equal bit for bit to what PyTorch 2.7.1's quantize_dynamic
// makes (per tensor, symmetric, 127.5 steps), so that an archive predicts what eland's quantized one predicts.

import { computedTensor, forEachChunk, type Tensor } from '../tensor.js';

/** The scale of a weight and its 8-bit values, computed piece by piece. */
export function quantizedForTorch(weight: Tensor): { readonly values: Tensor; readonly scale: number } {
  let largest = 0;
  forEachChunk(weight, (bytes) => {
    const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    for (const value of values) largest = Math.max(largest, Math.abs(value));
  });
  // PyTorch keeps the scale above the float32 epsilon, and multiplies by its float32 inverse.
  const scale = Math.max(Math.fround(largest / 127.5), 2 ** -23);
  const inverse = Math.fround(1 / scale);
  const values = computedTensor('int8', weight.shape, () => {
    const target = new Int8Array(weight.shape.reduce((product, dimension) => product * dimension, 1));
    let position = 0;
    forEachChunk(weight, (bytes) => {
      const source = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      for (const value of source) {
        const scaled = Math.fround(value * inverse);
        const floor = Math.floor(scaled);
        const rest = scaled - floor;
        const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
        target[position++] = Math.max(-128, Math.min(127, rounded));
      }
    });
    return new Uint8Array(target.buffer);
  });
  return { values, scale };
}
