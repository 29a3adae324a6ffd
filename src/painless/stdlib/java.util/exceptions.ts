// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Exceptions of java.util.

import type { Failure } from '../../../diagnostics/failure.js';
import { javaException } from '../../runtime/exceptions.js';
import { exceptionClass } from '../exceptionClass.js';
import { constructs, method, refused, type ClassDeclaration } from '../table.js';

const runtime = 'java.lang.RuntimeException';
const format = 'java.util.IllegalFormatException';
const partReason = 'the parts of the message are not kept';

const withoutMessage = (name: string) => [
  constructs('()', 'An exception without a message.', () => javaException(name, null)),
];

/** Exceptions of java.util.Formatter hold a part of the format beside the message. */
const formatException = (
  simple: string,
  doc: string,
  parts: readonly string[],
  constructor?: string,
): ClassDeclaration => {
  const name = `java.util.${simple}`;
  return exceptionClass(name, format, doc, [
    ...(constructor === undefined ? [] : [refused('constructor', constructor, 'only the formatter makes it')]),
    ...parts.map((part) => refused('method', part, partReason)),
  ]);
};

export const utilExceptionClasses: readonly ClassDeclaration[] = [
  exceptionClass(
    'java.util.ConcurrentModificationException',
    runtime,
    'A collection was changed while it was iterated.',
  ),
  exceptionClass('java.util.NoSuchElementException', runtime, 'No element is left.'),
  exceptionClass(
    'java.util.InputMismatchException',
    'java.util.NoSuchElementException',
    'An element of the wrong form.',
  ),
  exceptionClass(
    'java.util.EmptyStackException',
    runtime,
    'The stack is empty.',
    withoutMessage('java.util.EmptyStackException'),
  ),
  exceptionClass('java.util.TooManyListenersException', 'java.lang.Exception', 'Too many listeners.'),
  exceptionClass('java.util.MissingResourceException', runtime, 'A resource is missing.', [
    constructs('(String,String,String)', 'With a message; class and key are not kept.', (message: string | null) =>
      javaException('java.util.MissingResourceException', message),
    ),
    refused('method', 'String getClassName()', partReason),
    refused('method', 'String getKey()', partReason),
  ]),
  exceptionClass('java.util.IllformedLocaleException', runtime, 'A broken locale.', [
    constructs('()', 'Without a message.', () => javaException('java.util.IllformedLocaleException', null)),
    constructs('(String)', 'With a message.', (message: string | null) =>
      javaException('java.util.IllformedLocaleException', message),
    ),
    refused('constructor', '(String,int)', partReason),
    refused('method', 'int getErrorIndex()', partReason),
  ]),
  exceptionClass(
    'java.util.FormatterClosedException',
    'java.lang.IllegalStateException',
    'The formatter is closed.',
    withoutMessage('java.util.FormatterClosedException'),
  ),
  exceptionClass(format, 'java.lang.IllegalArgumentException', 'A broken format.', [
    method('String getMessage()', 'The message.', (self: Failure) => self.reason),
  ]),
  formatException('DuplicateFormatFlagsException', 'A flag twice.', ['String getFlags()'], '(String)'),
  formatException(
    'FormatFlagsConversionMismatchException',
    'A flag that does not fit.',
    ['char getConversion()', 'String getFlags()'],
    '(String,char)',
  ),
  formatException('IllegalFormatCodePointException', 'No code point.', ['int getCodePoint()'], '(int)'),
  formatException('IllegalFormatConversionException', 'An argument that does not fit.', ['char getConversion()']),
  formatException('IllegalFormatFlagsException', 'Flags that exclude each other.', ['String getFlags()'], '(String)'),
  formatException('IllegalFormatPrecisionException', 'A precision where none fits.', ['int getPrecision()'], '(int)'),
  formatException('IllegalFormatWidthException', 'A width that makes no sense.', ['int getWidth()'], '(int)'),
  formatException('MissingFormatArgumentException', 'Too few arguments.', ['String getFormatSpecifier()'], '(String)'),
  formatException('MissingFormatWidthException', 'A width is missing.', ['String getFormatSpecifier()'], '(String)'),
  formatException('UnknownFormatConversionException', 'An unknown conversion.', ['String getConversion()'], '(String)'),
  formatException('UnknownFormatFlagsException', 'An unknown flag.', ['String getFlags()'], '(String)'),
];
