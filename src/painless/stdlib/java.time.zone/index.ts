// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.time.zone.

import { ZoneRules } from '../../../values/javaTime.js';
import { exceptionClass } from '../exceptionClass.js';
import { delegated, jodaClass, refusedAll } from '../java.time/delegated.js';
import { type ClassDeclaration, javaClass } from '../table.js';

const noTransitions = 'transitions of a zone are not listed; ask for the offset at an instant';

/** Every class of the package that is supported. */
export const javaTimeZone: readonly ClassDeclaration[] = [
  javaClass(
    'java.time.zone.ZoneRules',
    'When a zone has which offset.',
    [
      ...delegated(
        ZoneRules,
        `
    boolean isDaylightSavings(Instant)
    boolean isFixedOffset()
    boolean isValidOffset(LocalDateTime,ZoneOffset)
    Duration getDaylightSavings(Instant)
    ZoneOffset getOffset(Instant)
    ZoneOffset getStandardOffset(Instant)
    List getValidOffsets(LocalDateTime)
  `,
      ),
      ...refusedAll(
        noTransitions,
        `
        ZoneOffsetTransition getTransition(LocalDateTime)
        ZoneOffsetTransition nextTransition(Instant)
        ZoneOffsetTransition previousTransition(Instant)
        List getTransitionRules()
        List getTransitions()
        static ZoneRules of(ZoneOffset)
        static ZoneRules of(ZoneOffset,ZoneOffset,List,List,List)
      `,
      ),
    ],
    { represents: [jodaClass(ZoneRules)] },
  ),
  exceptionClass('java.time.zone.ZoneRulesException', 'java.time.DateTimeException', 'A zone that is not known.'),
];
