// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin deploy: carries the plan out.

import { applySteps } from '../../elasticsearch/apply.js';
import { ClusterError } from '../../elasticsearch/clusterError.js';
import { planDeployment, startTrial } from '../../elasticsearch/deploy.js';
import { actionOf } from '../../elasticsearch/step.js';
import type { Command } from '../command.js';
import { connect, connectionOptions, type ConnectionArgs } from '../connectionOptions.js';
import { exitCodes } from '../exitCodes.js';
import {
  apiKeyOption,
  deedOf,
  filesOf,
  manifestOptions,
  type ApiKeyArgs,
  type ManifestArgs,
} from '../manifestOptions.js';

interface DeployArgs extends ConnectionArgs, ManifestArgs, ApiKeyArgs {
  'start-trial': boolean;
}

export const deploy: Command<DeployArgs> = {
  builder: (yargs) =>
    connectionOptions(apiKeyOption(manifestOptions(yargs)))
      .option('start-trial', {
        type: 'boolean',
        default: false,
        describe: 'start the 30-day trial licence (once per major version)',
      })
      .example(
        '$0 deploy --url https://localhost:9200 --ca-cert certs/ca/ca.crt',
        'with ELASTIC_PASSWORD in the environment',
      )
      .epilogue(
        'Run again it changes nothing. Broken off, the next run goes on. Nothing is switched before the cluster answers as the files ' +
          'do here, and what was switched goes back on a failure. Exit codes: 0 done, 2 bad manifest, 3 refused, server or network.',
      ),
  async run(args, io) {
    const files = filesOf(args);
    const cluster = await connect(args, io);
    try {
      if (args['start-trial']) await startTrial(cluster);
      const { steps, refusals } = await planDeployment(cluster, files, { apiKeyFolder: args['api-keys-to'] });
      const [cause, ...others] = refusals;
      if (cause !== undefined) {
        for (const other of others) io.note(`also: ${other}`);
        const [reason, ...remedy] = cause.split('; ');
        throw new ClusterError(reason!, remedy.join('; '));
      }
      await applySteps(cluster, files.manifest.manifest.name, steps, {
        started: (step, index, total) => io.progress(`${index + 1} of ${total}: ${step.kind} ${step.id}`),
        progressed: (step, text) => io.progress(`${step.kind} ${step.id}: ${text}`),
        finished: (step) => io.note(`${deedOf(step).padEnd(6)} ${step.kind} ${step.id}`),
        tookBack: (step) => io.note(`took back ${step.kind} ${step.id}`),
      });
      io.progress(undefined);
      const actions = steps.map(actionOf);
      if (io.json) io.printJson({ actions, writes: cluster.writes });
      else io.print(cluster.writes === 0 ? 'nothing to change' : 'deployed');
      return exitCodes.ok;
    } finally {
      await cluster.close();
    }
  },
};
