// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A datafeed starts only where its indices map the time field of its job. The emulated machine learning keeps states and
// sees no indices, so the front asks the node for them first.

import type { Answer, Context } from './elasticsearchAdaptations.js';
import { errorAnswer } from './elasticsearchErrors.js';

interface Found {
  readonly datafeeds?: readonly { readonly job_id: string; readonly indices: readonly string[] }[];
  readonly jobs?: readonly { readonly data_description: { readonly time_field: string } }[];
}

/** Answers `POST _ml/datafeeds/{id}/_start`. */
export async function startDatafeed(context: Context): Promise<Answer> {
  const { node } = context.state;
  const id = decodeURIComponent(context.path.split('/')[3]!);
  const read = (path: string): Promise<{ body: Found }> => node.json<Found & Record<string, unknown>>('GET', path);
  const datafeed = (await read(`/_ml/datafeeds/${id}`)).body.datafeeds?.[0];
  if (!datafeed) return node.forward(context);
  const job = (await read(`/_ml/anomaly_detectors/${datafeed.job_id}`)).body.jobs![0]!;
  const field = job.data_description.time_field;
  const lenient = 'ignore_unavailable=true&allow_no_indices=true&expand_wildcards=open,hidden';
  const indices = datafeed.indices.map(encodeURIComponent).join(',');
  const { body } = await node.json<{ fields?: Record<string, unknown> }>(
    'GET',
    `/${indices}/_field_caps?fields=${encodeURIComponent(field)}&${lenient}`,
  );
  if (body.fields?.[field] !== undefined) return node.forward(context);
  return errorAnswer(
    400,
    'status_exception',
    `datafeed [${id}] cannot retrieve time field [${field}] because it has no mappings`,
  );
}
