// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Painless: source -> tokens -> syntax tree -> typed analysis -> JavaScript that reaches nothing but the runtime.

import { codes } from '../diagnostics/codes.js';
import { DiagnosticError, type Diagnostic } from '../diagnostics/diagnostic.js';
import { Failure, type ScriptError } from '../diagnostics/failure.js';
import { Source } from '../diagnostics/source.js';
import type { HashMap } from '../values/maps.js';
import { analyze } from './analysis/analyzer.js';
import { emitScript } from './codegen/emitter.js';
import { shortCondition, type ShortCondition } from './codegen/shortCondition.js';
import { CompileError } from './compileError.js';
import { contextNamed, type ScriptContextName } from './contexts/index.js';
import type { ScriptContext } from './contexts/scriptContext.js';
import type { JavaException } from './runtime/exceptions.js';
import { failureOf, helpersOf, Runtime, type Helpers } from './runtime/runtime.js';
import { lookupFor } from './stdlib/index.js';
import { parseScript } from './syntax/parser.js';

export { painlessReference } from './reference.js';
export type { ScriptContextName } from './contexts/index.js';

/** Limits of a script; the defaults are the server's. */
export interface PainlessOptions {
  /** `script.painless.regex.limit-factor`: how many times the length of its text a regular expression may read. */
  readonly regexLimit?: number;
  /** Iterations that the loops of one function call may make. */
  readonly loopLimit?: number;
  /** Count how often each statement runs. */
  readonly countStatements?: boolean;
}

/** How often a statement ran. */
export interface StatementCount {
  /** Where it begins in the script's text. */
  readonly offset: number;
  readonly hits: number;
}

/** A script that is ready to run. */
export interface CompiledScript {
  /**
   * Runs the script. The result is null for an ingest script and a boolean for a condition.
   *
   * @throws Failure script_exception with reason `runtime error`, the script stack and the cause.
   */
  run(params: HashMap, ctx: HashMap): unknown;
  /** Counts of all statements in the order of the text; empty where they are not counted. */
  statements(): StatementCount[];
}

/** A script that does not compile: diagnostics for people, and the failure that the server answers with. */
export class PainlessCompileError extends DiagnosticError {
  readonly failure: Failure;

  constructor(diagnostics: readonly Diagnostic[], source: Source, failure: Failure) {
    super(diagnostics, source);
    this.failure = failure;
  }
}

const defaultRegexLimit = 6;
const defaultLoopLimit = 1_000_000;

const runtimes = new Map<string, { readonly runtime: Runtime; readonly helpers: Helpers }>();

function runtimeFor(context: ScriptContext, regexFactor: number, loops: number) {
  const key = `${context.name} ${regexFactor} ${loops}`;
  let found = runtimes.get(key);
  if (!found) {
    const runtime = new Runtime(lookupFor(context), { regexFactor, loops });
    found = { runtime, helpers: helpersOf(runtime) };
    runtimes.set(key, found);
  }
  return found;
}

/**
 * Compiles a script for a context.
 *
 * @throws PainlessCompileError with the server's failure (script_exception, reason `compile error`).
 */
export function compilePainless(
  source: Source | string,
  contextName: ScriptContextName,
  options: PainlessOptions = {},
): CompiledScript {
  const text = typeof source === 'string' ? source : source.text;
  const context = contextNamed(contextName);
  const loops = options.loopLimit ?? defaultLoopLimit;
  const { runtime, helpers } = runtimeFor(context, options.regexLimit ?? defaultRegexLimit, loops);
  try {
    const script = analyze(parseScript(text), runtime.lookup, context);
    const counted = options.countStatements ? [] : undefined;
    const emitted = emitScript(script, runtime.lookup, loops, counted);
    const short =
      contextName === 'processor_conditional' && counted === undefined
        ? shortCondition(script, runtime.lookup)
        : undefined;
    return new RunnableScript(text, script.statementOffsets, emitted, helpers, context, short, counted);
  } catch (error) {
    const mistake = error instanceof CompileError ? error : compileErrorOf(error);
    throw compileError(typeof source === 'string' ? new Source('script', source) : source, mistake);
  }
}

/** JavaScript that a script compiles to, for tests and for the curious. */
export function emittedJavaScript(text: string, contextName: ScriptContextName): string {
  const context = contextNamed(contextName);
  const { runtime } = runtimeFor(context, defaultRegexLimit, defaultLoopLimit);
  return emitScript(analyze(parseScript(text), runtime.lookup, context), runtime.lookup, defaultLoopLimit);
}

/** A script that is too deep for the compiler's own recursion fails as on the server; our bugs go on. */
function compileErrorOf(error: unknown): CompileError {
  const failure = failureOf(error);
  return new CompileError('PL1003', 0, 1, 'java.lang.StackOverflowError', failure.reason ?? '');
}

interface Emitted {
  run(...variables: HashMap[]): unknown;
  place(): number;
  readonly hits?: readonly number[];
}

const evaluate = (body: string): ((helpers: Helpers, contextFunctions: unknown) => Emitted) =>
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text comes from codegen, which quotes everything that a script wrote
  new Function('helpers', 'contextFunctions', body) as never;

class RunnableScript implements CompiledScript {
  private readonly text: string;
  private readonly statementOffsets: readonly number[];
  private readonly evaluate: () => Emitted;
  private evaluated: Emitted | undefined;
  private readonly order: 'ctx' | 'params ctx';
  private readonly short: ShortCondition | undefined;
  private readonly counted: readonly number[];

  constructor(
    text: string,
    statementOffsets: readonly number[],
    body: string,
    helpers: Helpers,
    context: ScriptContext,
    short: ShortCondition | undefined,
    counted: readonly number[] = [],
  ) {
    this.text = text;
    this.counted = counted;
    this.statementOffsets = statementOffsets;
    const functions = Object.fromEntries(
      context.functions.map((provided) => [`${provided.name}/${provided.parameters.length}`, provided.run]),
    );
    this.evaluate = () => evaluate(body)(helpers, functions);
    this.short = short;
    this.order = context.variables.length === 1 ? 'ctx' : 'params ctx';
  }

  /** Evaluated at its first use: many a script of a large pipeline runs rarely or never. */
  private get emitted(): Emitted {
    return (this.evaluated ??= this.evaluate());
  }

  run(params: HashMap, ctx: HashMap): unknown {
    const holds = this.short?.(ctx);
    if (holds !== undefined) return holds;
    try {
      return this.order === 'ctx' ? this.emitted.run(ctx) : this.emitted.run(params, ctx);
    } catch (error) {
      throw this.runtimeError(failureOf(error));
    }
  }

  statements(): StatementCount[] {
    const { hits } = this.emitted;
    return this.counted
      .map((offset, index) => ({ offset, hits: hits?.[index] ?? 0 }))
      .sort((a, b) => a.offset - b.offset);
  }

  private runtimeError(cause: Failure): Failure {
    const offset = (cause as Partial<JavaException>).place ?? this.emitted.place();
    const { text } = this;
    const explained = explainOf(cause);
    const details = { cause, status: 400, ...(explained && { header: explained }) };
    if (offset < 0) {
      const scriptError = { script_stack: ['<<< unknown portion of script >>>'], script: text, lang: 'painless' };
      return new Failure('script_exception', 'runtime error', { ...details, scriptError });
    }
    let start = 0;
    let end = text.length;
    for (const statement of this.statementOffsets) {
      if (statement <= offset) start = statement;
      else {
        end = statement;
        break;
      }
    }
    const scriptError = scriptErrorAt(text, offset, start, end, text.slice(start, end));
    return new Failure('script_exception', 'runtime error', {
      cause,
      scriptError,
      status: 400,
      ...(explained && { header: explained }),
    });
  }
}

function explainOf(cause: Failure): Readonly<Record<string, string>> | undefined {
  return cause.type === 'painless_explain_error'
    ? (cause.details.header as Readonly<Record<string, string>>)
    : undefined;
}

/** Longest name that the server gives a script without one. */
const maxNameLength = 256;

/** What the server calls a script that has no name: its first line, ended by ` ...` where that is not all of it. */
function shownName(text: string): string {
  const newline = text.indexOf('\n');
  const carriageReturn = newline < 0 ? -1 : text.indexOf('\r');
  const line = newline < 0 ? text.length : carriageReturn < 0 ? newline : Math.min(newline, carriageReturn);
  const limit = Math.min(line, maxNameLength);
  return limit === text.length ? text : `${text.slice(0, limit)} ...`;
}

function scriptErrorAt(
  text: string,
  offset: number,
  start: number,
  end: number,
  snippet: string,
  indent = offset - start,
): ScriptError {
  return {
    script_stack: [snippet, `${' '.repeat(indent)}^---- HERE`],
    script: shownName(text),
    lang: 'painless',
    position: { offset, start, end },
  };
}

/** How many characters around a mistake the server shows. */
const shownAround = 25;

function compileError(source: Source, mistake: CompileError): PainlessCompileError {
  const { text } = source;
  const offset = mistake.start;
  const start = Math.max(0, offset - shownAround);
  const end = Math.min(text.length, offset + shownAround);
  const snippet = `${start > 0 ? '... ' : ''}${text.slice(start, end)}${end < text.length ? ' ...' : ''}`;
  const scriptError = scriptErrorAt(text, offset, start, end, snippet, offset - start + (start > 0 ? 4 : 0));
  const cause = new Failure(mistake.type, mistake.reason);
  const failure = new Failure('script_exception', 'compile error', { cause, scriptError, status: 400 });
  const diagnostic: Diagnostic = {
    code: mistake.code,
    severity: 'error',
    // The server's own words are empty for some causes.
    message: mistake.reason || codes[mistake.code],
    labels: [{ span: { start: mistake.start, end: mistake.end }, text: '' }],
    hints: mistake.hints,
  };
  return new PainlessCompileError([diagnostic], source, failure);
}
