// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Every option of every processor with values of every kind, and without it: what the node says of the pipeline, or makes of its
// documents, and what our engine does.

import { commonOptions, processors } from '../../../src/processors/table.js';
import { fromPlain } from '../../../src/values/json.js';
import { runOffline } from '../../conformance/backends/offline.js';
import { batch, pipelineItem, pipelineResult } from '../../conformance/backends/server.js';
import { sameOutcome } from '../../conformance/format/outcome.js';
import type { Outcome, PipelineInput } from '../../conformance/format/suite.js';
import { typedOf, type TypedValue } from '../../conformance/format/typedValue.js';
import type { ClusterNode } from '../node.js';
import { explanationOfOption } from './explained.js';

type Plain = Readonly<Record<string, TypedValue>>;

/** One option with one value. */
export interface OptionCase {
  readonly processor: string;
  readonly option: string;
  /** Undefined where the option is left out. */
  readonly value: TypedValue | undefined;
  readonly input: PipelineInput;
}

/** A case that the two see differently. */
export interface OptionDifference extends OptionCase {
  readonly server: Outcome;
  readonly ours: Outcome;
}

export interface OptionSweep {
  /** Cases that both know the option of. */
  readonly compared: number;
  /** Differences that explained.ts names, by name. */
  readonly explained: Readonly<Record<string, number>>;
  readonly differences: readonly OptionDifference[];
}

/** Values that an option may be given by mistake, or on purpose. */
const values: readonly TypedValue[] = [
  null,
  '',
  ' ',
  'a',
  'a.b',
  'true',
  'TRUE',
  '1',
  '{{a}}',
  '{{{a',
  '{{#a}}',
  '[',
  '_index',
  '_ingest._value',
  'a..b',
  '.',
  0,
  1,
  -1,
  { $long: '5000000000' },
  { $double: '1.5' },
  true,
  false,
  [],
  ['a'],
  ['a', 1],
  [null],
  [['a']],
  [{}],
  {},
  { a: 'b' },
  { a: 1 },
  { a: null },
  { source: 'true' },
  { set: { field: 'x', value: 1 } },
  [{ set: { field: 'x', value: 1 } }],
  [{ nothing: {} }],
  { lang: 'painless', source: 'ctx.x = 1' },
];

/** Processors that this server has of its own, or with another result: test/cluster/README.md. */
const otherwiseHere = ['community_id', 'fingerprint', 'user_agent'];

/** An option that no processor has. */
const unknownOption = 'no_such_option';

/** All cases of the processors that the node has. */
export function optionCases(known: ReadonlySet<string>): OptionCase[] {
  return [...processors.values()]
    .filter(({ type }) => known.has(type) && !otherwiseHere.includes(type))
    .flatMap(({ type, options, examples }) => {
      const [example] = examples;
      const base = typedOf(fromPlain(example!.config)) as Plain;
      const documents = [typedOf(fromPlain(example!.before)), { a: { b: 'c' } }];
      return [...Object.keys({ ...options, ...commonOptions }), unknownOption].flatMap((option) =>
        [undefined, ...values].map((value) => {
          const { [option]: _replaced, ...rest } = base;
          const config = value === undefined ? rest : { ...rest, [option]: value };
          const input = {
            kind: 'pipeline' as const,
            pipeline: { processors: [{ [type]: config }] },
            pipelines: {},
            docs: documents.map((source) => ({ _source: source })),
            verbose: false,
            wholeResponse: false,
          };
          return { processor: type, option, value, input };
        }),
      );
    });
}

/** Compares all cases. */
export async function sweepOptions(node: ClusterNode): Promise<OptionSweep> {
  const cases = optionCases(await processorsOf(node));
  const results = await batch(
    node,
    '/_logtwin/pipelines',
    cases.map(({ input }) => pipelineItem(input)),
  );
  const explained: Record<string, number> = {};
  const differences: OptionDifference[] = [];
  let compared = 0;
  for (const [index, item] of cases.entries()) {
    const server = pipelineResult(item.input, results[index]!);
    if (isUnknown(item, server)) continue;
    compared++;
    const ours = await runOffline(item);
    if (sameOutcome(server, ours)) continue;
    const difference = { ...item, server, ours };
    const explanation = explanationOfOption(difference);
    if (explanation === undefined) differences.push(difference);
    else explained[explanation] = (explained[explanation] ?? 0) + 1;
  }
  return { compared, explained, differences };
}

/** Whether the node, which is not Elasticsearch, does not know the option. */
function isUnknown({ option }: OptionCase, server: Outcome): boolean {
  return (
    option !== unknownOption &&
    'error' in server &&
    (server.error.reason ?? '').includes("doesn't support one or more provided configuration parameters") &&
    (server.error.reason ?? '').includes(`[${option}]`)
  );
}

async function processorsOf(node: ClusterNode): Promise<ReadonlySet<string>> {
  const { body } = await node.request('GET', '/_nodes/ingest');
  const { nodes } = body as { nodes: Record<string, { ingest: { processors: { type: string }[] } }> };
  return new Set(Object.values(nodes).flatMap(({ ingest }) => ingest.processors.map(({ type }) => type)));
}
