// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Events of one entity in a row, cut where the entity is quiet for long, at a length, or at the end of a window of time.

import { Entities } from './entities.js';
import type { LogEvent } from './logEvents.js';

/** Template numbers of an entity in the order of events. */
export interface EventSequence {
  readonly entity: string;
  readonly templates: readonly number[];
  /** Milliseconds of the first and the last event; NaN without times. */
  readonly from: number;
  readonly to: number;
  /** Labels of the events, each once. */
  readonly labels: readonly string[];
}

/** Where sequences end. */
export interface SequenceOptions {
  /** Quiet time after which a sequence ends. */
  readonly gapSeconds?: number | undefined;
  /** Windows of time that follow each other; a sequence ends with its window. */
  readonly windowSeconds?: number | undefined;
  readonly longest?: number | undefined;
  /** Entities that are open at once; the one that was quiet for longest is closed to make room. */
  readonly maxOpen?: number | undefined;
}

interface Open {
  readonly templates: number[];
  readonly labels: Set<string>;
  readonly from: number;
  to: number;
}

/** Yields sequences as they end, those still open at the end of the events last. */
export async function* eventSequences(
  events: AsyncIterable<LogEvent>,
  options: SequenceOptions = {},
): AsyncGenerator<EventSequence> {
  const { gapSeconds = Infinity, windowSeconds, longest = 1000, maxOpen = 100_000 } = options;
  const ended: EventSequence[] = [];
  const end = (entity: string, { templates, labels, from, to }: Open): void => {
    ended.push({ entity, templates, from, to, labels: [...labels] });
  };
  const open = new Entities<Open>(maxOpen, end);
  const windowOf = (time: number): number =>
    windowSeconds === undefined ? 0 : Math.floor(time / (windowSeconds * 1000));
  for await (const { entity, time, template, label } of events) {
    const start = (): Open => ({ templates: [], labels: new Set(), from: time, to: time });
    let sequence = open.of(entity, start);
    const isOver =
      sequence.templates.length >= longest ||
      time - sequence.to > gapSeconds * 1000 ||
      (!Number.isNaN(time) && windowOf(time) !== windowOf(sequence.from));
    if (isOver) {
      end(entity, sequence);
      open.delete(entity);
      sequence = open.of(entity, start);
    }
    sequence.templates.push(template.id);
    sequence.to = time;
    if (label !== undefined) sequence.labels.add(label);
    yield* ended.splice(0);
  }
  for (const [entity, sequence] of open.entries()) end(entity, sequence);
  yield* ended;
}
