// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A pipeline or processor that the server would refuse, with the server's words.

import type { Code } from '../../diagnostics/codes.js';
import { DiagnosticError } from '../../diagnostics/diagnostic.js';

/** What the server's error names beside type and reason. */
export interface ConfigErrorDetails {
  readonly processor_type?: string;
  readonly processor_tag?: string;
  readonly property_name?: string;
}

/** A refused configuration: `type` and `reason` are what the server answers to a PUT of the pipeline. */
export class ConfigError extends DiagnosticError {
  readonly type: string;
  readonly reason: string;
  readonly details: ConfigErrorDetails;

  constructor(
    reason: string,
    options: {
      type?: string;
      code?: Code;
      hints?: readonly string[];
      details?: ConfigErrorDetails;
      others?: readonly DiagnosticError[];
    } = {},
  ) {
    super([
      { code: options.code ?? 'IN2001', severity: 'error', message: reason, labels: [], hints: options.hints ?? [] },
      ...(options.others ?? []).flatMap((error) => error.diagnostics),
    ]);
    this.type = options.type ?? 'parse_exception';
    this.reason = reason;
    this.details = options.details ?? {};
  }

  /** The same error with further mistakes of the same pipeline. */
  with(others: readonly DiagnosticError[]): ConfigError {
    const { type, reason, details } = this;
    const { code, hints } = this.diagnostics[0]!;
    return new ConfigError(reason, { type, code, details, hints, others });
  }

  /** The same error with the place of the processor in its pipeline. */
  at(place: string): ConfigError {
    const { type, reason, details } = this;
    const { code, hints } = this.diagnostics[0]!;
    return new ConfigError(reason, { type, code, details, hints: [...hints, place] });
  }
}
