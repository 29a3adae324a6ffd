// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Divides labelled texts into parts that are written down, so that everybody judges on the same ones. Inputs are read
// twice, first for hashes and labels, then for the texts: memory grows by numbers, not by texts.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';
import { expandInputs } from '../../ingest/dumps/expandInputs.js';
import { textHash } from '../../util/textHash.js';
import { NumberColumn } from '../../util/numberColumn.js';
import { NumberMap } from '../../util/numberMap.js';
import { eventTime } from '../eventTime.js';
import { templateOf } from '../hygiene/template.js';
import type { TextRecord } from '../labelledTexts.js';
import { readInputs, type ReadInputsOptions } from '../readInputs.js';
import { assignByTime, assignParts, leftOut } from './assignParts.js';
import { checkSplit } from './checkSplit.js';
import { PartWriter } from './partWriter.js';
import { splitFileName, type SplitFile, type SplitRow } from './splitFile.js';
import { SplitUnits } from './splitUnits.js';

/** How to divide. */
export interface SplitOptions {
  /** Shares of parts by name, adding up to 1; the last one is the latest in a chronological split. */
  readonly shares?: Readonly<Record<string, number>> | undefined;
  /** Equal folds instead of shares. */
  readonly folds?: number | undefined;
  /** Gives every part its share of each label. */
  readonly stratified?: boolean | undefined;
  /** By time: earlier examples in earlier parts. */
  readonly chronological?: boolean | undefined;
  /**
   * Fields whose values never stand on both sides; `template` is the text without what varies, `source` the data set or
   * file name, `input` the file that was read.
   */
  readonly groups?: readonly string[] | undefined;
  /** Equal texts: kept together (also by time, where later ones are left out), kept once, or left to chance. */
  readonly duplicates?: 'together' | 'drop' | 'allow' | undefined;
  /** Field of the time. */
  readonly time?: string | undefined;
  readonly seed?: number | undefined;
  /** Fields of text, label and source, and the pipeline for dumps. */
  readonly reading?: ReadInputsOptions | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly onUnreadable?: ((place: string) => void) | undefined;
}

/** Four fifths to learn from, one to be judged by. */
const defaultShares = { train: 0.8, test: 0.2 };
const defaultTime = '@timestamp';

/**
 * Writes a split: one NDJSON file a part, ids.tsv (id, part and SHA-256 of each text) and split.json. The same inputs
 * and options give the same bytes.
 *
 * @throws DiagnosticError EV2001 when the options contradict each other or leave a part empty, EV1002 when no text has the
 *   field of the label; those of readInputs.
 */
export async function split(inputs: readonly string[], folder: string, options: SplitOptions): Promise<SplitFile> {
  const { duplicates = 'together', seed = 1, groups = [], time = defaultTime } = options;
  const shares = sharesOf(options);
  const names = Object.keys(shares);
  if (inputs.includes('-'))
    refuse('EV2001', 'A split reads its inputs twice, which stdin cannot be.', 'Save it to a file.');
  if (options.chronological && options.stratified) {
    refuse('EV2001', 'A split by time cannot be stratified: time decides which labels a part gets.');
  }

  const reading = readingOf(options, groups, time);
  const records = (): AsyncGenerator<Read> => readAll(inputs, reading, groups.includes('input'), options);
  const examples = await firstPass(records(), { duplicates, groups, time });
  if (examples.texts.length === 0) refuse('EV1004', `${inputs.join(', ')}: no text to divide`);
  const label = reading.fields?.label;
  if (label !== undefined && !examples.isLabelled) {
    refuse(
      'EV1002',
      `${inputs.join(', ')}: no text has the field ${label}`,
      'Name the field of the label with --label.',
    );
  }
  const unitOf = examples.units.unitOf();
  const part = options.chronological
    ? assignByTime(unitOf, examples.times.toArray(), Object.values(shares))
    : assignParts(
        unitOf,
        options.stratified ? Int32Array.from(examples.labels.toArray()) : new Int32Array(unitOf.length),
        Object.values(shares),
        seed,
      );
  const repeated = duplicates === 'drop' ? repeatedTexts(examples.texts.toArray()) : undefined;
  names.forEach((name, index) => {
    if (!part.includes(index)) {
      refuse('EV2001', `Nothing is left for the part ${name}.`, 'Group by less, or give it a larger share.');
    }
  });

  options.onProgress?.('writing');
  mkdirSync(folder, { recursive: true });
  const writers = names.map((name) => new PartWriter(folder, name));
  const ids = createWriteStream(join(folder, 'ids.tsv'));
  ids.write('id\tpart\tsha256\n');
  const out = { duplicates: 0, later_in_group: 0, without_time: 0 };
  let index = -1;
  for await (const { record, input } of records()) {
    index++;
    const to = part[index];
    if (repeated?.[index] === 1) out.duplicates++;
    else if (to === leftOut) {
      if (Number.isNaN(eventTime(record.also?.[time]))) out.without_time++;
      else out.later_in_group++;
    } else {
      const row = rowOf(record, input, groups, options.chronological ? time : undefined);
      await writers[to!]!.write(row);
      const line = `${row.id.replace(/[\t\r\n]/g, ' ')}\t${names[to!]}\t${row.sha256}\n`;
      if (!ids.write(line)) await once(ids, 'drain');
    }
  }
  const parts = await Promise.all(writers.map((writer) => writer.close()));
  ids.end();
  await once(ids, 'finish');

  const largest = largestUnit(unitOf);
  const file: SplitFile = {
    format: 1,
    inputs,
    options: {
      shares,
      ...(options.folds !== undefined && { folds: options.folds }),
      stratified: options.stratified ?? false,
      chronological: options.chronological ?? false,
      groups,
      duplicates,
      seed,
      ...(options.chronological && { time }),
      fields: { text: reading.fields?.text ?? null, label: reading.fields?.label ?? null },
    },
    parts,
    left_out: out,
    units: { count: unitCount(unitOf), largest_share: largest / unitOf.length },
    checks: [],
  };
  writeFileSync(join(folder, splitFileName), print(file));
  const checked = { ...file, checks: await checkSplit(folder) };
  writeFileSync(join(folder, splitFileName), print(checked));
  return checked;
}

function print(file: SplitFile): string {
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function sharesOf({ shares, folds }: SplitOptions): Readonly<Record<string, number>> {
  if (folds !== undefined) {
    if (!Number.isInteger(folds) || folds < 2) refuse('EV2001', `${folds} folds: two or more are needed.`);
    return Object.fromEntries(Array.from({ length: folds }, (_, fold) => [`fold-${fold + 1}`, 1 / folds]));
  }
  const found = shares ?? defaultShares;
  const total = Object.values(found).reduce((sum, share) => sum + share, 0);
  if (Object.values(found).some((share) => !(share > 0)) || Math.abs(total - 1) > 1e-9) {
    refuse('EV2001', `The shares of the parts are positive and add up to 1; these add up to ${total}.`);
  }
  return found;
}

/** Groups that are no fields of the input. */
const ownGroups = ['template', 'source', 'input'];

function readingOf(options: SplitOptions, groups: readonly string[], time: string): ReadInputsOptions {
  const also = [...groups.filter((group) => !ownGroups.includes(group)), ...(options.chronological ? [time] : [])];
  return { ...options.reading, fields: { ...options.reading?.fields, also, identify: true } };
}

interface Read {
  readonly record: TextRecord;
  readonly input: string | undefined;
}

/** Every text of the inputs; with `separately`, each with the file it comes from. */
async function* readAll(
  inputs: readonly string[],
  reading: ReadInputsOptions,
  separately: boolean,
  options: SplitOptions,
): AsyncGenerator<Read> {
  const sets = separately ? expandInputs(inputs).map(({ path }) => [path]) : [inputs];
  let count = 0;
  for (const set of sets) {
    for await (const record of readInputs(set, reading)) {
      if ('unreadable' in record) options.onUnreadable?.(record.unreadable);
      else if ('text' in record) {
        if (++count % 1000 === 0) options.onProgress?.(`${count} texts`);
        yield { record, input: separately ? set[0] : undefined };
      }
    }
  }
}

async function firstPass(
  records: AsyncIterable<Read>,
  { duplicates, groups, time }: { duplicates: string; groups: readonly string[]; time: string },
): Promise<{ units: SplitUnits; labels: NumberColumn; times: NumberColumn; texts: NumberColumn; isLabelled: boolean }> {
  const units = new SplitUnits();
  const labels = new NumberColumn();
  const times = new NumberColumn();
  const texts = new NumberColumn();
  const labelIds = new Map<string | undefined, number>();
  for await (const { record, input } of records) {
    const text = textHash(record.text);
    units.add([
      duplicates === 'allow' ? undefined : text,
      ...groups.map((group) => {
        const value = groupValue(record, input, group);
        return value === undefined ? undefined : textHash(value);
      }),
    ]);
    if (!labelIds.has(record.label)) labelIds.set(record.label, labelIds.size);
    labels.push(labelIds.get(record.label)!);
    times.push(eventTime(record.also?.[time]));
    texts.push(text);
  }
  const isLabelled = labelIds.size > (labelIds.has(undefined) ? 1 : 0);
  return { units, labels, times, texts, isLabelled };
}

function groupValue(record: TextRecord, input: string | undefined, group: string): string | undefined {
  if (group === 'template') return templateOf(record.text);
  if (group === 'source') return record.source;
  return group === 'input' ? input : record.also?.[group];
}

function rowOf(
  record: TextRecord,
  input: string | undefined,
  groups: readonly string[],
  time: string | undefined,
): SplitRow {
  const { id = '', text, label, source } = record;
  const values = groups.flatMap((group) => {
    const value = groupValue(record, input, group);
    return value === undefined ? [] : [[group, value] as const];
  });
  return {
    id,
    text,
    ...(label !== undefined && { label }),
    ...(source !== undefined && { source }),
    ...(time !== undefined && { time: record.also![time]! }),
    ...(values.length > 0 && { groups: Object.fromEntries(values) }),
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}

/** 1 where a text has been there before. */
function repeatedTexts(hashes: Float64Array): Uint8Array {
  const seen = new NumberMap();
  return Uint8Array.from(hashes, (hash) => {
    if (seen.get(hash) !== undefined) return 1;
    seen.set(hash, 0);
    return 0;
  });
}

/** Units are numbered from 0 on without gaps. */
function unitCount(unitOf: Int32Array): number {
  return unitOf.reduce((most, unit) => Math.max(most, unit), -1) + 1;
}

function largestUnit(unitOf: Int32Array): number {
  const sizes = new Int32Array(unitCount(unitOf));
  for (const unit of unitOf) sizes[unit]! += 1;
  return sizes.reduce((largest, size) => Math.max(largest, size), 0);
}
