// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import { wrapHelp } from '../../../src/cli/helpText.js';

describe('wrapHelp', () => {
  it('leaves what fits alone', () => {
    expect(wrapHelp('  --model  the folder  [string]', 40)).toBe('  --model  the folder  [string]');
  });

  it('goes on under the description, between words, brackets kept together', () => {
    expect(wrapHelp('  --model  the folder that holds it  [default: "the embedded one"]', 40)).toBe(
      ['  --model  the folder that holds it', '           [default: "the embedded one"]'].join('\n'),
    );
  });

  it('puts the description of a long example on a line of its own and cuts no word of the example', () => {
    const example = '  logtwin score t.tsv --model m --label kind --normal benign';
    expect(wrapHelp(`${example}  curves and scores`, 62)).toBe(`${example}\n      curves and scores`);
  });

  it('keeps the indent of a paragraph', () => {
    expect(wrapHelp('  one two three four', 10)).toBe('  one two\n  three\n  four');
  });
});
