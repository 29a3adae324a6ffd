// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The classes of java.util, in the order in which the reference lists them.

import type { ClassDeclaration } from '../table.js';
import { listClasses } from './lists.js';
import { mapClasses } from './maps.js';
import { setClasses } from './sets.js';

export const javaUtil: readonly ClassDeclaration[] = [...listClasses, ...mapClasses, ...setClasses];
