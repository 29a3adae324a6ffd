// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// `index.final_pipeline` of an index or of a data stream's backing indices.

import type { ResourceKind } from '../resource.js';
import { readIndexPipelines, writeIndexPipeline } from './indexPipelines.js';

const setting = 'index.final_pipeline';

/** The id is the index or data stream, the body is `{ final_pipeline }`. */
export const finalPipelineKind: ResourceKind = {
  name: 'final pipeline of index',

  async read(cluster, id) {
    const pipelines = [...(await readIndexPipelines(cluster, setting, id)).values()];
    const [first] = pipelines;
    // Backing indices that disagree are brought together by writing all of them.
    return first === undefined
      ? undefined
      : { final_pipeline: pipelines.every((each) => each === first) ? first : null };
  },

  async list(cluster, owner) {
    const settings = await readIndexPipelines(cluster, setting, '*');
    return [...settings].filter(([, pipeline]) => pipeline.startsWith(`${owner}-`)).map(([index]) => index);
  },

  async write(cluster, id, body) {
    await writeIndexPipeline(cluster, setting, id, body.final_pipeline);
  },

  async remove(cluster, id) {
    await writeIndexPipeline(cluster, setting, id, null);
  },

  mark: (body) => body,

  ownerOf: (body) => (typeof body.final_pipeline === 'string' ? body.final_pipeline.split('-')[0] : undefined),
};
