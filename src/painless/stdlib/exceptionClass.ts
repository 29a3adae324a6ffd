// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Declares exception classes, which differ in name and supertype only.

import { javaException } from '../runtime/exceptions.js';
import { constructs, javaClass, type ClassDeclaration, type Member } from './table.js';

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
  return javaClass(name, doc, members, { supertypes: [supertype] });
}
