// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the urldecode processor and Processors.urlDecode do.

import { illegalArgument } from '../diagnostics/failure.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** java.net.URLDecoder.decode in UTF-8. */
export function decodeUrl(text: string): string {
  return text.replace(/\+|(?:%[^%]?[^%]?)+/g, (run) => {
    if (run === '+') return ' ';
    const bytes: number[] = [];
    let at = 0;
    while (at < run.length && run[at] === '%') {
      const digits = run.slice(at + 1, at + 3);
      if (digits.length < 2) throw illegalArgument('URLDecoder: Incomplete trailing escape (%) pattern');
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) {
        const bad = /[^0-9a-fA-F]/.exec(digits)![0];
        throw illegalArgument(
          `URLDecoder: Illegal hex characters in escape (%) pattern - not a hexadecimal digit: "${bad}" = ${bad.charCodeAt(0)}`,
        );
      }
      bytes.push(parseInt(digits, 16));
      at += 3;
    }
    return decoder.decode(Uint8Array.from(bytes)) + run.slice(at);
  });
}
