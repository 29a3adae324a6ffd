// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes the few pickle opcodes (protocol 2) that libtorch's own unpickler reads.

import type { DType } from '../tensor.js';

/** What can be pickled into a TorchScript archive. */
export type Pickled =
  | number
  | boolean
  | string
  | undefined
  | { readonly double: number }
  | { readonly global: readonly [module: string, name: string] }
  | { readonly tuple: readonly Pickled[] }
  | { readonly call: Pickled; readonly of: readonly Pickled[] }
  | { readonly persistent: Pickled }
  | { readonly object: Pickled; readonly state: Pickled | ReadonlyMap<string, Pickled> };

/** torch's storage class of an element type. */
export const storageClasses: Readonly<Partial<Record<DType | 'qint8', string>>> = {
  float32: 'FloatStorage',
  float16: 'HalfStorage',
  bfloat16: 'BFloat16Storage',
  int64: 'LongStorage',
  int8: 'CharStorage',
  qint8: 'QInt8Storage',
};

/** The pickle of a value, from PROTO to STOP. */
export function pickle(value: Pickled): Uint8Array {
  const pieces: Uint8Array[] = [];
  const bytes = (...values: number[]): void => void pieces.push(Uint8Array.from(values));
  const unicode = (text: string): void => {
    const encoded = Buffer.from(text, 'utf8');
    const head = Buffer.alloc(5);
    head[0] = 0x58; // BINUNICODE
    head.writeUInt32LE(encoded.length, 1);
    pieces.push(head, encoded);
  };
  const integer = (number: number): void => {
    if (number >= 0 && number < 256) return bytes(0x4b, number); // BININT1
    const head = Buffer.alloc(10);
    if (number >= -(2 ** 31) && number < 2 ** 31) {
      head[0] = 0x4a; // BININT
      head.writeInt32LE(number, 1);
      pieces.push(head.subarray(0, 5));
    } else {
      head.set([0x8a, 8]); // LONG1 of eight bytes
      head.writeBigInt64LE(BigInt(number), 2);
      pieces.push(head);
    }
  };
  const tuple = (items: readonly Pickled[]): void => {
    if (items.length === 0) return bytes(0x29); // EMPTY_TUPLE
    bytes(0x28); // MARK
    items.forEach(write);
    bytes(0x74); // TUPLE
  };
  const write = (item: Pickled): void => {
    if (item === undefined) return bytes(0x4e); // NONE
    if (typeof item === 'boolean') return bytes(item ? 0x88 : 0x89); // NEWTRUE, NEWFALSE
    if (typeof item === 'number') return integer(item);
    if (typeof item === 'string') return unicode(item);
    if ('double' in item) {
      const encoded = Buffer.alloc(9);
      encoded[0] = 0x47; // BINFLOAT
      encoded.writeDoubleBE(item.double, 1);
      pieces.push(encoded);
    } else if ('global' in item) {
      pieces.push(Buffer.from(`c${item.global[0]}\n${item.global[1]}\n`, 'latin1')); // GLOBAL
    } else if ('tuple' in item) {
      tuple(item.tuple);
    } else if ('call' in item) {
      write(item.call);
      tuple(item.of);
      bytes(0x52); // REDUCE
    } else if ('persistent' in item) {
      write(item.persistent);
      bytes(0x51); // BINPERSID
    } else {
      write(item.object);
      bytes(0x29, 0x81); // EMPTY_TUPLE, NEWOBJ
      if (isMap(item.state)) {
        bytes(0x7d, 0x28); // EMPTY_DICT, MARK
        for (const [key, field] of item.state) {
          unicode(key);
          write(field);
        }
        bytes(0x75); // SETITEMS
      } else {
        write(item.state);
      }
      bytes(0x62); // BUILD
    }
  };
  bytes(0x80, 2); // PROTO 2
  write(value);
  bytes(0x2e); // STOP
  return Buffer.concat(pieces);
}

const isMap = (state: Pickled | ReadonlyMap<string, Pickled>): state is ReadonlyMap<string, Pickled> =>
  typeof state === 'object' && 'entries' in state;
