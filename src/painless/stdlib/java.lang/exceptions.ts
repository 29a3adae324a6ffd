// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Exceptions of java.lang.

import type { Failure } from '../../../diagnostics/failure.js';
import { JavaArray } from '../../../values/javaArray.js';
import { javaException, type JavaException } from '../../runtime/exceptions.js';
import { classOfFailure, exceptionClass } from '../exceptionClass.js';
import { constructs, javaClass, method, type ClassDeclaration } from '../table.js';

/** The text of an exception, as Throwable.toString gives it. */
export function exceptionText(failure: Failure): string {
  const name = (failure as Partial<JavaException>).javaClass ?? classOfType(failure.type);
  return failure.reason === null ? name : `${name}: ${failure.reason}`;
}

/** The class of a failure that the layers below scripts made, which know its type only. */
function classOfType(type: string): string {
  if (type === 'circuit_breaking_exception') return 'org.elasticsearch.common.breaker.CircuitBreakingException';
  return classOfFailure(type) ?? type;
}

const exception = javaClass('java.lang.Exception', 'What scripts throw and catch.', [
  constructs('()', 'An exception without a message.', () => javaException('java.lang.Exception', null)),
  constructs('(String)', 'An exception with a message.', (message: string | null) =>
    javaException('java.lang.Exception', message),
  ),
  method('String getLocalizedMessage()', 'The message.', (self: Failure) => self.reason),
  method('String getMessage()', 'The message.', (self: Failure) => self.reason, [
    ["new Exception('x').getMessage()", "'x'"],
  ]),
  method(
    'StackTraceElement[] getStackTrace()',
    'The stack trace, which is empty here.',
    () => new JavaArray('java.lang.StackTraceElement', []),
  ),
  method('String toString()', 'The class and the message.', exceptionText, [
    ["new IllegalStateException('x').toString()", "'java.lang.IllegalStateException: x'"],
  ]),
]);

const runtime = 'java.lang.RuntimeException';

export const exceptionClasses: readonly ClassDeclaration[] = [
  exception,
  exceptionClass(runtime, 'java.lang.Exception', 'An exception of running code.'),
  exceptionClass('java.lang.ArithmeticException', runtime, 'A division of integers by zero.'),
  exceptionClass('java.lang.IndexOutOfBoundsException', runtime, 'An index beyond the ends.'),
  exceptionClass(
    'java.lang.ArrayIndexOutOfBoundsException',
    'java.lang.IndexOutOfBoundsException',
    'An index beyond the ends of an array.',
  ),
  exceptionClass(
    'java.lang.StringIndexOutOfBoundsException',
    'java.lang.IndexOutOfBoundsException',
    'An index beyond the ends of a text.',
  ),
  exceptionClass('java.lang.ArrayStoreException', runtime, 'A value of a wrong type stored into an array.'),
  exceptionClass('java.lang.ClassCastException', runtime, 'A value that is not of the type wanted.'),
  exceptionClass('java.lang.ReflectiveOperationException', 'java.lang.Exception', 'A reflective operation failed.'),
  exceptionClass('java.lang.ClassNotFoundException', 'java.lang.ReflectiveOperationException', 'No such class.'),
  exceptionClass('java.lang.IllegalAccessException', 'java.lang.ReflectiveOperationException', 'No access.'),
  exceptionClass(
    'java.lang.InstantiationException',
    'java.lang.ReflectiveOperationException',
    'No instance can be made.',
  ),
  exceptionClass('java.lang.NoSuchFieldException', 'java.lang.ReflectiveOperationException', 'No such field.'),
  exceptionClass('java.lang.NoSuchMethodException', 'java.lang.ReflectiveOperationException', 'No such method.'),
  exceptionClass('java.lang.CloneNotSupportedException', 'java.lang.Exception', 'No clone can be made.'),
  exceptionClass('java.lang.InterruptedException', 'java.lang.Exception', 'Interrupted.'),
  exceptionClass('java.lang.IllegalArgumentException', runtime, 'An argument that makes no sense.'),
  exceptionClass(
    'java.lang.IllegalThreadStateException',
    'java.lang.IllegalArgumentException',
    'A thread in the wrong state.',
  ),
  exceptionClass('java.lang.NumberFormatException', 'java.lang.IllegalArgumentException', 'A text that is no number.'),
  exceptionClass('java.lang.IllegalStateException', runtime, 'A call at the wrong time.'),
  exceptionClass('java.lang.IllegalMonitorStateException', runtime, 'A monitor in the wrong state.'),
  exceptionClass('java.lang.NegativeArraySizeException', runtime, 'An array of negative size.'),
  exceptionClass('java.lang.NullPointerException', runtime, 'null where a value is needed.'),
  exceptionClass('java.lang.SecurityException', runtime, 'A forbidden operation.'),
  exceptionClass('java.lang.UnsupportedOperationException', runtime, 'An operation that the object does not have.'),
  exceptionClass('java.lang.EnumConstantNotPresentException', runtime, 'No such constant.', [
    method('String constantName()', 'The name of the constant.', (self: Failure) => self.reason),
  ]),
  exceptionClass('java.lang.TypeNotPresentException', runtime, 'No such type.', [
    method('String typeName()', 'The name of the type.', (self: Failure) => self.reason),
  ]),
];
