// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin report: results as one page with charts.

import { dirname } from 'node:path';
import { existsSync, statSync } from 'node:fs';
import { writeReport } from '../../evaluate/report/writeReport.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';

interface ReportArgs {
  results: string;
  output: string | undefined;
  svg: boolean;
}

export const report: Command<ReportArgs> = {
  builder: (yargs) =>
    yargs
      .positional('results', {
        type: 'string',
        demandOption: true,
        describe: 'folder or results.json of evaluate, or a file with one classified text a line',
      })
      .option('output', { alias: 'o', type: 'string', describe: 'folder of the report (default: beside the results)' })
      .option('svg', { type: 'boolean', default: false, describe: 'write each chart as an SVG file too' })
      .example('$0 report evaluation', 'evaluation/report.html')
      .example('$0 report predictions.ndjson -o out --svg', 'results of another tool, charts as files'),
  async run(args, io) {
    const beside =
      existsSync(args.results) && statSync(args.results).isDirectory() ? args.results : dirname(args.results);
    const written = await writeReport(args.results, args.output ?? beside, { svg: args.svg });
    if (io.json)
      io.printJson({ report: written.html, bytes: written.bytes, charts: written.charts, verdict: written.verdict });
    else {
      io.print(written.html);
      for (const chart of written.charts) io.print(chart);
      io.note(written.verdict.headline);
      for (const reason of written.verdict.reasons) io.note(`  ${reason}`);
    }
    return exitCodes.ok;
  },
};
