// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin backfill: classifies what is indexed already.

import { readFileSync } from 'node:fs';
import { refuse } from '../../diagnostics/diagnostic.js';
import { backfill as runBackfill, cancelBackfill } from '../../elasticsearch/backfill/backfill.js';
import type { BackfillReport } from '../../elasticsearch/backfill/backfillReport.js';
import { isJsonObject, type JsonObject } from '../../elasticsearch/json.js';
import { loadManifest, modelFolderOf } from '../../elasticsearch/manifest.js';
import { embeddedModelFolder } from '../../inference/embeddedModel.js';
import type { Command } from '../command.js';
import { connect, connectionOptions, type ConnectionArgs } from '../connectionOptions.js';
import { exitCodes } from '../exitCodes.js';
import type { Io } from '../io.js';
import { manifestOptions, type ManifestArgs } from '../manifestOptions.js';
import { documentProgress, thousands } from '../progress.js';

/** Rejected documents that are named; --json has more. */
const shownRejected = 10;

interface BackfillArgs extends ConnectionArgs, ManifestArgs {
  index: string;
  dest: string | undefined;
  pipeline: string;
  query: string | undefined;
  from: string | undefined;
  to: string | undefined;
  'time-field': string;
  all: boolean;
  local: boolean;
  model: string | undefined;
  slices: string;
  'requests-per-second': number;
  batch: number;
  state: string | undefined;
  resume: boolean;
  cancel: boolean;
  'max-failures': number;
}

export const backfill: Command<BackfillArgs> = {
  builder: (yargs) =>
    connectionOptions(manifestOptions(yargs))
      .positional('index', { type: 'string', demandOption: true, describe: 'index, data stream or alias' })
      .option('dest', {
        type: 'string',
        describe: 'copy the documents, classified, into this index instead of changing them',
      })
      .option('pipeline', { type: 'string', default: 'logtwin-classify', describe: 'pipeline that classifies' })
      .option('query', { type: 'string', describe: 'only documents of this query: JSON of the Query DSL, or @FILE' })
      .option('from', { type: 'string', describe: 'only documents from this time on, such as 2026-01-01 or now-7d' })
      .option('to', { type: 'string', describe: 'only documents before this time' })
      .option('time-field', { type: 'string', default: '@timestamp', describe: 'field of --from and --to' })
      .option('all', { type: 'boolean', default: false, describe: 'also documents that carry a result already' })
      .option('local', {
        type: 'boolean',
        default: false,
        describe: 'classify here and write the results: for a cluster without machine learning',
      })
      .option('model', {
        type: 'string',
        describe: "model folder of --local (default: the manifest's, else the embedded one)",
      })
      .option('slices', { type: 'string', default: 'auto', describe: "parts that the cluster's task works on at once" })
      .option('requests-per-second', {
        type: 'number',
        default: -1,
        describe: "throttle of the cluster's task, in documents a second; -1 is none",
      })
      .option('batch', {
        type: 'number',
        default: 100,
        describe: "documents a bulk request of the cluster's task; the inference queue has to take slices x batch",
      })
      .option('state', {
        type: 'string',
        defaultDescription: 'logtwin-backfill-INDEX.json',
        describe: 'file that an unfinished run is kept in',
      })
      .option('resume', { type: 'boolean', default: false, describe: 'go on with the unfinished run' })
      .option('cancel', { type: 'boolean', default: false, describe: 'end the unfinished run' })
      .option('max-failures', {
        type: 'number',
        default: 0,
        describe: 'tagged, rejected and left documents that still exit with 0',
      })
      .check(({ resume, cancel }) => !(resume && cancel) || '--resume goes on and --cancel ends: give one of them')
      .example('$0 backfill logs-suricata.eve-default', 'the cluster classifies everything without a result')
      .example('$0 backfill logs-* --from now-30d --requests-per-second 500', 'the last 30 days, throttled')
      .example('$0 backfill old-logs --dest classified-logs', 'a classified copy')
      .example('$0 backfill logs-* --local', 'for a cluster without machine learning')
      .example('$0 backfill logs-* --resume', 'go on after Ctrl-C, a crash or an error')
      .epilogue(
        'Ctrl-C stops watching: the task of the cluster goes on, and --resume finds it. Documents that fail keep their content and ' +
          'get a tag and ml.error.message. Exit codes: 0 done, 1 more failures than --max-failures, or stopped, 2 bad usage, 3 server ' +
          'or network.',
      ),
  async run(args, io) {
    const manifest = loadManifest(args.manifest, args.overlay, process.env);
    const query = args.query === undefined ? undefined : queryOf(args.query);
    const slices = args.slices === 'auto' ? 'auto' : Number(args.slices);
    if (slices !== 'auto' && !(Number.isInteger(slices) && slices > 0))
      refuse('CL1001', `--slices ${args.slices}`, 'expected auto or a whole number above 0');
    const cluster = await connect(args, io);
    try {
      if (args.cancel) {
        await cancelBackfill(cluster, { index: args.index, manifest, stateFile: args.state });
        if (io.json) io.printJson({ index: args.index, cancelled: true });
        else io.print(`cancelled the backfill of ${args.index}; documents that it processed stay so`);
        return exitCodes.ok;
      }
      const progress = documentProgress(io);
      const report = await runBackfill(cluster, {
        index: args.index,
        dest: args.dest,
        pipeline: args.pipeline,
        selection: { query, from: args.from, to: args.to, timeField: args.timeField, all: args.all },
        manifest,
        localModel: args.local ? (args.model ?? modelFolderOf(manifest) ?? embeddedModelFolder) : undefined,
        slices,
        requestsPerSecond: args.requestsPerSecond,
        batch: args.batch,
        stateFile: args.state,
        resume: args.resume,
        signal: io.signal,
        onProgress: ({ documents, total }) => progress(documents, documents, total),
      });
      io.progress(undefined);
      if (io.json) io.printJson(report);
      else describe(report, io);
      const failures = (report.tagged ?? 0) + report.rejected + (report.left ?? 0);
      return report.stopped || failures > args['max-failures'] ? exitCodes.checkFailed : exitCodes.ok;
    } finally {
      await cluster.close();
    }
  },
};

function queryOf(text: string): JsonObject {
  let query: unknown;
  try {
    query = JSON.parse(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text);
  } catch (error) {
    refuse(
      'CL1001',
      `--query: ${(error as Error).message}`,
      'expected JSON such as {"term":{"event.module":"suricata"}}',
    );
  }
  if (!isJsonObject(query)) refuse('CL1001', '--query is not a JSON object');
  return query;
}

function describe(report: BackfillReport, io: Io): void {
  if (report.stopped) {
    io.note(`Stopped. --resume goes on (${report.state_file}); --cancel ends the run.`);
    return;
  }
  const { total, classified, tagged, without_text: withoutText, rejected, left, conflicts, seconds } = report;
  io.print(
    `${thousands(total!)} documents in ${seconds} s: ${thousands(classified!)} classified, ${thousands(tagged!)} tagged with a failure, ` +
      `${thousands(withoutText!)} without a text, ${thousands(rejected)} rejected, ${thousands(left!)} left ` +
      `(${thousands(conflicts)} version conflicts met)`,
  );
  if (report.selected > total!)
    io.note(`${thousands(report.selected - total!)} documents of the selection were deleted meanwhile`);
  for (const { reason, documents } of report.reasons) io.print(`  ${thousands(documents)} x ${reason}`);
  for (const { index, id, reason } of report.rejected_documents.slice(0, shownRejected))
    io.print(`  rejected ${index}/${id}: ${reason.slice(0, 200)}`);
}
