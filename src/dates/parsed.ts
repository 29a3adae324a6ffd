// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What a text has given so far while it is parsed.

import type { Field } from './fields.js';
import type { WeekField } from './weekElement.js';
import type { Zone } from './zones.js';

/** Fields and zone found in a text. */
export class Parsed {
  readonly text: string;
  /** Whether the format was made lenient; formats are strict by default. */
  readonly strict: boolean;
  readonly caseSensitive: boolean;
  fields = new Map<Field | WeekField, number>();
  zone: Zone | undefined;

  constructor(text: string, options: { strict?: boolean; caseSensitive?: boolean } = {}) {
    this.text = text;
    this.strict = options.strict ?? true;
    this.caseSensitive = options.caseSensitive ?? true;
  }

  /** Stores a field and returns the position after it, or ~errorPosition when another value is there already. */
  put(field: Field | WeekField, value: number, errorPosition: number, position: number): number {
    const former = this.fields.get(field);
    this.fields.set(field, value);
    return former !== undefined && former !== value ? ~errorPosition : position;
  }

  /** Whether the text goes on with another one at a position. */
  startsWith(other: string, position: number): boolean {
    if (this.caseSensitive) return this.text.startsWith(other, position);
    return this.text.slice(position, position + other.length).toLowerCase() === other.toLowerCase();
  }
}
