// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.util.regex.Matcher.

import { Matcher } from '../../../javaRegex/matcher.js';
import { quoteReplacement } from '../../../javaRegex/replacement.js';
import { nonNull } from '../../runtime/exceptions.js';
import { javaClass, method, refused, staticMethod } from '../table.js';

const noRegions = 'regions of a text are not supported; match a substring';
const noLookahead = 'whether more text would change a match is not tracked';

export const matcherClass = javaClass(
  'java.util.regex.Matcher',
  'A search for matches of a pattern in a text.',
  [
    method('int end()', 'Where the match ends.', (self: Matcher) => self.end(), [
      ["Matcher m = /b+/.matcher('abbc'); m.find(); return m.end()", '3'],
    ]),
    method(
      'int end(int)',
      'Where a group ends, -1 for a group without a part in the match.',
      (self: Matcher, group: number) => self.end(group),
    ),
    method('boolean find()', 'Finds the next match.', (self: Matcher) => self.find(), [
      ["/b/.matcher('abc').find()", 'true'],
    ]),
    method(
      'boolean find(int)',
      'Finds the first match from an index on.',
      (self: Matcher, start: number) => self.find(start),
      [["/b/.matcher('abc').find(2)", 'false']],
    ),
    method('String group()', 'The text of the match.', (self: Matcher) => self.group(), [
      ["Matcher m = /b+/.matcher('abbc'); m.find(); return m.group()", "'bb'"],
    ]),
    method(
      'String group(int)',
      'The text of a group, null for a group without a part in the match.',
      (self: Matcher, group: number) => self.group(group),
    ),
    method('int groupCount()', 'The number of groups.', (self: Matcher) => self.groupCount(), [
      ["/(a)(b)/.matcher('').groupCount()", '2'],
    ]),
    refused('method', 'boolean hasAnchoringBounds()', noRegions),
    refused('method', 'boolean hasTransparentBounds()', noRegions),
    refused('method', 'boolean hitEnd()', noLookahead),
    method('boolean lookingAt()', 'Whether the text begins with a match.', (self: Matcher) => self.lookingAt(), [
      ["/a/.matcher('abc').lookingAt()", 'true'],
    ]),
    method('boolean matches()', 'Whether the whole text matches.', (self: Matcher) => self.matches(), [
      ["/a/.matcher('abc').matches()", 'false'],
    ]),
    method(
      'String namedGroup(String)',
      'The text of a named group.',
      (self: Matcher, name: string) => self.group(nonNull(name, 'Group name')),
      [["Matcher m = /(?<x>b+)/.matcher('abbc'); m.find(); return m.namedGroup('x')", "'bb'"]],
    ),
    method('Pattern pattern()', 'The pattern.', (self: Matcher) => self.pattern),
    staticMethod('String quoteReplacement(String)', 'A replacement that stands for this text only.', quoteReplacement, [
      ["Matcher.quoteReplacement('$1')", "'\\\\$1'"],
    ]),
    refused('method', 'Matcher region(int,int)', noRegions),
    refused('method', 'int regionEnd()', noRegions),
    refused('method', 'int regionStart()', noRegions),
    method(
      'String replaceAll(String)',
      'The text with every match replaced; `$1` stands for a group.',
      // A replacement that is null is missed only where there is a match.
      (self: Matcher, replacement: string | null) => self.replaceAll(replacement ?? (() => nonNull<string>(null))),
      [["/b(.)/.matcher('abcbd').replaceAll('<$1>')", "'a<c><d>'"]],
    ),
    method(
      'String replaceFirst(String)',
      'The text with the first match replaced.',
      (self: Matcher, replacement: string) => self.replaceFirst(nonNull(replacement, 'replacement')),
      [["/b/.matcher('abb').replaceFirst('x')", "'axb'"]],
    ),
    refused('method', 'boolean requireEnd()', noLookahead),
    method('Matcher reset()', 'Starts over.', (self: Matcher) => self.reset()),
    method('int start()', 'Where the match begins.', (self: Matcher) => self.start(), [
      ["Matcher m = /b+/.matcher('abbc'); m.find(); return m.start()", '1'],
    ]),
    method(
      'int start(int)',
      'Where a group begins, -1 for a group without a part in the match.',
      (self: Matcher, group: number) => self.start(group),
    ),
    refused('method', 'Matcher useAnchoringBounds(boolean)', noRegions),
    refused('method', 'Matcher usePattern(Pattern)', 'a matcher keeps its pattern; call matcher() of the other one'),
    refused('method', 'Matcher useTransparentBounds(boolean)', noRegions),
  ],
  { represents: [Matcher] },
);
