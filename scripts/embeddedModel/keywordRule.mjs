// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The baseline that people write first: a few words that say how bad a line is.

const severe =
  /\b(fatal|panic|critical|crit|emerg|emergency|malware|virus|trojan|rootkit|ransom\w*|exploit|breach|compromis\w*|attack|overflow|corrupt\w*|out of memory|brute ?force)\b/i;
const suspicious =
  /\b(error|err|warn|warning|fail|failed|failure|denied|deny|invalid|refused|reject\w*|block\w*|drop\w*|unauthori[sz]ed|forbidden|timeout|unknown|suspicious|illegal|wrong|unable|cannot|exception)\b/i;

/** ERROR, WARNING or INFO by words alone. */
export function keywordRule(text) {
  if (severe.test(text)) return 'ERROR';
  return suspicious.test(text) ? 'WARNING' : 'INFO';
}
