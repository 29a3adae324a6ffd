// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The pieces of a date format: literals, optional parts, padding. Numbers, texts, weeks and zones have files of their own.

import { Failure } from '../diagnostics/failure.js';
import type { Field, Temporal } from './fields.js';
import type { Parsed } from './parsed.js';
import type { WeekField } from './weekElement.js';

/** A piece of a format. */
export interface Element {
  /** The position after the piece, or the bitwise complement of the position of the mistake. */
  parse(parsed: Parsed, position: number): number;
  /** The text of the piece. Throws unsupported_temporal_type_exception for a missing field. */
  print(temporal: Temporal): string;
}

/** A literal text. */
export function literal(text: string): Element {
  return {
    parse: (parsed, position) => (parsed.startsWith(text, position) ? position + text.length : ~position),
    print: () => text,
  };
}

/** A part that may be missing. When printing it is left out where a field is missing. */
export function optional(elements: readonly Element[]): Element {
  return {
    parse(parsed, position) {
      const fields = new Map(parsed.fields);
      const { zone } = parsed;
      const end = parseAll(elements, parsed, position);
      if (end >= 0) return end;
      parsed.fields = fields;
      parsed.zone = zone;
      return position;
    },
    print(temporal) {
      try {
        return printAll(elements, temporal);
      } catch (error) {
        if (error instanceof Failure && error.type === 'unsupported_temporal_type_exception') return '';
        throw error;
      }
    },
  };
}

/** A part that is parsed leniently. */
export function lenient(elements: readonly Element[]): Element {
  return {
    parse(parsed, position) {
      const view = Object.create(parsed, { strict: { value: false } }) as Parsed;
      const result = parseAll(elements, view, position);
      parsed.fields = view.fields;
      parsed.zone = view.zone;
      return result;
    },
    print: (temporal) => printAll(elements, temporal),
  };
}

/** Pads the text of an element on the left with spaces. */
export function padded(element: Element, width: number): Element {
  return {
    parse(parsed, position) {
      const { text } = parsed;
      if (position === text.length) return ~position;
      let end = position + width;
      if (end > text.length) {
        if (parsed.strict) return ~position;
        end = text.length;
      }
      let start = position;
      while (start < end && text[start] === ' ') start++;
      const inner = new PrefixOf(parsed, end);
      const result = inner.parse(element, start);
      return result !== end && parsed.strict ? ~(position + start - position) : result;
    },
    print(temporal) {
      const text = element.print(temporal);
      if (text.length > width) {
        throw new Failure(
          'date_time_exception',
          `Cannot print as output of ${text.length} characters exceeds pad width of ${width}`,
        );
      }
      return text.padStart(width);
    },
  };
}

/** Parses an element within the first characters of a text. */
class PrefixOf {
  private readonly parsed: Parsed;
  private readonly end: number;

  constructor(parsed: Parsed, end: number) {
    this.parsed = parsed;
    this.end = end;
  }

  parse(element: Element, position: number): number {
    const { parsed } = this;
    const view = Object.create(parsed, { text: { value: parsed.text.slice(0, this.end) } }) as Parsed;
    const result = element.parse(view, position);
    parsed.fields = view.fields;
    parsed.zone = view.zone;
    return result;
  }
}

/** Parses elements one after the other. */
export function parseAll(elements: readonly Element[], parsed: Parsed, start: number): number {
  let position = start;
  for (const element of elements) {
    position = element.parse(parsed, position);
    if (position < 0) return position;
  }
  return position;
}

/** Prints elements one after the other. */
export function printAll(elements: readonly Element[], temporal: Temporal): string {
  let text = '';
  for (const element of elements) text += element.print(temporal);
  return text;
}

/** The value of a field that has to be there. */
export function valueOf(temporal: Temporal, field: Field): number {
  const value = temporal.get(field);
  if (value === undefined) throw unsupportedField(field);
  return value;
}

/** Java's failure for a field that a temporal does not have. */
export function unsupportedField(field: Field | WeekField): Failure {
  return new Failure('unsupported_temporal_type_exception', `Unsupported field: ${field}`);
}
