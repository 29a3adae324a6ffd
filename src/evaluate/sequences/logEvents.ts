// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Events with their template, time and entity, read from whatever evaluate reads.

import { refuse } from '../../diagnostics/diagnostic.js';
import { eventTime } from '../eventTime.js';
import { readInputs, type ReadInputsOptions } from '../readInputs.js';
import type { Drain } from './drain.js';
import { type DrainOptions, type Template } from './drain.js';
import { maskText } from './maskText.js';

/** An event. */
export interface LogEvent {
  readonly text: string;
  readonly template: Template;
  /** Host, user, session, address; `all` where nothing was asked for. */
  readonly entity: string;
  /** Milliseconds; NaN without a time. */
  readonly time: number;
  readonly label: string | undefined;
  /** Value of the field that is counted, where one was named. */
  readonly value: string | undefined;
}

/** How to read events. */
export interface LogEventOptions {
  readonly reading: ReadInputsOptions;
  /** Field of the entity. */
  readonly by?: string | undefined;
  /** Field of the time. */
  readonly time?: string | undefined;
  /** Field whose different values are counted. */
  readonly distinct?: string | undefined;
  readonly drain?: DrainOptions | undefined;
  readonly onUnreadable?: ((place: string) => void) | undefined;
}

/**
 * Reads events in order and learns their templates on the way.
 *
 * @throws DiagnosticError EV3003 when no event has the entity that was asked for.
 */
export async function* logEvents(
  inputs: readonly string[],
  options: LogEventOptions,
  drain: Drain,
): AsyncGenerator<LogEvent> {
  const { by, time, distinct } = options;
  const also = [by, time, distinct].filter((name) => name !== undefined);
  let texts = 0;
  let events = 0;
  for await (const record of readInputs(inputs, {
    ...options.reading,
    fields: { ...options.reading.fields, also },
  })) {
    if ('unreadable' in record) options.onUnreadable?.(record.unreadable);
    if (!('text' in record)) continue;
    texts++;
    const entity = by === undefined ? 'all' : record.also?.[by];
    if (entity === undefined) continue;
    events++;
    yield {
      text: record.text,
      template: drain.add(maskText(record.text)),
      entity,
      time: time === undefined ? NaN : eventTime(record.also?.[time]),
      label: record.label,
      value: distinct === undefined ? undefined : record.also?.[distinct],
    };
  }
  if (events === 0 && texts > 0)
    refuse('EV3003', `None of ${texts} events has the field ${by}.`, 'Name another one with --by.');
}
