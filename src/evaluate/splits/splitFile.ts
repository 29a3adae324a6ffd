// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The description of a split on disk, split.json, and what its parts hold.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.js';

/** A line of a part. */
export interface SplitRow {
  /** The document's `_id`, else `file:line` of the input. */
  readonly id: string;
  readonly text: string;
  readonly label?: string;
  readonly source?: string;
  /** As the input has it; only in a split by time. */
  readonly time?: string;
  /** Values of the grouping fields. */
  readonly groups?: Readonly<Record<string, string>>;
  /** Of the text in UTF-8. */
  readonly sha256: string;
}

/** A part of a split. */
export interface SplitPart {
  readonly name: string;
  /** File name in the folder. */
  readonly file: string;
  readonly rows: number;
  readonly labels: Readonly<Record<string, number>>;
  /** Of the file. */
  readonly sha256: string;
}

/** What was looked for in two parts, and how many values stand in more than one. */
export interface SplitCheck {
  /** `text`, or the name of a grouping field. */
  readonly of: string;
  readonly crossing: number;
  /** False where duplicates were allowed. */
  readonly forbidden: boolean;
}

/** split.json. */
export interface SplitFile {
  readonly format: 1;
  readonly inputs: readonly string[];
  readonly options: {
    readonly shares: Readonly<Record<string, number>>;
    readonly folds?: number;
    readonly stratified: boolean;
    readonly chronological: boolean;
    readonly groups: readonly string[];
    readonly duplicates: 'together' | 'drop' | 'allow';
    readonly seed: number;
    readonly time?: string;
    readonly fields: { readonly text: string | null; readonly label: string | null };
  };
  readonly parts: readonly SplitPart[];
  /** Texts that are in no part, by reason. */
  readonly left_out: { readonly duplicates: number; readonly later_in_group: number; readonly without_time: number };
  /** Sets of texts that had to stay together, and the share of all texts that the largest one holds. */
  readonly units: { readonly count: number; readonly largest_share: number };
  readonly checks: readonly SplitCheck[];
}

export const splitFileName = 'split.json';

/** Whether a path is a folder with a split. */
function isSplitFolder(path: string): boolean {
  return existsSync(join(path, splitFileName));
}

/** @throws DiagnosticError EV2002 when the folder holds no split. */
export function readSplitFile(folder: string): SplitFile {
  const path = join(folder, splitFileName);
  if (!existsSync(path)) refuse('EV2002', `${folder}: no ${splitFileName}`, 'logtwin split -o FOLDER writes one.');
  let value: Partial<SplitFile>;
  try {
    value = JSON.parse(readFileSync(path, 'utf8')) as Partial<SplitFile>;
  } catch (error) {
    refuse('EV2002', `${path}: ${(error as Error).message}`);
  }
  if (value.format !== 1 || !Array.isArray(value.parts)) refuse('EV2002', `${path}: not written by logtwin split`);
  return value as SplitFile;
}

/** The files to learn from and the files to be judged by. */
export interface SplitSides {
  readonly train: readonly string[];
  readonly test: readonly string[];
}

/**
 * The two sides of a split: its parts `train` and `test`, or one fold against the others (in a split by time, against the
 * earlier ones). `validation` and parts of other names are on neither side.
 *
 * @param fold - from 1; needed for folds
 * @throws DiagnosticError EV2002 when there are no such sides.
 */
function splitSides(folder: string, fold?: number): SplitSides {
  const { parts, options } = readSplitFile(folder);
  const pathOf = ({ file }: SplitPart): string => join(folder, file);
  if (options.folds === undefined) {
    const side = (name: string): string[] => parts.filter((part) => part.name === name).map(pathOf);
    const sides = { train: side('train'), test: side('test') };
    if (sides.train.length === 0 || sides.test.length === 0) {
      refuse('EV2002', `${folder}: no parts train and test; it has ${parts.map(({ name }) => name).join(', ')}.`);
    }
    return sides;
  }
  const first = options.chronological ? 2 : 1;
  if (fold === undefined || !Number.isInteger(fold) || fold < first || fold > options.folds) {
    refuse('EV2002', `${folder} has ${options.folds} folds: name one from ${first} on with --fold.`);
  }
  return {
    train: parts.filter((_, index) => (options.chronological ? index < fold - 1 : index !== fold - 1)).map(pathOf),
    test: [pathOf(parts[fold - 1]!)],
  };
}

/** The sides of the split that a command's only input names; undefined where it names something else. */
export function splitInput(inputs: readonly string[], fold?: number): SplitSides | undefined {
  const [folder] = inputs;
  return inputs.length === 1 && isSplitFolder(folder!) ? splitSides(folder!, fold) : undefined;
}
