// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Exit codes of every command.

export const exitCodes = {
  ok: 0,
  /** A check failed: mismatches, failed tests, failed documents over --max-failures. */
  checkFailed: 1,
  /** Usage or bad input. */
  badInput: 2,
  /** Server or network. */
  server: 3,
  /** Our own bug. */
  internal: 70,
} as const;
