// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin sequences: templates of lines, what follows what, and bursts.

import { refuse } from '../../diagnostics/diagnostic.js';
import { BurstDetector } from '../../evaluate/sequences/bursts.js';
import { Drain } from '../../evaluate/sequences/drain.js';
import { eventSequences } from '../../evaluate/sequences/eventSequences.js';
import { exportSequences } from '../../evaluate/sequences/exportSequences.js';
import { logEvents, type LogEvent } from '../../evaluate/sequences/logEvents.js';
import { surprises } from '../../evaluate/sequences/surprises.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';
import type { Io } from '../io.js';
import { thousands } from '../progress.js';
import { UnreadableRecords } from '../unreadableRecords.js';

interface SequencesArgs {
  action: 'templates' | 'export' | 'surprise' | 'bursts';
  input: string[];
  output: string | undefined;
  by: string | undefined;
  time: string;
  text: string | undefined;
  label: string | undefined;
  normal: string[] | undefined;
  pipeline: string | undefined;
  generic: boolean;
  depth: number;
  similarity: number;
  window: number | undefined;
  gap: number | undefined;
  longest: number;
  order: number;
  top: number;
  learn: string[] | undefined;
  match: string | undefined;
  distinct: string | undefined;
  least: number;
  chance: number;
}

const defaultWindow = 300;
const shownCharacters = 160;

export const sequences: Command<SequencesArgs> = {
  builder: (yargs) =>
    yargs
      .positional('action', {
        choices: ['templates', 'export', 'surprise', 'bursts'] as const,
        demandOption: true,
        describe: 'list templates, write sequences for training, find surprising events, find bursts',
      })
      .positional('input', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'texts or dumps in the order of time; each also gzipped',
      })
      .option('output', { alias: 'o', type: 'string', describe: 'export: folder' })
      .option('by', { type: 'string', describe: 'field of the entity: host.name, user.name, source.ip, a session' })
      .option('time', { type: 'string', default: '@timestamp', describe: 'field of the time' })
      .option('text', { type: 'string', describe: 'field of the text (default: ml_input, text, message or log)' })
      .option('label', { type: 'string', describe: 'export: field of the label' })
      .option('normal', { type: 'string', array: true, describe: 'export: labels of normal events' })
      .option('pipeline', { type: 'string', describe: 'pipeline for dumps (default: logtwin-normalize)' })
      .option('generic', { type: 'boolean', default: false, describe: 'texts of every other ECS document too' })
      .option('depth', { type: 'number', default: 4, describe: 'depth of the template tree' })
      .option('similarity', { type: 'number', default: 0.4, describe: 'share of equal words that makes one template' })
      .option('window', {
        type: 'number',
        describe: 'seconds a window: of a sequence, or of bursts (default there: 300)',
      })
      .option('gap', { type: 'number', describe: 'seconds of quiet that end a sequence' })
      .option('longest', { type: 'number', default: 1000, describe: 'events of a sequence' })
      .option('order', { type: 'number', default: 3, describe: 'surprise: events looked at, the judged one included' })
      .option('top', { type: 'number', default: 20, describe: 'templates or surprising events to show' })
      .option('learn', { type: 'string', array: true, describe: 'surprise: earlier events to learn from first' })
      .option('match', { type: 'string', describe: 'bursts: only events with a text like this regular expression' })
      .option('distinct', { type: 'string', describe: 'bursts: count different values of this field, not events' })
      .option('least', { type: 'number', default: 10, describe: 'bursts: fewer events are none' })
      .option('chance', { type: 'number', default: 1e-6, describe: 'bursts: chance by the past below which it is one' })
      .implies('normal', 'label')
      .example('$0 sequences templates app.log', 'the commonest templates')
      .example('$0 sequences export day.ndjson --by host.name --gap 600 -o seq', 'files for DeepLog or LogBERT')
      .example('$0 sequences surprise today.ndjson --learn week.ndjson --by user.name', 'events nobody expected')
      .example('$0 sequences bursts auth.ndjson --by source.ip --match "failed password"', 'too many failed logins')
      .example('$0 sequences bursts web.ndjson --by user_agent.original --distinct url.path', 'too many new paths')
      .epilogue('Exit codes: 0 done, 2 bad usage or no event with the entity.'),
  async run(args, io) {
    return { templates, export: exported, surprise, bursts }[args.action](args, io);
  },
};

async function* eventsOf(
  args: SequencesArgs,
  io: Io,
  drain: Drain,
  options: { readonly inputs?: readonly string[]; readonly time?: boolean } = {},
): AsyncGenerator<LogEvent> {
  const unreadable = new UnreadableRecords(io);
  let events = 0;
  const read = logEvents(
    options.inputs ?? args.input,
    {
      reading: {
        ...(args.pipeline !== undefined && { pipeline: args.pipeline }),
        generic: args.generic,
        fields: { text: args.text, label: args.label },
        signal: io.signal,
      },
      by: args.by,
      time: options.time ? args.time : undefined,
      distinct: args.distinct,
      onUnreadable: unreadable.add,
    },
    drain,
  );
  for await (const event of read) {
    events++;
    yield event;
  }
  unreadable.noteRest();
  if (events === 0) refuse('EV3003', `${(options.inputs ?? args.input).join(', ')}: no event`);
}

async function templates(args: SequencesArgs, io: Io): Promise<number> {
  const drain = new Drain(args);
  let events = 0;
  for await (const _ of eventsOf(args, io, drain)) events++;
  const found = drain.templates().sort((a, b) => b.lines - a.lines);
  if (io.json) {
    io.printJson({
      events,
      templates: found.map(({ id, words, lines }) => ({ id, template: words.join(' '), lines })),
    });
    return exitCodes.ok;
  }
  for (const { words, lines } of found.slice(0, args.top)) {
    io.print(`${thousands(lines).padStart(9)}  ${words.join(' ').slice(0, shownCharacters)}`);
  }
  io.note(`${thousands(found.length)} templates of ${thousands(events)} events`);
  return exitCodes.ok;
}

async function exported(args: SequencesArgs, io: Io): Promise<number> {
  if (args.output === undefined) refuse('CL1001', 'sequences export needs -o FOLDER.');
  const drain = new Drain(args);
  const needsTime = args.window !== undefined || args.gap !== undefined;
  const written = await exportSequences(
    eventSequences(eventsOf(args, io, drain, { time: needsTime }), {
      gapSeconds: args.gap,
      windowSeconds: args.window,
      longest: args.longest,
    }),
    drain,
    args.output,
    args.normal,
  );
  if (io.json) io.printJson(written);
  else {
    io.print(
      `${args.output}: ${thousands(written.sequences)} sequences (${thousands(written.abnormal)} abnormal) of ${thousands(written.events)} events, ${thousands(written.templates)} templates`,
    );
  }
  return exitCodes.ok;
}

async function surprise(args: SequencesArgs, io: Io): Promise<number> {
  const drain = new Drain(args);
  const learned = args.learn && eventsOf(args, io, drain, { inputs: args.learn });
  const { events, mean, most } = await surprises(eventsOf(args, io, drain), learned, args);
  if (io.json) {
    io.printJson({ events, mean_bits: mean, most });
    return exitCodes.ok;
  }
  for (const { bits, entity, text } of most) {
    io.print(`${bits.toFixed(1).padStart(6)} bits  ${entity}  ${text.slice(0, shownCharacters)}`);
  }
  io.note(`${thousands(events)} events, ${mean.toFixed(2)} bits on average`);
  return exitCodes.ok;
}

async function bursts(args: SequencesArgs, io: Io): Promise<number> {
  const pattern = args.match === undefined ? undefined : patternOf(args.match);
  const detector = new BurstDetector({
    windowSeconds: args.window ?? defaultWindow,
    chance: args.chance,
    least: args.least,
  });
  let found = 0;
  let untimed = 0;
  for await (const { entity, time, text, value } of eventsOf(args, io, new Drain(args), { time: true })) {
    if (pattern && !pattern.test(text)) continue;
    if (args.distinct !== undefined && value === undefined) continue;
    if (Number.isNaN(time)) {
      untimed++;
      continue;
    }
    const burst = detector.add(entity, time, value);
    if (!burst) continue;
    found++;
    const { from, at, count, expected, chance } = burst;
    const times = { from: new Date(from).toISOString(), at: new Date(at).toISOString() };
    if (io.json) io.print(JSON.stringify({ ...burst, ...times }));
    else
      io.print(
        `${times.at}  ${entity}  ${count} where ${expected.toPrecision(3)} is usual (chance ${chance.toExponential(1)})`,
      );
  }
  if (untimed > 0) io.note(`${thousands(untimed)} events have no time in ${args.time}`);
  io.note(`${thousands(found)} bursts`);
  return exitCodes.ok;
}

function patternOf(source: string): RegExp {
  try {
    return new RegExp(source, 'iu');
  } catch (error) {
    refuse('CL1001', `--match ${source}: ${(error as { message: string }).message}`);
  }
}
