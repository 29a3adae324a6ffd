// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What runs too long is stopped, and a stopped batch runs again.

import { BatchWatch, TimeIsOver, withinTime } from '../../../src/util/watchdog.js';

function endless(): never {
  for (;;);
}

test('an endless function is stopped, and the next one runs', () => {
  expect(() => withinTime(20, endless)).toThrow(TimeIsOver);
  expect(withinTime(1000, () => 'answer')).toBe('answer');
});

test('what a function throws is thrown', () => {
  const error = new RangeError('its own');
  const run = () => {
    throw error;
  };
  expect(() => withinTime(1000, run)).toThrow(error);
  expect(() => new BatchWatch().run(0, run)).toThrow(error);
  expect(() => withinTime(20, endless)).toThrow(TimeIsOver);
});

test('a batch without a runaway runs once, its parts unwatched', () => {
  let runs = 0;
  const busy = () => {
    const end = Date.now() + 50;
    while (Date.now() < end);
    return ++runs;
  };
  expect(new BatchWatch().run(0, () => withinTime(1, busy))).toBe(1);
  expect(runs).toBe(1);
});

test('a batch with a runaway runs again, and only that part is stopped', () => {
  const run = (part: () => string): string => {
    try {
      return withinTime(20, part);
    } catch {
      return 'stopped';
    }
  };
  expect(new BatchWatch().run(0, () => [() => 'a', endless, () => 'b'].map(run))).toEqual(['a', 'stopped', 'b']);
  expect(() => withinTime(20, endless)).toThrow(TimeIsOver);
});

test('a bigger batch may take longer', () => {
  let runs = 0;
  new BatchWatch().run(1_000_000, () => {
    runs++;
    const end = Date.now() + 2200;
    while (Date.now() < end);
  });
  expect(runs).toBe(1);
});

test('behind a batch with nothing to watch each part is watched, and no batch runs again', () => {
  const watch = new BatchWatch();
  expect(watch.run(0, () => 'nothing')).toBe('nothing');
  let runs = 0;
  const batch = () => {
    runs++;
    return withinTime(20, endless);
  };
  expect(() => watch.run(0, batch)).toThrow(TimeIsOver);
  expect(runs).toBe(1);
});
