// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The uri_parts processor.

import { Failure } from '../diagnostics/failure.js';
import { uriParts } from '../transforms/uriParts.js';
import { processor } from './core/processor.js';

export const uri_parts = processor({
  type: 'uri_parts',
  summary: 'Splits a URI into its parts.',
  options: {
    field: { type: 'path', required: true, doc: 'The field that holds the URI.' },
    target_field: { type: 'path', default: 'url', doc: 'The object that the parts go into.' },
    remove_if_successful: { type: 'boolean', default: false, doc: 'Remove the field afterwards.' },
    keep_original: { type: 'boolean', default: true, doc: 'Keep the URI as `original`.' },
    ignore_missing: { type: 'boolean', default: false, since: '8.7', doc: 'Do nothing where the field is missing.' },
  },
  examples: [
    {
      config: { field: 'u' },
      before: { u: 'http://myusername:mypassword@www.example.com:80/foo.gif?key1=val1&key2=val2#fragment' },
      after: {
        u: 'http://myusername:mypassword@www.example.com:80/foo.gif?key1=val1&key2=val2#fragment',
        url: {
          path: '/foo.gif',
          fragment: 'fragment',
          extension: 'gif',
          password: 'mypassword',
          original: 'http://myusername:mypassword@www.example.com:80/foo.gif?key1=val1&key2=val2#fragment',
          scheme: 'http',
          port: 80,
          user_info: 'myusername:mypassword',
          domain: 'www.example.com',
          query: 'key1=val1&key2=val2',
          username: 'myusername',
        },
      },
    },
    {
      config: { field: 'u' },
      before: { u: 'not:\\/_a_valid_uri' },
      after: { error: 'unable to parse URI [not:\\/_a_valid_uri]' },
    },
  ],
  compile({ field, target_field, remove_if_successful, keep_original, ignore_missing }) {
    return (document) => {
      const value = document.readString(field, ignore_missing);
      if (value === null) {
        if (ignore_missing) return;
        throw new Failure('null_pointer_exception', null);
      }
      const parts = uriParts(value);
      if (keep_original) parts.put('original', value);
      if (remove_if_successful && target_field.text !== field.text) document.remove(field);
      document.set(target_field, parts);
    };
  },
});
