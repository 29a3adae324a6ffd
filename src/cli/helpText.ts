// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Wraps help texts between words. yargs itself, loaded as an ES module, cuts words in two at the edge.

/** Columns of a help text. */
export const helpWidth = 110;

/** A description that begins further right than this goes on a line of its own: too little room is left beside it. */
const widestFirstColumn = 45;

/** Wraps the lines of a help text that yargs laid out without wrapping; what follows stands under the description. */
export function wrapHelp(help: string, width: number = helpWidth): string {
  return help
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  if (line.length <= width) return line;
  const [, indent = '', head = '', gap = '', description = ''] =
    /^( *)(\S+(?: \S+)*)( {2,}(?=\S)|$)(.*)$/.exec(line) ?? [];
  const column = indent.length + head.length + gap.length;
  if (description === '') return fill(words(head), indent, indent, width);
  if (column <= widestFirstColumn) return fill(words(description), indent + head + gap, ' '.repeat(column), width);
  const hanging = `${indent}    `;
  return `${fill(words(head), indent, hanging, width)}\n${fill(words(description), hanging, hanging, width)}`;
}

/** Words of a text; what stands in brackets, such as `[default: "out"]`, is kept together where it fits a line. */
function words(text: string): string[] {
  return text.match(/\[[^\][]{1,60}\]|\S+/g) ?? [];
}

function fill(parts: readonly string[], first: string, hanging: string, width: number): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const part of parts) {
    if (!empty && line.length + 1 + part.length > width) {
      lines.push(line);
      line = hanging;
      empty = true;
    }
    line += empty ? part : ` ${part}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}
