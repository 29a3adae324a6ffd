// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Anomaly-detection jobs and datafeeds with their states, as the machine learning APIs of Elasticsearch 9.x document
// them, in memory. Belongs to FakeCluster.

type Json = Record<string, unknown>;

interface Job {
  readonly config: Json;
  state: 'closed' | 'opened';
}

interface Datafeed {
  readonly config: Json;
  state: 'stopped' | 'started';
}

export class FakeAnomalyDetection {
  readonly jobs = new Map<string, Job>();
  readonly datafeeds = new Map<string, Datafeed>();
  /** Whether the indices of the datafeeds have documents with a time. */
  hasEvents = true;

  handle(method: string, [, area, id, verb]: readonly string[], query: URLSearchParams, body: Json): [number, unknown] {
    return area === 'datafeeds'
      ? this.datafeed(method, id!, verb, query, body)
      : this.job(method, id, verb, query, body);
  }

  private job(
    method: string,
    id: string | undefined,
    verb: string | undefined,
    query: URLSearchParams,
    body: Json,
  ): [number, unknown] {
    if (id === undefined) return [200, { jobs: [...this.jobs].map(([job_id, { config }]) => ({ ...config, job_id })) }];
    const job = this.jobs.get(id);
    if (method === 'PUT') {
      if (job)
        return failure(
          400,
          'resource_already_exists_exception',
          `The job cannot be created with the Id '${id}'. The Id is already used.`,
        );
      // The server fills in what is left out.
      this.jobs.set(id, {
        config: { ...body, results_index_name: 'shared', model_snapshot_retention_days: 10 },
        state: 'closed',
      });
      return [200, body];
    }
    if (!job) return failure(404, 'resource_not_found_exception', `No known job with id '${id}'`);
    if (method === 'GET')
      return [
        200,
        { count: 1, jobs: [verb === '_stats' ? { job_id: id, state: job.state } : { ...job.config, job_id: id }] },
      ];
    if (verb === '_open') {
      if (job.state === 'opened')
        return failure(409, 'status_exception', `[${id}] cannot be opened because it has already been opened`);
      job.state = 'opened';
      return [200, { opened: true, node: 'a' }];
    }
    if (verb === '_close') {
      job.state = 'closed';
      return [200, { closed: true }];
    }
    if (this.datafeeds.has(`datafeed-${id}`) && query.get('force') !== 'true')
      return failure(
        409,
        'status_exception',
        `Cannot delete job [${id}] because datafeed [datafeed-${id}] refers to it`,
      );
    this.jobs.delete(id);
    this.datafeeds.delete(`datafeed-${id}`);
    return [200, { acknowledged: true }];
  }

  private datafeed(
    method: string,
    id: string,
    verb: string | undefined,
    query: URLSearchParams,
    body: Json,
  ): [number, unknown] {
    const datafeed = this.datafeeds.get(id);
    if (method === 'PUT') {
      if (datafeed)
        return failure(400, 'resource_already_exists_exception', `A datafeed with id [${id}] already exists`);
      if (!this.jobs.has(body.job_id as string))
        return failure(404, 'resource_not_found_exception', `No known job with id '${body.job_id as string}'`);
      this.datafeeds.set(id, { config: body, state: 'stopped' });
      return [200, body];
    }
    if (!datafeed) return failure(404, 'resource_not_found_exception', `No datafeed with id [${id}] exists`);
    if (method === 'GET') return [200, { count: 1, datafeeds: [{ datafeed_id: id, state: datafeed.state }] }];
    if (verb === '_start') {
      if (datafeed.state === 'started')
        return failure(409, 'status_exception', `cannot start datafeed [${id}] because it has already been started`);
      if (this.jobs.get(datafeed.config.job_id as string)?.state !== 'opened')
        return failure(409, 'status_exception', `cannot start datafeed [${id}] because job is not open`);
      if (!this.hasEvents)
        return failure(
          400,
          'status_exception',
          `datafeed [${id}] cannot retrieve time field [@timestamp] because it has no mappings`,
        );
      datafeed.state = 'started';
      return [200, { started: true, node: 'a' }];
    }
    if (verb === '_stop') {
      datafeed.state = 'stopped';
      return [200, { stopped: true }];
    }
    if (datafeed.state === 'started' && query.get('force') !== 'true')
      return failure(409, 'status_exception', `Cannot delete datafeed [${id}] while its status is started`);
    this.datafeeds.delete(id);
    return [200, { acknowledged: true }];
  }
}

function failure(status: number, type: string, reason: string): [number, unknown] {
  return [status, { error: { root_cause: [{ type, reason }], type, reason }, status }];
}
