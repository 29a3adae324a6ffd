// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin simulate: the _simulate API, offline, with the same response.

import { lazyInference } from '../../inference/lazyInference.js';
import { modelFolders } from '../../inference/modelFolders.js';
import { openPipeline } from '../../ingest/openPipeline.js';
import { simulateDump } from '../../ingest/simulateDump.js';
import { indentJson, printJson } from '../../values/json.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';
import { lookupFiles, lookupOptions, type LookupOptionArgs } from '../lookupOptions.js';
import { modelOption, type ModelOptionArgs } from '../modelOption.js';

interface SimulateArgs extends ModelOptionArgs, LookupOptionArgs {
  input: string[];
  pipeline: string;
  generic: boolean;
  verbose: boolean;
}

export const simulate: Command<SimulateArgs> = {
  builder: (yargs) =>
    lookupOptions(modelOption(yargs))
      .positional('input', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'documents: a _simulate body {"docs":[...]}, or a dump of any format; - for stdin',
      })
      .option('pipeline', {
        type: 'string',
        demandOption: true,
        describe: 'pipeline file (JSON or YAML), with those of its folder that it calls, or name',
      })
      .option('generic', { type: 'boolean', default: false, describe: 'as convert --generic' })
      .option('verbose', { type: 'boolean', default: false, describe: 'show what each processor did' })
      .example(
        '$0 simulate --pipeline normalize docs.json',
        'the response of POST _ingest/pipeline/logtwin-normalize/_simulate',
      )
      .example('$0 simulate --pipeline classify docs.json', 'with ml.prediction by the embedded model')
      .example(
        '$0 simulate --pipeline two.json --model severity=models/a --model threat=models/b docs.json',
        'several models side by side',
      )
      .example('$0 simulate --pipeline my-pipeline.json export.json --verbose', 'step by step')
      .example('$0 simulate --pipeline default.yml --geoip mmdb --user-agent regexes.yaml docs.json', 'with lookups'),
  async run(args, io) {
    const inference = lazyInference(modelFolders(args.model));
    try {
      const choice = { pipeline: args.pipeline, generic: args.generic, ...lookupFiles(args) };
      const pipeline = openPipeline(choice, inference.infer);
      io.print(indentJson(printJson(await simulateDump(pipeline, args.input, { verbose: args.verbose }))));
    } finally {
      await inference.close();
    }
    return exitCodes.ok;
  },
};
