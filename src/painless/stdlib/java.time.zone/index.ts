// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.time.zone.

import { Instant, type LocalDateTime, ZoneRules } from '../../../values/javaTime.js';
import { SingletonList } from '../../../values/collections.js';
import { exceptionClass } from '../exceptionClass.js';
import { delegated, jodaClass, refusedAll } from '../java.time/delegated.js';
import { ListOf } from '../java.util/listBounds.js';
import { nonNull } from '../../runtime/exceptions.js';
import { type ClassDeclaration, javaClass, method } from '../table.js';

const noTransitions = 'transitions of a zone are not listed; ask for the offset at an instant';

/** One offset holds at any time, even at none. */
function validOffsets(self: ZoneRules, local: LocalDateTime | null): unknown[] {
  const offsets = self.isFixedOffset() ? [self.offset(Instant.EPOCH)] : self.validOffsets(nonNull(local));
  return offsets.length === 1 ? SingletonList.of(...offsets) : ListOf.of(...offsets);
}

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
  `,
      ),
      method('List getValidOffsets(LocalDateTime)', 'The offsets that a local time can have.', validOffsets),
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
