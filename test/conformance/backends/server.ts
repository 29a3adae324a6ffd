// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Runs cases on a real node, many in a request.

import { printJson } from '../../../src/values/json.js';
import type { ClusterNode } from '../../cluster/node.js';
import { documentOutcome, errorOf, steadyResponse, steadyTyped } from '../format/outcome.js';
import type { Case, Outcome, PipelineInput, ScriptInput } from '../format/suite.js';
import { valueOf, type TypedValue } from '../format/typedValue.js';

type Plain = Record<string, TypedValue>;

/** Runs the cases and returns their outcomes, in the same order. */
export async function runOnServer(node: ClusterNode, cases: readonly Case[]): Promise<Outcome[]> {
  const scripts = cases.filter((item) => item.input.kind === 'script');
  const answers = await batch(
    node,
    '/_logtwin/scripts',
    scripts.map((item) => scriptItem(item.input as ScriptInput)),
  );
  const outcomes = new Map<Case, Outcome>(
    scripts.map((item, index) => [item, scriptOutcome(item.input as ScriptInput, answers[index]!)]),
  );
  for (const item of cases) {
    if (item.input.kind === 'pipeline') outcomes.set(item, await pipelineOutcome(node, item.input));
  }
  return cases.map((item) => outcomes.get(item)!);
}

/** Sends items to one of the plugin's endpoints and returns one result an item. */
export async function batch(node: ClusterNode, path: string, items: readonly TypedValue[]): Promise<Plain[]> {
  if (items.length === 0) return [];
  const { status, body } = await node.request('POST', path, printJson(valueOf({ items })));
  if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body).slice(0, 2000)}`);
  return (body as { results: Plain[] }).results;
}

/** The item of /_logtwin/scripts for a script. */
export function scriptItem({ context, source, params, ctx }: ScriptInput): TypedValue {
  return { context, source, params, ctx };
}

/** The outcome that a result of /_logtwin/scripts stands for. */
export function scriptOutcome(input: ScriptInput, result: Plain): Outcome {
  if (result['error'] !== undefined) return { error: errorOf(result['error']) };
  if (result['value'] !== undefined) return { value: result['value'] };
  const ctx = steadyTyped(result['ctx']!) as Plain;
  return input.expression ? { value: ctx['value'] ?? null } : { ctx };
}

/** The item of /_logtwin/pipelines for a pipeline. */
export function pipelineItem({ pipeline, docs, verbose }: PipelineInput): TypedValue {
  return { pipeline, docs, ...(verbose ? { verbose } : {}) };
}

/** The outcome that a result of /_logtwin/pipelines stands for. */
export function pipelineResult(input: PipelineInput, result: Plain): Outcome {
  if (result['error'] !== undefined) return { error: errorOf(result['error']) };
  const response = result['response'] as Plain;
  if (input.wholeResponse) return { response: steadyResponse(response) };
  const typed = result['typed'] as TypedValue[];
  const answers = response['docs'] as TypedValue[];
  return {
    docs: answers.map((answer, index) => documentOutcome(steadyTyped(typed[index]!), answer, input.docs[index]!)),
  };
}

async function pipelineOutcome(node: ClusterNode, input: PipelineInput): Promise<Outcome> {
  for (const [id, pipeline] of Object.entries(input.pipelines)) {
    const { status, body } = await node.request('PUT', `/_ingest/pipeline/${id}`, printJson(valueOf(pipeline)));
    if (status !== 200) return { error: errorOf((body as Plain)['error']!) };
  }
  const [result] = await batch(node, '/_logtwin/pipelines', [pipelineItem(input)]);
  for (const id of Object.keys(input.pipelines)) await node.request('DELETE', `/_ingest/pipeline/${id}`);
  return pipelineResult(input, result!);
}
