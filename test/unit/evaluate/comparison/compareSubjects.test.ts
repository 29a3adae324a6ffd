// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Comparisons of answers that are made up: agreement against scikit-learn's kappa, and which model is recommended when.

import type { ComparedText } from '../../../../src/evaluate/comparison/comparedText.js';
import { compareSubjects } from '../../../../src/evaluate/comparison/compareSubjects.js';
import type { Answer } from '../../../../src/evaluate/comparison/answers.js';
import type { Subject } from '../../../../src/evaluate/comparison/subject.js';
import { SeededRandom } from '../../../../src/util/seededRandom.js';

function subject(name: string, said: ReadonlyMap<string, string>, operations: number | null = 1): Subject {
  return {
    name,
    kind: 'model',
    path: name,
    labels: [...new Set(said.values())].sort(),
    severity: undefined,
    answers: new Map(
      Array.from(said, ([text, predicted_value]): [string, Answer] => [
        text,
        { predicted_value, prediction_probability: 0.9 },
      ]),
    ),
    findings: [],
    speed: { texts_per_second: 2000, latency_ms: null },
    size: operations === null ? null : { file_bytes: 1, cluster_memory_bytes: null, operations_per_text: operations },
  };
}

const random = new SeededRandom(1);
const labels = ['INFO', 'WARNING', 'ERROR'];
const words = 'alpha beta gamma delta epsilon zeta eta theta'.split(' ');
/** Texts of as many templates as there are texts. */
const texts: ComparedText[] = Array.from({ length: 400 }, (_, index) => ({
  text: Array.from({ length: 6 }, (__, place) => words[((index >> (place * 2)) & 3) | (place & 4)]).join(' ') + index,
  label: labels[random.below(3)]!,
}));

/** A model that is right so often. */
function model(name: string, rightness: number, operations?: number | null): Subject {
  const own = new SeededRandom(name.length + 7);
  const said = texts.map(({ text, label }): [string, string] => [
    text,
    own.fraction() < rightness ? label! : labels[own.below(3)]!,
  ]);
  return subject(name, new Map(said), operations);
}

const options = { samples: 300 };

test('agreement and kappa are those of scikit-learn', async () => {
  // sklearn.metrics.cohen_kappa_score(list("AABBCCABCA"), list("AABBCABBCC"))
  const said = (all: string): Map<string, string> => new Map([...all].map((label, index) => [`t${index}`, label]));
  const set = Array.from({ length: 10 }, (_, index) => ({ text: `t${index}` }));
  const { pairs, conclusion, best, models } = await compareSubjects(
    [subject('one', said('AABBCCABCA')), subject('other', said('AABBCABBCC'))],
    set,
  );
  expect(pairs[0]!.agreement).toBeCloseTo(0.7, 12);
  expect(pairs[0]!.kappa).toBeCloseTo(0.5522388059701492, 12);
  expect([best, models[0]!.scores.macro_f1, pairs[0]!.p_value]).toEqual([null, null, null]);
  expect(conclusion).toContain('no true labels');
});

test('a model that is clearly the best is taken whatever it costs', async () => {
  const { best, choice, conclusion, pairs, models } = await compareSubjects(
    [model('cheap', 0.5, 10), model('better', 0.9, 1e9)],
    texts,
    options,
  );
  expect([best, choice]).toEqual(['better', 'better']);
  expect(conclusion).toContain('clearly the best');
  expect(pairs[0]!.p_value).toBeLessThan(0.05);
  expect(pairs[0]!.macro_f1_difference!).toBeCloseTo(
    models[0]!.scores.macro_f1!.value - models[1]!.scores.macro_f1!.value,
    12,
  );
});

test('of models that are equally good the cheapest is taken', async () => {
  const { best, choice, conclusion } = await compareSubjects(
    [model('dear', 0.92, 4e9), model('thrifty', 0.9, 2e6), model('poor', 0.4, 1)],
    texts,
    options,
  );
  expect([best, choice]).toEqual(['dear', 'thrifty']);
  expect(conclusion).toContain('2,000 times less: take thrifty');
});

test('a price turns speed into money', async () => {
  const { models, cost } = await compareSubjects([model('one', 0.9), model('other', 0.8)], texts, {
    ...options,
    pricePerHour: 0.36,
  });
  // 2,000 texts a second are 7.2 million an hour: a million costs 0.36 / 7.2.
  expect(models[0]!.price_per_million).toBeCloseTo(0.05, 12);
  expect([cost.kind, models[1]!.cost]).toEqual(['price', models[1]!.price_per_million]);
});

test('without operations of all, costs are times', async () => {
  const { cost, models } = await compareSubjects([model('one', 0.9), model('other', 0.8, null)], texts, options);
  expect([cost.kind, models[0]!.cost]).toEqual(['seconds', 500]);
});

test('only texts that all answer are judged, and names are told apart', async () => {
  const some = model('same', 0.9);
  const known = new Set(texts.slice(0, 100).map(({ text }) => text));
  const answers = { get: (text: string) => (known.has(text) ? some.answers.get(text) : undefined) };
  const fewer = { ...some, path: 'elsewhere', answers };
  const found = await compareSubjects([some, fewer], texts, options);
  expect([found.texts, found.left_out]).toEqual([100, 300]);
  expect(found.models.map(({ name }) => name)).toEqual(['same (same)', 'same (elsewhere)']);
  expect(found.pairs[0]).toMatchObject({ agreement: 1, macro_f1_difference: 0, mcnemar_p_value: 1 });
  expect(found.disagreements).toEqual([]);
});

test('labels that a model never gives are noted', async () => {
  const constant = subject('constant', new Map(texts.map(({ text }) => [text, 'INFO'])));
  const foreign = subject('foreign', new Map(texts.map(({ text }) => [text, 'POSITIVE'])));
  const { notes } = await compareSubjects([constant, foreign], texts, options);
  expect(notes).toEqual([
    expect.stringMatching(/^constant never says (WARNING, ERROR|ERROR, WARNING)\.$/),
    expect.stringMatching(/^foreign gives none of the true labels/),
  ]);
});

test('nothing to compare is refused', async () => {
  const refused =
    (subjects: Subject[], set: ComparedText[] = texts) =>
    (): Promise<unknown> =>
      compareSubjects(subjects, set);
  await expect(refused([model('one', 1)])).rejects.toThrow(/two models/);
  await expect(refused([model('one', 1), model('other', 1)], [{ text: 'unknown' }])).rejects.toThrow(
    /no text that one and other/,
  );
});
