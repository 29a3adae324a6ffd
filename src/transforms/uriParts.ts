// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the uri_parts processor and Processors.uriParts do (Elasticsearch 9.4 and later: what is missing is left out;
// earlier a missing domain or scheme was null).

import { illegalArgument } from '../diagnostics/failure.js';
import { HashMap } from '../values/maps.js';
import { parseUri, parseUrl } from './javaUri.js';

/** The fields that a URI is split into. */
export function uriParts(text: string): HashMap {
  const uri = parseUri(text) ?? parseUrl(text);
  if (!uri) throw illegalArgument(`unable to parse URI [${text}]`);
  const parts = new HashMap();
  if (uri.host !== null) parts.put('domain', uri.host);
  if (uri.fragment !== null) parts.put('fragment', uri.fragment);
  if (uri.path !== null) {
    parts.put('path', uri.path);
    const slash = uri.path.lastIndexOf('/');
    const dot = slash < 0 ? -1 : uri.path.indexOf('.', slash);
    if (dot >= 0) parts.put('extension', uri.path.slice(uri.path.lastIndexOf('.') + 1));
  }
  if (uri.port !== -1) parts.put('port', uri.port);
  if (uri.query !== null) parts.put('query', uri.query);
  if (uri.scheme !== null) parts.put('scheme', uri.scheme);
  if (uri.userInfo !== null) {
    parts.put('user_info', uri.userInfo);
    const colon = uri.userInfo.indexOf(':');
    if (colon >= 0) {
      parts.put('username', uri.userInfo.slice(0, colon));
      parts.put('password', uri.userInfo.slice(colon + 1));
    }
  }
  return parts;
}
