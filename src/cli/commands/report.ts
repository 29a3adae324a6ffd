// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin report: results as one page with charts.

import { dirname } from 'node:path';
import { existsSync, statSync } from 'node:fs';
import { printPdf } from '../../evaluate/report/printPdf.js';
import { writeReport } from '../../evaluate/report/writeReport.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';

interface ReportArgs {
  results: string;
  output: string | undefined;
  svg: boolean;
  pdf: boolean;
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
      .option('pdf', {
        type: 'boolean',
        default: false,
        describe: 'print report.pdf too, by an installed Chromium, Chrome or Edge (or LOGTWIN_CHROMIUM)',
      })
      .example('$0 report evaluation', 'evaluation/report.html')
      .example('$0 report predictions.ndjson -o out --svg', 'results of another tool, charts as files'),
  async run(args, io) {
    const beside =
      existsSync(args.results) && statSync(args.results).isDirectory() ? args.results : dirname(args.results);
    const written = await writeReport(args.results, args.output ?? beside, { svg: args.svg });
    const pdf = args.pdf ? written.html.replace(/\.html$/, '.pdf') : undefined;
    if (pdf !== undefined) await printPdf(written.html, pdf);
    if (io.json) {
      const { html, bytes, charts, verdict } = written;
      io.printJson({ report: html, bytes, charts, ...(pdf !== undefined && { pdf }), verdict });
    } else {
      io.print(written.html);
      if (pdf !== undefined) io.print(pdf);
      for (const chart of written.charts) io.print(chart);
      io.note(written.verdict.headline);
      for (const reason of written.verdict.reasons) io.note(`  ${reason}`);
    }
    return exitCodes.ok;
  },
};
