// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The inference processor, for text-classification models (Elasticsearch 8.11 to 9.x). Both forms of the server are
// here: target_field with field_map, and input_output.

import { Failure, illegalArgument } from '../diagnostics/failure.js';
import type { ClassificationResult } from '../inference/textClassificationResult.js';
import { textOf } from '../values/javaText.js';
import { HashMap, LinkedHashMap } from '../values/maps.js';
import { Double } from '../values/numbers.js';
import { ConfigError } from './core/configError.js';
import { fieldPath } from './core/fieldPath.js';
import type { IngestDocument } from './core/ingestDocument.js';
import { processor, type Context, type Execute } from './core/processor.js';
import type { InferenceUpdate } from './core/services.js';

/** Name of the field that the server gives an NLP model by default. */
const modelInput = 'text_field';

export const inference = processor({
  type: 'inference',
  summary: 'Classifies a text by a model and writes the result into the document.',
  notes: [
    'With input_output the server writes no label of a text-classification model, only model_id and is_truncated: use target_field and field_map.',
    'A second run appends to the result of the first: remove the target field before it.',
  ],
  options: {
    model_id: { type: 'string', required: true, doc: 'Id of the model, deployment or alias.' },
    inference_config: {
      type: 'map',
      doc: 'One task with its options: `text_classification` with num_top_classes, results_field, classification_labels, tokenization.',
    },
    input_output: {
      type: 'any',
      since: '8.11',
      doc: 'One object, or a list of them, with input_field and output_field.',
    },
    ignore_missing: { type: 'boolean', default: false, doc: 'With input_output: pass over missing input fields.' },
    target_field: {
      type: 'string',
      doc: 'Where the result goes without input_output; `ml.inference`, and the tag if any, by default.',
    },
    field_map: {
      type: 'map',
      doc: "Names of document fields to names of the model's fields; a field that has the model's name wins.",
    },
    field_mappings: { type: 'map', doc: 'The former name of field_map.' },
  },
  examples: [
    {
      config: {
        model_id: 'severity',
        target_field: 'ml.prediction',
        field_map: { ml_input: 'text_field' },
        inference_config: { text_classification: { num_top_classes: 1 } },
      },
      before: { ml_input: 'disk failure' },
      after: {
        ml_input: 'disk failure',
        ml: {
          prediction: {
            predicted_value: 'ERROR',
            top_classes: [{ class_name: 'ERROR', class_probability: 0.75, class_score: 0.75 }],
            prediction_probability: 0.75,
            model_id: 'severity',
          },
        },
      },
      needs: 'infer',
    },
    {
      config: { model_id: 'severity', field_map: { ml_input: 'text_field' } },
      before: { message: 'x' },
      after: { error: 'Input field [text_field] does not exist in the source document' },
      needs: 'infer',
    },
  ],
  compile(options, context) {
    const update = readUpdate(options.inference_config);
    const classify = (text: string) => {
      const { infer } = context.services;
      if (!infer) {
        throw new Failure('resource_not_found_exception', `Could not find trained model [${options.model_id}]`, {
          status: 404,
        });
      }
      return infer({ modelId: options.model_id, text, update });
    };
    if (options.input_output !== null) {
      if (options.target_field !== null) {
        throw context.error(
          'target_field',
          'option is incompatible with [input_output]. Use the [output_field] option to specify where to write the inference results to.',
        );
      }
      if (update.resultsField !== undefined) {
        throw context.error(
          null,
          'The [inference_config.results_field] setting is incompatible with using [input_output]. Prefer to use the [input_output.output_field] option to specify where to write the inference results to.',
        );
      }
      return inputOutput(readInputs(options.input_output, context), options.ignore_missing, classify);
    }
    const target = fieldPath(
      options.target_field ?? (context.tag === null ? 'ml.inference' : `ml.inference.${context.tag}`),
      context.accessPattern,
    );
    const map = options.field_map ?? options.field_mappings ?? new HashMap();
    const sources = map
      .javaEntries()
      .filter(([, name]) => name === modelInput)
      .map(([source]) => textOf(source).split('.'));
    const write = (document: IngestDocument, result: ClassificationResult) =>
      put(document, target, resultMap(result, update.resultsField));
    return (document) => {
      const result = classify(inputText(document, sources));
      if (!(result instanceof Promise)) return write(document, result);
      return result.then((answer) => write(document, answer));
    };
  },
});

/** The text that the model reads: its own field, or the first mapped one that is there. */
function inputText(document: IngestDocument, sources: readonly (readonly string[])[]): string {
  let value = document.ctx.get(modelInput);
  for (let index = 0; value === null && index < sources.length; index++) {
    const source = sources[index]!;
    value = source[0] === '_ingest' ? dig(document.ingest, source.slice(1)) : dig(document.ctx, source);
  }
  if (value === null) throw badRequest(`Input field [${modelInput}] does not exist in the source document`);
  if (typeof value !== 'string') {
    throw badRequest(`Input value [${textOf(value)}] for field [${modelInput}] must be a string`);
  }
  return value;
}

/** The value of a path in a map whose keys may hold dots; the shortest key is tried first. */
function dig(map: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return map;
  if (!(map instanceof HashMap)) return null;
  for (let length = 1; length <= path.length; length++) {
    const value = map.get(path.slice(0, length).join('.'));
    const found = value === null ? null : dig(value, path.slice(length));
    if (found !== null) return found;
  }
  return null;
}

function badRequest(reason: string): Failure {
  return new Failure('status_exception', reason, { status: 400 });
}

/** A result as the server writes it. */
function resultMap(result: ClassificationResult, resultsField = 'predicted_value'): HashMap {
  const map = new LinkedHashMap();
  map.put(resultsField, result.predicted_value);
  if (result.top_classes) {
    map.put(
      'top_classes',
      result.top_classes.map((top) => {
        const entry = new LinkedHashMap();
        entry.put('class_name', top.class_name);
        entry.put('class_probability', new Double(top.class_probability));
        entry.put('class_score', new Double(top.class_score));
        return entry;
      }),
    );
  }
  map.put('prediction_probability', new Double(result.prediction_probability));
  if (result.is_truncated) map.put('is_truncated', true);
  map.put('model_id', result.model_id);
  return map;
}

function put(document: IngestDocument, path: ReturnType<typeof fieldPath>, value: unknown): void {
  if (document.has(path)) document.append(path, value);
  else document.set(path, value);
}

interface Input {
  readonly source: ReturnType<typeof fieldPath>;
  /** Path of a field beside the output field. */
  readonly beside: (name: string) => ReturnType<typeof fieldPath>;
}

function inputOutput(
  inputs: readonly Input[],
  ignoreMissing: boolean,
  classify: (text: string) => ClassificationResult | Promise<ClassificationResult>,
): Execute {
  const textsOf = (document: IngestDocument): string[] | undefined => {
    const texts: string[] = [];
    let present = false;
    for (const { source } of inputs) {
      const value = document.has(source) ? document.get(source) : document.read(source, ignoreMissing);
      if (value !== null && typeof value !== 'string') {
        throw illegalArgument(`input field [${source.text}] cannot be processed because it is not a text field`);
      }
      present ||= value !== null;
      texts.push(value ?? '');
      // The server looks after each field, not after the last: a missing first field ends it.
      if (!present) return undefined;
    }
    return texts;
  };
  const write = (document: IngestDocument, results: readonly ClassificationResult[]) => {
    results.forEach((result, index) => {
      const { beside } = inputs[index]!;
      if (result.is_truncated) put(document, beside('is_truncated'), true);
      if (index === 0) put(document, beside('model_id'), result.model_id);
    });
  };
  return (document) => {
    const texts = textsOf(document);
    if (!texts) return;
    const results = texts.map(classify);
    if (results.some((result) => result instanceof Promise)) {
      return Promise.all(results.map(async (result) => result)).then((answers) => write(document, answers));
    }
    write(document, results as ClassificationResult[]);
  };
}

function readInputs(value: unknown, context: Context): Input[] {
  const list: unknown = value instanceof HashMap ? [value] : value;
  if (!Array.isArray(list)) throw context.error('input_output', "property isn't a map or list of maps");
  if (list.length === 0) throw context.error('input_output', 'property cannot be empty at least one is required');
  const names = { input_field: new Set<string>(), output_field: new Set<string>() };
  return list.map((item: unknown) => {
    if (!(item instanceof HashMap)) throw context.error('input_output', "property isn't a list of maps");
    const read = (property: keyof typeof names) => {
      const name = item.get(property);
      if (name === null) throw context.error(property, 'required property is missing');
      if (typeof name !== 'string') throw context.error(property, "property isn't a string");
      if (names[property].has(name)) throw context.error(property, `names must be unique but [${name}] is repeated`);
      names[property].add(name);
      return name;
    };
    const source = fieldPath(read('input_field'), context.accessPattern);
    const output = read('output_field');
    const base = output.slice(0, output.lastIndexOf('.') + 1);
    return { source, beside: (name) => fieldPath(base + name, context.accessPattern) };
  });
}

/** Tasks that the server knows. */
const tasks = [
  'classification',
  'regression',
  'fill_mask',
  'ner',
  'pass_through',
  'question_answering',
  'text_classification',
  'text_embedding',
  'text_expansion',
  'text_similarity',
  'zero_shot_classification',
];

function statusError(reason: string): ConfigError {
  return new ConfigError(reason, { type: 'status_exception' });
}

function readUpdate(config: HashMap | null): InferenceUpdate {
  if (config === null) return {};
  const [entry, more] = config.javaEntries();
  if (!entry || more || !(entry[1] instanceof HashMap)) {
    throw statusError('inference_config must be an object with one inference type mapped to an object.');
  }
  const task = textOf(entry[0]);
  if (!tasks.includes(task)) {
    throw statusError(`unrecognized inference configuration type [${task}]. Supported types [${tasks.join(', ')}]`);
  }
  if (task !== 'text_classification') {
    const message = `inference_config [${task}] is not supported offline: logtwin runs text_classification models`;
    throw new ConfigError(message, { code: 'IN2003' });
  }
  const values = entry[1].copy();
  const topClasses = values.remove('num_top_classes');
  const resultsField = values.remove('results_field');
  const labels = values.remove('classification_labels');
  const tokenization = values.remove('tokenization');
  if (values.size > 0) {
    throw statusError(
      `Unrecognized fields [${values
        .javaEntries()
        .map(([key]) => textOf(key))
        .join(', ')}].`,
    );
  }
  if (topClasses !== null && typeof topClasses !== 'number') throw statusError('[num_top_classes] must be an integer');
  if (resultsField !== null && typeof resultsField !== 'string') throw statusError('[results_field] must be a string');
  if (labels !== null && !Array.isArray(labels)) throw statusError('[classification_labels] must be a list');
  if (tokenization !== null && !(tokenization instanceof HashMap)) {
    throw statusError('[tokenization] must be an object');
  }
  return {
    ...(topClasses !== null && { numTopClasses: topClasses }),
    ...(resultsField !== null && { resultsField }),
    ...(labels !== null && { classificationLabels: labels.map(textOf) }),
    ...(tokenization !== null && { tokenization }),
  };
}
