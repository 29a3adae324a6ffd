// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What the server says when a path leads nowhere (IngestDocument, 8.x and 9.x), in one place.

import { Failure, illegalArgument } from '../../diagnostics/failure.js';
import { castMessage, classNameOf } from '../../values/className.js';

const from = (value: unknown) => (value === null ? 'null' : `object of type [${classNameOf(value)}]`);

/** What the JVM says of a value that the server casts unseen. */
export const noInstance = (value: unknown, className: string): Failure =>
  new Failure('class_cast_exception', castMessage(classNameOf(value), className));

export const notValid = (path: string): Failure => illegalArgument(`path [${path}] is not valid`);

export const notPresent = (path: string, key: string): Failure =>
  illegalArgument(`field [${key}] not present as part of path [${path}]`);

export const cannotResolve = (path: string, key: string, value: unknown): Failure =>
  illegalArgument(`cannot resolve [${key}] from ${from(value)} as part of path [${path}]`);

export const cannotRemove = (path: string, key: string, value: unknown): Failure =>
  illegalArgument(`cannot remove [${key}] from ${from(value)} as part of path [${path}]`);

export const cannotSet = (path: string, key: string, value: unknown): Failure =>
  illegalArgument(
    value === null
      ? `cannot set [${key}] with null parent as part of path [${path}]`
      : `cannot set [${key}] with parent ${from(value)} as part of path [${path}]`,
  );

export const notInteger = (path: string, key: string): Failure =>
  illegalArgument(
    `[${key}] is not an integer, cannot be used as an index as part of path [${path}]`,
    // on_failure shows the words of the deepest cause.
    new Failure('number_format_exception', `For input string: "${key}"`),
  );

export const outOfBounds = (path: string, index: number, length: number): Failure =>
  illegalArgument(`[${index}] is out of bounds for array with length [${length}] as part of path [${path}]`);

export const cannotCast = (path: string, value: unknown, className: string): Failure =>
  illegalArgument(`field [${path}] of type [${classNameOf(value)}] cannot be cast to [${className}]`);
