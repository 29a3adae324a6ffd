// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What is wrong with something that the user wrote: plain, readonly, JSON-stable data.

import type { Code } from './codes.js';
import type { Source, Span } from './source.js';

/** Text attached to a place in the source. */
export interface Label {
  readonly span: Span;
  readonly text: string;
}

/** A finding in the user's source: what, where, and how to mend it. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The first label is the primary one. */
  readonly labels: readonly Label[];
  readonly hints: readonly string[];
}

/** Thrown where diagnostics cannot be returned: a user's source or input is wrong. The command line exits with 2. */
export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError';
  readonly diagnostics: readonly Diagnostic[];
  readonly source: Source | undefined;

  constructor(diagnostics: readonly Diagnostic[], source?: Source) {
    super(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, source)).join('\n\n'));
    this.diagnostics = diagnostics;
    this.source = source;
  }
}

/** Builds and throws a DiagnosticError with one diagnostic that has no place in a text. */
export function refuse(code: Code, message: string, ...hints: string[]): never {
  throw new DiagnosticError([{ code, severity: 'error', message, labels: [], hints }]);
}

/** Characters of a source line that a diagnostic shows; of a longer line it shows the part around the place. */
const shownCharacters = 160;
/** Characters of a long line that are shown in front of the place. */
const shownBefore = 60;

/** Renders a diagnostic as text, with the line and a caret under each label. */
export function renderDiagnostic(diagnostic: Diagnostic, source?: Source): string {
  const lines = [`${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.message}`];
  if (source) {
    for (const label of diagnostic.labels) {
      const { line, column } = source.position(label.span.start);
      const whole = source.line(line);
      const cut = whole.length > shownCharacters ? Math.max(0, column - 1 - shownBefore) : 0;
      const text = whole.slice(cut, cut + shownCharacters);
      const indent = column - 1 - cut;
      const margin = String(line);
      const gutter = ' '.repeat(margin.length);
      const width = Math.max(1, Math.min(label.span.end - label.span.start, text.length - indent));
      lines.push(`${gutter}--> ${source.describe(label.span.start)}`);
      lines.push(`${gutter} |`, `${margin} | ${text}`);
      lines.push(`${gutter} | ${' '.repeat(indent)}${'^'.repeat(width)} ${label.text}`.trimEnd());
    }
  }
  for (const hint of diagnostic.hints) lines.push(`  hint: ${hint}`);
  return lines.join('\n');
}
