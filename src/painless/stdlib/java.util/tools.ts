// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.StringTokenizer, StringJoiner, UUID, Base64 and Random.

import { createHash, randomUUID } from 'node:crypto';
import { JavaArray } from '../../../values/javaArray.js';
import { identityHash } from '../../../values/identity.js';
import { illegalArgument, noSuchElement, nonNull, numberFormat } from '../../runtime/exceptions.js';
import { decodeBase64, encodeBase64, latin1Bytes, type Base64Kind } from '../base64.js';
import { compareNumbers } from '../comparing.js';
import { constructs, javaClass, method, refused, staticMethod, type ClassDeclaration } from '../table.js';
import { charsOf } from '../text.js';

/** Equality and hash code by identity, as Java objects have them that do not say otherwise. */
abstract class Plain {
  equals(other: unknown): boolean {
    return this === other;
  }

  hashCode(): number {
    return identityHash(this);
  }
}

/** A java.util.StringTokenizer. */
class StringTokenizer extends Plain {
  private readonly text: string;
  private delimiters: string;
  private readonly returnsDelimiters: boolean;
  private position = 0;

  constructor(text: string | null, delimiters: string | null = ' \t\n\r\f', returnsDelimiters = false) {
    super();
    this.text = nonNull(text);
    this.delimiters = nonNull(delimiters);
    this.returnsDelimiters = returnsDelimiters;
  }

  private skip(at: number): number {
    let position = at;
    if (!this.returnsDelimiters)
      while (position < this.text.length && this.delimiters.includes(this.text[position]!)) position++;
    return position;
  }

  private scan(at: number): number {
    let position = at;
    while (position < this.text.length && !this.delimiters.includes(this.text[position]!)) position++;
    return this.returnsDelimiters && position === at && position < this.text.length ? position + 1 : position;
  }

  get hasMore(): boolean {
    return this.skip(this.position) < this.text.length;
  }

  next(delimiters?: string | null): string {
    if (delimiters !== undefined) this.delimiters = nonNull(delimiters);
    const start = this.skip(this.position);
    if (start >= this.text.length) throw noSuchElement(null);
    this.position = this.scan(start);
    return this.text.slice(start, this.position);
  }

  get count(): number {
    let tokens = 0;
    for (let at = this.skip(this.position); at < this.text.length; at = this.skip(this.scan(at))) tokens++;
    return tokens;
  }
}

const stringTokenizerClass = javaClass(
  'java.util.StringTokenizer',
  'Cuts a text into tokens at delimiter characters.',
  [
    constructs('(String)', 'Tokens between white space.', (text: string | null) => new StringTokenizer(text)),
    constructs(
      '(String,String)',
      'Tokens between delimiter characters.',
      (text: string | null, delimiters: string | null) => new StringTokenizer(text, delimiters),
    ),
    constructs(
      '(String,String,boolean)',
      'Tokens, delimiters among them or not.',
      (text: string | null, delimiters: string | null, returned: boolean) =>
        new StringTokenizer(text, delimiters, returned),
    ),
    method('int countTokens()', 'How many tokens are left.', (self: StringTokenizer) => self.count, [
      ["new StringTokenizer('a b').countTokens()", '2'],
    ]),
    method('boolean hasMoreTokens()', 'Whether a token is left.', (self: StringTokenizer) => self.hasMore),
    method('String nextToken()', 'The next token.', (self: StringTokenizer) => self.next(), [
      ["new StringTokenizer('a b').nextToken()", "'a'"],
    ]),
    method(
      'String nextToken(String)',
      'The next token by other delimiters.',
      (self: StringTokenizer, delimiters: string | null) => self.next(delimiters),
    ),
  ],
  { represents: [StringTokenizer] },
);

/** A java.util.StringJoiner. */
class StringJoiner extends Plain {
  private readonly separator: string;
  private readonly prefix: string;
  private readonly suffix: string;
  private joined: string | undefined;
  emptyValue: string | undefined;

  constructor(separator: unknown, prefix: unknown = '', suffix: unknown = '') {
    super();
    this.separator = charsOf(separator);
    this.prefix = charsOf(prefix);
    this.suffix = charsOf(suffix);
  }

  add(text: string): this {
    this.joined = this.joined === undefined ? text : this.joined + this.separator + text;
    return this;
  }

  merge(other: StringJoiner): this {
    return other.joined === undefined ? this : this.add(other.joined);
  }

  override toString(): string {
    return this.joined === undefined
      ? (this.emptyValue ?? this.prefix + this.suffix)
      : this.prefix + this.joined + this.suffix;
  }
}

const stringJoinerClass = javaClass(
  'java.util.StringJoiner',
  'Joins texts with a separator.',
  [
    constructs('(CharSequence)', 'With a separator.', (separator: unknown) => new StringJoiner(separator)),
    constructs(
      '(CharSequence,CharSequence,CharSequence)',
      'With a separator, a prefix and a suffix.',
      (separator: unknown, prefix: unknown, suffix: unknown) => new StringJoiner(separator, prefix, suffix),
      [["new StringJoiner(',', '[', ']').add('a').add('b').toString()", "'[a,b]'"]],
    ),
    method('StringJoiner add(CharSequence)', 'Adds a text.', (self: StringJoiner, text: unknown) =>
      self.add(text === null ? 'null' : charsOf(text)),
    ),
    method('int length()', 'The length of the result.', (self: StringJoiner) => self.toString().length),
    method(
      'StringJoiner merge(StringJoiner)',
      'Adds what another one joined.',
      (self: StringJoiner, other: StringJoiner | null) => self.merge(nonNull(other)),
    ),
    method(
      'StringJoiner setEmptyValue(CharSequence)',
      'The result while nothing was added.',
      (self: StringJoiner, text: unknown) => {
        self.emptyValue = charsOf(text);
        return self;
      },
    ),
  ],
  { represents: [StringJoiner] },
);

/** A java.util.UUID. */
class Uuid {
  readonly high: bigint;
  readonly low: bigint;

  constructor(high: bigint, low: bigint) {
    this.high = high;
    this.low = low;
  }

  static parse(text: string): Uuid {
    const parts = text.split('-');
    if (text.length > 36) throw illegalArgument('UUID string too large');
    if (parts.length !== 5) throw illegalArgument(`Invalid UUID string: ${text}`);
    const [a, b, c, d, e] = parts.map((part) => {
      if (!/^[0-9a-fA-F]+$/.test(part))
        throw part === ''
          ? illegalArgument(`Invalid UUID string: ${text}`)
          : numberFormat(`For input string: "${part}" under radix 16`);
      return BigInt(`0x${part}`);
    }) as [bigint, bigint, bigint, bigint, bigint];
    const high = ((a & 0xffffffffn) << 32n) | ((b & 0xffffn) << 16n) | (c & 0xffffn);
    const low = ((d & 0xffffn) << 48n) | (e & 0xffffffffffffn);
    return new Uuid(BigInt.asIntN(64, high), BigInt.asIntN(64, low));
  }

  static ofBytes(bytes: Uint8Array): Uuid {
    const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
    return new Uuid(view.getBigInt64(0), view.getBigInt64(8));
  }

  get version(): number {
    return Number((this.high >> 12n) & 0xfn);
  }

  get variant(): number {
    const unsigned = BigInt.asUintN(64, this.low);
    return Number(BigInt.asIntN(32, (unsigned >> (64n - (unsigned >> 62n))) & (this.low >> 63n)));
  }

  timed(part: () => bigint): bigint {
    if (this.version !== 1) throw unsupported();
    return part();
  }

  compareTo(other: Uuid): number {
    return compareNumbers(this.high, other.high) || compareNumbers(this.low, other.low);
  }

  equals(other: unknown): boolean {
    return other instanceof Uuid && other.high === this.high && other.low === this.low;
  }

  hashCode(): number {
    const bits = BigInt.asUintN(64, this.high ^ this.low);
    return Number(BigInt.asIntN(32, (bits >> 32n) ^ bits));
  }

  toString(): string {
    const hex =
      BigInt.asUintN(64, this.high).toString(16).padStart(16, '0') +
      BigInt.asUintN(64, this.low).toString(16).padStart(16, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}

const unsupported = () => illegalArgument('Not a time-based UUID');

function nameUuid(name: JavaArray): Uuid {
  const bytes = createHash('md5').update(bytesOf(name)).digest();
  bytes[6] = (bytes[6]! & 0x0f) | 0x30;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return Uuid.ofBytes(bytes);
}

/** The bytes of a byte array. */
export function bytesOf(array: JavaArray | null): Uint8Array {
  return Uint8Array.from(nonNull(array).items as number[], (byte) => byte & 0xff);
}

/** A byte array of bytes. */
export function byteArray(bytes: Uint8Array): JavaArray {
  return new JavaArray(
    'byte',
    Array.from(bytes, (byte) => (byte << 24) >> 24),
  );
}

const uuidClass = javaClass(
  'java.util.UUID',
  'A universally unique identifier.',
  [
    constructs('(long,long)', 'From its two halves.', (high: bigint, low: bigint) => new Uuid(high, low)),
    method('int compareTo(UUID)', 'Compares.', (self: Uuid, other: Uuid | null) => self.compareTo(nonNull(other))),
    method('int clockSequence()', 'The clock sequence of a time-based one.', (self: Uuid) =>
      Number(self.timed(() => (self.low & 0x3fff000000000000n) >> 48n)),
    ),
    staticMethod(
      'UUID fromString(String)',
      'Reads an identifier.',
      (text: string | null) => Uuid.parse(nonNull(text)),
      [
        [
          "UUID.fromString('00000000-0000-0001-0000-000000000002').toString()",
          "'00000000-0000-0001-0000-000000000002'",
        ],
      ],
    ),
    method('long getLeastSignificantBits()', 'The low half.', (self: Uuid) => self.low),
    method('long getMostSignificantBits()', 'The high half.', (self: Uuid) => self.high),
    staticMethod('UUID randomUUID()', 'A random identifier.', () => Uuid.parse(randomUUID())),
    staticMethod('UUID nameUUIDFromBytes(byte[])', 'The identifier of a name.', (name: JavaArray | null) =>
      nameUuid(nonNull(name)),
    ),
    method('long node()', 'The node of a time-based one.', (self: Uuid) =>
      self.timed(() => self.low & 0xffffffffffffn),
    ),
    method('long timestamp()', 'The time of a time-based one.', (self: Uuid) =>
      self.timed(
        () =>
          ((self.high & 0xfffn) << 48n) |
          (((self.high >> 16n) & 0xffffn) << 32n) |
          BigInt.asUintN(32, self.high >> 32n),
      ),
    ),
    method('int variant()', 'The variant.', (self: Uuid) => self.variant),
    method('int version()', 'The version.', (self: Uuid) => self.version),
  ],
  { supertypes: ['java.lang.Comparable'], represents: [Uuid] },
);

/** A java.util.Base64.Decoder. */
class Decoder extends Plain {
  readonly kind: Base64Kind;
  constructor(kind: Base64Kind) {
    super();
    this.kind = kind;
  }
}

/** A java.util.Base64.Encoder. */
class Encoder extends Plain {
  readonly kind: Base64Kind;
  readonly padded: boolean;
  constructor(kind: Base64Kind, padded = true) {
    super();
    this.kind = kind;
    this.padded = padded;
  }
}

const base64Class = javaClass('java.util.Base64', 'Encoders and decoders of base64.', [
  staticMethod('Base64.Decoder getDecoder()', 'Decodes the basic alphabet.', () => new Decoder('basic')),
  staticMethod('Base64.Encoder getEncoder()', 'Encodes in the basic alphabet.', () => new Encoder('basic')),
  staticMethod('Base64.Decoder getMimeDecoder()', 'Decodes, skipping other characters.', () => new Decoder('mime')),
  staticMethod('Base64.Encoder getMimeEncoder()', 'Encodes in lines of 76.', () => new Encoder('mime')),
  refused('static', 'Base64.Encoder getMimeEncoder(int,byte[])', 'lines of other lengths are not supported'),
  staticMethod('Base64.Decoder getUrlDecoder()', 'Decodes the alphabet for URLs.', () => new Decoder('url')),
  staticMethod('Base64.Encoder getUrlEncoder()', 'Encodes in the alphabet for URLs.', () => new Encoder('url')),
]);

const decoderClass = javaClass(
  'java.util.Base64$Decoder',
  'Decodes base64.',
  [
    refused('method', 'int decode(byte[],byte[])', 'use decode(String)'),
    method('byte[] decode(String)', 'The bytes of a text.', (self: Decoder, text: string | null) =>
      byteArray(decodeBase64(latin1Bytes(nonNull(text)), self.kind)),
    ),
  ],
  { represents: [Decoder] },
);

const encoderClass = javaClass(
  'java.util.Base64$Encoder',
  'Encodes base64.',
  [
    refused('method', 'int encode(byte[],byte[])', 'use encodeToString(byte[])'),
    method('String encodeToString(byte[])', 'The text of bytes.', (self: Encoder, bytes: JavaArray | null) =>
      encodeBase64(bytesOf(bytes), self.kind, self.padded),
    ),
    method(
      'Base64.Encoder withoutPadding()',
      'The same without padding.',
      (self: Encoder) => new Encoder(self.kind, false),
    ),
  ],
  { represents: [Encoder] },
);

/** A java.util.Random: the same numbers for the same seed as in Java. */
class Random extends Plain {
  private seed = 0n;
  private spare: number | undefined;

  constructor(seed: bigint) {
    super();
    this.setSeed(seed);
  }

  setSeed(seed: bigint): void {
    this.seed = (seed ^ 0x5deece66dn) & 0xffffffffffffn;
    this.spare = undefined;
  }

  private next(bits: number): number {
    this.seed = (this.seed * 0x5deece66dn + 0xbn) & 0xffffffffffffn;
    return Number(BigInt.asIntN(32, this.seed >> BigInt(48 - bits)));
  }

  nextInt(bound?: number): number {
    if (bound === undefined) return this.next(32);
    if (bound <= 0) throw illegalArgument('bound must be positive');
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.next(31))) >> 31n);
    let bits: number;
    let value: number;
    do {
      bits = this.next(31);
      value = bits % bound;
    } while (((bits - value + (bound - 1)) | 0) < 0);
    return value;
  }

  nextLong(): bigint {
    return BigInt.asIntN(64, (BigInt(this.next(32)) << 32n) + BigInt(this.next(32)));
  }

  nextBoolean(): boolean {
    return this.next(1) !== 0;
  }

  nextFloat(): number {
    return this.next(24) / (1 << 24);
  }

  nextDouble(): number {
    return (this.next(26) * 2 ** 27 + this.next(27)) * 2 ** -53;
  }

  nextGaussian(): number {
    if (this.spare !== undefined) {
      const spare = this.spare;
      this.spare = undefined;
      return spare;
    }
    for (;;) {
      const a = 2 * this.nextDouble() - 1;
      const b = 2 * this.nextDouble() - 1;
      const square = a * a + b * b;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.spare = b * factor;
      return a * factor;
    }
  }
}

const streamReason = 'streams of random numbers are not supported';

const randomClass = javaClass(
  'java.util.Random',
  'Random numbers.',
  [
    constructs('()', 'With a seed of its own.', () => new Random(BigInt(Math.floor(Math.random() * 2 ** 48)))),
    constructs('(long)', 'With a seed.', (seed: bigint) => new Random(seed), [['new Random(42L).nextInt(100)', '30']]),
    ...[
      'DoubleStream doubles(long)',
      'DoubleStream doubles(long,double,double)',
      'IntStream ints(long)',
      'IntStream ints(long,int,int)',
      'LongStream longs(long)',
      'LongStream longs(long,long,long)',
    ].map((signature) => refused('method', signature, streamReason)),
    method('boolean nextBoolean()', 'A boolean.', (self: Random) => self.nextBoolean()),
    method('void nextBytes(byte[])', 'Fills an array.', (self: Random, bytes: JavaArray | null) => {
      const { items } = nonNull(bytes);
      for (let index = 0; index < items.length;) {
        for (let value = self.nextInt(), left = Math.min(items.length - index, 4); left-- > 0; value >>= 8)
          items[index++] = (value << 24) >> 24;
      }
    }),
    method('double nextDouble()', 'From 0 to less than 1.', (self: Random) => self.nextDouble()),
    method('float nextFloat()', 'From 0 to less than 1.', (self: Random) => self.nextFloat()),
    method('double nextGaussian()', 'Normally distributed.', (self: Random) => self.nextGaussian()),
    method('int nextInt()', 'Any int.', (self: Random) => self.nextInt()),
    method('int nextInt(int)', 'From 0 to less than a bound.', (self: Random, bound: number) => self.nextInt(bound)),
    method('long nextLong()', 'Any long.', (self: Random) => self.nextLong()),
    method('void setSeed(long)', 'Starts over with a seed.', (self: Random, seed: bigint) => self.setSeed(seed)),
  ],
  { represents: [Random] },
);

export const toolClasses: readonly ClassDeclaration[] = [
  stringTokenizerClass,
  stringJoinerClass,
  uuidClass,
  base64Class,
  decoderClass,
  encoderClass,
  randomClass,
];
