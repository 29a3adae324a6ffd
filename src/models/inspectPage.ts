// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What inspect found, as text for a terminal and as one self-contained HTML page.

import type { ModelReport } from './inspect.js';
import type { Check } from './preflight.js';

/** A table with a title; the first column names what the others say. */
interface Section {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const count = (number: number): string => number.toLocaleString('en-US');
const tally = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, number]) => `${name} ${count(number)}`)
    .join(', ');

const checkRow = ({ name, status, message, remedy }: Check): string[] => [
  name,
  `${status}: ${message}${remedy === undefined ? '' : `. ${remedy}`}`,
];

function sections(report: ModelReport): Section[] {
  const { checkpoint, onnx, torchscript, tokenizer, findings } = report;
  const found: Section[] = [];
  if (checkpoint) {
    const { cluster } = checkpoint;
    found.push({
      title: 'Checkpoint',
      rows: [
        ['architecture', checkpoint.architecture],
        ['format', checkpoint.format],
        ['parameters', `${count(checkpoint.parameters)} (${tally(checkpoint.types)})`],
        ['task', checkpoint.task],
        ['labels', checkpoint.labels.join(', ')],
        [
          'classifier head',
          checkpoint.classifier_head.present
            ? 'in the checkpoint'
            : `missing: ${checkpoint.classifier_head.missing.join(', ')}`,
        ],
        ['longest sequence', `${checkpoint.longest_sequence} tokens`],
        ...(checkpoint.adapter
          ? [['adapter', `${checkpoint.adapter.folder}, ${checkpoint.adapter.matrices} matrices merged`]]
          : []),
        ...(checkpoint.unused_tensors.length > 0 ? [['unused tensors', checkpoint.unused_tensors.join(', ')]] : []),
      ],
    });
    found.push({
      title: 'Parameters by layer',
      rows: checkpoint.layers.map(({ name, parameters, bytes }) => [name, count(parameters), megabytes(bytes)]),
    });
    found.push({
      title: 'On a cluster',
      rows: [
        ['tokenization', cluster.tokenizations.join(', ') || 'none of the server fits'],
        ['first version', cluster.since ?? 'none'],
        ['memory', `${megabytes(cluster.reserved_memory_bytes)} reserved for a deployment with one allocation`],
        ['per deployment', megabytes(cluster.per_deployment_memory_bytes)],
        ['per allocation', megabytes(cluster.per_allocation_memory_bytes)],
      ],
    });
  }
  if (onnx) {
    const values = (list: typeof onnx.inputs): string =>
      list.map(({ name, dtype, shape }) => `${name} ${dtype ?? '?'} [${shape.join(', ')}]`).join('; ');
    found.push({
      title: `ONNX: ${onnx.file}`,
      rows: [
        ['size', `${megabytes(onnx.bytes)}, ${count(onnx.parameters)} parameters`],
        ['written by', onnx.producer],
        [
          'operator sets',
          Object.entries(onnx.opsets)
            .map(([domain, version]) => `${domain || 'ai.onnx'} ${version}`)
            .join(', '),
        ],
        ['inputs', values(onnx.inputs)],
        ['outputs', values(onnx.outputs)],
        ['operators', tally(onnx.operators)],
      ],
    });
  }
  if (torchscript) {
    found.push({
      title: `TorchScript: ${torchscript.file}`,
      rows: [
        ['size', megabytes(torchscript.bytes)],
        ['operations', tally(torchscript.operations)],
        ...torchscript.checks.map(checkRow),
      ],
    });
  }
  if (tokenizer.files.length > 0) {
    found.push({
      title: 'Tokenizer',
      rows: [
        ['class', tokenizer.class ?? 'not named'],
        ['files', tokenizer.files.join(', ')],
      ],
    });
  }
  if (findings.length > 0) found.push({ title: 'Findings', rows: findings.map(checkRow) });
  return found;
}

/** The report as lines for a terminal. */
export function renderModelText(report: ModelReport): string[] {
  return sections(report).flatMap(({ title, rows }) => {
    const widths = [0, 1].map((column) =>
      Math.max(...rows.map((row) => (row.length > column + 1 ? (row[column] ?? '').length : 0))),
    );
    const lines = rows.map(
      (row) =>
        `  ${row.map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell)).join('  ')}`,
    );
    return [title, ...lines, ''];
  });
}

const escape = (text: string): string =>
  text.replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? character,
  );

/** The report as an HTML page without any outside resource. */
export function renderModelPage(report: ModelReport): string {
  const tables = sections(report).map(({ title, rows }) => {
    const lines = rows.map(
      ([head = '', ...cells]) =>
        `<tr><th scope="row">${escape(head)}</th>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`,
    );
    return `<h2>${escape(title)}</h2>\n<table>\n${lines.join('\n')}\n</table>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(report.path)}</title>
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; vertical-align: top; width: 18rem; padding-right: 1rem; overflow-wrap: anywhere; font-weight: 600; }
td { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); padding-block: 0.25rem; }
</style>
<h1>${escape(report.path)}</h1>
${tables.join('\n')}
</html>
`;
}
