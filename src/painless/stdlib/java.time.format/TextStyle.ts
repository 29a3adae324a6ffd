// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// java.time.format.TextStyle, and the names of days and months in it.

import { fieldNames, languageTag, type TextField, type TextStyle as Width } from '../../../dates/localeText.js';
import { textOf } from '../../../values/javaText.js';
import { JavaArray } from '../../../values/javaArray.js';
import { illegalArgument, nonNull } from '../../runtime/exceptions.js';
import { JavaEnum } from '../java.lang/basics.js';
import { constant, javaClass, method, staticMethod, type Member } from '../table.js';

class TextStyle extends JavaEnum {
  get isStandalone(): boolean {
    return this.position % 2 === 1;
  }

  get width(): Width {
    return (['full', 'short', 'narrow'] as const)[this.position >> 1]!;
  }
}

const name = 'java.time.format.TextStyle';
const styles = ['FULL', 'FULL_STANDALONE', 'SHORT', 'SHORT_STANDALONE', 'NARROW', 'NARROW_STANDALONE'].map(
  (style, position) => new TextStyle(style, position),
);

export const textStyleClass = javaClass(
  name,
  'How long a name is, and whether a date stands beside it.',
  [
    ...styles.map((style) => constant(`TextStyle ${style.enumName}`, 'A style.', style)),
    method('boolean isStandalone()', 'Whether the name stands alone.', (self: TextStyle) => self.isStandalone),
    method('TextStyle asNormal()', 'The style beside a date.', (self: TextStyle) => styles[self.position & ~1]),
    method('TextStyle asStandalone()', 'The style that stands alone.', (self: TextStyle) => styles[self.position | 1]),
    staticMethod('TextStyle valueOf(String)', 'The style of a name.', (wanted: string | null) => {
      const found = styles.find(({ enumName }) => enumName === nonNull(wanted, 'Name is null'));
      if (!found) throw illegalArgument(`No enum constant ${name}.${wanted!}`);
      return found;
    }),
    staticMethod('TextStyle[] values()', 'All styles.', () => new JavaArray(name, [...styles])),
  ],
  { supertypes: ['java.lang.Enum'], represents: [TextStyle] },
);

/** `getDisplayName` of an enum of days or months. */
export function displayName(field: TextField, example: string, value: string): Member {
  return method(
    'String getDisplayName(TextStyle,Locale)',
    'The name in a language.',
    (self: { ordinal(): number }, style: TextStyle | null, locale: unknown) => {
      const { width, isStandalone } = nonNull(style);
      const language = textOf(nonNull(locale));
      // The names of no language in particular are short, its narrow months numbers.
      if (language === '' && width === 'narrow' && field === 'MonthOfYear') return String(self.ordinal() + 1);
      const shown = language === '' && width === 'full' ? 'short' : width;
      return fieldNames(field, shown, isStandalone, languageTag(language))[self.ordinal()];
    },
    [[example, value]],
  );
}
