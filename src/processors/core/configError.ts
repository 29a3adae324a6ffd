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
  /** The Java class of an exception that is none of the server's own: the processor that it is thrown through wraps it. */
  private readonly javaClass: string | undefined;
  /** The server names no processor: it shows the cause alone. */
  private readonly isBare: boolean;

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
      readonly javaClass?: string | undefined;
      readonly isBare?: boolean;
    } = {},
  ) {
    const { code = 'IN2001', diagnostics } = options;
    super(diagnostics ?? [{ code, severity: 'error', message: reason, labels: [], hints: [] }], options.source);
    this.type = options.type ?? 'parse_exception';
    this.reason = reason;
    this.details = options.details ?? {};
    this.failure = options.failure;
    this.javaClass = options.javaClass;
    this.isBare = options.isBare ?? false;
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
    if (this.isBare) return this;
    if (this.javaClass !== undefined) {
      const { diagnostics, source } = this;
      const wrapped = { type: 'exception', diagnostics, source };
      return new ConfigError(`${this.javaClass}: ${this.reason}`, wrapped).of(processor);
    }
    return this.copy(this.diagnostics, {
      ...this.details,
      ...(processor.type !== null && { processor_type: processor.type }),
      ...(processor.tag !== null && { processor_tag: processor.tag }),
    });
  }

  /** The same error as one of the given option. */
  in(property: string): ConfigError {
    return this.copy(this.diagnostics, { ...this.details, property_name: property });
  }

  private copy(diagnostics: readonly Diagnostic[], details: ConfigErrorDetails): ConfigError {
    const { type, source, failure, javaClass, isBare } = this;
    return new ConfigError(this.reason, { type, details, diagnostics, source, failure, javaClass, isBare });
  }
}

/** A Java exception that the server wraps where it makes a processor, so that its class stands in the reason. */
export function wrappedException(javaClass: string, reason: string): ConfigError {
  return new ConfigError(`${javaClass}: ${reason}`, { type: 'exception' });
}

/** A Java exception that the server shows as it is, unless it is thrown through a processor, which wraps it. */
export function rawException(javaClass: string, type: string, reason: string): ConfigError {
  return new ConfigError(reason, { type, javaClass });
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
