// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Labels by keywords: what a grep would do. The rules are data, so that users can bring their own.

import { readFileSync } from 'node:fs';
import { refuse } from '../../diagnostics/diagnostic.js';

/** The first rule one of whose words stands in a text gives its label. */
export interface KeywordRules {
  readonly rules: readonly { readonly label: string; readonly words: readonly string[] }[];
  /** Label of a text without any of the words. */
  readonly otherwise: string;
}

const alarming =
  'critical fatal emerg attack exploit malware trojan overflow injection compromised breach crack rootkit';
const worrying =
  'error err fail failed failure denied deny invalid warn warning refused illegal unauthorized blocked timeout unable suspicious';

/** Rules for labels with an order of severity: alarming words for the worst label, worrying ones for the middle. */
export function defaultKeywordRules(
  labels: readonly string[],
  severity: Readonly<Record<string, number>> | undefined,
): KeywordRules | undefined {
  if (!severity || labels.some((label) => severity[label] === undefined)) return undefined;
  const ladder = [...labels].sort((a, b) => severity[b]! - severity[a]!);
  const [worst, ...others] = ladder;
  const mildest = others.at(-1);
  if (worst === undefined || mildest === undefined) return undefined;
  const middle = others.length > 1 ? others[0]! : worst;
  return {
    rules: [
      { label: worst, words: alarming.split(' ') },
      { label: middle, words: worrying.split(' ') },
    ],
    otherwise: mildest,
  };
}

/** The label that rules give a text; words count wherever they stand, in any case. */
export function labelByKeywords(rules: KeywordRules, text: string): string {
  const lower = text.toLowerCase();
  return rules.rules.find(({ words }) => words.some((word) => lower.includes(word)))?.label ?? rules.otherwise;
}

/**
 * Reads rules from a JSON file.
 *
 * @throws DiagnosticError EV1006 when it holds none.
 */
export function readKeywordRules(path: string): KeywordRules {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    refuse('EV1006', `${path}: ${(error as Error).message}`);
  }
  if (!isKeywordRules(value)) {
    refuse('EV1006', `${path}: expected {"rules": [{"label": "...", "words": ["..."]}], "otherwise": "..."}`);
  }
  return value;
}

function isKeywordRules(value: unknown): value is KeywordRules {
  const { rules, otherwise } = (value ?? {}) as Partial<KeywordRules>;
  return (
    typeof otherwise === 'string' &&
    Array.isArray(rules) &&
    rules.every(
      (rule: Partial<KeywordRules['rules'][number]> | null) =>
        typeof rule?.label === 'string' &&
        Array.isArray(rule.words) &&
        rule.words.every((word) => typeof word === 'string'),
    )
  );
}
