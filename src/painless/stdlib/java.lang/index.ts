// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The classes of java.lang, in the order in which the reference lists them.

import type { ClassDeclaration } from '../table.js';
import { basicClasses } from './basics.js';
import { characterClass } from './Character.js';
import { exceptionClasses } from './exceptions.js';
import { mathClass, strictMathClass } from './Math.js';
import { numberClasses } from './numbers.js';
import { stringClass } from './String.js';
import { appendableClass, stringBufferClass, stringBuilderClass } from './StringBuilder.js';

export const javaLang: readonly ClassDeclaration[] = [
  ...basicClasses,
  stringClass,
  appendableClass,
  stringBuilderClass,
  stringBufferClass,
  characterClass,
  ...numberClasses,
  mathClass,
  strictMathClass,
  ...exceptionClasses,
];
