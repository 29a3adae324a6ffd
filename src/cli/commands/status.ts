// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin status: what is installed and how it does.

import type { ClassifiedEvents } from '../../elasticsearch/classifiedEvents.js';
import { readStatus, type ModelStatus } from '../../elasticsearch/status.js';
import { printable, textTable } from '../../evaluate/textTable.js';
import type { Command } from '../command.js';
import { connect, connectionOptions, type ConnectionArgs } from '../connectionOptions.js';
import { exitCodes } from '../exitCodes.js';
import type { Io } from '../io.js';
import { filesOf, manifestOptions, printActions, type ManifestArgs } from '../manifestOptions.js';
import { thousands } from '../progress.js';

interface StatusArgs extends ConnectionArgs, ManifestArgs {
  index: string[] | undefined;
  since: string | undefined;
  'max-failures': number | undefined;
}

/** Characters of a reason; --json has all of it. */
const shownCharacters = 200;

export const status: Command<StatusArgs> = {
  builder: (yargs) =>
    connectionOptions(manifestOptions(yargs))
      .option('index', {
        type: 'string',
        array: true,
        defaultDescription: "the manifest's, such as logtwin-classified-*",
        describe: 'indices whose classified and failed events are counted',
      })
      .option('since', { type: 'string', describe: 'count only events from this time on, such as now-1d' })
      .option('max-failures', {
        type: 'number',
        defaultDescription: 'any number',
        describe: 'events with a failure tag that still exit with 0',
      })
      .example('$0 status --url https://localhost:9200', 'with ELASTIC_API_KEY in the environment')
      .example('$0 status --since now-1h --max-failures 0', 'for monitoring: exit code 1 after a failure')
      .epilogue(
        'Only reads. Exit codes: 0 as the files say, 1 drift, a refusal or more failed events than --max-failures, 2 bad\n' +
          'manifest, 3 server or network.',
      ),
  async run(args, io) {
    const files = filesOf(args);
    const cluster = await connect(args, io);
    try {
      const state = await readStatus(cluster, files, {
        ...(args.index && { indices: args.index }),
        since: args.since,
      });
      if (io.json) io.printJson(state);
      else {
        io.print(`Elasticsearch ${state.version} at ${cluster.address}`);
        printActions(io, state.actions);
        for (const refusal of state.refusals) io.print(`! ${refusal}`);
        if (state.model) describeModel(state.model, io);
        describeEvents(state.events, io);
      }
      const failing = state.events.failed > (args['max-failures'] ?? Infinity);
      return state.drift > 0 || state.refusals.length > 0 || failing ? exitCodes.checkFailed : exitCodes.ok;
    } finally {
      await cluster.close();
    }
  },
};

function describeModel({ alias, id, state, allocations, counters, throughput, queue }: ModelStatus, io: Io): void {
  io.print('');
  io.print(
    `model alias ${alias} -> ${id ?? 'none'}, ${state ?? 'not deployed'}, allocations ${allocations ?? 'none'} working`,
  );
  if (state === undefined) return;
  const orNone = (value: number | null, print: (value: number) => string): string =>
    value === null ? '-' : print(value);
  const rows = [
    ['inferences', thousands(counters.inference_count)],
    ['in the last minute', orNone(throughput.last_minute, thousands)],
    ['in the best minute', orNone(throughput.peak_per_minute, thousands)],
    ['mean time without cache', orNone(throughput.average_milliseconds, (value) => `${value.toFixed(1)} ms`)],
    ['answered by the cache', orNone(throughput.cache_hit_share, (value) => `${(100 * value).toFixed(1)} %`)],
    ['waiting', `${thousands(queue.pending)} of ${orNone(queue.capacity, thousands)}`],
    ['rejected, queue full', thousands(counters.rejected_execution_count)],
    ['timed out', thousands(counters.timeout_count)],
    ['errors', thousands(counters.error_count)],
  ];
  for (const line of textTable(rows, ['left', 'right'])) io.print(line);
}

function describeEvents(
  { indices, failed, last_failures: last, not_counted: notCounted }: ClassifiedEvents,
  io: Io,
): void {
  io.print('');
  if (notCounted !== null) {
    io.print(`events not counted: ${notCounted}`);
    return;
  }
  if (indices.length === 0) {
    io.print('no events yet');
    return;
  }
  const header = ['index', 'events', 'classified', 'alerts', 'inference failed', 'normalize failed', 'backfill failed'];
  const rows = indices.map(({ index, documents, classified, alerts, failed: { inference, normalize, backfill } }) => [
    printable(index),
    ...[documents, classified, alerts, inference, normalize, backfill].map(thousands),
  ]);
  for (const line of textTable([header, ...rows], ['left', ...header.slice(1).map(() => 'right' as const)]))
    io.print(line);
  if (failed === 0) return;
  io.print(`${thousands(failed)} events failed; the last ones:`);
  for (const { index, id, time, reason } of last)
    io.print(printable(`  ${time ?? 'no time'}  ${index}/${id}: ${reason}`).slice(0, shownCharacters));
}
