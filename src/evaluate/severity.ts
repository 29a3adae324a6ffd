// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The order of severity that well-known label names imply, for models whose model.json states none.

const ladders: readonly (readonly string[])[] = [
  ['DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL', 'ALERT', 'EMERGENCY'],
  ['NONE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
  ['NORMAL', 'ANOMALY'],
  ['BENIGN', 'SUSPICIOUS', 'MALICIOUS'],
  ['NORMAL', 'ATTACK'],
];

/** Other spellings of a rung. */
const aliases: Readonly<Record<string, string>> = {
  WARN: 'WARNING',
  ERR: 'ERROR',
  FATAL: 'CRITICAL',
  CRIT: 'CRITICAL',
  INFORMATION: 'INFO',
  INFORMATIONAL: 'INFO',
  MODERATE: 'MEDIUM',
};

/** Rank of each label (larger is worse), or undefined when the labels stand on no ladder that we know. */
export function impliedSeverity(labels: readonly string[]): number[] | undefined {
  const rungs = labels.map((label) => {
    const name = label.trim().toUpperCase();
    return aliases[name] ?? name;
  });
  if (new Set(rungs).size < 2) return undefined;
  for (const ladder of ladders) {
    const ranks = rungs.map((rung) => ladder.indexOf(rung));
    if (ranks.includes(-1)) continue;
    // Ranks count the rungs in use, so that INFO, WARNING, ERROR are 0, 1, 2 whatever lies between them.
    const used = [...new Set(ranks)].sort((a, b) => a - b);
    return ranks.map((rank) => used.indexOf(rank));
  }
  return undefined;
}

/** The same by label. */
export function severityOf(labels: readonly string[]): Readonly<Record<string, number>> | undefined {
  const ranks = impliedSeverity(labels);
  return ranks && Object.fromEntries(labels.map((label, index) => [label, ranks[index]!]));
}
