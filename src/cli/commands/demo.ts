// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// logtwin demo: the whole path on embedded events and the embedded model. Opens no port and reaches no network.

import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { evaluate } from '../../evaluate/evaluate.js';
import { checkpointChecks } from '../../evaluate/hygiene/checkpointChecks.js';
import { readInputs } from '../../evaluate/readInputs.js';
import { readRows } from '../../evaluate/results.js';
import { writeReport } from '../../evaluate/report/writeReport.js';
import { embeddedModelFolder } from '../../inference/embeddedModel.js';
import { readModelFolder } from '../../inference/modelFolder.js';
import { loadClassifier } from '../../inference/textClassification.js';
import { convert } from '../../ingest/convert/convert.js';
import { packageRoot } from '../../util/packageRoot.js';
import { packageVersion } from '../../util/packageVersion.js';
import type { Command } from '../command.js';
import { exitCodes } from '../exitCodes.js';

interface DemoArgs {
  output: string;
}

/** Events of every source, made for this project; labels.severity is what a person would say of each. */
const samples = join(packageRoot, 'ingest', 'samples');
const label = 'labels.severity';
/** One event of each source is shown with its prediction. */
const widestText = 76;

export const demo: Command<DemoArgs> = {
  builder: (yargs) =>
    yargs
      .option('output', { alias: 'o', type: 'string', default: 'logtwin-demo', describe: 'folder of what it writes' })
      .example('$0 demo', 'logtwin-demo/report.html'),
  async run(args, io) {
    const converted = await convert([samples], {
      output: join(args.output, 'ready'),
      resume: false,
      signal: io.signal,
    });
    const classifier = await loadClassifier(embeddedModelFolder);
    try {
      const results = await evaluate({
        classifier,
        texts: readInputs([samples], { fields: { label } }),
        folder: args.output,
        version: packageVersion(),
        model: { id: classifier.modelId, folder: embeddedModelFolder, tokenization: classifier.tokenization },
        modelWarnings: classifier.warnings,
        modelFindings: checkpointChecks(readModelFolder(embeddedModelFolder)),
        inputs: [samples],
        fields: { label },
        signal: io.signal,
      });
      const report = await writeReport(args.output, args.output);
      if (io.json) {
        io.printJson({ convert: converted, evaluate: results, report: report.html });
        return exitCodes.ok;
      }
      const sources = converted.files.length;
      io.print(
        `${converted.documents} events in ${sources} dumps, through the pipelines and Painless scripts that a cluster gets:\n`,
      );
      const shown = new Set<string>();
      for await (const row of readRows(join(args.output, results.results_file))) {
        if (!('predicted_value' in row) || shown.has(row.source ?? '')) continue;
        shown.add(row.source ?? '');
        const text = row.text.length > widestText ? `${row.text.slice(0, widestText - 3)}...` : row.text;
        io.print(`  ${row.predicted_value.padEnd(8)}${row.prediction_probability.toFixed(2)}  ${text}`);
      }
      const { metrics, statistics } = results;
      io.print(
        `\n${converted.with_ml_input} texts for the model (ml_input), ${converted.without} events that need none, ${converted.failed} failed`,
      );
      io.print(`${Math.round(statistics.texts_per_second).toLocaleString('en-US')} texts classified a second`);
      if (metrics)
        io.print(
          `macro-F1 ${metrics.macro_f1.toFixed(3)}, accuracy ${metrics.accuracy.toFixed(3)} on the labels of these events`,
        );
      io.print(`\nreport  ${pathToFileURL(report.html).href}`);
      io.print(`texts   ${relative('.', join(args.output, 'ready')) || '.'}`);
      return exitCodes.ok;
    } finally {
      await classifier.close();
    }
  },
};
