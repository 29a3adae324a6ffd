// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The urldecode processor.

import { illegalArgument } from '../diagnostics/failure.js';
import { processor } from './core/processor.js';
import { stringOptions, stringProcessor } from './core/stringProcessor.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** java.net.URLDecoder.decode in UTF-8. */
export function decodeUrl(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[^%]?[^%]?)+/g, (run) => {
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

export const urldecode = processor({
  type: 'urldecode',
  summary: 'Decodes a text, or each text of a list, that is encoded for a URL.',
  options: stringOptions,
  examples: [
    { config: { field: 'q' }, before: { q: 'a%20b+c%C3%A9' }, after: { q: 'a b cé' } },
    {
      config: { field: 'q' },
      before: { q: '100%' },
      after: { error: 'URLDecoder: Incomplete trailing escape (%) pattern' },
    },
  ],
  compile: (options) => stringProcessor(options, decodeUrl),
});
