// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.regex, as far as scripts may use it.

import type { ClassDeclaration } from '../table.js';
import { matcherClass } from './Matcher.js';
import { patternClass } from './Pattern.js';

/** Every class of the package. */
export const javaUtilRegex: readonly ClassDeclaration[] = [matcherClass, patternClass];
