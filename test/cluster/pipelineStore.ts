// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Ingest pipelines as Elasticsearch stores them: with `_meta`, `deprecated`, a lock on `version` and `ignore_missing_pipeline`, which this
// node does not know. It fails where the pipeline that a processor names is not there, even if told to ignore that.

import type { Answer, Context } from './elasticsearchAdaptations.js';
import { errorAnswer } from './elasticsearchErrors.js';
import { globMatcher } from './globMatcher.js';

type Json = Record<string, unknown>;

/** Keys of a pipeline that the node refuses. */
const keptApart = ['_meta', 'deprecated', 'field_access_pattern'] as const;

/** An option of a processor that the node refuses. */
const unknownOption = 'ignore_missing_pipeline';

/** Keeps beside the node what it does not store. */
export class PipelineStore {
  private readonly extras = new Map<string, Json>();
  private last: Promise<unknown> = Promise.resolve();

  forgetAll(): void {
    this.extras.clear();
  }

  put(context: Context): Promise<Answer> {
    return this.inTurn(() => this.write(context));
  }

  get(context: Context): Promise<Answer> {
    return this.inTurn(() => this.read(context));
  }

  delete(context: Context): Promise<Answer> {
    return this.inTurn(() => this.remove(context));
  }

  /** One request after the other: `if_version` and the write are one, and so are what the node keeps and what is kept here. */
  private inTurn(answer: () => Promise<Answer>): Promise<Answer> {
    const result = this.last.then(answer);
    this.last = result.catch(() => undefined);
    return result;
  }

  private async write(context: Context): Promise<Answer> {
    const id = idOf(context);
    let body: Json;
    try {
      body = JSON.parse(context.body.toString()) as Json;
    } catch {
      return context.state.node.forward(context);
    }
    const wanted = context.query.get('if_version');
    if (wanted !== null) {
      const stored = await context.state.node.json<Record<string, Json>>('GET', pathOf(id));
      const pipeline = stored.body[id];
      if (!pipeline)
        return illegal(`version conflict, required version [${wanted}] for pipeline [${id}] but no pipeline was found`);
      if (String(pipeline.version) !== wanted) {
        return illegal(
          `version conflict, required version [${wanted}] for pipeline [${id}] but current version is [${JSON.stringify(pipeline.version ?? null)}]`,
        );
      }
      if (body.version !== undefined && JSON.stringify(body.version) === wanted) {
        return illegal(`cannot update pipeline [${id}] with the same version [${wanted}]`);
      }
      // The server counts on where the body does not say.
      body.version ??= Number(wanted) + 1;
    }
    const extra: Json = {};
    for (const key of keptApart) {
      if (body[key] !== undefined) extra[key] = body[key];
      delete body[key];
    }
    if (JSON.stringify(body).includes(`"${unknownOption}":`)) {
      extra.processors = body.processors;
      body = JSON.parse(
        JSON.stringify(body, (key, value: unknown) => (key === unknownOption ? undefined : value)),
      ) as Json;
    }
    context.query.delete('if_version');
    const answer = await context.state.node.forward({ ...context, body: Buffer.from(JSON.stringify(body)) });
    if (answer.status === 200) this.extras.set(id, extra);
    return answer;
  }

  private async read(context: Context): Promise<Answer> {
    const answer = await context.state.node.forward(context);
    if (answer.status !== 200) return answer;
    const body = JSON.parse(String(answer.body)) as Record<string, Json>;
    const whole = Object.entries(body).map(([id, pipeline]) => [id, { ...pipeline, ...this.extras.get(id) }]);
    return { ...answer, body: Object.fromEntries(whole) as Json };
  }

  private async remove(context: Context): Promise<Answer> {
    const used = await useOf(context);
    if (used !== undefined) return illegal(used);
    const answer = await context.state.node.forward(context);
    if (answer.status !== 200) return answer;
    const matches = globMatcher(idOf(context));
    for (const id of this.extras.keys()) if (matches(id)) this.extras.delete(id);
    return answer;
  }
}

/** A pipeline within `_simulate` may have these keys too. */
export function withoutExtras(context: Context): Context {
  const body = JSON.parse(context.body.toString()) as { pipeline?: Json };
  if (body.pipeline) for (const key of keptApart) delete body.pipeline[key];
  return { ...context, body: Buffer.from(JSON.stringify(body)) };
}

/** Why a pipeline cannot be deleted: indices name it (Elasticsearch 7.16 and later). */
async function useOf(context: Context): Promise<string | undefined> {
  const matches = globMatcher(idOf(context));
  const settings = 'index.default_pipeline,index.final_pipeline';
  const { body } = await context.state.node.json<Record<string, { settings: Record<string, string> }>>(
    'GET',
    `/_all/_settings/${settings}?flat_settings=true&expand_wildcards=all`,
  );
  const named = (setting: string): Map<string, string[]> => {
    const indices = new Map<string, string[]>();
    for (const [index, { settings: values }] of Object.entries(body)) {
      const pipeline = values[setting];
      if (pipeline !== undefined && matches(pipeline)) indices.set(pipeline, [...(indices.get(pipeline) ?? []), index]);
    }
    return indices;
  };
  const [byDefault, atLast] = [named('index.default_pipeline'), named('index.final_pipeline')];
  const [pipeline] = [...byDefault.keys(), ...atLast.keys()];
  if (pipeline === undefined) return undefined;
  const uses = (['default', 'final'] as const).flatMap((what) => {
    const indices = (what === 'default' ? byDefault : atLast).get(pipeline);
    return indices
      ? [`the ${what} pipeline for ${indices.length} index(es) including [${indices.slice(0, 3).join(',')}]`]
      : [];
  });
  return `pipeline [${pipeline}] cannot be deleted because it is ${uses.join(' and ')}`;
}

function idOf({ path }: Context): string {
  return decodeURIComponent(path.split('/')[3] ?? '*');
}

function pathOf(id: string): string {
  return `/_ingest/pipeline/${encodeURIComponent(id)}`;
}

function illegal(reason: string): Answer {
  return errorAnswer(400, 'illegal_argument_exception', reason);
}
