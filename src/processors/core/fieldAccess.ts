// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What an access pattern has to do; classicAccess.ts and flexibleAccess.ts do it.

import type { FieldPath } from './fieldPath.js';

/** Stands for a field that is not there, apart from one that is null. */
export const absent = Symbol('absent');

/** Reads and writes fields; every method throws the server's errors as Failures. */
export interface FieldAccess {
  /** The field's value; with `ignoreMissing`, `absent` where the path leads nowhere. */
  get(context: unknown, path: FieldPath, ignoreMissing: boolean): unknown;
  has(context: unknown, path: FieldPath, failOutOfRange: boolean): boolean;
  remove(context: unknown, path: FieldPath, ignoreMissing: boolean): void;
  /** Gives the field a value, making the maps on the way to it. */
  set(context: unknown, path: FieldPath, value: unknown): void;
  /** Replaces the field's value (`absent` where there is none, and where none is to be made), making the maps on the way to it. */
  update(context: unknown, path: FieldPath, change: (former: unknown) => unknown): void;
}
