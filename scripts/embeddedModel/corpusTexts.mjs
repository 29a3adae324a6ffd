// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Labelled texts from the Apache-2.0 parts of the corpus: ECS documents whose own severity is the label, and requests of
// the OWASP Core Rule Set's tests that a rule must fire on.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

const byLevel = {
  information: 'INFO',
  notice: 'INFO',
  note: 'INFO',
  warning: 'WARNING',
  error: 'ERROR',
  critical: 'ERROR',
};

/** The label of a document by its source's own severity. */
const labelOf = {
  wazuh: (get) => levelLabel(Number(get('rule.level'))),
  suricata: (get) => ({ 1: 'ERROR', 2: 'WARNING', 3: 'INFO' })[get('suricata.eve.alert.severity')],
  zeek: () => 'WARNING',
  windows: (get) => byLevel[get('log.level')],
  mysql: (get) => byLevel[String(get('log.level')).toLowerCase()],
  // A web server calls a missing file an error; in the sense of this model that is a warning.
  nginx: (get) => ({ notice: 'INFO', error: 'WARNING' })[get('log.level')],
  modsecurity: () => 'WARNING',
  pfsense: () => 'WARNING',
};

function levelLabel(level) {
  if (level <= 3) return 'INFO';
  return level <= 9 ? 'WARNING' : 'ERROR';
}

/**
 * @param {string} corpus folder of the corpus
 * @param {{ shuffle<T>(items: T[]): T[] }} random
 * @param {number} most texts of one source and label
 */
export function dumpTexts(corpus, random, most) {
  const examples = [];
  for (const [source, label] of Object.entries(labelOf)) {
    const hits = JSON.parse(readFileSync(join(corpus, 'ecs-dumps', `${source}.json`), 'utf8'));
    const found = new Map();
    for (const { fields } of hits) {
      const get = (name) => fields[name]?.[0];
      for (const name of ['ml_input', 'full_log', 'message', 'rule.description']) {
        const text = get(name);
        const truth = label(get);
        if (typeof text === 'string' && text !== '' && truth !== undefined) found.set(text, truth);
      }
    }
    const kept = {};
    for (const [text, truth] of random.shuffle([...found])) {
      kept[truth] = (kept[truth] ?? 0) + 1;
      if (kept[truth] <= most) examples.push({ text, label: truth, group: `dump:${source}` });
    }
  }
  return examples;
}

/** Requests that a rule of the Core Rule Set must fire on, as access log lines. */
export function requestTexts(corpus, random, most) {
  const rows = parse(readFileSync(join(corpus, 'labelled', 'crs_tests.tsv'), 'utf8'), {
    columns: true,
    delimiter: '\t',
  });
  const fired = rows.filter((row) => row.expect_ids !== '' && row.uri.length > 3);
  return random
    .shuffle(fired)
    .slice(0, most)
    .map((row) => ({
      text: `203.0.113.${random.below(250)} - - [01/Jan/2024:00:00:00 +0000] "${row.method} ${row.uri} HTTP/1.1" 403 199 "-" "-"`,
      label: 'WARNING',
      group: `crs:${row.family}`,
    }));
}
