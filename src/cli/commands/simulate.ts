// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin simulate: the _simulate API, offline, with the same response.

import { embeddedModelFolder } from '../../inference/embeddedModel.js';
import { InferenceService } from '../../inference/inferenceService.js';
import { openPipeline } from '../../ingest/openPipeline.js';
import { simulateDump } from '../../ingest/simulateDump.js';
import { indentJson, printJson } from '../../values/json.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';

interface SimulateArgs {
  input: string[];
  pipeline: string;
  generic: boolean;
  verbose: boolean;
  model: string;
}

export const simulate: Command<SimulateArgs> = {
  builder: (yargs) =>
    yargs
      .positional('input', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'documents: a _simulate body {"docs":[...]}, or a dump of any format; - for stdin',
      })
      .option('pipeline', { type: 'string', demandOption: true, describe: 'pipeline file (JSON or YAML) or name' })
      .option('generic', { type: 'boolean', default: false, describe: 'as convert --generic' })
      .option('verbose', { type: 'boolean', default: false, describe: 'show what each processor did' })
      .option('model', {
        type: 'string',
        default: embeddedModelFolder,
        defaultDescription: 'the embedded model',
        describe: 'model folder that answers inference processors, whatever model they name',
      })
      .example(
        '$0 simulate --pipeline normalize docs.json',
        'the response of POST _ingest/pipeline/logtwin-normalize/_simulate',
      )
      .example('$0 simulate --pipeline classify docs.json', 'with ml.prediction by the embedded model')
      .example('$0 simulate --pipeline my-pipeline.json export.json --verbose', 'step by step'),
  async run(args, io) {
    const service = new InferenceService(() => args.model);
    try {
      const pipeline = openPipeline({ pipeline: args.pipeline, generic: args.generic }, service.infer);
      io.print(indentJson(printJson(await simulateDump(pipeline, args.input, { verbose: args.verbose }))));
    } finally {
      await service.close();
    }
    return exitCodes.ok;
  },
};
