// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The table of commands. Each is loaded only when called, so that `logtwin --help` starts fast.

import type { Command } from './command.js';

interface Entry {
  /** The yargs command line, positionals included. */
  readonly usage: string;
  readonly describe: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each command types its own arguments
  readonly load: () => Promise<Command<any>>;
}

/** Every command by name, in the order of the help text. */
export const commands: Readonly<Record<string, Entry>> = {
  demo: {
    usage: 'demo',
    describe: 'the whole path on embedded events and the embedded model',
    load: async () => (await import('./commands/demo.js')).demo,
  },
  convert: {
    usage: 'convert <input..>',
    describe: 'convert dumps to documents with ml_input',
    load: async () => (await import('./commands/convert.js')).convert,
  },
  extract: {
    usage: 'extract <input..>',
    describe: 'extract the texts that the model reads from dumps',
    load: async () => (await import('./commands/extract.js')).extract,
  },
  simulate: {
    usage: 'simulate <input..>',
    describe: 'run a pipeline on documents and answer as the _simulate API',
    load: async () => (await import('./commands/simulate.js')).simulate,
  },
  test: {
    usage: 'test [dir]',
    describe: 'run pipeline tests of packages and *.case.yml files',
    load: async () => (await import('./commands/test.js')).test,
  },
  parity: {
    usage: 'parity <input..>',
    describe: 'compare what runs here with what ran on a cluster',
    load: async () => (await import('./commands/parity.js')).parity,
  },
  model: {
    usage: 'model <action> [source]',
    describe: 'get, inspect, convert, quantize and list models',
    load: async () => (await import('./commands/model.js')).model,
  },
  split: {
    usage: 'split <input..>',
    describe: 'divide labelled texts into parts for training and judging',
    load: async () => (await import('./commands/split.js')).split,
  },
  train: {
    usage: 'train <input..>',
    describe: 'train a linear model on labelled texts',
    load: async () => (await import('./commands/train.js')).train,
  },
  classify: {
    usage: 'classify [text]',
    describe: 'classify a text or a file of texts',
    load: async () => (await import('./commands/classify.js')).classify,
  },
  evaluate: {
    usage: 'evaluate <input..>',
    describe: 'measure a model on texts or dumps',
    load: async () => (await import('./commands/evaluate.js')).evaluate,
  },
  compare: {
    usage: 'compare <models..>',
    describe: 'compare models or results on the same texts',
    load: async () => (await import('./commands/compare.js')).compare,
  },
  anomaly: {
    usage: 'anomaly <action> <input..>',
    describe: 'find what is strange, learned from normal texts alone',
    load: async () => (await import('./commands/anomaly.js')).anomaly,
  },
  sequences: {
    usage: 'sequences <action> <input..>',
    describe: 'templates of lines, what follows what, and bursts',
    load: async () => (await import('./commands/sequences.js')).sequences,
  },
  report: {
    usage: 'report <results>',
    describe: 'draw results as one page with charts',
    load: async () => (await import('./commands/report.js')).report,
  },
  plan: {
    usage: 'plan',
    describe: 'what deploy would change on a cluster',
    load: async () => (await import('./commands/plan.js')).plan,
  },
  deploy: {
    usage: 'deploy',
    describe: 'install model, pipelines and templates on a cluster',
    load: async () => (await import('./commands/deploy.js')).deploy,
  },
  status: {
    usage: 'status',
    describe: 'what is installed on a cluster and how it does',
    load: async () => (await import('./commands/status.js')).status,
  },
  backfill: {
    usage: 'backfill <index>',
    describe: 'classify what is indexed already',
    load: async () => (await import('./commands/backfill.js')).backfill,
  },
  destroy: {
    usage: 'destroy',
    describe: 'take away what deploy installed',
    load: async () => (await import('./commands/destroy.js')).destroy,
  },
};
