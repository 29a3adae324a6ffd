// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Hand-made features of a request: how long, how odd, and which marks of an attack it carries once it is decoded.

import { sparseMatrix, type SparseMatrix } from './sparseMatrix.js';

const marks: readonly RegExp[] = [
  /\b(?:union|select|insert|update|delete|drop|sleep|benchmark|information_schema)\b|--|\/\*|' ?or ?'?\d/gi,
  /<\s*(?:script|img|svg|iframe)|on\w+\s*=|javascript:|alert\s*\(/gi,
  /\.\.[/\\]|\/etc\/|\\windows\\|\/proc\/self/gi,
  /[\r\n]\s*[a-z-]+:|%0[ad]/gi,
  /[;|&`]\s*(?:cat|ls|id|whoami|wget|curl|nc|bash|sh|powershell|cmd)\b|\$\(/gi,
  /\$\{|\{\{|<%|<\?/g,
  /\b(?:error|fail\w*|denied|invalid|attack|malware|exploit|critical)\b/gi,
];

/** Features of one text, unscaled. */
export function httpFeatures(text: string): number[] {
  const decoded = decode(text);
  const count = (pattern: RegExp, where: string): number => where.match(pattern)?.length ?? 0;
  return [
    Math.log1p(text.length),
    count(/\p{N}/gu, text) / (text.length + 1),
    count(/[^\p{L}\p{N}\s]/gu, text) / (text.length + 1),
    count(/\p{Lu}/gu, text) / (text.length + 1),
    Math.log1p(count(/%[0-9a-f]{2}/gi, text)),
    Math.log1p(count(/[?&][^=&\s]+=/g, text)),
    Math.log1p(decoded.length / (text.length + 1)),
    ...marks.map((mark) => Math.log1p(count(mark, decoded))),
  ];
}

/** Features of many texts, each scaled to mean 0 and deviation 1 on the training texts. */
export function scaledHttpFeatures(
  training: readonly string[],
  texts: readonly string[],
): { readonly training: SparseMatrix; readonly texts: SparseMatrix } {
  const rows = training.map(httpFeatures);
  const columns = rows[0]?.length ?? 0;
  const means = Array.from({ length: columns }, (_, column) => mean(rows.map((row) => row[column]!)));
  const deviations = means.map(
    (middle, column) => Math.sqrt(mean(rows.map((row) => (row[column]! - middle) ** 2))) || 1,
  );
  const scaled = (all: readonly number[][]): SparseMatrix =>
    sparseMatrix(
      all.map((row) => new Map(row.map((value, column) => [column, (value - means[column]!) / deviations[column]!]))),
      columns,
    );
  return { training: scaled(rows), texts: scaled(texts.map(httpFeatures)) };
}

/** Undoes URL encoding twice, as attackers do it; what is no valid encoding stays. */
function decode(text: string): string {
  const once = (value: string): string =>
    value.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
  return once(once(text.replaceAll('+', ' ')));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
