// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin plan: what deploy would do, and why it could not.

import { planDeployment } from '../../elasticsearch/deploy.js';
import { actionOf } from '../../elasticsearch/step.js';
import type { Command } from '../command.js';
import { connect, connectionOptions, type ConnectionArgs } from '../connectionOptions.js';
import { exitCodes } from '../exitCodes.js';
import {
  apiKeyOption,
  filesOf,
  manifestOptions,
  printActions,
  type ApiKeyArgs,
  type ManifestArgs,
} from '../manifestOptions.js';

export const plan: Command<ConnectionArgs & ManifestArgs & ApiKeyArgs> = {
  builder: (yargs) =>
    connectionOptions(apiKeyOption(manifestOptions(yargs)))
      .example('$0 plan --url https://localhost:9200', 'with ELASTIC_API_KEY in the environment')
      .example('$0 plan --overlay prod.json --json', 'for CI')
      .epilogue(
        'Only reads. Exit codes: 0 nothing to change, 1 changes are due or refused, 2 bad manifest, 3 server or network.',
      ),
  async run(args, io) {
    const files = filesOf(args);
    const cluster = await connect(args, io);
    try {
      const { steps, refusals, facts } = await planDeployment(cluster, files, { apiKeyFolder: args['api-keys-to'] });
      const due = steps.filter(({ change, phase }) => change !== 'keep' && phase !== 'gate').length;
      if (io.json) {
        const actions = steps.map(actionOf);
        io.printJson({ actions, refusals, cluster: facts });
      } else {
        printActions(io, steps);
        for (const refusal of refusals) io.print(`! refused: ${refusal}`);
        io.note(
          refusals.length > 0 ? 'deploy would refuse' : due === 0 ? 'nothing to change' : `${due} changes are due`,
        );
      }
      return due > 0 || refusals.length > 0 ? exitCodes.checkFailed : exitCodes.ok;
    } finally {
      await cluster.close();
    }
  },
};
