// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A pipeline or processor that the server would refuse, with the server's words.

import type { Code } from '../../diagnostics/codes.js';
import { DiagnosticError, type Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Failure } from '../../diagnostics/failure.js';
import type { Source } from '../../diagnostics/source.js';
import { PainlessCompileError } from '../../painless/index.js';

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
  /** The server's failure where it has parts of its own, as a script that does not compile has. */
  readonly failure: Failure | undefined;

  constructor(
    reason: string,
    options: {
      readonly type?: string;
      readonly code?: Code;
      readonly details?: ConfigErrorDetails;
      /** The diagnostics where they say more than the reason, and the text that they point into. */
      readonly diagnostics?: readonly Diagnostic[];
      readonly source?: Source | undefined;
      readonly failure?: Failure | undefined;
    } = {},
  ) {
    const { code = 'IN2001', diagnostics } = options;
    super(diagnostics ?? [{ code, severity: 'error', message: reason, labels: [], hints: [] }], options.source);
    this.type = options.type ?? 'parse_exception';
    this.reason = reason;
    this.details = options.details ?? {};
    this.failure = options.failure;
  }

  /** The same error with a hint more. */
  hint(text: string): ConfigError {
    const [first, ...others] = this.diagnostics;
    return this.copy([{ ...first!, hints: [...first!.hints, text] }, ...others], this.details);
  }

  /** The same error with further mistakes of the same pipeline. */
  and(others: readonly DiagnosticError[]): ConfigError {
    return this.copy([...this.diagnostics, ...others.flatMap((error) => error.diagnostics)], this.details);
  }

  /** The same error as one of the given processor: the server names the outermost one. */
  of(processor: { readonly type: string | null; readonly tag: string | null }): ConfigError {
    return this.copy(this.diagnostics, {
      ...this.details,
      ...(processor.type !== null && { processor_type: processor.type }),
      ...(processor.tag !== null && { processor_tag: processor.tag }),
    });
  }

  private copy(diagnostics: readonly Diagnostic[], details: ConfigErrorDetails): ConfigError {
    const { type, source, failure } = this;
    return new ConfigError(this.reason, { type, details, diagnostics, source, failure });
  }
}

/** A Java exception that the server wraps where it makes a processor, so that its class stands in the reason. */
export function wrappedException(javaClass: string, reason: string): ConfigError {
  return new ConfigError(`${javaClass}: ${reason}`, { type: 'exception' });
}

/** An IllegalArgumentException that the server wraps so. */
export function illegalConfig(reason: string): ConfigError {
  return wrappedException('java.lang.IllegalArgumentException', reason);
}

/** Any error of a pipeline's text as a ConfigError. */
export function asConfigError(error: DiagnosticError): ConfigError {
  if (error instanceof ConfigError) return error;
  const { diagnostics, source } = error;
  if (error instanceof PainlessCompileError) {
    const { failure } = error;
    return new ConfigError(failure.reason ?? '', { type: failure.type, diagnostics, source, failure });
  }
  const { code, message } = diagnostics[0]!;
  const type = code === 'MU1001' ? 'mustache_exception' : 'parse_exception';
  return new ConfigError(message, { type, diagnostics, source });
}
