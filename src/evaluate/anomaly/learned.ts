// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What features and detectors learn is plain data, so that one writer and one reader serve them all.

/** Numbers in one array. */
export type LearnedArray = Float64Array | Float32Array | Int32Array;

/** Arrays by name; a learner knows what its own arrays mean. */
export type Learned = Readonly<Record<string, LearnedArray>>;
