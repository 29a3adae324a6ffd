// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin status: what is installed and how it does.

import { readStatus } from '../../elasticsearch/status.js';
import type { Command } from '../command.js';
import { connect, connectionOptions, type ConnectionArgs } from '../connectionOptions.js';
import { exitCodes } from '../exitCodes.js';
import { filesOf, manifestOptions, printActions, type ManifestArgs } from '../manifestOptions.js';

export const status: Command<ConnectionArgs & ManifestArgs> = {
  builder: (yargs) =>
    connectionOptions(manifestOptions(yargs))
      .example('$0 status --url https://localhost:9200', 'with ELASTIC_API_KEY in the environment')
      .epilogue('Only reads. Exit codes: 0 as the files say, 1 drift, 2 bad manifest, 3 server or network.'),
  async run(args, io) {
    const files = filesOf(args);
    const cluster = await connect(args, io);
    try {
      const state = await readStatus(cluster, files);
      if (io.json) io.printJson(state);
      else {
        io.print(`Elasticsearch ${state.version} at ${cluster.address}`);
        printActions(io, state.actions);
        for (const refusal of state.refusals) io.print(`! ${refusal}`);
        if (state.model) {
          io.print(
            `model alias ${state.model.alias} -> ${state.model.id ?? 'none'}, ${state.model.state ?? 'not deployed'}, allocations ${state.model.allocations ?? '-'}`,
          );
          io.print(
            Object.entries(state.model.counters)
              .map(([name, value]) => `${name} ${value}`)
              .join(', '),
          );
        }
      }
      return state.drift > 0 || state.refusals.length > 0 ? exitCodes.checkFailed : exitCodes.ok;
    } finally {
      await cluster.close();
    }
  },
};
