// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Our own bugs, apart from the user's mistakes and from failures of data.

/** A defect of logtwin itself: the command line exits with 70 and asks to report it. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}

/**
 * Asserts what the code itself guarantees.
 *
 * @throws InternalError when the condition does not hold.
 */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InternalError(`${message} (this is a bug in logtwin, please report it)`);
}
