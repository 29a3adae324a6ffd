// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Checks JSON files against JSON Schemas; every error names the file and the JSON pointer.

import type * as ajvModule from 'ajv';
import type { Ajv as AjvInstance, ErrorObject, ValidateFunction } from 'ajv';
import { didYouMean } from '../util/didYouMean.js';
import { lazyPackage } from '../util/lazyPackage.js';
import type { Code } from './codes.js';
import { DiagnosticError, type Diagnostic } from './diagnostic.js';

const ajvPackage = lazyPackage<typeof ajvModule>('ajv');
let ajv: AjvInstance | undefined;
const validators = new WeakMap<object, ValidateFunction>();

/**
 * Checks plain JSON against a schema.
 *
 * @throws DiagnosticError with one diagnostic for each place that is wrong.
 */
export function validateJson(value: unknown, schema: object, file: string, code: Code): void {
  let validator = validators.get(schema);
  if (!validator) {
    // The schemas are our own, and tested: they are not checked against the schema of schemas at every start.
    ajv ??= new (ajvPackage().Ajv)({
      allErrors: true,
      strict: true,
      allowUnionTypes: true,
      meta: false,
      validateSchema: false,
    });
    validator = ajv.compile(schema);
    validators.set(schema, validator);
  }
  if (validator(value)) return;
  const diagnostics = (validator.errors ?? []).map((error) => diagnosticOf(error, schema, file, code));
  throw new DiagnosticError(diagnostics);
}

function diagnosticOf(error: ErrorObject, schema: object, file: string, code: Code): Diagnostic {
  const params = error.params as Record<string, unknown>;
  const extra = params.additionalProperty;
  const pointer = typeof extra === 'string' ? `${error.instancePath}/${escapePointer(extra)}` : error.instancePath;
  const hints: string[] = [];
  let message = error.message ?? 'is not valid';
  if (typeof extra === 'string') {
    message = 'is not a known property';
    const near = didYouMean(extra, knownProperties(error.schemaPath, schema));
    if (near) hints.push(`did you mean "${near}"?`);
  }
  if (Array.isArray(params.allowedValues))
    message += `: ${params.allowedValues.map((item) => JSON.stringify(item)).join(', ')}`;
  return { code, severity: 'error', message: `${file} > ${pointer || '/'}: ${message}`, labels: [], hints };
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Names of the properties that the schema allows where an unknown one was found. */
function knownProperties(schemaPath: string, schema: object): string[] {
  let place: unknown = schema;
  for (const step of schemaPath.split('/').slice(1, -1)) {
    place = (place as Record<string, unknown> | undefined)?.[
      decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
    ];
  }
  const properties = (place as { properties?: object } | undefined)?.properties;
  return properties ? Object.keys(properties) : [];
}
