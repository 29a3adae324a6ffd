// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Options that may hold templates: texts, field paths, and values.

import { compileTemplate, type MediaType, type Template } from '../../mustache/index.js';
import { HashMap } from '../../values/maps.js';
import { deepCopy } from './deepCopy.js';
import { fieldPath, type AccessPattern, type FieldPath } from './fieldPath.js';
import type { IngestDocument } from './ingestDocument.js';

/** A field path that may be computed from the document. */
export class FieldTemplate {
  readonly text: string;
  private readonly template: Template;
  private readonly pattern: AccessPattern;
  private readonly fixed: FieldPath | undefined;

  constructor(text: string, pattern: AccessPattern) {
    this.text = text;
    this.pattern = pattern;
    this.template = compileTemplate(text);
    this.fixed = this.template.constant === undefined ? undefined : fieldPath(text, pattern);
  }

  /** The path for a document. */
  of(document: IngestDocument): FieldPath {
    return this.fixed ?? fieldPath(this.template.render(document.model), this.pattern);
  }
}

/** A text that may be computed from the document. */
export class TextTemplate {
  readonly text: string;
  /** The text where it is no template. */
  readonly constant: string | undefined;
  private readonly template: Template;

  constructor(text: string, mediaType?: MediaType) {
    this.text = text;
    this.template = compileTemplate(text, mediaType);
    this.constant = this.template.constant;
  }

  of(document: IngestDocument): string {
    return this.constant ?? this.template.render(document.model);
  }
}

/** A value whose strings may be templates, keys of maps included. */
export interface ValueTemplate {
  /** Whether the value is one string with a tag; only then does `ignore_empty_value` look at an empty text. */
  readonly isTemplate: boolean;
  of(document: IngestDocument): unknown;
}

/** Compiles a value of a processor's configuration. */
export function valueTemplate(value: unknown, mediaType: MediaType = 'application/json'): ValueTemplate {
  if (typeof value === 'string') {
    const template = compileTemplate(value, mediaType);
    if (template.constant !== undefined) return { isTemplate: false, of: () => value };
    return { isTemplate: true, of: (document) => template.render(document.model) };
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => valueTemplate(item, mediaType));
    return { isTemplate: false, of: (document) => items.map((item) => item.of(document)) };
  }
  if (value instanceof HashMap) {
    const entries = value
      .javaEntries()
      .map(([key, item]) => [valueTemplate(key, mediaType), valueTemplate(item, mediaType)] as const);
    return {
      isTemplate: false,
      of: (document) => {
        const map = new HashMap();
        for (const [key, item] of entries) map.put(key.of(document), item.of(document));
        return map;
      },
    };
  }
  return { isTemplate: false, of: () => deepCopy(value) };
}
