// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A pipeline's configuration made ready to run, with the server's checks and messages (Pipeline.create and
// ConfigurationUtils.readProcessor, Elasticsearch 8.x and 9.x).

import { DiagnosticError } from '../diagnostics/diagnostic.js';
import { Source } from '../diagnostics/source.js';
import { Failure } from '../diagnostics/failure.js';
import { asConfigError, ConfigError, wrappedException } from '../processors/core/configError.js';
import type { AccessPattern } from '../processors/core/fieldPath.js';
import { configError, readOptions, type OptionTable } from '../processors/core/options.js';
import type { Context, Execute, Processor } from '../processors/core/processor.js';
import type { Services } from '../processors/core/services.js';
import { commonOptions, processors, refusedProcessors } from '../processors/table.js';
import { didYouMean } from '../util/didYouMean.js';
import { invariant } from '../util/invariant.js';
import { castMessage, classNameOf } from '../values/className.js';
import { textOf } from '../values/javaText.js';
import { HashMap } from '../values/maps.js';
import { compileCondition, readCondition } from './condition.js';
import type { LoadedPipeline } from './loadPipeline.js';
import { Pipeline, type CountedScript } from './pipeline.js';
import { Step } from './step.js';

const pipelineOptions = {
  description: { type: 'string', doc: 'What the pipeline is for.' },
  version: { type: 'integer', doc: 'Version number for external systems.' },
  _meta: { type: 'map', doc: 'Metadata for external systems.' },
  deprecated: { type: 'boolean', doc: 'Whether the pipeline is deprecated.' },
  created_date: { type: 'any', doc: 'When the pipeline was made; kept by the server.' },
  created_date_millis: { type: 'any', doc: 'When the pipeline was made; kept by the server.' },
  modified_date: { type: 'any', doc: 'When the pipeline was changed; kept by the server.' },
  modified_date_millis: { type: 'any', doc: 'When the pipeline was changed; kept by the server.' },
  field_access_pattern: { type: 'string', doc: 'How dotted field names are read: classic or flexible.' },
  processors: { type: 'list', required: true, doc: 'Processors in their order.' },
  on_failure: { type: 'list', doc: 'Processors that run when one of the others fails.' },
} as const satisfies OptionTable;

/**
 * Makes a pipeline ready.
 *
 * @throws DiagnosticError (a ConfigError where the server's message is known) with every mistake that was found.
 */
export function compilePipeline(id: string, loaded: LoadedPipeline, services: Services): Pipeline {
  const config = copyOf(loaded.config) as HashMap;
  const owner = { type: null, tag: null, accessPattern: 'classic' as const };
  const options = readOptions(pipelineOptions, config, owner);
  const pattern = options.field_access_pattern ?? 'classic';
  if (pattern !== 'classic' && pattern !== 'flexible') {
    throw configError(null, 'field_access_pattern', `pipeline doesn't support access pattern value [${pattern}]`);
  }
  const compiler = new PipelineCompiler(loaded.name, pattern, services);
  const steps = compiler.steps(options.processors, '/processors');
  const onFailure = compiler.steps(options.on_failure ?? [], '/on_failure');
  compiler.finish();
  if (config.size > 0) {
    throw broken(`pipeline [${id}] doesn't support one or more provided configuration parameters ${keysOf(config)}`);
  }
  if (options.on_failure?.length === 0) {
    throw broken(`pipeline [${id}] cannot have an empty on_failure option defined`);
  }
  return new Pipeline({
    id,
    name: loaded.name,
    steps,
    onFailure,
    accessPattern: pattern,
    allSteps: compiler.all,
    scripts: compiler.scripts(),
  });
}

/** A copy to take options out of. What stands in it may be of any class, as a parameter of a script. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!(value instanceof HashMap)) return value;
  return new HashMap(new Map(value.javaEntries().map(([key, item]) => [key, copyOf(item)])));
}

function broken(reason: string): ConfigError {
  return new ConfigError(reason, { code: 'IN1003' });
}

function keysOf(config: HashMap): string {
  return `[${config
    .javaEntries()
    .map(([key]) => textOf(key))
    .join(', ')}]`;
}

class PipelineCompiler {
  private readonly name: string;
  private readonly accessPattern: AccessPattern;
  private readonly services: Services;
  /** Every step that was made ready. */
  readonly all: Step[] = [];
  private readonly counted: Omit<CountedScript, 'step'>[] = [];
  private readonly errors: ConfigError[] = [];

  constructor(name: string, accessPattern: AccessPattern, services: Services) {
    this.name = name;
    this.accessPattern = accessPattern;
    this.services = services;
  }

  /** The scripts that are counted, each with the step that it belongs to. */
  scripts(): CountedScript[] {
    const steps = new Map(this.all.map((step) => [step.pointer, step]));
    return this.counted.map((script) => {
      const step = steps.get(script.pointer.replace(/\/(?:if(?:\/source)?|source)$/, ''));
      invariant(step, `no step has the script ${script.pointer}`);
      return { ...script, step };
    });
  }

  /** Throws what was found, if anything. */
  finish(): void {
    const [first, ...others] = this.errors;
    if (first) throw first.and(others);
  }

  steps(configs: readonly unknown[], pointer: string): Step[] {
    const steps: Step[] = [];
    configs.forEach((config, index) => {
      try {
        steps.push(...this.stepsOf(config, `${pointer}/${index}`));
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        this.errors.push(asConfigError(error));
      }
    });
    return steps;
  }

  /** The processors of one object: one for each of its keys. */
  private stepsOf(config: unknown, pointer: string): Step[] {
    if (config === null) {
      const reason = 'Cannot invoke "java.util.Map.entrySet()" because "processorConfigWithKey" is null';
      throw new ConfigError(reason, { type: 'null_pointer_exception', code: 'IN1003' }).hint(
        `in ${this.name} > ${pointer}`,
      );
    }
    if (!(config instanceof HashMap)) {
      const reason = castMessage(classNameOf(config), 'java.util.Map');
      throw new ConfigError(reason, { type: 'class_cast_exception', code: 'IN1003' }).hint(
        `in ${this.name} > ${pointer}`,
      );
    }
    return config
      .javaEntries()
      .map(([type, options]) => this.step(textOf(type), options, `${pointer}/${textOf(type)}`));
  }

  private step(type: string, given: unknown, pointer: string): Step {
    try {
      return this.compile(type, given, pointer);
    } catch (error) {
      if (error instanceof DiagnosticError) throw asConfigError(error).hint(`in ${this.name} > ${pointer}`);
      if (error instanceof Failure) {
        // The server wraps an exception that is none of its own.
        const { javaClass } = error as { javaClass?: string };
        const wrapped = javaClass === undefined ? {} : { type: 'exception' };
        const reason = javaClass === undefined ? (error.reason ?? error.type) : `${javaClass}: ${error.reason}`;
        throw new ConfigError(reason, { type: error.type, ...wrapped })
          .of({ type, tag: null })
          .hint(`in ${this.name} > ${pointer}`);
      }
      throw error;
    }
  }

  private compile(type: string, given: unknown, pointer: string): Step {
    const owner = { type, tag: null, accessPattern: this.accessPattern };
    if (given === null) throw configError(owner, null, `the config of processor [${type}] cannot be null`);
    const definition = processors.get(type);
    if (!definition) {
      const refusal = refusedProcessors.get(type);
      if (refusal !== undefined) {
        const reason = `the processor [${type}] is not supported: ${refusal}`;
        throw new ConfigError(reason, { code: 'IN2003' }).of(owner);
      }
      const near = didYouMean(type, processors.keys());
      const error = configError(owner, null, `No processor type exists with name [${type}]`);
      throw near ? error.hint(`did you mean "${near}"?`) : error;
    }
    let config = given;
    if (type === 'script' && typeof given === 'string') {
      config = new HashMap();
      (config as HashMap).put('source', given);
    }
    if (!(config instanceof HashMap)) {
      throw configError(owner, null, `property isn't a map, but of type [${classNameOf(config)}]`);
    }
    const common = readOptions(commonOptions, config, { ...owner, type: null });
    const context = this.context(type, common.tag, pointer);
    const conditional = common.if === null ? undefined : readCondition(common.if, context);
    const mistakes = this.errors.length;
    const onFailure = this.steps(common.on_failure ?? [], `${pointer}/on_failure`);
    if (common.on_failure && onFailure.length === 0 && this.errors.length === mistakes)
      throw context.error('on_failure', 'processors list cannot be empty');
    const execute = this.create(definition, config, context);
    const condition = conditional && this.named(context, () => compileCondition(conditional, context));
    const step = new Step({
      type,
      tag: common.tag,
      description: common.description,
      condition,
      ignoreFailure: common.ignore_failure,
      onFailure,
      execute,
      pointer,
    });
    this.all.push(step);
    return step;
  }

  private create(definition: Processor, config: HashMap, context: Context): Execute {
    const { type } = definition;
    const execute = this.named(context, () => definition.create(config, context));
    const [unknown] = config.javaEntries();
    if (!unknown) return execute;
    const near = didYouMean(textOf(unknown[0]), [...Object.keys(definition.options), ...Object.keys(commonOptions)]);
    const error = configError(
      context,
      null,
      `processor [${type}] doesn't support one or more provided configuration parameters ${keysOf(config)}`,
    );
    throw near ? error.hint(`did you mean "${near}"?`) : error;
  }

  /** Whatever is wrong inside a processor, the server names the processor itself. */
  private named<T>(context: Context, compile: () => T): T {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const { details } = asConfigError(error);
      // A condition is named by its own type.
      throw details.processor_type === 'conditional' ? error : asConfigError(error).of(context);
    }
  }

  private context(type: string, tag: string | null, pointer: string): Context {
    const context: Context = {
      type,
      tag,
      accessPattern: this.accessPattern,
      services: this.services,
      error: (property, reason) => configError(context, property, reason),
      compileProcessor: (nested) => {
        const [entry, more] = nested.javaEntries();
        if (!entry || more) throw configError(context, 'processor', 'Must specify exactly one processor type');
        const [inner, options] = entry;
        if (options !== null && !(options instanceof HashMap)) {
          const reason = castMessage(classNameOf(options), 'java.util.Map');
          throw wrappedException('java.lang.ClassCastException', reason).of(context);
        }
        return this.step(textOf(inner), options, `${pointer}/processor/${textOf(inner)}`);
      },
      sourceOf: (property, text) => {
        const origin = { file: this.name, pointer: `${pointer}/${property}` };
        return new Source(`${this.name} > ${origin.pointer}`, text, origin);
      },
      onScript: this.services.countStatements
        ? (property, source, script) => this.counted.push({ pointer: `${pointer}/${property}`, source, script })
        : undefined,
    };
    return context;
  }
}
