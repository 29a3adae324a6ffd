// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.Optional and its forms for numbers.

import { equalValues, hashOf } from '../../../values/identity.js';
import { doubleText, textOf } from '../../../values/javaText.js';
import { Double } from '../../../values/numbers.js';
import { Failure } from '../../../diagnostics/failure.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import { classCast, noSuchElement, nonNull } from '../../runtime/exceptions.js';
import { type ClassDeclaration, javaClass, type Member, method, staticMethod } from '../table.js';

/** A value, or none. */
export abstract class Maybe<T> {
  readonly value: T | null;

  constructor(value: T | null) {
    this.value = value;
  }

  equals(other: unknown): boolean {
    return other instanceof Maybe && other.constructor === this.constructor && equalValues(this.boxed(), other.boxed());
  }

  hashCode(): number {
    return hashOf(this.boxed());
  }

  toString(): string {
    const name = this.constructor.name;
    return this.value === null ? `${name}.empty` : `${name}[${this.text()}]`;
  }

  /** The value as a def. */
  protected boxed(): unknown {
    return this.value;
  }

  protected text(): string {
    return textOf(this.value);
  }
}

export class Optional extends Maybe<NonNullable<unknown>> {}
export class OptionalInt extends Maybe<number> {}
export class OptionalLong extends Maybe<bigint> {}
export class OptionalDouble extends Maybe<number> {
  protected override boxed(): unknown {
    return this.value === null ? null : new Double(this.value);
  }

  protected override text(): string {
    return doubleText(this.value!);
  }
}

const noOptional = new Optional(null);

/** An Optional of a value; those without one are the same, as in Java. */
export function optionalOf(value: NonNullable<unknown> | null): Optional {
  return value === null ? noOptional : new Optional(value);
}

const noValue = () => noSuchElement('No value present');

function present<T>(self: Maybe<T>): T {
  if (self.value === null) throw noValue();
  return self.value;
}

/** Members that all four have, for values of a declared type. */
function common(name: string, type: string, getter: string, supplier: string, consumer: string): Member[] {
  return [
    method(`${type} ${getter}()`, 'The value; fails where there is none.', present),
    method(
      `void ifPresent(${consumer})`,
      'Calls a function with the value, where there is one.',
      (self: Maybe<unknown>, action: (value: unknown) => void) => {
        if (self.value !== null) action(self.value);
      },
    ),
    method('boolean isPresent()', 'Whether there is a value.', (self: Maybe<unknown>) => self.value !== null),
    method(
      `${type} orElse(${type})`,
      'The value, or another one.',
      (self: Maybe<unknown>, other: unknown) => self.value ?? other,
    ),
    method(
      `${type} orElseGet(${supplier})`,
      'The value, or what a function gives.',
      (self: Maybe<unknown>, other: () => unknown) => self.value ?? other(),
    ),
    method(
      `${type} orElseThrow(Supplier)`,
      'The value; throws what a function gives where there is none.',
      (self: Maybe<unknown>, other: () => Error) => {
        if (self.value !== null) return self.value;
        const thrown: unknown = nonNull(other());
        if (!(thrown instanceof Failure)) throw classCast(castMessage(classNameOf(thrown), 'java.lang.Throwable'));
        throw thrown;
      },
    ),
  ];
}

const optionalClass = javaClass(
  'java.util.Optional',
  'A value that may be missing.',
  [
    ...common('Optional', 'def', 'get', 'Supplier', 'Consumer'),
    staticMethod('Optional empty()', 'No value.', () => noOptional, [['Optional.empty().isPresent()', 'false']]),
    method(
      'Optional filter(Predicate)',
      'The value where it fulfils a condition.',
      (self: Optional, test: (value: unknown) => boolean) =>
        self.value === null || test(self.value) ? self : noOptional,
    ),
    method(
      'Optional flatMap(Function)',
      'What a function makes of the value.',
      (self: Optional, mapper: (value: unknown) => unknown) => {
        if (self.value === null) return self;
        const result = nonNull(mapper(self.value));
        if (!(result instanceof Optional)) throw classCast(castMessage(classNameOf(result), 'java.util.Optional'));
        return result;
      },
    ),
    method(
      'Optional map(Function)',
      'What a function makes of the value; none for null.',
      (self: Optional, mapper: (value: unknown) => NonNullable<unknown> | null) =>
        self.value === null ? self : optionalOf(mapper(self.value)),
      [['Optional.of(2).map(x -> x * 2).get()', '4']],
    ),
    staticMethod(
      'Optional of(def)',
      'A value that is not null.',
      (value: NonNullable<unknown>) => new Optional(nonNull(value)),
      [["Optional.of('a').get()", "'a'"]],
    ),
    staticMethod('Optional ofNullable(def)', 'A value, or none for null.', optionalOf, [
      ["Optional.ofNullable(null).orElse('b')", "'b'"],
    ]),
  ],
  { represents: [Optional] },
);

function primitive(
  name: 'Int' | 'Long' | 'Double',
  represents: new (value: never) => Maybe<unknown>,
): ClassDeclaration {
  const type = name.toLowerCase();
  const make = (value: unknown): Maybe<unknown> => new represents(value as never);
  const empty = make(null);
  return javaClass(
    `java.util.Optional${name}`,
    `A value of type ${type} that may be missing.`,
    [
      ...common(`Optional${name}`, type, `getAs${name}`, `${name}Supplier`, `${name}Consumer`),
      staticMethod(`Optional${name} empty()`, 'No value.', () => empty),
      staticMethod(`Optional${name} of(${type})`, 'A value.', make),
    ],
    { represents: [represents] },
  );
}

export const optionalClasses: readonly ClassDeclaration[] = [
  optionalClass,
  primitive('Int', OptionalInt),
  primitive('Long', OptionalLong),
  primitive('Double', OptionalDouble),
];
