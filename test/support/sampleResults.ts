// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A labelled evaluation for report tests: six sources, three labels, texts that try to break out of the page.

import { evaluate, type EvaluateOptions } from '../../src/evaluate/evaluate.js';
import type { InputRecord } from '../../src/evaluate/labelledTexts.js';
import type { Results } from '../../src/evaluate/results.js';
import type { WordWeight } from '../../src/inference/explainText.js';
import { SeededRandom } from '../../src/util/seededRandom.js';
import { fakeClassifier } from './fakeClassifier.js';

/** Texts, and a label and a source, that are no use to an attacker once escaped. */
export const hostileTexts = [
  '<script>document.title = "owned"</script>',
  '<img src=x onerror="document.title=\'owned\'">',
  '"></pre></li></ol><svg onload=alert(1)>',
  "${alert(1)} ' onmouseover='alert(1)",
  'reversed \u202Egnp.exe\u202C and zero\u200Bwidth, bell \u0007, \u001b[31mred',
  '</title><meta http-equiv="refresh" content="0;url=//example.invalid">',
  '<![CDATA[ ]]> --> <!-- &amp; &#60; \ud800 lone',
];

/** Label of some texts, source of others. */
export const hostileName = '<b onclick=alert(1)>"quoted" & sharp</b>';

/** Evaluates texts with known truth into a folder; about one in ten predictions is wrong. */
export async function writeSampleResults(
  folder: string,
  texts = 600,
  over: Partial<EvaluateOptions> = {},
): Promise<Results> {
  const random = new SeededRandom(5);
  const labels = ['INFO', 'WARNING', 'ERROR'];
  const records: InputRecord[] = Array.from({ length: texts }, (_, index) => {
    const truth = random.below(3);
    const believed = random.fraction() < 0.1 ? random.below(3) : truth;
    const hostile = index % 50 === 7 ? ` ${hostileTexts[Math.floor(index / 50) % hostileTexts.length]!}` : '';
    return {
      text: `event ${index} seems ${labels[believed]!} user=u${random.below(40)}${hostile}`,
      label: labels[truth]!,
      source: index % 97 === 0 ? hostileName : ['sshd', 'nginx', 'suricata', 'windows', 'zeek'][index % 5]!,
    };
  });
  const strength = new SeededRandom(6);
  const classifier = fakeClassifier(labels, (text) => {
    const odds = labels.map((label) => (text.includes(label) ? 2 + 18 * strength.fraction() : 1));
    const sum = odds.reduce((total, value) => total + value, 0);
    return odds.map((value) => value / sum);
  });
  return evaluate({
    classifier,
    // The word that the classifier goes by speaks for the label, the user against it.
    explain: async (text) => {
      const [result] = await classifier.classify([text]);
      const word = (pattern: RegExp, weight: number): WordWeight[] => {
        const found = pattern.exec(text);
        return found ? [{ word: found[0], start: found.index, end: found.index + found[0].length, weight }] : [];
      };
      const words = [...word(/INFO|WARNING|ERROR/, 1.5), ...word(/user=u\d+/, -0.4)];
      return { result: result!, words, method: 'exact', base: 0 };
    },
    logitsOf: (all) => Promise.resolve(all.map(() => [Float32Array.of(0.5, -1.25, 2)])),
    shownLogits: 3,
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream of texts that are at hand
    texts: (async function* () {
      yield* records;
    })(),
    folder,
    version: '0.0.0',
    model: { id: 'sample', note: hostileName },
    inputs: ['memory'],
    samples: 100,
    ...over,
  });
}
