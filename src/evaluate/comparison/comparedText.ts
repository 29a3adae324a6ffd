// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A text of the set that subjects are compared on.

/** A text of the common set. */
export interface ComparedText {
  readonly text: string;
  readonly label?: string | undefined;
  readonly source?: string | undefined;
}
