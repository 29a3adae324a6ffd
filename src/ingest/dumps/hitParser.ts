// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A JSON parser that nests the `fields` of a hit while it reads them, instead of making a map of the flat keys first,
// and that knows their keys again: they are most of what an export holds.

import { JsonParser, parseJson } from '../../values/json.js';
import { HashMap } from '../../values/maps.js';
import { FieldNester } from './nestFields.js';

/** The `fields` of a hit, nested while they were read. */
export class NestedFields {
  readonly document: HashMap;
  constructor(document: HashMap) {
    this.document = document;
  }
}

/** Reads records: JSON values of which an object may hold `fields`. */
export class HitParser extends JsonParser {
  private readonly nester = new FieldNester(0);
  /** Stands in front of the first field of a document. */
  private readonly front = this.nester.path('');

  /** Reads a text that is one record. `fields` beside an index or id, and without a _source, come as NestedFields. */
  record(text: string): unknown {
    this.reset(text, 0);
    const value = this.value();
    this.end();
    if (!(value instanceof HashMap) || !(value.get('fields') instanceof NestedFields)) return value;
    const isHit = typeof value.get('_index') === 'string' || typeof value.get('_id') === 'string';
    if (isHit && !(value.get('_source') instanceof HashMap)) return value;
    // A document of its own with a key of that name: nothing of it is to be nested.
    return parseJson(text);
  }

  protected override member(key: string): unknown {
    if (this.depth !== 1 || key !== 'fields' || this.skipBlank() !== 0x7b) return this.value();
    return this.fields();
  }

  private fields(): NestedFields {
    const { nester, text } = this;
    this.enter(this.at++);
    nester.begin();
    let code = this.skipBlank();
    if (code === 0x7d) {
      this.at++;
    } else {
      let path = this.front;
      for (;;) {
        if (code !== 0x22) this.fail('expected a key in double quotes');
        const start = this.at;
        const { next } = path;
        if (next?.quoted !== undefined && text.startsWith(next.quoted, start)) {
          path = next;
          this.at += next.quoted.length;
        } else {
          path = path.next = nester.path(this.string());
        }
        if (this.skipBlank() !== 0x3a) this.fail("expected ':' after the key");
        this.at++;
        if (!nester.add(path, this.value())) this.failTwice(path.key, start);
        code = this.skipBlank();
        this.at++;
        if (code === 0x7d) break;
        if (code !== 0x2c) this.failBefore("expected ',' or '}'");
        code = this.skipBlank();
      }
    }
    this.depth--;
    return new NestedFields(nester.end());
  }
}
