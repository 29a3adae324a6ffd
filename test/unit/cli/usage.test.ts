// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

import { checkValues, explainUsage } from '../../../src/cli/usage.js';

const declared = { key: { threads: 0, output: 0, o: 0, set: 0 }, array: ['set'], number: ['threads'] };

describe('checkValues', () => {
  it('passes numbers, absent options and lists that are declared as such', () => {
    expect(() => checkValues({ threads: 1, set: ['a=1', 'b=2'], output: 'x' }, declared)).not.toThrow();
  });

  it('refuses a word where a number is due', () => {
    expect(() => checkValues({ threads: Number.NaN }, declared)).toThrow('--threads needs a number');
  });

  it.each([-1, 0, 1.5, Infinity])('refuses %p threads', (threads) => {
    expect(() => checkValues({ threads }, declared)).toThrow('--threads needs a whole number, 1 or more');
  });

  it('refuses an option given twice that holds one value', () => {
    expect(() => checkValues({ output: ['a', 'b'] }, declared)).toThrow('--output is given twice');
  });
});

describe('explainUsage', () => {
  it('names the positionals that are missing', () => {
    const message = 'Not enough non-option arguments: got 0, need at least 2';
    expect(explainUsage(message, 'anomaly <action> <input..>', declared)).toBe('anomaly needs <action> and <input..>');
  });

  it('suggests the option that was meant, and none where none is near', () => {
    expect(explainUsage('Unknown argument: thread', 'x', declared)).toBe(
      'Unknown argument: thread; did you mean --threads?',
    );
    expect(explainUsage('Unknown argument: colour', 'x', declared)).toBe('Unknown argument: colour');
  });
});
