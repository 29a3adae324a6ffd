// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Java exceptions inside scripts: a Failure that knows its Java class.

import { Failure, type FailureDetails } from '../../diagnostics/failure.js';

/** A Failure with the binary name of its Java class, by which scripts catch it. */
export class JavaException extends Failure {
  readonly javaClass: string;
  /** Offset of the place in a script that made the exception. */
  place: number | undefined;

  constructor(javaClass: string, reason: string | null, details?: FailureDetails) {
    super(failureType(javaClass), reason, details);
    this.javaClass = javaClass;
  }
}

/** An exception of a Java class, named by its binary name. */
export function javaException(javaClass: string, message: string | null): JavaException {
  return new JavaException(javaClass, message, statusOf(javaClass));
}

const failureTypes = new Map<string, string>();

/** The server's error type for a Java class: `java.lang.NullPointerException` gives `null_pointer_exception`. */
export function failureType(javaClass: string): string {
  let type = failureTypes.get(javaClass);
  if (type === undefined) {
    const simple = javaClass.slice(Math.max(javaClass.lastIndexOf('.'), javaClass.lastIndexOf('$')) + 1);
    type = simple
      .replace(/^(Elasticsearch|OpenSearch)/, '')
      .replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`)
      .toLowerCase();
    failureTypes.set(javaClass, type);
  }
  return type;
}

const statusOf = (javaClass: string): FailureDetails =>
  javaClass === 'java.lang.IllegalArgumentException' ? { status: 400 } : {};

export const illegalArgument = (message: string | null) => javaException('java.lang.IllegalArgumentException', message);
export const illegalState = (message: string | null) => javaException('java.lang.IllegalStateException', message);
export const nullPointer = (message: string | null) => javaException('java.lang.NullPointerException', message);
export const classCast = (message: string | null) => javaException('java.lang.ClassCastException', message);
export const arithmetic = (message: string) => javaException('java.lang.ArithmeticException', message);
export const numberFormat = (message: string | null) => javaException('java.lang.NumberFormatException', message);
export const unsupportedOperation = () => javaException('java.lang.UnsupportedOperationException', null);
export const noSuchElement = (message: string | null) => javaException('java.util.NoSuchElementException', message);
export const concurrentModification = () => javaException('java.util.ConcurrentModificationException', null);

/** The exception of a list or array index that is out of bounds, as java.util.Objects.checkIndex words it. */
export const indexOutOfBounds = (index: number, length: number) =>
  javaException('java.lang.IndexOutOfBoundsException', `Index ${index} out of bounds for length ${length}`);

/** The value, or Java's NullPointerException where it is null. */
export function nonNull<T>(value: T | null | undefined, message: string | null = null): T {
  if (value == null) throw nullPointer(message);
  return value;
}
