// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Declares exception classes, which differ in name and supertype only.

import { failureType, javaException } from '../runtime/exceptions.js';
import { constructs, javaClass, type ClassDeclaration, type Member } from './table.js';

const names = new Map<string, string>();

/** The class of the exceptions of an error type, as far as scripts know it. */
export function classOfFailure(type: string): string | undefined {
  return names.get(type);
}

/** An exception with the constructors `()` and `(String)` unless others are given; getMessage and so on come from Throwable. */
export function exceptionClass(
  name: string,
  supertype: string,
  doc: string,
  members: readonly Member[] = [
    constructs('()', 'An exception without a message.', () => javaException(name, null)),
    constructs('(String)', 'An exception with a message.', (message: string | null) => javaException(name, message)),
  ],
): ClassDeclaration {
  names.set(failureType(name), names.get(failureType(name)) ?? name);
  return javaClass(name, doc, members, { supertypes: [supertype] });
}
