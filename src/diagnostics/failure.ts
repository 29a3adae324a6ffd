// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Data made a script or a processor fail: the offline twin of a server exception.

import { StacklessError } from '../util/stacklessError.js';

/** What the server reports of a failing script. */
export interface ScriptError {
  readonly script_stack: readonly string[];
  readonly script: string;
  readonly lang: string;
  readonly position?: { readonly offset: number; readonly start: number; readonly end: number };
}

/** Details of a Failure beside its type and reason. */
export interface FailureDetails {
  readonly cause?: Failure;
  readonly scriptError?: ScriptError;
  /** Response headers that the server adds, such as processor_type, processor_tag, pipeline_origin. */
  readonly header?: Readonly<Record<string, string | readonly string[]>>;
  /** HTTP status that the server answers with; 400 for illegal arguments, 500 where unknown. */
  readonly status?: number;
}

/** A failure with the server's error type (`illegal_argument_exception`) and reason. It feeds on_failure and error responses. */
export class Failure extends StacklessError {
  override readonly name = 'Failure';
  readonly type: string;
  readonly reason: string | null;
  readonly details: FailureDetails;

  constructor(type: string, reason: string | null, details: FailureDetails = {}) {
    super(reason ?? type);
    this.type = type;
    this.reason = reason;
    this.details = details;
  }
}

/** The server's IllegalArgumentException. */
export function illegalArgument(reason: string, cause?: Failure): Failure {
  return new Failure('illegal_argument_exception', reason, cause ? { cause, status: 400 } : { status: 400 });
}
