// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.function: the shapes of lambdas. A value of such an interface is a JavaScript function, so one table does.

import { equalValues } from '../../../values/identity.js';
import { nonNull } from '../../runtime/exceptions.js';
import { type ClassDeclaration, javaInterface, type Member, method, staticMethod } from '../table.js';

type Function = (...args: unknown[]) => unknown;

/** An interface whose one abstract method calls the function. */
function shape(name: string, signature: string, doc: string, members: readonly Member[] = []): ClassDeclaration {
  const functional = /(\w+)\(/.exec(signature)![1]!;
  return javaInterface(
    `java.util.function.${name}`,
    doc,
    [method(signature, 'Calls the function.', (self: Function, ...args: unknown[]) => self(...args)), ...members],
    { functional },
  );
}

/** negate, and, or of predicates. */
function predicates(name: string): Member[] {
  return [
    method(`${name} and(${name})`, 'True where both are.', (self: Function, other: Function) => {
      nonNull(other);
      return (...args: unknown[]) => self(...args) === true && other(...args);
    }),
    method(
      `${name} negate()`,
      'True where this is false.',
      (self: Function) =>
        (...args: unknown[]) =>
          self(...args) !== true,
    ),
    method(`${name} or(${name})`, 'True where one of both is.', (self: Function, other: Function) => {
      nonNull(other);
      return (...args: unknown[]) => self(...args) === true || other(...args);
    }),
  ];
}

/** andThen of consumers. */
function consumers(name: string): Member[] {
  return [
    method(`${name} andThen(${name})`, 'Calls this, then the other.', (self: Function, other: Function) => {
      nonNull(other);
      return (...args: unknown[]) => {
        self(...args);
        other(...args);
      };
    }),
  ];
}

/** andThen, compose and identity of functions of one argument. */
function composable(name: string): Member[] {
  return [
    method(
      `${name} andThen(${name})`,
      'Calls the other with the result of this.',
      (self: Function, other: Function) => {
        nonNull(other);
        return (value: unknown) => other(self(value));
      },
    ),
    method(
      `${name} compose(${name})`,
      'Calls this with the result of the other.',
      (self: Function, other: Function) => {
        nonNull(other);
        return (value: unknown) => self(other(value));
      },
    ),
    staticMethod(`${name} identity()`, 'A function that returns its argument.', () => (value: unknown) => value),
  ];
}

type Comparator = (a: unknown, b: unknown) => number;

const unaryOperator = javaInterface(
  'java.util.function.UnaryOperator',
  'A function whose result is like its argument.',
  [staticMethod('UnaryOperator identity()', 'A function that returns its argument.', () => (value: unknown) => value)],
  { supertypes: ['java.util.function.Function'], functional: 'apply' },
);

const binaryOperator = javaInterface(
  'java.util.function.BinaryOperator',
  'A function of two arguments whose result is like them.',
  [
    staticMethod('BinaryOperator maxBy(Comparator)', 'Gives the larger of two.', (comparator: Comparator) => {
      nonNull(comparator);
      return (a: unknown, b: unknown) => (comparator(a, b) >= 0 ? a : b);
    }),
    staticMethod('BinaryOperator minBy(Comparator)', 'Gives the smaller of two.', (comparator: Comparator) => {
      nonNull(comparator);
      return (a: unknown, b: unknown) => (comparator(a, b) <= 0 ? a : b);
    }),
  ],
  { supertypes: ['java.util.function.BiFunction'], functional: 'apply' },
);

/** Every class of the package. */
export const javaUtilFunction: readonly ClassDeclaration[] = [
  shape('BiConsumer', 'void accept(def,def)', 'Does something with two values.', consumers('BiConsumer')),
  shape('BiFunction', 'def apply(def,def)', 'A function of two arguments.', [
    method(
      'BiFunction andThen(Function)',
      'Calls the other with the result of this.',
      (self: Function, other: Function) => {
        nonNull(other);
        return (a: unknown, b: unknown) => other(self(a, b));
      },
    ),
  ]),
  shape('BiPredicate', 'boolean test(def,def)', 'A condition on two values.', predicates('BiPredicate')),
  binaryOperator,
  shape('BooleanSupplier', 'boolean getAsBoolean()', 'Gives a boolean.'),
  shape('Consumer', 'void accept(def)', 'Does something with a value.', consumers('Consumer')),
  shape('DoubleBinaryOperator', 'double applyAsDouble(double,double)', 'A function of two doubles.'),
  shape('DoubleConsumer', 'void accept(double)', 'Does something with a double.', consumers('DoubleConsumer')),
  shape('DoubleFunction', 'def apply(double)', 'A function of a double.'),
  shape('DoublePredicate', 'boolean test(double)', 'A condition on a double.', predicates('DoublePredicate')),
  shape('DoubleSupplier', 'double getAsDouble()', 'Gives a double.'),
  shape('DoubleToIntFunction', 'int applyAsInt(double)', 'Turns a double into an int.'),
  shape('DoubleToLongFunction', 'long applyAsLong(double)', 'Turns a double into a long.'),
  shape(
    'DoubleUnaryOperator',
    'double applyAsDouble(double)',
    'Turns a double into a double.',
    composable('DoubleUnaryOperator'),
  ),
  shape('Function', 'def apply(def)', 'A function of one argument.', composable('Function')),
  shape('IntBinaryOperator', 'int applyAsInt(int,int)', 'A function of two ints.'),
  shape('IntConsumer', 'void accept(int)', 'Does something with an int.', consumers('IntConsumer')),
  shape('IntFunction', 'def apply(int)', 'A function of an int.'),
  shape('IntPredicate', 'boolean test(int)', 'A condition on an int.', predicates('IntPredicate')),
  shape('IntSupplier', 'int getAsInt()', 'Gives an int.'),
  shape('IntToDoubleFunction', 'double applyAsDouble(int)', 'Turns an int into a double.'),
  shape('IntToLongFunction', 'long applyAsLong(int)', 'Turns an int into a long.'),
  shape('IntUnaryOperator', 'int applyAsInt(int)', 'Turns an int into an int.', composable('IntUnaryOperator')),
  shape('LongBinaryOperator', 'long applyAsLong(long,long)', 'A function of two longs.'),
  shape('LongConsumer', 'void accept(long)', 'Does something with a long.', consumers('LongConsumer')),
  shape('LongFunction', 'def apply(long)', 'A function of a long.'),
  shape('LongPredicate', 'boolean test(long)', 'A condition on a long.', predicates('LongPredicate')),
  shape('LongSupplier', 'long getAsLong()', 'Gives a long.'),
  shape('LongToDoubleFunction', 'double applyAsDouble(long)', 'Turns a long into a double.'),
  shape('LongToIntFunction', 'int applyAsInt(long)', 'Turns a long into an int.'),
  shape('LongUnaryOperator', 'long applyAsLong(long)', 'Turns a long into a long.', composable('LongUnaryOperator')),
  shape('ObjDoubleConsumer', 'void accept(def,double)', 'Does something with a value and a double.'),
  shape('ObjIntConsumer', 'void accept(def,int)', 'Does something with a value and an int.'),
  shape('ObjLongConsumer', 'void accept(def,long)', 'Does something with a value and a long.'),
  shape('Predicate', 'boolean test(def)', 'A condition on a value.', [
    ...predicates('Predicate'),
    staticMethod(
      'Predicate isEqual(def)',
      'True for values that are equal to this one.',
      (expected: unknown) => (value: unknown) => equalValues(expected, value),
    ),
  ]),
  shape('Supplier', 'def get()', 'Gives a value.'),
  shape('ToDoubleBiFunction', 'double applyAsDouble(def,def)', 'Turns two values into a double.'),
  shape('ToDoubleFunction', 'double applyAsDouble(def)', 'Turns a value into a double.'),
  shape('ToIntBiFunction', 'int applyAsInt(def,def)', 'Turns two values into an int.'),
  shape('ToIntFunction', 'int applyAsInt(def)', 'Turns a value into an int.'),
  shape('ToLongBiFunction', 'long applyAsLong(def,def)', 'Turns two values into a long.'),
  shape('ToLongFunction', 'long applyAsLong(def)', 'Turns a value into a long.'),
  unaryOperator,
];
