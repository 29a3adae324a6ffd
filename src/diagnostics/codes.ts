// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The one registry of diagnostic codes. A released code is never reused.
// Ranges: PL1xxx Painless syntax, PL2xxx Painless analysis, PL3xxx Painless run time; RX java regular expressions;
// GR grok, DI dissect, DT dates, MU mustache; IN1xxx pipelines, IN2xxx processor options, IN3xxx input documents;
// MD models; TK tokenization; EV evaluation; ES cluster; CL command line.

/** Every code with its title. */
export const codes = {
  PL1001: 'A character that begins no Painless token',
  PL1002: 'A Painless token that cannot stand here',
  PL1003: 'A Painless script that nests too deeply',
  PL2001: 'A mistake in a Painless script',
  PL2002: 'An unknown name in a Painless script',
  PL2003: 'A Painless value of a type that does not fit',
  PL2004: 'A Painless statement that is useless or out of place',
  PL2005: 'A Java class or method that the server has and logtwin refuses',
  IN1001: 'Not a pipeline',
  IN1002: 'Missing script',
  IN1003: 'Broken pipeline',
  IN1004: 'Unknown pipeline',
  IN1005: 'Broken pipeline test',
  IN2001: 'Broken processor',
  IN2002: 'Missing resource of a processor',
  IN2003: 'Not supported offline',
  IN3001: 'Broken JSON',
  IN3002: 'A key stands twice',
  IN3003: 'A value beyond a limit',
  IN3004: 'Not a document',
  IN3005: 'Invalid UTF-8',
  IN3006: 'Not a dump, or a dump that is cut off',
  IN3007: 'Empty input',
  IN3008: 'Input that cannot be read',
  EV1001: 'Unknown format of texts',
  EV1002: 'Missing field or column',
  EV1003: 'Not a results file',
  EV1004: 'Nothing to evaluate',
  EV1005: 'No such threshold',
  EV1006: 'Not a file of keyword rules',
  ES1001: 'No cluster address',
  ES1002: 'Incomplete connection settings',
  ES1003: 'Broken profile',
  ES2001: 'Broken manifest',
  ES3001: 'Model not ready for a cluster',
  MD1001: 'Broken model file',
  MD1002: 'Unsafe model file',
  MD1003: 'Unsupported model file',
  MD1004: 'Missing tensor',
  MD1005: 'Unfit tensor',
  MD1006: 'Weights that are not finite',
  MD1007: 'Broken model configuration',
  MD1008: 'Unsupported architecture',
  MD1009: 'No model',
  MD1010: 'Not a calibration',
  MD3001: 'Model cannot be fetched',
  MD3002: 'Download differs from its checksum',
  MU1001: 'Broken template',
  MD4001: 'Not a model folder',
  MD4002: 'Not a usable classifier',
  MD4003: 'onnxruntime-node is missing',
  MD4004: 'Training data that cannot be used',
  TK1001: 'Damaged character map',
  TK1002: 'No usable tokenizer',
  CL1001: 'Bad usage',
  CL1002: 'File that cannot be read or written',
} as const satisfies Record<string, string>;

/** A registered diagnostic code. */
export type Code = keyof typeof codes;
