// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.regex.Pattern: scripts get patterns from regex literals.

import { JavaPattern, quotePattern } from '../../../javaRegex/javaPattern.js';
import { castMessage, classNameOf } from '../../../values/className.js';
import { JavaArray } from '../../../values/javaArray.js';
import { classCast, nonNull } from '../../runtime/exceptions.js';
import { JavaStream } from '../java.util.stream/JavaStream.js';
import { javaClass, type Member, method, staticMethod } from '../table.js';
import { charsOf } from '../text.js';

const limited = (member: Member): Member => ({ ...member, inject: 'regexLimitFactor' });

/** The text to look at, which the server counts the characters of first. */
const limitedText = (text: unknown): string =>
  charsOf(text, 'Cannot invoke "java.lang.CharSequence.length()" because "this.wrapped" is null');

/** The predicate takes texts, which a call by a def finds out. */
function textArgument(value: unknown): string {
  if (value === null || typeof value === 'string') return nonNull(value);
  throw classCast(castMessage(classNameOf(value), 'java.lang.String'));
}

export const patternClass = javaClass(
  'java.util.regex.Pattern',
  'A compiled regular expression.',
  [
    limited(
      method(
        'Predicate asPredicate()',
        'True for texts that hold a match.',
        (self: JavaPattern, limitFactor: number) => (text: unknown) =>
          self.matcher(textArgument(text), { limitFactor }).find(),
        [["/b/.asPredicate().test('abc')", 'true']],
      ),
    ),
    method('int flags()', 'The flags that the pattern was compiled with.', (self: JavaPattern) => self.flags, [
      ['/a/i.flags()', '2'],
    ]),
    limited(
      method(
        'Matcher matcher(CharSequence)',
        'A matcher on a text.',
        (self: JavaPattern, limitFactor: number, text: unknown) => self.matcher(limitedText(text), { limitFactor }),
        [["/[0-9]+/.matcher('a12').find()", 'true']],
      ),
    ),
    method('String pattern()', 'The expression.', (self: JavaPattern) => self.pattern, [['/a+/.pattern()', "'a+'"]]),
    staticMethod('String quote(String)', 'An expression that matches this text only.', quotePattern, [
      ["Pattern.quote('a.b')", "'\\\\Qa.b\\\\E'"],
    ]),
    limited(
      method(
        'String[] split(CharSequence)',
        'The parts between matches, without empty ones at the end.',
        (self: JavaPattern, limitFactor: number, text: unknown) =>
          new JavaArray('java.lang.String', self.split(limitedText(text), 0, { limitFactor })),
        [["/,/.split('a,b,').length", '2']],
      ),
    ),
    limited(
      method(
        'String[] split(CharSequence,int)',
        'As many parts as given; a negative number keeps empty ones at the end.',
        (self: JavaPattern, limitFactor: number, text: unknown, limit: number) =>
          new JavaArray('java.lang.String', self.split(limitedText(text), limit, { limitFactor })),
        [["/,/.split('a,b,', -1).length", '3']],
      ),
    ),
    limited(
      method(
        'Stream splitAsStream(CharSequence)',
        'The parts between matches as a stream.',
        (self: JavaPattern, limitFactor: number, text: unknown) =>
          new JavaStream(self.split(limitedText(text), 0, { limitFactor }).values()),
        [["/,/.splitAsStream('a,b').count()", '2L']],
      ),
    ),
  ],
  { represents: [JavaPattern] },
);
