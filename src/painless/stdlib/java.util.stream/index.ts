// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.stream.

import type { ClassDeclaration } from '../table.js';
import { collectorClasses } from './Collectors.js';
import { streamClasses } from './streams.js';

/** Every class of the package. */
export const javaUtilStream: readonly ClassDeclaration[] = [...streamClasses, ...collectorClasses];
