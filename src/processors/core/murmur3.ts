// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// MurmurHash3, x64 variant of 128 bits.

const c1 = 0x87c37b91114253d5n;
const c2 = 0x4cf5ad432745937fn;
const u64 = (value: bigint) => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint) => u64((value << by) | (value >> (64n - by)));

function mix(value: bigint): bigint {
  let h = value;
  h = u64((h ^ (h >> 33n)) * 0xff51afd7ed558ccdn);
  h = u64((h ^ (h >> 33n)) * 0xc4ceb9fe1a85ec53n);
  return h ^ (h >> 33n);
}

/** The hash with seed 0: both halves big-endian, as the server's Murmur3Hasher writes them. */
export function murmur3(input: Uint8Array): Uint8Array {
  const blocks = input.length >> 4;
  // The tail is read as a block filled up with zeros, which add nothing.
  const padded = new Uint8Array((blocks + 1) * 16);
  padded.set(input);
  const view = new DataView(padded.buffer);
  let h1 = 0n;
  let h2 = 0n;
  for (let block = 0; block <= blocks; block++) {
    const k1 = u64(rotate(u64(view.getBigUint64(block * 16, true) * c1), 31n) * c2);
    const k2 = u64(rotate(u64(view.getBigUint64(block * 16 + 8, true) * c2), 33n) * c1);
    h1 ^= k1;
    if (block === blocks) {
      h2 ^= k2;
      break;
    }
    h1 = u64((rotate(h1, 27n) + h2) * 5n + 0x52dce729n);
    h2 ^= k2;
    h2 = u64((rotate(h2, 31n) + h1) * 5n + 0x38495ab5n);
  }
  const length = BigInt(input.length);
  h1 ^= length;
  h2 ^= length;
  h1 = u64(h1 + h2);
  h2 = u64(h2 + h1);
  h1 = mix(h1);
  h2 = mix(h2);
  h1 = u64(h1 + h2);
  h2 = u64(h2 + h1);
  const result = new Uint8Array(16);
  const out = new DataView(result.buffer);
  out.setBigUint64(0, h1);
  out.setBigUint64(8, h2);
  return result;
}
