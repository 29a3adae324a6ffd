// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Tables of plain text.

/** Aligns cells in columns, indented by two. */
export function textTable(rows: readonly (readonly string[])[], alignment: readonly ('left' | 'right')[]): string[] {
  const widths = alignment.map((_, column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      alignment[column] === 'right' ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
    );
    return `  ${cells.join('  ')}`.trimEnd();
  });
}

/** A line with what would steer a terminal as question marks: names and texts come from data. */
export function printable(line: string): string {
  // eslint-disable-next-line no-control-regex
  return line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
