// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads pickles as data. Globals become inert names from a short list, calls become inert records;
// anything else that a pickle could ask for is refused with its place, and nothing is ever executed.

import { refuse } from '../../diagnostics/diagnostic.js';

/** The name of a Python object that a pickle refers to. */
export class PickledGlobal {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
}

/** A call that a pickle asks for, not made. */
export class PickledCall {
  readonly function: PickledGlobal;
  readonly arguments: readonly unknown[];

  constructor(callee: PickledGlobal, callArguments: readonly unknown[]) {
    this.function = callee;
    this.arguments = callArguments;
  }
}

/** A reference to something outside of the pickle: a tensor's storage. */
export class PickledPersistent {
  readonly id: unknown;

  constructor(id: unknown) {
    this.id = id;
  }
}

const storageNames = 'Double Float Half BFloat16 Long Int Short Char Byte Bool Untyped'.split(' ');

/** What a state dict consists of; every other global is refused. */
const allowed = new Set([
  'collections OrderedDict',
  'torch._utils _rebuild_tensor_v2',
  'torch._utils _rebuild_parameter',
  'torch Size',
  ...storageNames.flatMap((name) => [`torch ${name}Storage`, `torch.storage ${name}Storage`]),
]);

/** A mark on the stack. */
const mark = Symbol('mark');
const largestStack = 10_000_000;

/**
 * The value of a pickle: numbers, strings, booleans, undefined for None, arrays for lists and tuples, Map for
 * dictionaries, and the three classes above.
 *
 * @throws DiagnosticError MD1002 when it asks for code, MD1001 when it is broken.
 */
export function readPickle(bytes: Uint8Array, file: string): unknown {
  return new PickleReader(bytes, file).read();
}

class PickleReader {
  readonly #bytes: Buffer;
  readonly #file: string;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();
  #position = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#file = file;
  }

  #broken(reason: string): never {
    return refuse('MD1001', `${this.#file}: broken pickle at byte ${this.#position}: ${reason}`);
  }

  #unsafe(what: string): never {
    return refuse(
      'MD1002',
      `${this.#file}: the pickle asks to run ${what} (byte ${this.#position})`,
      'Nothing was executed. A checkpoint of weights needs no code: do not load this file with PyTorch either, ' +
        'unless you know who made it.',
    );
  }

  #take(count: number): Buffer {
    const end = this.#position + count;
    if (end > this.#bytes.length) this.#broken('it ends too early');
    const taken = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    if (end < 0) this.#broken('a line does not end');
    const line = this.#bytes.toString('utf8', this.#position, end);
    this.#position = end + 1;
    return line;
  }

  #pop(): unknown {
    if (this.#stack.length === 0) this.#broken('its stack is empty');
    const value = this.#stack.pop();
    if (value === mark) this.#broken('a mark stands where a value should');
    return value;
  }

  #popToMark(): unknown[] {
    const at = this.#stack.lastIndexOf(mark);
    if (at < 0) this.#broken('a mark is missing');
    const items = this.#stack.splice(at);
    return items.slice(1);
  }

  #popMany(count: number): unknown[] {
    return Array.from({ length: count }, () => this.#pop()).reverse();
  }

  #top(): unknown {
    const top = this.#stack.at(-1);
    if (this.#stack.length === 0 || top === mark) this.#broken('its stack is empty');
    return top;
  }

  #global(module: string, name: string): PickledGlobal {
    if (!allowed.has(`${module} ${name}`)) this.#unsafe(`${module}.${name}`);
    return new PickledGlobal(module, name);
  }

  #reduce(callee: unknown, callArguments: unknown): unknown {
    if (!(callee instanceof PickledGlobal) || !Array.isArray(callArguments))
      return this.#broken('a call of no function');
    if (callee.name === 'OrderedDict') return new Map();
    if (callee.name === 'Size') return callArguments[0];
    if (!callee.name.startsWith('_rebuild_')) return this.#unsafe(`${callee.module}.${callee.name}`);
    return new PickledCall(callee, callArguments);
  }

  #setItems(target: unknown, items: readonly unknown[]): void {
    if (!(target instanceof Map)) this.#broken('items are set in something that is no dictionary');
    for (let index = 0; index + 1 < items.length; index += 2)
      (target as Map<unknown, unknown>).set(items[index], items[index + 1]);
  }

  #append(target: unknown, items: readonly unknown[]): void {
    if (!Array.isArray(target)) this.#broken('items are appended to something that is no list');
    (target as unknown[]).push(...items);
  }

  #remember(key: number): void {
    this.#memo.set(key, this.#top());
  }

  #recall(key: number): unknown {
    if (!this.#memo.has(key)) this.#broken(`it recalls ${key}, which it did not remember`);
    return this.#memo.get(key);
  }

  #long(length: number): number | bigint {
    if (length > 1024) this.#broken(`an integer of ${length} bytes`);
    let value = 0n;
    const bytes = this.#take(length);
    for (let index = length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index] as number);
    const signed = length === 0 ? 0n : BigInt.asIntN(8 * length, value);
    const narrow = Number(signed);
    return Number.isSafeInteger(narrow) ? narrow : signed;
  }

  read(): unknown {
    for (;;) {
      const opcode = this.#take(1)[0] as number;
      if (opcode === 0x2e) return this.#pop(); // STOP
      this.#step(opcode);
      if (this.#stack.length > largestStack) this.#broken('its stack grows without end');
    }
  }

  #step(opcode: number): void {
    const push = (value: unknown): void => void this.#stack.push(value);
    switch (opcode) {
      case 0x80: // PROTO
        if ((this.#take(1)[0] as number) > 5) this.#broken('its protocol is unknown');
        return;
      case 0x95: // FRAME
        this.#take(8);
        return;
      case 0x28: // MARK
        return push(mark);
      case 0x30: // POP
        this.#stack.pop();
        return;
      case 0x31: // POP_MARK
        this.#popToMark();
        return;
      case 0x32: // DUP
        return push(this.#top());
      case 0x4e: // NONE
        return push(undefined);
      case 0x88: // NEWTRUE
        return push(true);
      case 0x89: // NEWFALSE
        return push(false);
      case 0x4a: // BININT
        return push(this.#take(4).readInt32LE());
      case 0x4b: // BININT1
        return push(this.#take(1).readUInt8());
      case 0x4d: // BININT2
        return push(this.#take(2).readUInt16LE());
      case 0x8a: // LONG1
        return push(this.#long(this.#take(1).readUInt8()));
      case 0x47: // BINFLOAT
        return push(this.#take(8).readDoubleBE());
      case 0x58: // BINUNICODE
        return push(this.#take(this.#take(4).readUInt32LE()).toString('utf8'));
      case 0x8c: // SHORT_BINUNICODE
        return push(this.#take(this.#take(1).readUInt8()).toString('utf8'));
      case 0x55: // SHORT_BINSTRING
        return push(this.#take(this.#take(1).readUInt8()).toString('latin1'));
      case 0x43: // SHORT_BINBYTES
        return push(this.#take(this.#take(1).readUInt8()));
      case 0x29: // EMPTY_TUPLE
      case 0x5d: // EMPTY_LIST
        return push([]);
      case 0x7d: // EMPTY_DICT
        return push(new Map());
      case 0x74: // TUPLE
      case 0x6c: // LIST
        return push(this.#popToMark());
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        return push(this.#popMany(opcode - 0x84));
      case 0x64: {
        // DICT
        const items = this.#popToMark();
        const map = new Map();
        this.#setItems(map, items);
        return push(map);
      }
      case 0x61: {
        // APPEND
        const item = this.#pop();
        return this.#append(this.#top(), [item]);
      }
      case 0x65: {
        // APPENDS
        const items = this.#popToMark();
        return this.#append(this.#top(), items);
      }
      case 0x73: {
        // SETITEM
        const items = this.#popMany(2);
        return this.#setItems(this.#top(), items);
      }
      case 0x75: {
        // SETITEMS
        const items = this.#popToMark();
        return this.#setItems(this.#top(), items);
      }
      case 0x71: // BINPUT
        return this.#remember(this.#take(1).readUInt8());
      case 0x72: // LONG_BINPUT
        return this.#remember(this.#take(4).readUInt32LE());
      case 0x94: // MEMOIZE
        return this.#remember(this.#memo.size);
      case 0x68: // BINGET
        return push(this.#recall(this.#take(1).readUInt8()));
      case 0x6a: // LONG_BINGET
        return push(this.#recall(this.#take(4).readUInt32LE()));
      case 0x63: // GLOBAL
        return push(this.#global(this.#line(), this.#line()));
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#popMany(2);
        return push(this.#global(String(module), String(name)));
      }
      case 0x52: {
        // REDUCE
        const [callee, callArguments] = this.#popMany(2);
        return push(this.#reduce(callee, callArguments));
      }
      case 0x51: // BINPERSID
        return push(new PickledPersistent(this.#pop()));
      case 0x62: {
        // BUILD: attributes of a dictionary, such as a state dict's _metadata, say nothing about tensors.
        this.#pop();
        if (!(this.#top() instanceof Map)) this.#unsafe('__setstate__ of an object');
        return;
      }
      case 0x69: // INST
        return void this.#global(this.#line(), this.#line());
      case 0x6f: // OBJ
      case 0x81: // NEWOBJ
      case 0x92: // NEWOBJ_EX
        return this.#unsafe('the constructor of a class');
      case 0x82: // EXT1
      case 0x83: // EXT2
      case 0x84: // EXT4
        return this.#unsafe('an extension');
      default:
        this.#broken(`the opcode 0x${opcode.toString(16)} is not used by checkpoints`);
    }
  }
}
