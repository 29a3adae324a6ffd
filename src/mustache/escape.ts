// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How the server escapes the values of a template, by the media type of what the template makes.

/** Media types that a processor's `media_type` may name. */
export const mediaTypes = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'] as const;
export type MediaType = (typeof mediaTypes)[number];

const short: Record<string, string> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};
const unsafe = /["\\\u0000-\u001f]/g; // eslint-disable-line no-control-regex -- control characters are what it looks for

/** Text as it stands inside a JSON string (Jackson's JsonStringEncoder). */
function escapeJson(text: string): string {
  return text.replace(
    unsafe,
    (char) => short[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** java.net.URLEncoder.encode in UTF-8. */
function encodeForm(text: string): string {
  const utf8 = new TextEncoder().encode(text);
  let result = '';
  for (const byte of utf8) {
    const char = String.fromCharCode(byte);
    if (byte === 0x20) result += '+';
    else if (byte < 0x80 && /[A-Za-z0-9.*_-]/.test(char)) result += char;
    else result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}

/** The escape function of each media type. */
export const escapes: Record<MediaType, (text: string) => string> = {
  'application/json': escapeJson,
  'text/plain': (text) => text,
  'application/x-www-form-urlencoded': encodeForm,
};
