// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The events of a stream that nobody expected: each is judged by what came before it, then learned.

import { TopList } from '../../util/topList.js';
import { Entities } from './entities.js';
import type { LogEvent } from './logEvents.js';
import { NextTemplateModel } from './nextTemplate.js';

/** An event with its surprise. */
export interface SurprisingEvent {
  readonly bits: number;
  readonly entity: string;
  readonly text: string;
}

/** Entities whose last events are remembered. */
const maxEntities = 100_000;

/** Judges events in one pass; `earlier` ones are learned from first and not judged. */
export async function surprises(
  events: AsyncIterable<LogEvent>,
  earlier: AsyncIterable<LogEvent> | undefined,
  { order, top }: { readonly order: number; readonly top: number },
): Promise<{ readonly events: number; readonly mean: number; readonly most: readonly SurprisingEvent[] }> {
  const model = new NextTemplateModel(order);
  const histories = new Entities<number[]>(maxEntities);
  const learn = (history: number[], { template }: LogEvent): void => {
    model.learn(history, template.id);
    history.push(template.id);
    if (history.length >= order) history.shift();
  };
  for await (const event of earlier ?? [])
    learn(
      histories.of(event.entity, () => []),
      event,
    );
  const most = new TopList<SurprisingEvent>(top);
  let count = 0;
  let sum = 0;
  for await (const event of events) {
    const { entity, text, template } = event;
    const history = histories.of(entity, () => []);
    const bits = model.surprise(history, template.id);
    count++;
    sum += bits;
    if (most.accepts(bits)) most.add(bits, { bits, entity, text });
    learn(history, event);
  }
  return { events: count, mean: count === 0 ? 0 : sum / count, most: most.items() };
}
