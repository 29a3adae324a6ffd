// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Names in date formats: months, days of the week, AM and PM, eras, quarters.

import { type Element, valueOf } from './element.js';
import { fieldNames, type TextField, type TextStyle } from './localeText.js';

/** The name of a field's value. */
export function textElement(field: TextField, style: TextStyle, standalone: boolean, locale: string): Element {
  const first = field === 'AmPmOfDay' || field === 'Era' ? 0 : 1;
  const names = fieldNames(field, style, standalone, locale);
  // Longer names first: `June` before `Jun`.
  const order = names
    .map((name, index) => ({ name, value: index + first }))
    .sort((a, b) => b.name.length - a.name.length);
  // A narrow name that several values share says nothing.
  const unique = order.filter(({ name }) => names.filter((other) => other === name).length === 1);
  return {
    parse(parsed, position) {
      for (const { name, value } of unique) {
        if (parsed.startsWith(name, position)) return parsed.put(field, value, position, position + name.length);
      }
      return ~position;
    },
    print(temporal) {
      const value = valueOf(temporal, field);
      return names[value - first] ?? String(value);
    },
  };
}
