// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The classes of java.util, in the order in which the reference lists them.

import type { ClassDeclaration } from '../table.js';
import { comparatorInterface } from './comparators.js';
import { utilExceptionClasses } from './exceptions.js';
import { dateClasses } from './Date.js';
import { listClasses } from './lists.js';
import { localeClasses } from './Locale.js';
import { mapClasses } from './maps.js';
import { optionalClasses } from './Optional.js';
import { setClasses } from './sets.js';
import { staticClasses } from './statics.js';
import { summaryStatisticsClasses } from './SummaryStatistics.js';
import { toolClasses } from './tools.js';

export const javaUtil: readonly ClassDeclaration[] = [
  ...listClasses,
  ...mapClasses,
  ...setClasses,
  comparatorInterface,
  ...staticClasses,
  ...optionalClasses,
  ...summaryStatisticsClasses,
  ...toolClasses,
  ...localeClasses,
  ...dateClasses,
  ...utilExceptionClasses,
];
